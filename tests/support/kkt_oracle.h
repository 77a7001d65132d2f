// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/path.h"

#include <algorithm>
#include <cmath>
#include <limits>

/// The objective and the conditions of its optimum, worked out in double from their definition and nothing of the
/// solver's. Weights are classes × features.
class KktOracle {
public:
    KktOracle(const sparsescope::GlmData& data, const sparsescope::PathOptions& options,
              const sparsescope::Standardization& scale)
        : m_data(data), m_options(options), m_features(data.train.toDense()),
          m_shares(Eigen::VectorXd::Ones(data.train.rows()))
    {
        for (Eigen::Index j = 0; j < m_features.cols(); ++j)
            m_features.col(j) = ((m_features.col(j).array() - scale.mean[static_cast<std::size_t>(j)])
                                 / scale.deviation[static_cast<std::size_t>(j)]).matrix();
        for (std::size_t i = 0; i < data.rowWeights.size(); ++i)
            m_shares[static_cast<Eigen::Index>(i)] = data.rowWeights[i];
        m_shares /= m_shares.sum();
    }

    double objective(double lambda, const Eigen::MatrixXd& weights, const Eigen::VectorXd& bias) const
    {
        const Eigen::MatrixXd margins = this->margins(weights, bias);
        double loss = 0;
        for (Eigen::Index i = 0; i < margins.rows(); ++i)
            loss += m_shares[i] * rowLoss(margins.row(i), static_cast<std::size_t>(i));
        const double norm = m_options.grouped ? weights.colwise().norm().sum() : weights.cwiseAbs().sum();
        return loss + lambda * m_options.alpha * norm + 0.5 * lambda * (1 - m_options.alpha) * weights.squaredNorm();
    }

    /// Largest violation relative to λα (to λ/1000 for a ridge); at λ = 0 relative to `unit`·α.
    double violation(double lambda, const Eigen::MatrixXd& weights, const Eigen::VectorXd& bias, double unit = 0) const
    {
        const double l1 = lambda * m_options.alpha;
        const Eigen::MatrixXd residual = residuals(margins(weights, bias));
        Eigen::MatrixXd gradient = residual.transpose() * m_features + lambda * (1 - m_options.alpha) * weights;
        for (const sparsescope::WeightRule& rule : m_options.rules)
            obey(rule, weights, gradient);
        double worst = residual.colwise().sum().cwiseAbs().maxCoeff();
        for (Eigen::Index j = 0; j < gradient.cols(); ++j)
            worst = std::max(worst, m_options.grouped ? groupViolation(gradient.col(j), weights.col(j), l1)
                                                      : entryViolation(gradient.col(j), weights.col(j), l1));
        return worst / ((lambda > 0 ? lambda : unit) * smallestAlpha());
    }

    /// The λ above which no weight is worth its penalty: from the gradient of the best head without weights.
    double lambdaMax() const
    {
        const Eigen::MatrixXd gradient = residuals(nullMargins()).transpose() * m_features;
        const double size = m_options.grouped ? gradient.colwise().norm().maxCoeff() : gradient.cwiseAbs().maxCoeff();
        return size / smallestAlpha();
    }

private:
    bool gaussian() const { return m_options.family == sparsescope::Family::Gaussian; }
    double smallestAlpha() const { return std::max(m_options.alpha, 1e-3); }

    Eigen::MatrixXd margins(const Eigen::MatrixXd& weights, const Eigen::VectorXd& bias) const
    {
        Eigen::MatrixXd margins = m_features * weights.transpose();
        margins.rowwise() += bias.transpose();
        return margins;
    }

    Eigen::MatrixXd nullMargins() const
    {
        Eigen::VectorXd bias = Eigen::VectorXd::Zero(gaussian() ? 1 : m_data.classes);
        for (Eigen::Index i = 0; i < m_shares.size(); ++i) {
            const auto row = static_cast<std::size_t>(i);
            bias[gaussian() ? 0 : m_data.labels[row]] += m_shares[i] * (gaussian() ? m_data.targets[row] : 1.0);
        }
        if (!gaussian())
            bias = bias.array().log().matrix().eval();
        return bias.transpose().replicate(m_shares.size(), 1);
    }

    double rowLoss(const Eigen::RowVectorXd& margins, std::size_t row) const
    {
        if (gaussian())
            return 0.5 * std::pow(margins[0] - m_data.targets[row], 2);
        const double largest = margins.maxCoeff();
        return largest + std::log((margins.array() - largest).exp().sum()) - margins[m_data.labels[row]];
    }

    Eigen::MatrixXd residuals(Eigen::MatrixXd margins) const
    {
        for (Eigen::Index i = 0; i < margins.rows(); ++i) {
            const auto row = static_cast<std::size_t>(i);
            if (gaussian()) {
                margins(i, 0) -= m_data.targets[row];
            } else {
                margins.row(i) = (margins.row(i).array() - margins.row(i).maxCoeff()).exp().matrix().eval();
                margins.row(i) /= margins.row(i).sum();
                margins(i, m_data.labels[row]) -= 1;
            }
            margins.row(i) *= m_shares[i];
        }
        return margins;
    }

    /// A gradient that could only move a zero weight where it must not go is none. A weight that is there already breaks
    /// the rule: infinitely wrong. What holds for one of two classes holds, mirrored, for the other.
    static void obey(const sparsescope::WeightRule& rule, const Eigen::MatrixXd& weights, Eigen::MatrixXd& gradient)
    {
        using Kind = sparsescope::WeightRule::Kind;
        for (Eigen::Index k = 0; k < weights.rows(); ++k) {
            const bool meant = rule.classId == -1 || rule.classId == k;
            if (!meant && weights.rows() != 2)
                continue;
            const bool forbidden = rule.kind == Kind::Forbidden;
            const double sign = (rule.kind == Kind::Positive) == meant ? 1.0 : -1.0;
            double& slope = gradient(k, rule.feature);
            const double w = weights(k, rule.feature);
            if (w == 0 && (forbidden || sign * slope > 0))
                slope = 0;
            if (w != 0 && (forbidden || sign * w < 0))
                slope = std::numeric_limits<double>::infinity();
        }
    }

    static double entryViolation(const Eigen::VectorXd& gradient, const Eigen::VectorXd& weights, double l1)
    {
        double worst = 0;
        for (Eigen::Index k = 0; k < weights.size(); ++k)
            worst = std::max(worst, weights[k] != 0 ? std::abs(gradient[k] + std::copysign(l1, weights[k]))
                                                    : std::abs(gradient[k]) - l1);
        return worst;
    }

    static double groupViolation(const Eigen::VectorXd& gradient, const Eigen::VectorXd& weights, double l1)
    {
        const double norm = weights.norm();
        return norm > 0 ? (gradient + l1 / norm * weights).norm() : gradient.norm() - l1;
    }

    const sparsescope::GlmData& m_data;
    const sparsescope::PathOptions& m_options;
    Eigen::MatrixXd m_features;
    Eigen::VectorXd m_shares;
};
