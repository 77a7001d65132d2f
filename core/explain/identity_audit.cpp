// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/identity_audit.h"

#include "explain/feature_targets.h"
#include "explain/text_runner.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t mostSwaps = 50;

/// One frame on one axis, and the rows of its fillings: [group][term].
struct Filled {
    const IdentityFrame* frame = nullptr;
    int axis = 0;
    std::vector<std::vector<std::int64_t>> rows;
};

std::vector<IdentityFrame> allFrames(const IdentityWords& words, std::span<const std::string> texts, int maxTexts)
{
    std::vector<IdentityFrame> frames;
    for (const std::string& pattern : words.templates)
        frames.push_back(frameOfTemplate(pattern));
    int taken = 0;
    for (std::size_t i = 0; i < texts.size() && taken < maxTexts; ++i) {
        auto found = framesOfText(words, texts[i], static_cast<std::int64_t>(i));
        taken += found.empty() ? 0 : 1;
        std::move(found.begin(), found.end(), std::back_inserter(frames));
    }
    return frames;
}

Filled fill(const IdentityFrame& frame, const IdentityAxis& axis, int number, TextRunner& runner)
{
    Filled filled{&frame, number, {}};
    for (const IdentityGroup& group : axis.groups) {
        filled.rows.emplace_back();
        for (const std::string& term : group.terms)
            filled.rows.back().push_back(runner.row(frame.with(term)));
    }
    return filled;
}

std::vector<Filled> fillAll(const IdentityWords& words, const std::vector<IdentityFrame>& frames, TextRunner& runner)
{
    std::vector<Filled> filled;
    for (int axis = 0; axis < static_cast<int>(words.axes.size()); ++axis)
        for (const IdentityFrame& frame : frames)
            if (frame.axis < 0 || frame.axis == axis)
                filled.push_back(fill(frame, words.axes[static_cast<std::size_t>(axis)], axis, runner));
    return filled;
}

/// Weight of each standardised feature in the margin of a class: its own less the mean of the others'.
std::map<int, double> marginWeights(const SparseHead& head, int klass)
{
    std::map<int, double> weights;
    const int others = head.classCount() - 1;
    for (int k = 0; k < head.classCount(); ++k)
        for (const HeadWeight& weight : head.classes[static_cast<std::size_t>(k)])
            weights[weight.feature] += k == klass ? weight.weight : -weight.weight / others;
    return weights;
}

/// Values of one filled frame by group, less the mean over groups: groups × columns.
MatrixXd groupMeans(const Filled& filled, const MatrixXd& values)
{
    MatrixXd means = MatrixXd::Zero(static_cast<Index>(filled.rows.size()), values.cols());
    for (std::size_t group = 0; group < filled.rows.size(); ++group) {
        for (const std::int64_t row : filled.rows[group])
            means.row(static_cast<Index>(group)) += values.row(row);
        means.row(static_cast<Index>(group)) /= static_cast<double>(filled.rows[group].size());
    }
    return means;
}

bool stronger(const GapPart& a, const GapPart& b)
{
    return std::abs(a.part) != std::abs(b.part) ? std::abs(a.part) > std::abs(b.part) : a.feature < b.feature;
}

/// What every row says about the class: column 0 its probability, column 1 its margin, then the margin's parts by feature.
struct Scores {
    MatrixXd values;
    std::vector<int> features;
};

Scores scoresOf(const SparseHead& head, const Standardization& scale, FeatureMatrixRef rows, int klass)
{
    const MatrixXd z = logits(head, scale, rows);
    const std::map<int, double> weights = marginWeights(head, klass);
    Scores scores;
    scores.values.resize(rows.rows(), 2 + static_cast<Index>(weights.size()));
    scores.values.col(0) = softmaxRows(z).col(klass);
    const VectorXd others = z.rowwise().sum() - z.col(klass);
    scores.values.col(1) = z.col(klass) - others / std::max(1, head.classCount() - 1);
    for (const auto& [feature, weight] : weights) {
        const auto column = 2 + static_cast<Index>(scores.features.size());
        scores.values.col(column) = rows.col(feature).cast<double>() * (weight / scale.deviation[static_cast<std::size_t>(feature)]);
        scores.features.push_back(feature);
    }
    return scores;
}

/// Sums over the frames of one axis.
struct AxisSums {
    MatrixXd means;             ///< groups × columns
    MatrixXd gaps;              ///< The same less each frame's mean over groups.
    VectorXd squaredMargins;    ///< Of the margin's gaps, by group.
    int templates = 0;
    int texts = 0;

    int frames() const { return templates + texts; }
};

AxisSums sumsOf(const std::vector<Filled>& filled, int axis, const Scores& scores)
{
    AxisSums sums;
    for (const Filled& one : filled) {
        if (one.axis != axis)
            continue;
        const MatrixXd means = groupMeans(one, scores.values);
        const MatrixXd gaps = means.rowwise() - means.colwise().mean();
        if (sums.frames() == 0) {
            sums.means = MatrixXd::Zero(means.rows(), means.cols());
            sums.gaps = sums.means;
            sums.squaredMargins = VectorXd::Zero(means.rows());
        }
        sums.means += means;
        sums.gaps += gaps;
        sums.squaredMargins += gaps.col(1).cwiseAbs2();
        ++(one.frame->text >= 0 ? sums.texts : sums.templates);
    }
    return sums;
}

