// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/lime.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

#include <Eigen/Cholesky>
#include <fmt/format.h>

namespace sparsescope {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Every mask of D parts; bits of `number` are the parts left out.
PartMask maskOf(std::uint64_t number, int parts)
{
    PartMask kept(static_cast<std::size_t>(parts), true);
    for (int part = 0; part < parts; ++part)
        kept[static_cast<std::size_t>(part)] = ((number >> part) & 1) == 0;
    return kept;
}

double choose(int n, int k)
{
    double result = 1;
    for (int i = 1; i <= k; ++i)
        result *= static_cast<double>(n - k + i) / i;
    return result;
}

bool fewMasks(int parts, const LimeOptions& options)
{
    return options.enumerate && parts < 30 && (std::int64_t{1} << parts) <= options.samples;
}

/// How often a mask with `gone` parts left out comes on average in one draw.
double chanceOf(int parts, int gone, MaskLaw law)
{
    if (law == MaskLaw::Segments)
        return std::ldexp(1.0, -parts);
    return gone == 0 ? 0.0 : 1.0 / (parts * choose(parts, gone));
}

/// All masks, each with its expected count among the draws; the first of them is the whole input. In an order without
/// pattern, so that a run that was cancelled has seen every part gone; it hangs on nothing, so that seeds have no part in
/// the result.
MaskSample enumerateMasks(int parts, const LimeOptions& options, MaskLaw law)
{
    MaskSample sample;
    sample.enumerated = true;
    std::vector<std::uint64_t> numbers((std::size_t{1} << parts) - 1);
    std::iota(numbers.begin(), numbers.end(), 1);
    Random(0).shuffle(numbers);
    numbers.insert(numbers.begin(), 0);
    for (const std::uint64_t number : numbers) {
        sample.masks.push_back(maskOf(number, parts));
        const auto gone = static_cast<int>(std::count(sample.masks.back().begin(), sample.masks.back().end(), false));
        sample.counts.push_back((gone == 0 ? 1.0 : 0.0) + (options.samples - 1) * chanceOf(parts, gone, law));
    }
    return sample;
}

/// `count` of the parts, without replacement: the start of a shuffle.
void removeParts(PartMask& kept, std::vector<int>& order, std::uint64_t count, Random& random)
{
    for (std::size_t i = 0; i < count; ++i) {
        std::swap(order[i], order[i + random.below(order.size() - i)]);
        kept[static_cast<std::size_t>(order[i])] = false;
    }
}

/// Draws one mask after the other.
class MaskDrawer {
public:
    MaskDrawer(int parts, const LimeOptions& options, MaskLaw law)
        : m_parts(static_cast<std::size_t>(parts)), m_law(law), m_order(m_parts), m_random(options.seed)
    {
        std::iota(m_order.begin(), m_order.end(), 0);
    }

    PartMask draw()
    {
        PartMask kept(m_parts, true);
        if (m_law == MaskLaw::Words)
            removeParts(kept, m_order, m_parts > 0 ? 1 + m_random.below(m_parts) : 0, m_random);
        else
            tossCoins(kept);
        return kept;
    }

private:
    void tossCoins(PartMask& kept)
    {
        std::uint64_t coins = 0;
        for (std::size_t part = 0; part < m_parts; ++part, coins >>= 1) {
            if (part % 64 == 0)
                coins = m_random.next();
            kept[part] = (coins & 1) != 0;
        }
    }

    std::size_t m_parts;
    MaskLaw m_law;
    std::vector<int> m_order;
    Random m_random;
};

double kernel(const PartMask& kept, double width)
{
    const double distance = maskDistance(kept);
    return std::sqrt(std::exp(-distance * distance / (width * width)));
}

MatrixXd presence(const std::vector<PartMask>& masks)
{
    const std::size_t parts = masks.empty() ? 0 : masks.front().size();
    MatrixXd table(static_cast<Index>(masks.size()), static_cast<Index>(parts));
    for (std::size_t i = 0; i < masks.size(); ++i)
        for (std::size_t part = 0; part < parts; ++part)
            table(static_cast<Index>(i), static_cast<Index>(part)) = masks[i][part] ? 1.0 : 0.0;
    return table;
}

VectorXd explainedShare(const MatrixXd& centred, const MatrixXd& residuals, const VectorXd& weights)
{
    const VectorXd total = (weights.asDiagonal() * centred.cwiseAbs2()).colwise().sum().transpose();
    const VectorXd rest = (weights.asDiagonal() * residuals.cwiseAbs2()).colwise().sum().transpose();
    return (total.array() > 0).select(1.0 - rest.array() / total.array().max(1e-300), 0.0);
}

/// Features are 32-bit numbers: what moves by less than their rounding does not move.
bool neverChanges(const Eigen::Ref<const VectorXd>& values)
{
    constexpr double rounding = 1e-7;
    return values.maxCoeff() - values.minCoeff() <= rounding * values.cwiseAbs().maxCoeff();
}

}  // namespace

