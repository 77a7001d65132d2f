// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/rendering_queue.h"

namespace sparsescope::ui {

void RenderingQueue::replace(std::shared_ptr<const HeadAnalysis> head, std::vector<PictureWish> wishes)
{
    const std::lock_guard lock(m_mutex);
    m_head = std::move(head);
    m_wishes.assign(std::make_move_iterator(wishes.begin()), std::make_move_iterator(wishes.end()));
}

int RenderingQueue::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(m_wishes.size());
}

void RenderingQueue::hold(Hold hold)
{
    {
        const std::lock_guard lock(m_mutex);
        m_hold = hold;
    }
    m_changed.notify_all();
}

bool RenderingQueue::rest(std::stop_token stop, const std::function<void(Hold)>& resting)
{
    std::unique_lock lock(m_mutex);
    bool held = false;
    while (m_hold != Hold::None && !stop.stop_requested()) {
        const Hold why = m_hold;
        lock.unlock();
        resting(why);
        lock.lock();
        held = true;
        m_changed.wait(lock, stop, [&] { return m_hold != why; });
    }
    return held;
}

std::optional<RenderingQueue::Next> RenderingQueue::take()
{
    const std::lock_guard lock(m_mutex);
    if (m_wishes.empty())
        return std::nullopt;
    Next next{m_head, std::move(m_wishes.front())};
    m_wishes.pop_front();
    next.waiting = static_cast<int>(m_wishes.size());
    return next;
}

}  // namespace sparsescope::ui
