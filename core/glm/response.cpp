// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/response.h"

#include "glm/kernels.h"

#include <cmath>

namespace sparsescope {

namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::VectorXd;

/// −Σ s_i ℓ_i* for a class response: the entropy of q_i = y_i + shrink·(p_i − y_i). Per row it needs the probability
/// `wrong` of all classes but the right one and `wrongEntropy` = Σ over them of p·log p.
double shrunkenEntropy(const ArrayXd& shares, const ArrayXd& wrong, const ArrayXd& wrongEntropy, double shrink)
{
    const double logShrink = shrink > 0 ? std::log(shrink) : 0.0;
    const ArrayXd right = (1.0 - shrink * wrong).max(0.0);
    const ArrayXd rightEntropy = right * right.max(1e-300).log();
    return -(shares * (shrink * (wrongEntropy + logShrink * wrong) + rightEntropy)).sum();
}

/// Numbers of all rows in both precisions, filled up to whole blocks with zeros.
template <typename Number>
AlignedArray<Number> padded(Index rows, const auto& numberOf)
{
    AlignedArray<Number> array(static_cast<std::size_t>(blocksFor(rows)) * blockRows);
    for (Index i = 0; i < rows; ++i)
        array.data()[i] = static_cast<Number>(numberOf(i));
    return array;
}

std::ptrdiff_t firstRow(int block)
{
    return static_cast<std::ptrdiff_t>(block) * blockRows;
}

/// What all families share: the rows' shares of the loss.
class RowResponse : public Response {
public:
    explicit RowResponse(const VectorXd& shares)
        : m_shares(shares), m_double(padded<double>(shares.size(), [&](Index i) { return shares[i]; })),
          m_float(padded<float>(shares.size(), [&](Index i) { return shares[i]; }))
    {
    }
    int rows() const override { return static_cast<int>(m_shares.size()); }

protected:
    const VectorXd& shares() const { return m_shares; }
    const float* floatShares(int block) const { return m_float.data() + firstRow(block); }
    const double* doubleShares(int block) const { return m_double.data() + firstRow(block); }

private:
    VectorXd m_shares;
    AlignedArray<double> m_double;
    AlignedArray<float> m_float;
};

/// Softmax cross-entropy: ℓ = log Σ_k exp z_k − z_y.
class SoftmaxResponse final : public RowResponse {
public:
    SoftmaxResponse(const Labels& labels, int classes, const VectorXd& shares)
        : RowResponse(shares), m_classes(classes),
          m_labels(padded<int>(shares.size(), [&](Index i) { return labels[static_cast<std::size_t>(i)]; }))
    {
    }

    int outputs() const override { return m_classes; }

    double evaluate(int block, float* table, float* means) const override
    {
        return kernels::softmax(m_classes, floatShares(block), m_labels.data() + firstRow(block), table, means);
    }

    double evaluate(int block, double* table, double* means) const override
    {
        return kernels::softmax(m_classes, doubleShares(block), m_labels.data() + firstRow(block), table, means);
    }

    void applyCurvature(int block, const float* means, float* table) const override
    {
        kernels::softmaxCurvature(m_classes, floatShares(block), means, table);
    }

    void addBiasCurvature(int block, const double* means, Eigen::MatrixXd& hessian) const override
    {
        const auto p = Eigen::Map<const Eigen::MatrixXd>(means, blockRows, m_classes);
        const auto s = Eigen::Map<const VectorXd>(doubleShares(block), blockRows);
        const Eigen::MatrixXd weighted = s.asDiagonal() * p;
        hessian.diagonal() += weighted.colwise().sum().transpose();
        hessian.noalias() -= p.transpose() * weighted;
    }

    VectorXd curvature(const RowTable<float>& means, int output) const override
    {
        VectorXd diagonal(rows());
        for (Index i = 0; i < diagonal.size(); ++i) {
            const double p = static_cast<double>(means.at(i, output));
            diagonal[i] = shares()[i] * p * (1.0 - p);
        }
        return diagonal;
    }

    std::function<double(double)> dual(const RowTable<double>& means) const override
    {
        ArrayXd wrong = ArrayXd::Zero(rows());
        ArrayXd wrongEntropy = ArrayXd::Zero(rows());
        for (int block = 0; block < blocksFor(rows()); ++block) {
            const Index first = firstRow(block);
            const Index count = std::min<Index>(blockRows, rows() - first);
            for (int k = 0; k < m_classes; ++k) {
                const auto p = Eigen::Map<const ArrayXd>(means.block(block) + k * blockRows, count);
                const auto isWrong = Eigen::Map<const Eigen::ArrayXi>(m_labels.data() + first, count) != k;
                wrong.segment(first, count) += isWrong.select(p, 0.0);
                wrongEntropy.segment(first, count) += isWrong.select(p * p.max(1e-300).log(), 0.0);
            }
        }
        return [this, wrong, wrongEntropy](double shrink) {
            return shrunkenEntropy(shares().array(), wrong, wrongEntropy, shrink);
        };
    }

    VectorXd nullBias() const override
    {
        VectorXd frequency = VectorXd::Zero(m_classes);
        for (Index i = 0; i < rows(); ++i)
            frequency[m_labels.data()[i]] += shares()[i];
        const VectorXd logs = frequency.array().log().matrix();
        return (logs.array() - logs.mean()).matrix();
    }

