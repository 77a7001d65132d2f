// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/memory_matrix.h"

#include "base/parallel.h"
#include "glm/blas.h"

#include <algorithm>
#include <numeric>

namespace sparsescope {

namespace {

constexpr int rowBlock = 512;     // Rows × columns of one conversion buffer: 1 MiB, inside the second-level cache.
constexpr int columnBlock = 256;

std::size_t blocks(Eigen::Index extent, int block)
{
    return static_cast<std::size_t>((extent + block - 1) / block);
}

/// Work worth starting threads for, in multiply-adds.
constexpr double threadingPays = 2e6;

int threadsFor(double work, int threads)
{
    return work < threadingPays ? 1 : threads;
}

/// One block of the matrix in double: numbers stay exact, sums do not round at float32.
Eigen::Ref<Eigen::MatrixXd> widen(const Eigen::MatrixXf& from, const Columns& columns, Eigen::Index row, Eigen::Index rows,
                                  std::size_t first, std::size_t count, Eigen::MatrixXd& buffer)
{
    for (std::size_t c = 0; c < count; ++c)
        buffer.col(static_cast<Eigen::Index>(c)).head(rows) =
            from.col(columns[first + c]).segment(row, rows).cast<double>();
    return buffer.topLeftCorner(rows, static_cast<Eigen::Index>(count));
}

}  // namespace

MemoryMatrix::MemoryMatrix(FeatureMatrixRef rows, const std::vector<int>& kept, const Standardization& scale, double unit,
                           int threads)
    : m_columns(rows.rows(), static_cast<Eigen::Index>(kept.size())), m_threads(threads)
{
    constexpr Eigen::Index tile = 64;  // Rows read at a time, so that both sides of the transposition stay in cache.
    parallelFor(blocks(rows.rows(), tile), m_threads, [&](std::size_t begin, std::size_t end) {
        for (auto first = static_cast<Eigen::Index>(begin) * tile;
             first < std::min(rows.rows(), static_cast<Eigen::Index>(end) * tile); first += tile) {
            const Eigen::Index last = std::min(first + tile, rows.rows());
            for (std::size_t c = 0; c < kept.size(); ++c) {
                const double mean = scale.mean[static_cast<std::size_t>(kept[c])];
                const double factor = unit / scale.deviation[static_cast<std::size_t>(kept[c])];
                for (Eigen::Index i = first; i < last; ++i)
                    m_columns(i, static_cast<Eigen::Index>(c)) =
                        static_cast<float>((static_cast<double>(rows(i, kept[c])) - mean) * factor);
            }
        }
    });
}

void MemoryMatrix::margins(const Columns& columns, const Eigen::MatrixXd& weights, Eigen::MatrixXd& out) const
{
    out.setZero(m_columns.rows(), weights.cols());
    const double work = static_cast<double>(out.size()) * static_cast<double>(columns.size());
    parallelFor(blocks(out.rows(), rowBlock), threadsFor(work, m_threads), [&](std::size_t begin, std::size_t end) {
        Eigen::MatrixXd buffer(rowBlock, columnBlock);
        for (std::size_t block = begin; block < end; ++block) {
            const auto row = static_cast<Eigen::Index>(block) * rowBlock;
            const Eigen::Index rows = std::min<Eigen::Index>(rowBlock, out.rows() - row);
            for (std::size_t first = 0; first < columns.size(); first += columnBlock) {
                const std::size_t count = std::min<std::size_t>(columnBlock, columns.size() - first);
                blas::product(widen(m_columns, columns, row, rows, first, count, buffer),
                              weights.middleRows(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(count)), 1.0,
                              out.middleRows(row, rows));
            }
        }
    });
}

void MemoryMatrix::gradient(const Columns& columns, const Eigen::MatrixXd& table, Eigen::MatrixXd& out) const
{
    out.setZero(static_cast<Eigen::Index>(columns.size()), table.cols());
    const double work = static_cast<double>(table.size()) * static_cast<double>(columns.size());
    parallelFor(blocks(out.rows(), columnBlock), threadsFor(work, m_threads), [&](std::size_t begin, std::size_t end) {
        Eigen::MatrixXd buffer(rowBlock, columnBlock);
        for (std::size_t block = begin; block < end; ++block) {
            const std::size_t first = block * columnBlock;
            const std::size_t count = std::min<std::size_t>(columnBlock, columns.size() - first);
            for (Eigen::Index row = 0; row < table.rows(); row += rowBlock) {
                const Eigen::Index rows = std::min<Eigen::Index>(rowBlock, table.rows() - row);
                blas::transposedProduct(widen(m_columns, columns, row, rows, first, count, buffer),
                                        table.middleRows(row, rows), 1.0,
                                        out.middleRows(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(count)));
            }
        }
    });
}

void MemoryMatrix::pin(const Columns& columns)
{
    m_pinnedCount = static_cast<int>(columns.size());
    if (pinnedIsAll()) {
        m_pinned.resize(0, 0);
        return;
    }
    m_pinned.resize(m_columns.rows(), m_pinnedCount);
    for (std::size_t c = 0; c < columns.size(); ++c)
        m_pinned.col(static_cast<Eigen::Index>(c)) = m_columns.col(columns[c]);
}

void MemoryMatrix::pinnedMargins(const Eigen::MatrixXf& weights, Eigen::MatrixXf& out) const
{
    out.resize(m_columns.rows(), weights.cols());
    const double work = static_cast<double>(out.size()) * static_cast<double>(m_pinnedCount);
    parallelFor(static_cast<std::size_t>(out.rows()), threadsFor(work, m_threads), [&](std::size_t begin, std::size_t end) {
        const auto row = static_cast<Eigen::Index>(begin);
        const auto rows = static_cast<Eigen::Index>(end - begin);
        blas::product(pinned().middleRows(row, rows), weights, 0.0F, out.middleRows(row, rows));
    });
}

void MemoryMatrix::pinnedGradient(const Eigen::MatrixXf& table, Eigen::MatrixXf& out) const
{
    out.resize(m_pinnedCount, table.cols());
    const double work = static_cast<double>(table.size()) * static_cast<double>(m_pinnedCount);
    parallelFor(static_cast<std::size_t>(out.rows()), threadsFor(work, m_threads), [&](std::size_t begin, std::size_t end) {
        const auto column = static_cast<Eigen::Index>(begin);
        const auto columns = static_cast<Eigen::Index>(end - begin);
        blas::transposedProduct(pinned().middleCols(column, columns), table, 0.0F, out.middleRows(column, columns));
    });
}

Eigen::MatrixXf MemoryMatrix::gather(const Columns& columns, const RowSample& sample) const
{
    Eigen::MatrixXf gathered(sample.rootWeights.size(), static_cast<Eigen::Index>(columns.size()));
    for (std::size_t c = 0; c < columns.size(); ++c) {
        auto target = gathered.col(static_cast<Eigen::Index>(c));
        target = sample.rootWeights;
        if (columns[c] == biasColumn)
            continue;
        const float* source = m_columns.col(columns[c]).data();
        for (std::size_t i = 0; i < sample.rows.size(); ++i)
            target[static_cast<Eigen::Index>(i)] *= source[sample.rows[i]];
    }
    return gathered;
}

void MemoryMatrix::gram(const Columns& left, const Columns& right, const RowSample& sample, Eigen::MatrixXf& out) const
{
    out.resize(static_cast<Eigen::Index>(left.size()), static_cast<Eigen::Index>(right.size()));
    const Eigen::MatrixXf rightPart = gather(right, sample);
    if (left == right)
        blas::gram(rightPart, out);
    else
        blas::transposedProduct(gather(left, sample), rightPart, 0.0F, out);
}

}  // namespace sparsescope
