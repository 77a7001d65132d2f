// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/lime.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include <Eigen/Cholesky>

namespace sparsescope {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Every mask of D words; bits of `number` are the words left out.
WordMask maskOf(std::uint64_t number, int words)
{
    WordMask kept(static_cast<std::size_t>(words), true);
    for (int word = 0; word < words; ++word)
        kept[static_cast<std::size_t>(word)] = ((number >> word) & 1) == 0;
    return kept;
}

double choose(int n, int k)
{
    double result = 1;
    for (int i = 1; i <= k; ++i)
        result *= static_cast<double>(n - k + i) / i;
    return result;
}

bool fewMasks(int words, const LimeOptions& options)
{
    return options.enumerate && words < 30 && (std::int64_t{1} << words) <= options.samples;
}

/// All masks, each with its expected count among the draws after the first. In an order without pattern, so that a run
/// that was cancelled has seen every word gone; it hangs on nothing, so that seeds have no part in the result.
MaskSample enumerateMasks(int words, const LimeOptions& options)
{
    MaskSample sample;
    sample.enumerated = true;
    std::vector<std::uint64_t> numbers((std::size_t{1} << words) - 1);
    std::iota(numbers.begin(), numbers.end(), 1);
    Random(0).shuffle(numbers);
    numbers.insert(numbers.begin(), 0);
    for (const std::uint64_t number : numbers) {
        sample.masks.push_back(maskOf(number, words));
        const auto gone = static_cast<int>(words - std::count(sample.masks.back().begin(), sample.masks.back().end(), true));
        sample.counts.push_back(gone == 0 ? 1.0 : (options.samples - 1) / (words * choose(words, gone)));
    }
    return sample;
}

/// `count` of the words, without replacement: the start of a shuffle.
void removeWords(WordMask& kept, std::vector<int>& order, std::uint64_t count, Random& random)
{
    for (std::size_t i = 0; i < count; ++i) {
        std::swap(order[i], order[i + random.below(order.size() - i)]);
        kept[static_cast<std::size_t>(order[i])] = false;
    }
}

double kernel(const WordMask& kept, double width)
{
    const double distance = maskDistance(kept);
    return std::sqrt(std::exp(-distance * distance / (width * width)));
}

MatrixXd presence(const std::vector<WordMask>& masks)
{
    const std::size_t words = masks.empty() ? 0 : masks.front().size();
    MatrixXd table(static_cast<Index>(masks.size()), static_cast<Index>(words));
    for (std::size_t i = 0; i < masks.size(); ++i)
        for (std::size_t word = 0; word < words; ++word)
            table(static_cast<Index>(i), static_cast<Index>(word)) = masks[i][word] ? 1.0 : 0.0;
    return table;
}

VectorXd explainedShare(const MatrixXd& centred, const MatrixXd& residuals, const VectorXd& weights)
{
    const VectorXd total = (weights.asDiagonal() * centred.cwiseAbs2()).colwise().sum().transpose();
    const VectorXd rest = (weights.asDiagonal() * residuals.cwiseAbs2()).colwise().sum().transpose();
    return (total.array() > 0).select(1.0 - rest.array() / total.array().max(1e-300), 0.0);
}

}  // namespace

double maskDistance(const WordMask& kept)
{
    const auto there = static_cast<double>(std::count(kept.begin(), kept.end(), true));
    const auto words = static_cast<double>(kept.size());
    return kept.empty() ? 0.0 : 100.0 * (1.0 - std::sqrt(there / words));
}

MaskSample drawMasks(int words, const LimeOptions& options)
{
    if (fewMasks(words, options))
        return enumerateMasks(words, options);
    MaskSample sample;
    sample.masks.emplace_back(static_cast<std::size_t>(words), true);
    sample.draws.push_back(0);
    std::unordered_map<WordMask, int> known{{sample.masks.front(), 0}};
    std::vector<int> order(static_cast<std::size_t>(words));
    std::iota(order.begin(), order.end(), 0);
    Random random(options.seed);
    for (int i = 1; i < options.samples; ++i) {
        WordMask kept(static_cast<std::size_t>(words), true);
        removeWords(kept, order, words > 0 ? 1 + random.below(static_cast<std::uint64_t>(words)) : 0, random);
        const auto [found, isNew] = known.try_emplace(kept, static_cast<int>(sample.masks.size()));
        if (isNew)
            sample.masks.push_back(std::move(kept));
        sample.draws.push_back(found->second);
    }
    sample.counts = sample.countsOfFirst(sample.masks.size());
    return sample;
}

std::vector<double> MaskSample::countsOfFirst(std::size_t count) const
{
    if (enumerated)
        return {counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(count)};
    std::vector<double> result(count, 0.0);
    for (const int mask : draws) {
        if (static_cast<std::size_t>(mask) >= count)
            break;
        result[static_cast<std::size_t>(mask)] += 1;
    }
    return result;
}

LimeFit fitLime(const std::vector<WordMask>& masks, const std::vector<double>& counts, const MatrixXd& targets,
                const LimeOptions& options)
{
    VectorXd weights(static_cast<Index>(masks.size()));
    for (std::size_t i = 0; i < masks.size(); ++i)
        weights[static_cast<Index>(i)] = counts[i] * kernel(masks[i], options.kernelWidth);
    const double total = weights.sum();
    MatrixXd words = presence(masks);
    const Eigen::RowVectorXd meanWords = weights.transpose() * words / total;
    const Eigen::RowVectorXd meanTargets = weights.transpose() * targets / total;
    words.rowwise() -= meanWords;
    const MatrixXd centred = targets.rowwise() - meanTargets;

    MatrixXd normal = words.transpose() * weights.asDiagonal() * words;
    normal.diagonal().array() += options.ridge;
    LimeFit fit;
    fit.effects = normal.llt().solve(words.transpose() * weights.asDiagonal() * centred);
    fit.intercept = (meanTargets - meanWords * fit.effects).transpose();
    fit.r2 = explainedShare(centred, centred - words * fit.effects, weights);
    return fit;
}

}  // namespace sparsescope
