// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/resampling.h"

#include "base/random.h"
#include "base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::uint64_t drawStride = 0x9E3779B97F4A7C15;  // Between the seeds of two draws, so that they share nothing.

/// Half of them, at least one.
void drawHalf(std::vector<Eigen::Index> rows, Random& random, std::vector<double>& times)
{
    random.shuffle(rows);
    rows.resize((rows.size() + 1) / 2);
    for (const Eigen::Index row : rows)
        times[static_cast<std::size_t>(row)] = 1;
}

void drawAgain(const std::vector<Eigen::Index>& rows, Random& random, std::vector<double>& times)
{
    for (std::size_t i = 0; i < rows.size(); ++i)
        times[static_cast<std::size_t>(rows[random.below(rows.size())])] += 1;
}

}  // namespace

std::string resampleName(ResampleKind kind)
{
    return kind == ResampleKind::Halves ? "halves" : "bootstrap";
}

Result<ResampleKind> resampleFromName(std::string_view name)
{
    for (const ResampleKind kind : {ResampleKind::Halves, ResampleKind::Bootstrap})
        if (resampleName(kind) == name)
            return kind;
    return Error{"E-GLM-041", fmt::format("There is no way of drawing rows called {}: use halves or bootstrap.", quoted(name, 40)), {}};
}

Resample drawResample(const Labels& labels, int classes, ResampleKind kind, std::uint64_t seed, int number)
{
    std::vector<std::vector<Eigen::Index>> byClass(static_cast<std::size_t>(std::max(classes, 1)));
    for (std::size_t row = 0; row < labels.size(); ++row)
        byClass[static_cast<std::size_t>(labels[row])].push_back(static_cast<Eigen::Index>(row));
    Random random(seed + drawStride * static_cast<std::uint64_t>(number));
    std::vector<double> times(labels.size(), 0);
    for (const std::vector<Eigen::Index>& rows : byClass) {
        if (kind == ResampleKind::Halves)
            drawHalf(rows, random, times);
        else
            drawAgain(rows, random, times);
    }
    Resample drawn;
    for (std::size_t row = 0; row < times.size(); ++row)
        if (times[row] > 0) {
            drawn.rows.push_back(static_cast<Eigen::Index>(row));
            drawn.weights.push_back(times[row]);
        }
    return drawn;
}

std::vector<double> thinnedLambdas(std::span<const double> lambdas, int most)
{
    const auto count = std::min(lambdas.size(), static_cast<std::size_t>(std::max(most, 1)));
    std::vector<double> kept;
    for (std::size_t i = 0; i < count; ++i)
        kept.push_back(count == 1 ? lambdas.back() : lambdas[i * (lambdas.size() - 1) / (count - 1)]);
    return kept;
}

Result<PathPoint> fitResample(const GlmData& data, const Resample& resample, const PathOptions& options, Progress& progress)
{
    std::vector<FeatureRows::Part> parts;
    Labels labels;
    std::vector<double> targets;
    std::vector<double> weights = resample.weights;
    for (std::size_t i = 0; i < resample.rows.size(); ++i) {
        const auto row = static_cast<std::size_t>(resample.rows[i]);
        parts.push_back({data.train.row(resample.rows[i]).data(), 1, data.train.cols()});
        if (!data.labels.empty())
            labels.push_back(data.labels[row]);
        if (!data.targets.empty())
            targets.push_back(data.targets[row]);
        if (!data.rowWeights.empty())
            weights[i] *= data.rowWeights[row];
    }
    const GlmData drawn{.train = FeatureRows(parts, data.train.cols()), .labels = labels, .classes = data.classes,
                        .targets = targets, .rowWeights = weights, .classNames = data.classNames, .matrix = data.matrix};
    SS_TRY(PathResult result, fitPath(drawn, {}, options, progress));
    if (!result.complete)
        return Cancelled{};
    return std::move(result.points.back());
}

}  // namespace sparsescope
