// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/fit_estimate.h"

#include "audit/audit_state.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::size_t fewestPoints = 3;
constexpr double measuredSeconds = 2;
constexpr double threadGain = 0.75;     ///< Twice the threads take 2^-0.75 of the time.
constexpr double zeroCost = 5;          ///< λ = 0 in units of the λ before it: every weight is in use there.

/// What one λ cost, by how far down the path it lies.
struct Cost {
    double depth = 0;   ///< ln(λ_max / λ)
    double seconds = 0;
};

std::vector<Cost> costsOf(const std::vector<StoredPoint>& points, double lambdaMax)
{
    std::vector<Cost> costs;
    for (std::size_t i = 1; i < points.size(); ++i)
        if (points[i].lambda > 0)
            costs.push_back({std::log(lambdaMax / points[i].lambda), std::max(0.0, points[i].seconds - points[i - 1].seconds)});
    return costs;
}

/// Mean of the costs around a depth. Behind the last it grows on as it did over the last quarter.
double costAt(const std::vector<Cost>& costs, double depth)
{
    const auto mean = [&](std::size_t first, std::size_t end) {
        double sum = 0;
        for (std::size_t i = first; i < end; ++i)
            sum += costs[i].seconds;
        return sum / static_cast<double>(std::max<std::size_t>(end - first, 1));
    };
    const std::size_t count = costs.size();
    const auto at = static_cast<std::size_t>(std::ranges::lower_bound(costs, depth, {}, &Cost::depth) - costs.begin());
    if (at < count)
        return mean(at > 0 ? at - 1 : 0, std::min(count, at + 2));
    const std::size_t quarter = std::max<std::size_t>(1, count / 4);
    const double last = mean(count - quarter, count);
    const double before = count >= 2 * quarter ? mean(count - 2 * quarter, count - quarter) : last;
    const double span = std::max(1e-9, costs.back().depth - costs[count - quarter].depth) * (count > quarter ? 1.0 : 1e9);
    return std::max(last, last + (last - before) * (depth - costs.back().depth) / span);
}

std::vector<double> depthsOf(const PathOptions& wanted, double lambdaMax)
{
    std::vector<double> depths;
    for (const double lambda : wanted.lambdas)
        if (lambda > 0)
            depths.push_back(std::max(0.0, std::log(lambdaMax / lambda)));
    if (wanted.lambdas.empty())
        for (int i = 0; i < wanted.lambdaCount; ++i)
            depths.push_back(-std::log(wanted.lambdaRatio) * i / std::max(1, wanted.lambdaCount - 1));
    return depths;
}

/// The first λs, fitted for a while.
Result<TimeEstimate> measured(const FitData& data, const PathOptions& options, Progress& progress)
{
    std::stop_source enough;
    const std::stop_callback outer(progress.stopToken(), [&] { enough.request_stop(); });
    Progress within(nullptr, enough.get_token());
    const auto start = std::chrono::steady_clock::now();
    const auto hear = [&](const PathPoint&) {
        if (std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() > measuredSeconds)
            enough.request_stop();
    };
    SS_TRY(const PathResult result, fitPath(data.problem(), data.evaluation(), options, within, hear));
    if (progress.stopRequested())
        return Cancelled{};
    std::vector<StoredPoint> points;
    for (const PathPoint& point : result.points)
        points.push_back({point.index, point.lambda, 0, 0, {}, {}, point.seconds});
    return TimeEstimate{estimateFromPoints(points, options, result.lambdaMax, options),
                        fmt::format("the first {} λ, measured", points.size())};
}

}  // namespace

double estimateFromPoints(const std::vector<StoredPoint>& points, const PathOptions& fitted, double lambdaMax,
                          const PathOptions& wanted)
{
    const std::vector<Cost> costs = costsOf(points, lambdaMax);
    if (points.size() < fewestPoints || costs.empty() || !(lambdaMax > 0))
        return -1;
    double seconds = points.front().seconds;
    double last = 0;
    for (const double depth : depthsOf(wanted, lambdaMax))
        seconds += last = costAt(costs, depth);
    if (wanted.includeZero)
        seconds += zeroCost * last;
    const double sharper = std::max(0.0, std::log10(fitted.tolerance / wanted.tolerance));
    return seconds * (1 + 0.25 * sharper) * std::pow(static_cast<double>(fitted.threads) / wanted.threads, threadGain);
}

Result<TimeEstimate> Audit::estimateFit(const PathOptions& options, Progress& progress) const
{
    SS_TRY(const auto kept, paths());
    for (const KeptPath& path : kept) {
        const PathStore store(m_state->folder / path.name);
        const auto header = store.header();
        const auto stored = store.summary();
        // An imported path has the times of another program.
        if (!header.ok() || !header->has_value() || !stored.ok() || stored->points.empty() || !(*header)->origin.empty())
            continue;
        const double lambdaMax = (*header)->lambdaMax > 0 ? (*header)->lambdaMax : stored->points.front().lambda;
        const double seconds = estimateFromPoints(stored->points, (*header)->options, lambdaMax, options);
        if (seconds >= 0)
            return TimeEstimate{seconds, "the times of " + (path.name == State::presentPath ? "the present path" : path.name)};
    }
    SS_TRY(const FitData data, m_state->loadFitData());
    return measured(data, options, progress);
}

}  // namespace sparsescope
