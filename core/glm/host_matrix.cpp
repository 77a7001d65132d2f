// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/host_matrix.h"

#include "base/parallel.h"
#include "glm/blas.h"
#include "glm/kernels.h"

#include <array>
#include <numeric>

namespace sparsescope {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;

namespace {

/// Work worth starting threads for, in multiply-adds.
constexpr double threadingPays = 2e6;

/// Of the first-level cache, for a group's part of a table; the rest is for columns of features.
constexpr std::size_t fastCache = 24 << 10;

void addBiasSums(const float* table, int outputs, VectorXd& sums)
{
    for (int q = 0; q < outputs; ++q)
        sums[q] += Eigen::Map<const Eigen::VectorXf>(table + q * blockRows, blockRows).cast<double>().sum();
}

void addBiasSums(const double* table, int outputs, VectorXd& sums)
{
    for (int q = 0; q < outputs; ++q)
        sums[q] += Eigen::Map<const VectorXd>(table + q * blockRows, blockRows).sum();
}

/// Columns that are asked for before they are needed: those of a sample lie far apart.
constexpr std::size_t ahead = 6;

void prefetch(const float* column)
{
    for (int i = 0; i < blockRows; i += 16)
        __builtin_prefetch(column + i);
}

const float* narrowed(const float* table, AlignedArray<float>&)
{
    return table;
}

const float* narrowed(const double* table, AlignedArray<float>& copy)
{
    for (std::size_t i = 0; i < copy.size(); ++i)
        copy.data()[i] = static_cast<float>(table[i]);
    return copy.data();
}

}  // namespace

/// A pass in the order in which it is fastest.
template <typename Real>
struct HostMatrix::Walk {
    const Pass<Real>& pass;
    Pattern all;                ///< For everywhere; else without coordinates.
    ColumnOrder in, out;        ///< Where pays(): pattern and wanted, column by column,
    std::vector<Real> weights;  ///< and the weights in that order.

    Walk(const Pass<Real>& ofPass, int columns) : pass(ofPass)
    {
        const int outputs = pass.pattern.outputs();
        Columns allColumns(pass.everywhere ? static_cast<std::size_t>(columns) : 0);
        std::iota(allColumns.begin(), allColumns.end(), 0);
        all = sharedPattern(allColumns, outputs);
        constexpr int groupOutputs = static_cast<int>(fastCache / (sizeof(Real) * blockRows));
        if (!pass.pattern.shared)
            in = byColumn(pass.pattern, columns, groupOutputs);
        if (!pass.wanted.shared)
            out = byColumn(pass.wanted, columns, groupOutputs);
        if (in.pays())
            for (const int entry : in.entries)
                weights.push_back(pass.weights[entry]);
    }

    /// The gradient as it was asked for.
    VectorXd ordered(const VectorXd& gradient) const
    {
        if (!out.pays())
            return gradient;
        VectorXd wanted(gradient.size());
        for (Index e = 0; e < gradient.size(); ++e)
            wanted[out.entries[static_cast<std::size_t>(e)]] = gradient[e];
        return wanted;
    }
};

template <typename Real>
void HostMatrix::walk(const Walk<Real>& walk, int first, int last, PassResult& sums) const
{
    const Pass<Real>& pass = walk.pass;
    const int outputs = pass.pattern.outputs();
    const auto tableSize = static_cast<std::size_t>(outputs) * blockRows;
    sums = {VectorXd::Zero(pass.wanted.size()), VectorXd::Zero(outputs), MatrixXd::Zero(walk.all.size() / outputs, outputs)};
    AlignedArray<Real> table(tableSize);
    AlignedArray<float> copy(pass.everywhere ? tableSize : 0);
    Buffer buffer;
    for (int number = first; number < last; ++number) {
        const float* x = block(number, buffer);
        if (walk.in.pays())
            kernels::margins(x, walk.in, outputs, walk.weights.data(), pass.bias, table.data());
        else
            kernels::margins(x, pass.pattern, pass.weights, pass.bias, table.data());
        pass.work(number, table.data());
        addBiasSums(table.data(), outputs, sums.bias);
        if (walk.out.pays())
            kernels::gradient(x, walk.out, table.data(), sums.gradient.data());
        else if (pass.wanted.size() > 0)
            kernels::gradient(x, pass.wanted, table.data(), sums.gradient.data());
        if (pass.everywhere)
            kernels::gradient(x, walk.all, narrowed(table.data(), copy), sums.everywhere.data());
    }
}

template <typename Real>
PassResult HostMatrix::run(const Pass<Real>& pass) const
{
    const Walk<Real> way(pass, columns());
    const double work = (static_cast<double>(pass.pattern.size()) + pass.wanted.size() + way.all.size()) * rows();
    const int threads = work < threadingPays ? 1 : std::min(m_threads, blocks());
    std::vector<PassResult> parts(static_cast<std::size_t>(threads));
    parallelFor(parts.size(), threads, [&](std::size_t begin, std::size_t end) {
        const auto count = static_cast<std::size_t>(blocks());
        for (std::size_t part = begin; part < end; ++part)
            walk(way, static_cast<int>(count * part / parts.size()), static_cast<int>(count * (part + 1) / parts.size()),
                 parts[part]);
    });
    for (std::size_t part = 1; part < parts.size(); ++part) {
        parts[0].gradient += parts[part].gradient;
        parts[0].bias += parts[part].bias;
        parts[0].everywhere += parts[part].everywhere;
    }
    parts[0].gradient = way.ordered(parts[0].gradient);
    return std::move(parts[0]);
}

template PassResult HostMatrix::run(const Pass<float>&) const;
template PassResult HostMatrix::run(const Pass<double>&) const;

void HostMatrix::gather(const Columns& columns, const RowSample& sample, MatrixXf& out) const
{
    out.resize(sample.rootWeights.size(), static_cast<Index>(columns.size()));
    Buffer buffer;
    std::array<int, blockRows> within{};
    for (std::size_t first = 0; first < sample.rows.size();) {
        const int number = sample.rows[first] / blockRows;
        std::size_t count = 0;
        while (count < within.size() && first + count < sample.rows.size() && sample.rows[first + count] / blockRows == number) {
            within[count] = sample.rows[first + count] % blockRows;
            ++count;
        }
        const float* x = block(number, buffer);
        const float* weights = sample.rootWeights.data() + first;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            if (c + ahead < columns.size() && columns[c + ahead] != biasColumn)
                prefetch(x + static_cast<std::ptrdiff_t>(columns[c + ahead]) * blockRows);
            float* to = &out(static_cast<Index>(first), static_cast<Index>(c));
            if (columns[c] == biasColumn)
                std::copy_n(weights, count, to);
            else
                kernels::pick(x + static_cast<std::ptrdiff_t>(columns[c]) * blockRows, within.data(), weights,
                              static_cast<int>(count), to);
        }
        first += count;
    }
}

void HostMatrix::gram(const Columns& left, const Columns& right, const RowSample& sample, MatrixXf& out) const
{
    out.resize(static_cast<Index>(left.size()), static_cast<Index>(right.size()));
    MatrixXf rightPart;
    gather(right, sample, rightPart);
    if (left == right) {
        blas::gram(rightPart, out);
        return;
    }
    MatrixXf leftPart;
    gather(left, sample, leftPart);
    blas::transposedProduct(leftPart, rightPart, 0.0F, out);
}

}  // namespace sparsescope
