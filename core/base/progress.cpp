// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/progress.h"

namespace sparsescope {

Progress::Progress(Listener listener, std::stop_token stop) : m_listener(std::move(listener)), m_stop(std::move(stop)) {}

void Progress::beginStage(std::string stage, std::int64_t total, std::string unit)
{
    const std::lock_guard lock(m_mutex);
    m_update = {};
    m_update.stage = std::move(stage);
    m_update.unit = std::move(unit);
    m_update.total = total;
    m_skipped = 0;
    m_stageStart = Clock::now();
    report(true);
}

void Progress::advance(std::int64_t finished)
{
    const std::lock_guard lock(m_mutex);
    m_update.done += finished;
    report(m_update.done == m_update.total);
}

void Progress::skipDone(std::int64_t alreadyDone)
{
    const std::lock_guard lock(m_mutex);
    m_update.done += alreadyDone;
    m_skipped += alreadyDone;
    report(m_update.done == m_update.total);
}

void Progress::report(bool always)
{
    const auto now = Clock::now();
    if (!m_listener || (!always && now - m_lastReport < std::chrono::milliseconds(100)))
        return;
    m_lastReport = now;
    const double elapsed = std::chrono::duration<double>(now - m_stageStart).count();
    const auto worked = static_cast<double>(m_update.done - m_skipped);
    if (worked > 0 && elapsed > 0.2) {
        m_update.perSecond = worked / elapsed;
        m_update.secondsLeft = static_cast<double>(m_update.total - m_update.done) / m_update.perSecond;
    }
    m_listener(m_update);
}

}  // namespace sparsescope
