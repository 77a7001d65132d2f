// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

namespace sparsescope {

/// What a long function tells while it works.
struct ProgressUpdate {
    std::string stage;          ///< "Extracting features"
    std::string unit;           ///< "pictures"
    std::int64_t done = 0;      ///< Units finished in this stage.
    std::int64_t total = 0;     ///< Units of this stage; 0 when it can't be known.
    double perSecond = 0;       ///< Rate of this stage; 0 until it can be told.
    double secondsLeft = -1;    ///< Of this stage; negative until it can be told.

    double fraction() const { return total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 0.0; }
};

/// Progress and cancel in one object, passed by reference to every long function: it reports there and learns there
/// whether to stop. Reports are throttled here (ten a second, plus the first and last of a stage). Thread-safe.
class Progress {
public:
    using Listener = std::function<void(const ProgressUpdate&)>;

    Progress() = default;  ///< Silent, never stops.
    explicit Progress(Listener listener, std::stop_token stop = {});

    bool stopRequested() const { return m_stop.stop_requested(); }
    std::stop_token stopToken() const { return m_stop; }

    void beginStage(std::string stage, std::int64_t total, std::string unit);
    /// `finished` more units. Work taken over from an earlier run counts as done but not towards the rate.
    void advance(std::int64_t finished = 1);
    void skipDone(std::int64_t alreadyDone);

private:
    using Clock = std::chrono::steady_clock;
    void report(bool always);

    Listener m_listener;
    std::stop_token m_stop;
    std::mutex m_mutex;
    ProgressUpdate m_update;
    std::int64_t m_skipped = 0;
    Clock::time_point m_stageStart;
    Clock::time_point m_lastReport;
};

}  // namespace sparsescope
