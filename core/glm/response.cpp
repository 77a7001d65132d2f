// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/response.h"

#include "base/parallel.h"

#include <cmath>
#include <limits>

namespace sparsescope {

namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;

constexpr Index rowBlock = 256;

/// x·log x, 0 at 0.
double xLogX(double x)
{
    return x > 0 ? x * std::log(x) : 0.0;
}

/// Calls work(firstRow, rows) for blocks of rows and returns the sum of what it gives, added up in the blocks' order.
template <typename Work>
double sumOverRowBlocks(Index n, int threads, const Work& work)
{
    const auto count = static_cast<std::size_t>((n + rowBlock - 1) / rowBlock);
    std::vector<double> parts(count, 0.0);
    parallelFor(count, threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t block = begin; block < end; ++block) {
            const auto row = static_cast<Index>(block) * rowBlock;
            parts[block] = work(row, std::min(rowBlock, n - row));
        }
    });
    double sum = 0;
    for (const double part : parts)
        sum += part;
    return sum;
}

/// −Σ s_i ℓ_i* for a class response: the entropy of q_i = y_i + shrink·(p_i − y_i). Per row it needs the probability
/// `wrong` of all classes but the right one and `wrongEntropy` = Σ over them of p·log p.
double shrunkenEntropy(const ArrayXd& shares, const ArrayXd& wrong, const ArrayXd& wrongEntropy, double shrink)
{
    double sum = 0;
    const double logShrink = shrink > 0 ? std::log(shrink) : 0.0;
    for (Index i = 0; i < shares.size(); ++i) {
        const double away = shrink * (wrongEntropy[i] + logShrink * wrong[i]);
        sum -= shares[i] * (away + xLogX(1.0 - shrink * wrong[i]));
    }
    return sum;
}

/// Softmax cross-entropy: ℓ = log Σ_k exp z_k − z_y.
class SoftmaxResponse final : public Response {
public:
    SoftmaxResponse(const Labels& labels, int classes, VectorXd shares, int threads)
        : m_labels(labels), m_classes(classes), m_shares(std::move(shares)), m_threads(labels.size() < 4096 ? 1 : threads)
    {
    }

    int outputs() const override { return m_classes; }

    double evaluate(const MatrixXd& margins, MatrixXd& means, MatrixXd& residuals) const override
    {
        means.resize(margins.rows(), margins.cols());
        residuals.resize(margins.rows(), margins.cols());
        return sumOverRowBlocks(margins.rows(), m_threads, [&](Index row, Index rows) {
            const auto z = margins.middleRows(row, rows).array();
            auto p = means.middleRows(row, rows).array();
            auto r = residuals.middleRows(row, rows).array();
            const ArrayXd top = z.rowwise().maxCoeff();
            p = (z.colwise() - top).exp();
            const ArrayXd total = p.rowwise().sum();
            p.colwise() /= total;
            const auto shares = m_shares.segment(row, rows).array();
            r = p.colwise() * shares;
            double loss = (shares * (top + total.log())).sum();
            for (Index i = 0; i < rows; ++i) {
                const Index label = m_labels[static_cast<std::size_t>(row + i)];
                loss -= shares[i] * z(i, label);
                r(i, label) -= shares[i];
            }
            return loss;
        });
    }

    void applyCurvature(const MatrixXf& means, MatrixXf& direction) const override
    {
        sumOverRowBlocks(means.rows(), m_threads, [&](Index row, Index rows) {
            const auto p = means.middleRows(row, rows).array();
            auto u = direction.middleRows(row, rows).array();
            const Eigen::ArrayXf mean = (p * u).rowwise().sum();
            const Eigen::ArrayXf shares = m_shares.segment(row, rows).array().cast<float>();
            u = ((u.colwise() - mean) * p).colwise() * shares;
            return 0.0;
        });
    }

    VectorXd curvature(const MatrixXd& means, int output) const override
    {
        return (m_shares.array() * means.col(output).array() * (1.0 - means.col(output).array())).matrix();
    }

    std::function<double(double)> dual(const MatrixXd& means) const override
    {
        ArrayXd wrong(means.rows());
        ArrayXd wrongEntropy(means.rows());
        sumOverRowBlocks(means.rows(), m_threads, [&](Index row, Index rows) {
            const auto p = means.middleRows(row, rows).array();
            wrongEntropy.segment(row, rows) = (p * p.max(1e-300).log()).rowwise().sum();
            wrong.segment(row, rows) = p.rowwise().sum();
            for (Index i = row; i < row + rows; ++i) {
                const double right = means(i, m_labels[static_cast<std::size_t>(i)]);
                wrong[i] -= right;
                wrongEntropy[i] -= xLogX(right);
            }
            return 0.0;
        });
        wrong = wrong.max(0.0);
        return [this, wrong, wrongEntropy](double shrink) {
            return shrunkenEntropy(m_shares.array(), wrong, wrongEntropy, shrink);
        };
    }