GroupGap groupGap(const IdentityGroup& group, const AxisSums& sums, Index row, const std::vector<int>& features)
{
    const double frames = sums.frames();
    GroupGap gap;
    gap.group = group.name;
    gap.terms = static_cast<int>(group.terms.size());
    gap.probability = sums.means(row, 0) / frames;
    gap.margin = sums.means(row, 1) / frames;
    gap.probabilityGap = sums.gaps(row, 0) / frames;
    gap.marginGap = sums.gaps(row, 1) / frames;
    if (frames > 1) {
        const double variance = (sums.squaredMargins[row] - frames * gap.marginGap * gap.marginGap) / (frames - 1);
        gap.marginError = std::sqrt(std::max(variance, 0.0) / frames);
    }
    for (std::size_t j = 0; j < features.size(); ++j)
        gap.parts.push_back({features[j], sums.gaps(row, 2 + static_cast<Index>(j)) / frames});
    std::sort(gap.parts.begin(), gap.parts.end(), stronger);
    return gap;
}

AxisGaps axisGaps(const IdentityAxis& axis, const AxisSums& sums, const std::vector<int>& features)
{
    AxisGaps result;
    result.axis = axis.name;
    result.templates = sums.templates;
    result.texts = sums.texts;
    for (std::size_t group = 0; group < axis.groups.size(); ++group)
        result.groups.push_back(groupGap(axis.groups[group], sums, static_cast<Index>(group), features));
    const auto range = [&](Index column) {
        return (sums.gaps.col(column).maxCoeff() - sums.gaps.col(column).minCoeff()) / sums.frames();
    };
    result.probabilityRange = range(0);
    result.marginRange = range(1);
    for (std::size_t j = 0; j < features.size(); ++j)
        result.carriers.push_back({features[j], range(2 + static_cast<Index>(j))});
    std::sort(result.carriers.begin(), result.carriers.end(), stronger);
    return result;
}

SwapExample swapOf(const Filled& filled, const IdentityAxis& axis, const Scores& scores)
{
    SwapExample swap;
    swap.text = filled.frame->text;
    swap.axis = filled.axis;
    swap.lowestProbability = 2;
    swap.highestProbability = -1;
    for (std::size_t group = 0; group < axis.groups.size(); ++group)
        for (std::size_t i = 0; i < axis.groups[group].terms.size(); ++i) {
            const std::string& term = axis.groups[group].terms[i];
            const double probability = scores.values(filled.rows[group][i], 0);
            if (probability < swap.lowestProbability) {
                swap.lowestProbability = probability;
                swap.lowest = term;
            }
            if (probability > swap.highestProbability) {
                swap.highestProbability = probability;
                swap.highest = term;
            }
        }
    swap.lowestText = filled.frame->with(swap.lowest);
    swap.highestText = filled.frame->with(swap.highest);
    return swap;
}

std::vector<SwapExample> widestSwaps(const IdentityWords& words, const std::vector<Filled>& filled, const Scores& scores)
{
    std::vector<SwapExample> swaps;
    for (const Filled& one : filled)
        if (one.frame->text >= 0)
            swaps.push_back(swapOf(one, words.axes[static_cast<std::size_t>(one.axis)], scores));
    std::stable_sort(swaps.begin(), swaps.end(), [](const SwapExample& a, const SwapExample& b) {
        return a.highestProbability - a.lowestProbability > b.highestProbability - b.lowestProbability;
    });
    if (swaps.size() > mostSwaps)
        swaps.resize(mostSwaps);
    return swaps;
}

}  // namespace

Result<IdentityReport> auditIdentityWords(const TextModel& model, const SparseHead& head, const Standardization& scale,
                                          const IdentityWords& words, std::span<const std::string> texts,
                                          const IdentityOptions& options, Progress& progress)
{
    if (options.klass < 0 || options.klass >= head.classCount())
        return Error{"E-BIAS-002", fmt::format("There is no class {}: this head has classes 0 to {}.", options.klass, head.classCount() - 1), ""};
    const std::vector<IdentityFrame> frames = allFrames(words, texts, options.maxTexts);
    TextRunner runner(model, options.threads, 1024);
    const std::vector<Filled> filled = fillAll(words, frames, runner);
    if (filled.empty())
        return Error{"E-BIAS-002", "There is nothing to fill: the list has no templates, and no text has one of its terms.", ""};
    progress.beginStage("Swapping identity terms", runner.asked(), "texts");
    SS_CHECK(runner.run(progress));

    const Scores scores = scoresOf(head, scale, runner.features(), options.klass);
    IdentityReport report;
    report.klass = options.klass;
    report.passes = runner.done();
    for (int axis = 0; axis < static_cast<int>(words.axes.size()); ++axis)
        if (const AxisSums sums = sumsOf(filled, axis, scores); sums.frames() > 0)
            report.axes.push_back(axisGaps(words.axes[static_cast<std::size_t>(axis)], sums, scores.features));
    report.swaps = widestSwaps(words, filled, scores);
    return report;
}

}  // namespace sparsescope
