// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "device/device_matrix.h"

#include "glm/memory_matrix.h"
#include "models/device.h"

#include <torch/torch.h>

namespace sparsescope {

namespace {

using Eigen::Index;

/// Rows that are widened to float64 at a time: the device need not hold all features twice.
constexpr std::int64_t rowsAtATime = 64 * blockRows;

template <typename Real>
constexpr torch::ScalarType scalarType = std::is_same_v<Real, double> ? torch::kFloat64 : torch::kFloat32;

torch::Tensor indices(const std::vector<int>& numbers, const torch::Device& device)
{
    const auto all = torch::from_blob(const_cast<int*>(numbers.data()), {static_cast<std::int64_t>(numbers.size())}, torch::kInt32);
    return all.to(torch::kInt64).to(device);
}

/// The columns that occur in a pattern, ascending, and where each entry's column stands among them.
struct UsedColumns {
    std::vector<int> columns;
    std::vector<int> places;

    explicit UsedColumns(const Pattern& pattern) : columns(pattern.columns)
    {
        std::sort(columns.begin(), columns.end());
        columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
        for (const int column : pattern.columns)
            places.push_back(static_cast<int>(std::lower_bound(columns.begin(), columns.end(), column) - columns.begin()));
    }
    std::int64_t count() const { return static_cast<std::int64_t>(columns.size()); }
};

class DeviceMatrix final : public DesignMatrix {
public:
    DeviceMatrix(const FeatureRows& rows, const std::vector<int>& kept, const Standardization& scale, double unit,
                 const std::string& device)
        : m_device(device), m_rows(static_cast<int>(rows.rows())), m_columns(static_cast<int>(kept.size()))
    {
        const torch::NoGradGuard noGradient;
        m_features = torch::zeros({std::int64_t{blocks()} * blockRows, m_columns}, torch::TensorOptions(m_device));
        AlignedArray<float> block(kept.size() * blockRows);
        for (int b = 0; b < blocks(); ++b) {
            const Index first = static_cast<Index>(b) * blockRows;
            const Index count = std::min<Index>(blockRows, rows.rows() - first);
            standardizeBlock(rows, first, count, kept, scale, unit, block.data());
            rows.release(first, count);
            const auto columns = torch::from_blob(block.data(), {m_columns, blockRows}, torch::kFloat32);
            m_features.narrow(0, first, blockRows).copy_(columns.t());
        }
        m_largestNorm = m_columns > 0 && m_rows > 0 ? m_features.norm(2, 0).max().item<double>() : 0.0;
    }

    int rows() const override { return m_rows; }
    int columns() const override { return m_columns; }
    double largestColumnNorm() const override { return m_largestNorm; }
    PassResult pass(const Pass<float>& pass) const override { return run(pass); }
    PassResult pass(const Pass<double>& pass) const override { return run(pass); }

    void gram(const Columns& left, const Columns& right, const RowSample& sample, Eigen::MatrixXf& out) const override
    {
        const torch::NoGradGuard noGradient;
        const auto rows = m_features.index_select(0, indices(sample.rows, m_device));
        const auto weights = torch::from_blob(const_cast<float*>(sample.rootWeights.data()), {sample.rootWeights.size(), 1},
                                              torch::kFloat32).to(m_device);
        const auto product = weighted(rows, left, weights).t().mm(weighted(rows, right, weights));
        const auto home = product.t().contiguous().cpu();  // Column-major for Eigen.
        out = Eigen::Map<const Eigen::MatrixXf>(home.data_ptr<float>(), static_cast<Index>(left.size()),
                                                static_cast<Index>(right.size()));
    }

private:
    /// Chosen columns times the weights; the bias is a column of ones.
    torch::Tensor weighted(const torch::Tensor& rows, const Columns& columns, const torch::Tensor& weights) const
    {
        std::vector<int> real;
        for (const int column : columns)
            real.push_back(column == biasColumn ? 0 : column);
        auto chosen = m_columns > 0 ? rows.index_select(1, indices(real, m_device)) * weights
                                    : weights.repeat({1, static_cast<std::int64_t>(columns.size())});
        for (std::size_t c = 0; c < columns.size(); ++c)
            if (columns[c] == biasColumn)
                chosen.select(1, static_cast<std::int64_t>(c)).copy_(weights.squeeze(1));
        return chosen;
    }

