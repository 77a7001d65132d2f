// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "explain/split_text.h"

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace sparsescope {

/// LIME for texts (Ribeiro, Singh and Guestrin, KDD 2016) with the settings of its Python package, version 0.2.
struct LimeOptions {
    int samples = 1000;             ///< Masks that are drawn, the whole text among them.
    std::uint64_t seed = 0;
    double kernelWidth = 25;        ///< Weight of a mask at distance δ: √exp(−δ² / width²).
    double ridge = 1;               ///< Penalty on the squared coefficients; none on the intercept.
    bool enumerate = true;          ///< Run all masks, weighted by how often they would be drawn, where that is no more work.
};

/// The drawn masks, each once.
struct MaskSample {
    std::vector<WordMask> masks;    ///< In the order of their first draw; the first keeps every word.
    std::vector<int> draws;         ///< Mask of each draw; empty where all masks were enumerated.
    std::vector<double> counts;     ///< How often each mask was drawn, or would be on average.
    bool enumerated = false;

    /// The counts among the draws that need only the first `masks` masks: what a cancelled run has.
    std::vector<double> countsOfFirst(std::size_t masks) const;
};

/// LIME's neighbourhood of a text of `words` words: how many are missing is uniform in 1…words, which ones as well.
MaskSample drawMasks(int words, const LimeOptions& options);

/// Distance of a mask from the whole text, 100 × (1 − cosine).
double maskDistance(const WordMask& kept);

/// A weighted ridge regression of each target on the presence of each word.
struct LimeFit {
    Eigen::MatrixXd effects;        ///< D × T: what the target gains by the word being there.
    Eigen::VectorXd intercept;      ///< T
    Eigen::VectorXd r2;             ///< T; on the weighted samples. 0 where the target never changes.
};

/// `targets`: masks × T. A mask with count c weighs as much as c equal rows would, to rounding.
LimeFit fitLime(const std::vector<WordMask>& masks, const std::vector<double>& counts, const Eigen::MatrixXd& targets,
                const LimeOptions& options);

}  // namespace sparsescope
