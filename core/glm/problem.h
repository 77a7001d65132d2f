// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/design_matrix.h"
#include "glm/path.h"
#include "glm/penalty.h"
#include "glm/response.h"

#include <memory>

namespace sparsescope {

/// Weights of the solver: features kept × outputs, and a bias per output.
struct Coefficients {
    Eigen::MatrixXd weights;
    Eigen::VectorXd bias;
};

/// A checked problem in the solver's own coordinates: dead columns left out, two classes as one logit, and both the
/// features and the targets brought to a size near 1 by powers of two, so that nothing overflows in float32.
struct Problem {
    std::unique_ptr<DesignMatrix> matrix;
    std::unique_ptr<Response> response;
    std::vector<int> kept;          ///< Column of the matrix -> feature.
    int features = 0;               ///< d, with those left out.
    int heads = 0;                  ///< Classes of the written head (2 where the solver has one logit; gaussian 1).
    bool twoClasses = false;
    bool grouped = false;
    AllowedTable allowed;           ///< Columns × outputs, or empty.
    double featureUnit = 1;         ///< Solver's feature = standardised feature · featureUnit.
    double targetUnit = 1;          ///< Solver's target = target · targetUnit.
    int threads = 1;

    /// The penalty of a λ in the solver's coordinates. `ridge` is added to λ(1−α); `unitLambda` replaces λ as the unit
    /// of violations where λ is 0.
    Penalty penalty(double lambda, double alpha, double ridge, double unitLambda) const;
    SparseHead toHead(const Coefficients& coefficients) const;
    Coefficients fromHead(const SparseHead& head) const;
    /// What a loss in the solver's coordinates is in the person's.
    double lossFromSolver(double loss) const { return loss / (targetUnit * targetUnit); }
    /// The λα at which a gradient of this size (in the solver's coordinates) just keeps a weight at zero.
    double lambdaAlphaFromGradient(double gradientSize) const;
};

/// Columns that stay, from the standardisation's list of constant ones.
std::vector<int> keptColumns(int features, const std::vector<int>& excluded);

Problem makeProblem(const GlmData& data, const PathOptions& options, const Standardization& scale,
                    const std::vector<int>& excluded);

/// α below this is taken as this in λ_max and in the unit of violations, as the original does.
inline constexpr double smallestAlpha = 1e-3;

}  // namespace sparsescope