    template <typename Real>
    torch::Tensor margins(const torch::Tensor& features, const Pass<Real>& pass, const UsedColumns& used) const
    {
        const int outputs = pass.pattern.outputs();
        const auto bias = torch::from_blob(const_cast<Real*>(pass.bias), {outputs}, scalarType<Real>).to(m_device);
        const auto repeated = bias.unsqueeze(0).expand({features.size(0), outputs});
        if (used.count() == 0)
            return repeated;
        auto weights = torch::zeros({outputs, used.count()}, scalarType<Real>);
        auto entries = weights.template accessor<Real, 2>();
        for (int q = 0; q < outputs; ++q)
            for (int e = pass.pattern.begin[static_cast<std::size_t>(q)]; e < pass.pattern.begin[static_cast<std::size_t>(q) + 1]; ++e)
                entries[q][used.places[static_cast<std::size_t>(e)]] = pass.weights[e];
        const auto columns = features.index_select(1, indices(used.columns, m_device)).to(scalarType<Real>);
        return repeated + columns.mm(weights.to(m_device).t());
    }

    /// Margins of some blocks of rows go through the work, in the layout that it wants, and come back as a table.
    template <typename Real>
    torch::Tensor worked(const torch::Tensor& margins, const Pass<Real>& pass, int firstBlock, Eigen::VectorXd& biasSums) const
    {
        const int outputs = pass.pattern.outputs();
        auto blocks = margins.cpu().view({-1, blockRows, outputs}).transpose(1, 2).contiguous();
        for (std::int64_t b = 0; b < blocks.size(0); ++b) {
            Real* table = blocks.template data_ptr<Real>() + b * outputs * blockRows;
            pass.work(firstBlock + static_cast<int>(b), table);
            for (int q = 0; q < outputs; ++q)
                biasSums[q] += Eigen::Map<const Eigen::VectorX<Real>>(table + q * blockRows, blockRows).template cast<double>().sum();
        }
        return blocks.transpose(1, 2).reshape({-1, outputs}).to(m_device);
    }

    template <typename Real>
    PassResult run(const Pass<Real>& pass) const
    {
        const torch::NoGradGuard noGradient;
        const int outputs = pass.pattern.outputs();
        const UsedColumns used(pass.pattern);
        const UsedColumns wanted(pass.wanted);
        const auto wide = torch::TensorOptions(m_device).dtype(torch::kFloat64);
        torch::Tensor gradient = torch::zeros({outputs, wanted.count()}, wide);
        torch::Tensor everywhere = torch::zeros({outputs, pass.everywhere ? m_columns : 0}, wide);
        PassResult result{Eigen::VectorXd::Zero(pass.wanted.size()), Eigen::VectorXd::Zero(outputs), {}};
        for (std::int64_t first = 0; first < m_features.size(0); first += rowsAtATime) {
            const auto features = m_features.narrow(0, first, std::min(rowsAtATime, m_features.size(0) - first));
            const auto table = worked<Real>(margins(features, pass, used), pass, static_cast<int>(first / blockRows), result.bias);
            if (wanted.count() > 0) {
                const auto columns = features.index_select(1, indices(wanted.columns, m_device)).to(scalarType<Real>);
                gradient += table.t().mm(columns).to(torch::kFloat64);
            }
            if (pass.everywhere)
                everywhere += table.to(torch::kFloat32).t().mm(features).to(torch::kFloat64);
        }
        const torch::Tensor home = gradient.cpu().contiguous();
        const auto entries = home.accessor<double, 2>();
        for (int q = 0; q < outputs; ++q)
            for (int e = pass.wanted.begin[static_cast<std::size_t>(q)]; e < pass.wanted.begin[static_cast<std::size_t>(q) + 1]; ++e)
                result.gradient[e] = entries[q][wanted.places[static_cast<std::size_t>(e)]];
        const torch::Tensor allHome = everywhere.cpu().contiguous();
        result.everywhere = Eigen::Map<const Eigen::MatrixXd>(allHome.data_ptr<double>(), everywhere.size(1), outputs);
        return result;
    }

    torch::Device m_device;
    int m_rows;
    int m_columns;
    torch::Tensor m_features;  // Rows filled up to whole blocks × columns, float32.
    double m_largestNorm = 0;
};

}  // namespace

Result<MatrixFactory> deviceMatrixFactory(const std::string& device)
{
    SS_TRY(const std::string checked, checkedDevice(device));
    at::globalContext().setAllowTF32CuBLAS(false);
    return MatrixFactory([checked](const FeatureRows& rows, const std::vector<int>& kept, const Standardization& scale, double unit,
                                   int) { return std::make_unique<DeviceMatrix>(rows, kept, scale, unit, checked); });
}

}  // namespace sparsescope
