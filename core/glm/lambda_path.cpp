// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/lambda_path.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

using Eigen::Index;

std::vector<double> lambdaGrid(const PathOptions& options, double lambdaMax)
{
    std::vector<double> lambdas = options.lambdas;
    if (lambdas.empty()) {
        lambdas.push_back(lambdaMax);
        const double logRatio = std::log(options.lambdaRatio);
        for (int i = 1; i < options.lambdaCount; ++i)
            lambdas.push_back(lambdaMax * std::exp(logRatio * i / (options.lambdaCount - 1)));
    }
    if (options.includeZero && lambdas.back() != 0)
        lambdas.push_back(0);
    return lambdas;
}

double smallestPositive(const std::vector<double>& lambdas)
{
    return lambdas.back() > 0 || lambdas.size() == 1 ? lambdas.back() : lambdas[lambdas.size() - 2];
}

Coefficients predict(const Coefficients* before, const Coefficients& last, const std::vector<double>& lambdas, int next)
{
    if (!before || !(lambdas[static_cast<std::size_t>(next)] > 0))
        return last;
    const auto at = [&](int i) { return std::log(lambdas[static_cast<std::size_t>(i)]); };
    const double reach = std::min(1.5, (at(next - 1) - at(next)) / (at(next - 2) - at(next - 1)));
    Coefficients start = last;
    for (Index q = 0; q < last.weights.cols(); ++q)
        for (Index j = 0; j < last.weights.rows(); ++j) {
            const double w = last.weights(j, q);
            const double earlier = before->weights(j, q);
            if (w == 0 || earlier == 0)
                continue;
            const double predicted = w + reach * (w - earlier);
            start.weights(j, q) = predicted * w > 0 ? predicted : 0.0;
        }
    start.bias += reach * (last.bias - before->bias);
    return start;
}

Pattern screen(const Penalty& penalty, double lastL1, const Eigen::MatrixXd& lastGradient, const Coefficients& start)
{
    const double threshold = 2 * penalty.l1 - lastL1;
    const auto columns = static_cast<int>(lastGradient.rows());
    const auto outputs = static_cast<int>(lastGradient.cols());
    Eigen::VectorXd norms;
    if (penalty.grouped)
        norms = lastGradient.rowwise().norm();
    Pattern passed;
    passed.shared = true;
    for (int q = 0; q < outputs; ++q) {
        for (int j = 0; j < columns; ++j) {
            const double size = penalty.grouped ? norms[j] : std::abs(lastGradient(j, q));
            const bool used = penalty.grouped ? (start.weights.row(j).array() != 0).any() : start.weights(j, q) != 0;
            if ((used || size >= threshold) && penalty.allowedAt(j, q) != Allowed::Nothing)
                passed.columns.push_back(j);
        }
        passed.closeOutput();
        passed.shared = passed.shared && std::ranges::equal(passed.of(q), passed.of(0));
    }
    return passed;
}

}  // namespace sparsescope
