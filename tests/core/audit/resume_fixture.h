// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"
#include "audit/path_store.h"
#include "support/synthetic_audit.h"

#include <QTemporaryDir>
#include <QtTest>

#include <bit>
#include <csignal>
#include <thread>

#include <fmt/format.h>

#include <sys/wait.h>
#include <unistd.h>

// A fit on one thread that is stopped or killed on its way, and what must come of it: the very path of a fit that was
// left alone.

namespace sparsescope::fixtures {

namespace fs = std::filesystem;

struct ResumeCase {
    const char* name;
    int classes;
    bool grouped;
    bool includeZero;
    double alpha;
    double tolerance;
};

inline const std::vector<ResumeCase>& resumeCases()
{
    static const std::vector<ResumeCase> all{{"three classes", 3, false, false, 0.99, 1e-3},
                                             {"two classes, 0 last", 2, false, true, 0.99, 1e-3},
                                             {"grouped", 4, true, false, 0.99, 1e-3},
                                             {"more ridge, exact", 5, false, false, 0.3, 1e-6}};
    return all;
}

class ResumeFixture {
public:
    ResumeFixture(const ResumeCase& kind, int lambdas)
    {
        SyntheticOptions made;
        made.classes = kind.classes;
        made.perClass = 30;
        made.features = 32;
        made.pictures = false;
        made.fit = false;
        m_fresh = *writeSyntheticAudit(root().string(), made);
        m_options.alpha = kind.alpha;
        m_options.grouped = kind.grouped;
        m_options.includeZero = kind.includeZero;
        m_options.tolerance = kind.tolerance;
        m_options.lambdaCount = lambdas;
        m_options.threads = 1;
        startOver();
        m_straight = fit() ? path() : std::vector<PathPoint>();
    }

    void startOver()
    {
        fs::remove_all(audit());
        fs::copy(m_fresh, audit(), fs::copy_options::recursive);
    }

    /// Ends once the point `last` is on disk, as a person's stop does.
    void stopAfter(int last)
    {
        std::stop_source stop;
        Progress progress(nullptr, stop.get_token());
        static_cast<void>((*Audit::open(audit()))->fit(m_options, progress, [&](const PathPoint& point) {
            if (point.index >= last)
                stop.request_stop();
        }));
    }

    /// The same, as a power cut does.
    void killAfter(int last)
    {
        runAndKill(
            [&] {
                Progress silent;
                static_cast<void>((*Audit::open(audit()))->fit(m_options, silent, [&](const PathPoint& point) {
                    if (point.index >= last)
                        ::raise(SIGKILL);
                }));
            },
            {});
    }

    /// At a moment that has nothing to do with points.
    void killIn(std::chrono::microseconds time)
    {
        runAndKill([&] { fit(); }, time);
    }

    bool fit()
    {
        Progress silent;
        const auto view = (*Audit::open(audit()))->fit(m_options, silent);
        return view.ok() && view->complete;
    }

    /// What keeps the path on disk from being the undisturbed one, bit by bit; empty: nothing.
    std::string difference() const
    {
        const std::vector<PathPoint> now = path();
        if (m_straight.empty() || now.size() != m_straight.size())
            return fmt::format("{} points, expected {}", now.size(), m_straight.size());
        for (std::size_t i = 0; i < now.size(); ++i)
            if (now[i].lambda != m_straight[i].lambda || bits(now[i].head) != bits(m_straight[i].head))
                return fmt::format("point {} differs", i);
        return {};
    }

    int pointsOnDisk() const { return static_cast<int>(path().size()); }

private:
    fs::path root() const { return m_folder.path().toStdString(); }
    fs::path audit() const { return root() / "copy.audit"; }

    template <typename Work>
    static void runAndKill(Work&& work, std::chrono::microseconds time)
    {
        const pid_t child = ::fork();
        if (child == 0) {
            work();
            ::_exit(0);
        }
        if (time.count() > 0) {
            std::this_thread::sleep_for(time);
            ::kill(child, SIGKILL);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
    }

    std::vector<PathPoint> path() const
    {
        const PathStore store(audit() / "path");
        const auto header = store.header();
        const auto stored = store.summary();
        std::vector<PathPoint> points;
        for (std::size_t i = 0; header.ok() && header->has_value() && stored.ok() && i < stored->points.size(); ++i)
            if (auto point = store.readPoint(static_cast<int>(i), **header); point.ok())
                points.push_back(std::move(point).value());
        return points;
    }

    static std::vector<std::uint64_t> bits(const SparseHead& head)
    {
        std::vector<std::uint64_t> all;
        for (const double bias : head.bias)
            all.push_back(std::bit_cast<std::uint64_t>(bias));
        for (const auto& klass : head.classes)
            for (const HeadWeight& entry : klass) {
                all.push_back(static_cast<std::uint64_t>(entry.feature));
                all.push_back(std::bit_cast<std::uint64_t>(entry.weight));
            }
        return all;
    }

    QTemporaryDir m_folder;
    fs::path m_fresh;
    PathOptions m_options;
    std::vector<PathPoint> m_straight;
};

}  // namespace sparsescope::fixtures
