// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/problem.h"

#include <vector>

namespace sparsescope {

/// The λs of a path: those given, or `lambdaCount` log-spaced ones from λ_max down to λ_max·lambdaRatio; 0 behind them
/// where it is asked for.
std::vector<double> lambdaGrid(const PathOptions& options, double lambdaMax);

/// The smallest λ above 0: what violations at λ = 0 are told relative to, and what its ridge is made from.
double smallestPositive(const std::vector<double>& lambdas);

/// Where to begin at the next λ: the last solution, or where two are known, their line prolonged in log λ for weights
/// that are non-zero in both. A weight that would change its sign starts from 0.
Coefficients predict(const Coefficients* before, const Coefficients& last, const std::vector<double>& lambdas, int next);

/// Coordinates that are non-zero at `start` or pass the sequential strong rule (Tibshirani et al. 2012): gradient at the
/// last solution at least 2·l1 − lastL1.
Pattern screen(const Penalty& penalty, double lastL1, const Eigen::MatrixXd& lastGradient, const Coefficients& start);

}  // namespace sparsescope