    VectorXd nullBias() const override
    {
        VectorXd frequency = VectorXd::Zero(m_classes);
        for (std::size_t i = 0; i < m_labels.size(); ++i)
            frequency[m_labels[i]] += m_shares[static_cast<Index>(i)];
        const VectorXd logs = frequency.array().log().matrix();
        return (logs.array() - logs.mean()).matrix();
    }

    bool separated(const MatrixXd& margins) const override
    {
        for (Index i = 0; i < margins.rows(); ++i)
            for (Index k = 0; k < margins.cols(); ++k)
                if (k != m_labels[static_cast<std::size_t>(i)]
                    && margins(i, k) >= margins(i, m_labels[static_cast<std::size_t>(i)]))
                    return false;
        return true;
    }

private:
    const Labels& m_labels;
    int m_classes;
    VectorXd m_shares;
    int m_threads;
};

/// Two classes: ℓ = log(1 + exp z) − y·z, z the logit of class 1.
class LogisticResponse final : public Response {
public:
    LogisticResponse(const Labels& labels, VectorXd shares) : m_shares(std::move(shares)), m_ones(m_shares.size())
    {
        for (Index i = 0; i < m_ones.size(); ++i)
            m_ones[i] = static_cast<double>(labels[static_cast<std::size_t>(i)]);
    }

    int outputs() const override { return 1; }

    double evaluate(const MatrixXd& margins, MatrixXd& means, MatrixXd& residuals) const override
    {
        const auto z = margins.col(0).array();
        const ArrayXd small = (-z.abs()).exp();  // ≤ 1, so that nothing overflows
        means = ((z >= 0).select(ArrayXd::Ones(z.size()), small) / (1.0 + small)).matrix();
        residuals = (m_shares.array() * (means.col(0).array() - m_ones)).matrix();
        return (m_shares.array() * (z.max(0.0) - m_ones * z + small.log1p())).sum();
    }

    void applyCurvature(const MatrixXf& means, MatrixXf& direction) const override
    {
        const auto p = means.col(0).array();
        direction.col(0).array() *= m_shares.array().cast<float>() * p * (1.0F - p);
    }

    VectorXd curvature(const MatrixXd& means, int) const override
    {
        return (m_shares.array() * means.col(0).array() * (1.0 - means.col(0).array())).matrix();
    }

    std::function<double(double)> dual(const MatrixXd& means) const override
    {
        const ArrayXd wrong = (m_ones > 0.5).select(1.0 - means.col(0).array(), means.col(0).array());
        const ArrayXd wrongEntropy = wrong * wrong.max(1e-300).log();
        return [this, wrong, wrongEntropy](double shrink) {
            return shrunkenEntropy(m_shares.array(), wrong, wrongEntropy, shrink);
        };
    }

    VectorXd nullBias() const override
    {
        const double frequency = (m_shares.array() * m_ones).sum();
        return VectorXd::Constant(1, std::log(frequency) - std::log1p(-frequency));
    }

    bool separated(const MatrixXd& margins) const override
    {
        return ((m_ones - 0.5) * margins.col(0).array() > 0).all();
    }

private:
    VectorXd m_shares;
    ArrayXd m_ones;  // 1 for class 1, else 0
};

/// Half squared error: ℓ = ½(y − z)².
class GaussianResponse final : public Response {
public:
    GaussianResponse(VectorXd targets, VectorXd shares) : m_targets(std::move(targets)), m_shares(std::move(shares)) {}

    int outputs() const override { return 1; }

    double evaluate(const MatrixXd& margins, MatrixXd& means, MatrixXd& residuals) const override
    {
        means = margins;
        const ArrayXd off = margins.col(0).array() - m_targets.array();
        residuals = (m_shares.array() * off).matrix();
        return 0.5 * (m_shares.array() * off.square()).sum();
    }

    void applyCurvature(const MatrixXf&, MatrixXf& direction) const override
    {
        direction.col(0).array() *= m_shares.array().cast<float>();
    }

    VectorXd curvature(const MatrixXd&, int) const override { return m_shares; }

    std::function<double(double)> dual(const MatrixXd& means) const override
    {
        const ArrayXd off = means.col(0).array() - m_targets.array();
        const double square = (m_shares.array() * off.square()).sum();
        const double cross = (m_shares.array() * off * m_targets.array()).sum();
        return [square, cross](double shrink) { return -0.5 * shrink * shrink * square - shrink * cross; };
    }

    VectorXd nullBias() const override { return VectorXd::Constant(1, (m_shares.array() * m_targets.array()).sum()); }
    bool separated(const MatrixXd&) const override { return false; }

private:
    VectorXd m_targets;
    VectorXd m_shares;
};

}  // namespace

std::unique_ptr<Response> makeClassResponse(const Labels& labels, int classes, VectorXd shares, int threads)
{
    if (classes == 2)
        return std::make_unique<LogisticResponse>(labels, std::move(shares));
    return std::make_unique<SoftmaxResponse>(labels, classes, std::move(shares), threads);
}

std::unique_ptr<Response> makeGaussianResponse(VectorXd targets, VectorXd shares)
{
    return std::make_unique<GaussianResponse>(std::move(targets), std::move(shares));
}

}  // namespace sparsescope