    bool separated(const RowTable<double>& means) const override
    {
        for (Index i = 0; i < rows(); ++i)
            for (int k = 0; k < m_classes; ++k)
                if (k != m_labels.data()[i] && means.at(i, k) >= means.at(i, m_labels.data()[i]))
                    return false;
        return true;
    }

private:
    int m_classes;
    AlignedArray<int> m_labels;
};

/// Two classes: ℓ = log(1 + exp z) − y·z, z the logit of class 1.
class LogisticResponse final : public RowResponse {
public:
    LogisticResponse(const Labels& labels, const VectorXd& shares)
        : RowResponse(shares), m_ones(padded<double>(shares.size(), [&](Index i) { return labels[static_cast<std::size_t>(i)]; })),
          m_floatOnes(padded<float>(shares.size(), [&](Index i) { return labels[static_cast<std::size_t>(i)]; }))
    {
    }

    int outputs() const override { return 1; }

    double evaluate(int block, float* table, float* means) const override
    {
        return kernels::logistic(floatShares(block), m_floatOnes.data() + firstRow(block), table, means);
    }

    double evaluate(int block, double* table, double* means) const override
    {
        return kernels::logistic(doubleShares(block), m_ones.data() + firstRow(block), table, means);
    }

    void applyCurvature(int block, const float* means, float* table) const override
    {
        const auto p = Eigen::Map<const Eigen::ArrayXf>(means, blockRows);
        Eigen::Map<Eigen::ArrayXf>(table, blockRows) *=
            Eigen::Map<const Eigen::ArrayXf>(floatShares(block), blockRows) * p * (1.0F - p);
    }

    void addBiasCurvature(int block, const double* means, Eigen::MatrixXd& hessian) const override
    {
        const auto p = Eigen::Map<const ArrayXd>(means, blockRows);
        hessian(0, 0) += (Eigen::Map<const ArrayXd>(doubleShares(block), blockRows) * p * (1.0 - p)).sum();
    }

    VectorXd curvature(const RowTable<float>& means, int) const override
    {
        const ArrayXd p = Eigen::Map<const Eigen::ArrayXf>(means.block(0), rows()).cast<double>();
        return (shares().array() * p * (1.0 - p)).matrix();
    }

    std::function<double(double)> dual(const RowTable<double>& means) const override
    {
        const auto p = Eigen::Map<const ArrayXd>(means.block(0), rows());
        const ArrayXd wrong = (ones() > 0.5).select(1.0 - p, p);
        const ArrayXd wrongEntropy = wrong * wrong.max(1e-300).log();
        return [this, wrong, wrongEntropy](double shrink) {
            return shrunkenEntropy(shares().array(), wrong, wrongEntropy, shrink);
        };
    }

    VectorXd nullBias() const override
    {
        const double frequency = (shares().array() * ones()).sum();
        return VectorXd::Constant(1, std::log(frequency) - std::log1p(-frequency));
    }

    bool separated(const RowTable<double>& means) const override
    {
        return ((ones() - 0.5) * (Eigen::Map<const ArrayXd>(means.block(0), rows()) - 0.5) > 0).all();
    }

private:
    Eigen::Map<const ArrayXd> ones() const { return {m_ones.data(), rows()}; }

    AlignedArray<double> m_ones;  // 1 for class 1, else 0
    AlignedArray<float> m_floatOnes;
};

/// Half squared error: ℓ = ½(y − z)².
class GaussianResponse final : public RowResponse {
public:
    GaussianResponse(const VectorXd& targets, const VectorXd& shares)
        : RowResponse(shares), m_targets(padded<double>(targets.size(), [&](Index i) { return targets[i]; }))
    {
    }

    int outputs() const override { return 1; }
    double evaluate(int block, float* table, float* means) const override { return residuals(block, table, means); }
    double evaluate(int block, double* table, double* means) const override { return residuals(block, table, means); }

    void applyCurvature(int block, const float*, float* table) const override
    {
        Eigen::Map<Eigen::ArrayXf>(table, blockRows) *= Eigen::Map<const Eigen::ArrayXf>(floatShares(block), blockRows);
    }

    void addBiasCurvature(int block, const double*, Eigen::MatrixXd& hessian) const override
    {
        hessian(0, 0) += Eigen::Map<const VectorXd>(doubleShares(block), blockRows).sum();
    }

    VectorXd curvature(const RowTable<float>&, int) const override { return shares(); }

    std::function<double(double)> dual(const RowTable<double>& means) const override
    {
        const ArrayXd off = Eigen::Map<const ArrayXd>(means.block(0), rows()) - targets();
        const double square = (shares().array() * off.square()).sum();
        const double cross = (shares().array() * off * targets()).sum();
        return [square, cross](double shrink) { return -0.5 * shrink * shrink * square - shrink * cross; };
    }

    VectorXd nullBias() const override { return VectorXd::Constant(1, (shares().array() * targets()).sum()); }
    bool separated(const RowTable<double>&) const override { return false; }

private:
    template <typename Real>
    double residuals(int block, Real* table, Real* means) const
    {
        double loss = 0;
        for (int i = 0; i < blockRows; ++i) {
            const double share = doubleShares(block)[i];
            const double off = static_cast<double>(table[i]) - m_targets.data()[firstRow(block) + i];
            means[i] = table[i];
            table[i] = static_cast<Real>(share * off);
            loss += 0.5 * share * off * off;
        }
        return loss;
    }

    Eigen::Map<const ArrayXd> targets() const { return {m_targets.data(), rows()}; }

    AlignedArray<double> m_targets;
};

}  // namespace

std::unique_ptr<Response> makeClassResponse(const Labels& labels, int classes, const VectorXd& shares)
{
    if (classes == 2)
        return std::make_unique<LogisticResponse>(labels, shares);
    return std::make_unique<SoftmaxResponse>(labels, classes, shares);
}

std::unique_ptr<Response> makeGaussianResponse(const VectorXd& targets, const VectorXd& shares)
{
    return std::make_unique<GaussianResponse>(targets, shares);
}

}  // namespace sparsescope
