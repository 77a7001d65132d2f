// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/feature_pictures.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

namespace sparsescope::ui {

/// Pictures that wait to be rendered. The window changes the list while one worker takes from it. Thread-safe.
class RenderingQueue {
public:
    enum class Hold { None, Paused, Other };  ///< Other: something else renders that is wanted first.

    struct Next {
        std::shared_ptr<const HeadAnalysis> head;
        PictureWish wish;
        int waiting = 0;    ///< Behind it.
    };

    void replace(std::shared_ptr<const HeadAnalysis> head, std::vector<PictureWish> wishes);
    int waiting() const;

    /// Until it is let go the worker takes nothing, and rests in the middle of a picture.
    void hold(Hold hold);
    /// Rests while it is held, and calls `resting` before; true if it was held. Ends at once when asked to stop.
    bool rest(std::stop_token stop, const std::function<void(Hold)>& resting);
    /// Nothing where there is none left. Does not rest.
    std::optional<Next> take();

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::shared_ptr<const HeadAnalysis> m_head;
    std::deque<PictureWish> m_wishes;
    Hold m_hold = Hold::None;
};

}  // namespace sparsescope::ui