double maskDistance(const PartMask& kept)
{
    const auto there = static_cast<double>(std::count(kept.begin(), kept.end(), true));
    const auto parts = static_cast<double>(kept.size());
    return kept.empty() ? 0.0 : 100.0 * (1.0 - std::sqrt(there / parts));
}

Status checkLime(const LimeOptions& options, int repeats)
{
    if (options.samples < 2 || options.samples > 1'000'000)
        return Error{"E-LIME-001", fmt::format("LIME was asked for {} samples; expected 2 to 1,000,000.", options.samples), ""};
    if (!(options.kernelWidth > 0) || !(options.ridge > 0))
        return Error{"E-LIME-001", fmt::format("LIME was asked for a kernel width of {} and a penalty of {}; both must be above 0.",
                                               options.kernelWidth, options.ridge), ""};
    if (repeats < 0 || repeats > 100)
        return Error{"E-LIME-001", fmt::format("LIME was asked for {} repeats; expected 0 to 100.", repeats), ""};
    return Done{};
}

MaskSample drawMasks(int parts, const LimeOptions& options, MaskLaw law)
{
    if (fewMasks(parts, options))
        return enumerateMasks(parts, options, law);
    MaskSample sample;
    sample.masks.emplace_back(static_cast<std::size_t>(parts), true);
    sample.draws.push_back(0);
    std::unordered_map<PartMask, int> known{{sample.masks.front(), 0}};
    MaskDrawer drawer(parts, options, law);
    for (int i = 1; i < options.samples; ++i) {
        PartMask kept = drawer.draw();
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

LimeFit fitLime(const std::vector<PartMask>& masks, const std::vector<double>& counts, const MatrixXd& targets,
                const LimeOptions& options)
{
    VectorXd weights(static_cast<Index>(masks.size()));
    for (std::size_t i = 0; i < masks.size(); ++i)
        weights[static_cast<Index>(i)] = counts[i] * kernel(masks[i], options.kernelWidth);
    const double total = weights.sum();
    MatrixXd parts = presence(masks);
    const Eigen::RowVectorXd meanParts = weights.transpose() * parts / total;
    const Eigen::RowVectorXd meanTargets = weights.transpose() * targets / total;
    parts.rowwise() -= meanParts;
    const MatrixXd centred = targets.rowwise() - meanTargets;

    MatrixXd normal = parts.transpose() * weights.asDiagonal() * parts;
    normal.diagonal().array() += options.ridge;
    LimeFit fit;
    fit.effects = normal.llt().solve(parts.transpose() * weights.asDiagonal() * centred);
    fit.intercept = (meanTargets - meanParts * fit.effects).transpose();
    fit.r2 = explainedShare(centred, centred - parts * fit.effects, weights);
    for (Index t = 0; t < targets.cols(); ++t)
        if (neverChanges(targets.col(t))) {
            fit.effects.col(t).setZero();
            fit.r2[t] = 0;
        }
    return fit;
}

LimeFit fitLime(const MaskSample& sample, const MatrixXd& targets, const LimeOptions& options)
{
    const auto count = static_cast<std::size_t>(targets.rows());
    const std::vector<PartMask> masks(sample.masks.begin(), sample.masks.begin() + static_cast<std::ptrdiff_t>(count));
    return fitLime(masks, sample.countsOfFirst(count), targets, options);
}

std::uint64_t repeatSeed(std::uint64_t seed, int repeat)
{
    return seed + 0x9E3779B97F4A7C15ULL * static_cast<std::uint64_t>(repeat);
}

double effectCorrelation(const VectorXd& a, const VectorXd& b)
{
    const VectorXd left = a.array() - a.mean();
    const VectorXd right = b.array() - b.mean();
    const double scale = left.norm() * right.norm();
    return a.size() > 1 && scale > 0 ? left.dot(right) / scale : unknown;
}

}  // namespace sparsescope
