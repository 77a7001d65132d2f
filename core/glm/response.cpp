// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/response.h"

#include "glm/blas.h"
#include "glm/kernels.h"

#include <cmath>

namespace sparsescope {

namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::VectorXd;

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
    /// Rows of a block that are rows of the problem.
    int rowsOf(int block) const { return std::min<int>(blockRows, rows() - static_cast<int>(firstRow(block))); }
    /// For class responses the entropy of q_i = y_i + shrink·(p_i − y_i), from the probability `first` of all classes but
    /// the right one and `second` = Σ over them of p·log p.
    double entropy(const DualTerms& terms, double shrink) const
    {
        return -kernels::shrunkenEntropy(blocksFor(rows()), m_double.data(), terms.first.data(), terms.second.data(), shrink);
    }
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

    double evaluate(int block, double* table, double* means, DualTerms* dual) const override
    {
        return kernels::softmax(m_classes, doubleShares(block), m_labels.data() + firstRow(block), table, means,
                                dual ? dual->first.data() + firstRow(block) : nullptr,
                                dual ? dual->second.data() + firstRow(block) : nullptr);
    }

    void applyCurvature(int block, const float* means, float* table) const override
    {
        kernels::softmaxCurvature(m_classes, floatShares(block), means, table);
    }

    void addBiasCurvature(int block, const double* means, Eigen::MatrixXd& hessian) const override
    {
        const auto p = Eigen::Map<const Eigen::MatrixXd>(means, blockRows, m_classes);
        const auto s = Eigen::Map<const VectorXd>(doubleShares(block), blockRows);
        const Eigen::MatrixXd weighted = -(s.asDiagonal() * p);
        hessian.diagonal() -= weighted.colwise().sum().transpose();
        blas::transposedProduct(p, weighted, 1.0, hessian);
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

    double dual(const DualTerms& terms, double shrink) const override { return entropy(terms, shrink); }

    VectorXd nullBias() const override
    {
        VectorXd frequency = VectorXd::Zero(m_classes);
        for (Index i = 0; i < rows(); ++i)
            frequency[m_labels.data()[i]] += shares()[i];
        const VectorXd logs = frequency.array().log().matrix();
        return (logs.array() - logs.mean()).matrix();
    }

    bool separated(int block, const double* means) const override
    {
        for (int i = 0; i < rowsOf(block); ++i) {
            const int label = m_labels.data()[firstRow(block) + i];
            for (int k = 0; k < m_classes; ++k)
                if (k != label && means[k * blockRows + i] >= means[label * blockRows + i])
                    return false;
        }
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

    double evaluate(int block, double* table, double* means, DualTerms* dual) const override
    {
        const double loss = kernels::logistic(doubleShares(block), m_ones.data() + firstRow(block), table, means);
        for (int i = 0; i < blockRows && dual; ++i) {
            const double wrong = m_ones.data()[firstRow(block) + i] > 0.5 ? 1.0 - means[i] : means[i];
            dual->first.data()[firstRow(block) + i] = wrong;
            dual->second.data()[firstRow(block) + i] = wrong > 0 ? wrong * std::log(wrong) : 0.0;
        }
        return loss;
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

    double dual(const DualTerms& terms, double shrink) const override { return entropy(terms, shrink); }

    VectorXd nullBias() const override
    {
        const double frequency = (shares().array() * ones()).sum();
        return VectorXd::Constant(1, std::log(frequency) - std::log1p(-frequency));
    }

    bool separated(int block, const double* means) const override
    {
        for (int i = 0; i < rowsOf(block); ++i)
            if ((m_ones.data()[firstRow(block) + i] - 0.5) * (means[i] - 0.5) <= 0)
                return false;
        return true;
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
    double evaluate(int block, double* table, double* means, DualTerms* dual) const override
    {
        const double loss = residuals(block, table, means);
        for (int i = 0; i < blockRows && dual; ++i) {
            const double target = m_targets.data()[firstRow(block) + i];
            dual->first.data()[firstRow(block) + i] = doubleShares(block)[i] * (means[i] - target) * (means[i] - target);
            dual->second.data()[firstRow(block) + i] = doubleShares(block)[i] * (means[i] - target) * target;
        }
        return loss;
    }

    void applyCurvature(int block, const float*, float* table) const override
    {
        Eigen::Map<Eigen::ArrayXf>(table, blockRows) *= Eigen::Map<const Eigen::ArrayXf>(floatShares(block), blockRows);
    }

    void addBiasCurvature(int block, const double*, Eigen::MatrixXd& hessian) const override
    {
        hessian(0, 0) += Eigen::Map<const VectorXd>(doubleShares(block), blockRows).sum();
    }

    VectorXd curvature(const RowTable<float>&, int) const override { return shares(); }

    double dual(const DualTerms& terms, double shrink) const override
    {
        const double square = Eigen::Map<const VectorXd>(terms.first.data(), rows()).sum();
        const double cross = Eigen::Map<const VectorXd>(terms.second.data(), rows()).sum();
        return -0.5 * shrink * shrink * square - shrink * cross;
    }

    VectorXd nullBias() const override
    {
        return VectorXd::Constant(1, shares().dot(Eigen::Map<const VectorXd>(m_targets.data(), rows())));
    }
    bool separated(int, const double*) const override { return false; }

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
