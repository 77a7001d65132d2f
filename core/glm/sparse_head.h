// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/matrix.h"

#include <span>
#include <vector>

namespace sparsescope {

/// One non-zero weight of a class.
struct HeadWeight {
    int feature = 0;
    double weight = 0;  ///< On the standardised feature.
};

/// Mean and standard deviation of each feature (over the rows the path was fitted on). Dead and constant features
/// have deviation 1 and never a weight.
struct Standardization {
    std::vector<double> mean;
    std::vector<double> deviation;
};

/// A sparse last layer: logit_k(x) = bias_k + Σ_j w_kj (x_j − mean_j) / deviation_j.
struct SparseHead {
    int features = 0;                              ///< d
    std::vector<std::vector<HeadWeight>> classes;  ///< K lists, by feature.
    std::vector<double> bias;                      ///< K

    int classCount() const { return static_cast<int>(classes.size()); }
    double weight(int klass, int feature) const;
    double meanNonZerosPerClass() const;
    int nonZeros(int klass) const { return static_cast<int>(classes[static_cast<std::size_t>(klass)].size()); }
    std::vector<int> usedFeatures() const;  ///< Ascending.
};

/// Logits (n × K, row-major doubles) of raw (not standardised) feature rows.
Eigen::MatrixXd logits(const SparseHead& head, const Standardization& scale, FeatureMatrixRef rows);

/// The same head for raw features: dense weights (K × d) and biases with mean and deviation folded in.
struct DenseHead {
    Eigen::MatrixXd weight;
    Eigen::VectorXd bias;
};
DenseHead foldStandardization(const SparseHead& head, const Standardization& scale);

}  // namespace sparsescope
