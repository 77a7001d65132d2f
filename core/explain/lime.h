// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace sparsescope {

/// Which parts are there: words of a SplitText, or superpixels of a picture.
using PartMask = std::vector<bool>;

/// LIME (Ribeiro, Singh and Guestrin, KDD 2016) with the settings of its Python package, version 0.2. Distance, kernel and
/// ridge are the same law for texts and pictures; only how masks are drawn differs.
struct LimeOptions {
    int samples = 1000;             ///< Masks that are drawn, the whole input among them.
    std::uint64_t seed = 0;
    /// Weight of a mask at distance δ: √exp(−δ² / width²). With the distance in hundredths this is the package's 25 for texts
    /// and its 0.25 for pictures.
    double kernelWidth = 25;
    double ridge = 1;               ///< Penalty on the squared coefficients; none on the intercept.
    bool enumerate = true;          ///< Run all masks, weighted by how often they would be drawn, where that is no more work.
};

/// How a mask is drawn.
enum class MaskLaw {
    Words,      ///< How many parts are missing is uniform in 1 … all, which ones as well.
    Segments,   ///< A fair coin for each part.
};

/// E-LIME-001 for samples, width, penalty or repeats that make no sense.
Status checkLime(const LimeOptions& options, int repeats);

/// The drawn masks, each once.
struct MaskSample {
    std::vector<PartMask> masks;    ///< In the order of their first draw; the first keeps every part.
    std::vector<int> draws;         ///< Mask of each draw; empty where all masks were enumerated.
    std::vector<double> counts;     ///< How often each mask was drawn, or would be on average.
    bool enumerated = false;

    /// The counts among the draws that need only the first `masks` masks: what a cancelled run has.
    std::vector<double> countsOfFirst(std::size_t masks) const;
};

/// LIME's neighbourhood of an input of `parts` parts.
MaskSample drawMasks(int parts, const LimeOptions& options, MaskLaw law = MaskLaw::Words);

/// Distance of a mask from the whole input, 100 × (1 − cosine).
double maskDistance(const PartMask& kept);

/// A weighted ridge regression of each target on the presence of each part.
struct LimeFit {
    Eigen::MatrixXd effects;        ///< D × T: what the target gains by the part being there.
    Eigen::VectorXd intercept;      ///< T
    Eigen::VectorXd r2;             ///< T; on the weighted samples. 0 where the target never changes.
};

/// `targets`: masks × T. A mask with count c weighs as much as c equal rows would, to rounding.
LimeFit fitLime(const std::vector<PartMask>& masks, const std::vector<double>& counts, const Eigen::MatrixXd& targets,
                const LimeOptions& options);
/// The same of the first `targets.rows()` masks of a sample: what a cancelled run has.
LimeFit fitLime(const MaskSample& sample, const Eigen::MatrixXd& targets, const LimeOptions& options);

/// Seed of a repeat for stability: 0 is the person's own.
std::uint64_t repeatSeed(std::uint64_t seed, int repeat);
/// Correlation of two columns of effects; NaN where it cannot be told.
double effectCorrelation(const Eigen::VectorXd& a, const Eigen::VectorXd& b);

}  // namespace sparsescope
