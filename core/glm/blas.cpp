// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/blas.h"

#include "glm/kernels.h"

#include <cblas.h>

#include <cmath>

namespace sparsescope::blas {

namespace {

int stride(Eigen::Index outer)
{
    return static_cast<int>(std::max<Eigen::Index>(1, outer));
}

int size(Eigen::Index extent)
{
    return static_cast<int>(extent);
}

void multiply(CBLAS_TRANSPOSE transpose, const Input<float>& a, const Input<float>& b, float keep, Output<float>& out)
{
    if (b.cols() == 1)
        cblas_sgemv(CblasColMajor, transpose, size(a.rows()), size(a.cols()), 1.0F, a.data(), stride(a.outerStride()),
                    b.data(), 1, keep, out.data(), 1);
    else
        cblas_sgemm(CblasColMajor, transpose, CblasNoTrans, size(out.rows()), size(out.cols()), size(b.rows()), 1.0F,
                    a.data(), stride(a.outerStride()), b.data(), stride(b.outerStride()), keep, out.data(),
                    stride(out.outerStride()));
}

void multiply(CBLAS_TRANSPOSE transpose, const Input<double>& a, const Input<double>& b, double keep, Output<double>& out)
{
    if (b.cols() == 1)
        cblas_dgemv(CblasColMajor, transpose, size(a.rows()), size(a.cols()), 1.0, a.data(), stride(a.outerStride()),
                    b.data(), 1, keep, out.data(), 1);
    else
        cblas_dgemm(CblasColMajor, transpose, CblasNoTrans, size(out.rows()), size(out.cols()), size(b.rows()), 1.0,
                    a.data(), stride(a.outerStride()), b.data(), stride(b.outerStride()), keep, out.data(),
                    stride(out.outerStride()));
}

/// BLAS leaves `out` alone where the inner dimension is 0, and 0·NaN is NaN in some kernels: both are settled here.
template <typename Scalar>
void multiplyOrClear(CBLAS_TRANSPOSE transpose, const Input<Scalar>& a, const Input<Scalar>& b, Scalar keep,
                     Output<Scalar>& out)
{
    if (keep == Scalar(0))
        out.setZero();
    if (out.size() > 0 && b.rows() > 0)
        multiply(transpose, a, b, keep, out);
}

}  // namespace

void product(const Input<float>& a, const Input<float>& b, float keep, Output<float> out)
{
    multiplyOrClear<float>(CblasNoTrans, a, b, keep, out);
}

void product(const Input<double>& a, const Input<double>& b, double keep, Output<double> out)
{
    multiplyOrClear<double>(CblasNoTrans, a, b, keep, out);
}

void transposedProduct(const Input<float>& a, const Input<float>& b, float keep, Output<float> out)
{
    multiplyOrClear<float>(CblasTrans, a, b, keep, out);
}

void transposedProduct(const Input<double>& a, const Input<double>& b, double keep, Output<double> out)
{
    multiplyOrClear<double>(CblasTrans, a, b, keep, out);
}

void gram(const Input<float>& a, Output<float> out)
{
    cblas_ssyrk(CblasColMajor, CblasLower, CblasTrans, size(a.cols()), size(a.rows()), 1.0F, a.data(),
                stride(a.outerStride()), 0.0F, out.data(), stride(out.outerStride()));
    for (Eigen::Index column = 1; column < out.cols(); ++column)
        out.col(column).head(column) = out.row(column).head(column).transpose();
}

void addScaled(int n, float factor, const float* x, float* y)
{
    kernels::addScaled(n, factor, x, y);
}

namespace {

/// Factorises the square block of `size` at `first` on the diagonal. False where it is not positive definite.
bool factoriseBlock(Eigen::MatrixXf& matrix, Eigen::Index first, Eigen::Index size)
{
    auto block = matrix.block(first, first, size, size);
    for (Eigen::Index j = 0; j < size; ++j) {
        if (!(block(j, j) > 0))
            return false;
        block(j, j) = std::sqrt(block(j, j));
        block.col(j).tail(size - j - 1) /= block(j, j);
        for (Eigen::Index c = j + 1; c < size; ++c)
            block.col(c).tail(size - c) -= block(c, j) * block.col(j).tail(size - c);
    }
    return true;
}

}  // namespace

/// Block by block on BLAS, not by LAPACK's spotrf_: LibTorchs built with MKL export a function of that name, and which of
/// the two a program gets depends on the order in which it was linked.
bool cholesky(Eigen::MatrixXf& matrix)
{
    constexpr Eigen::Index blockSize = 48;
    const Eigen::Index n = matrix.rows();
    const int leading = std::max(1, size(n));
    for (Eigen::Index first = 0; first < n; first += blockSize) {
        const Eigen::Index width = std::min(blockSize, n - first);
        if (!factoriseBlock(matrix, first, width))
            return false;
        const Eigen::Index below = first + width;
        if (below == n)
            break;
        cblas_strsm(CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, size(n - below), size(width), 1.0F,
                    &matrix(first, first), leading, &matrix(below, first), leading);
        cblas_ssyrk(CblasColMajor, CblasLower, CblasNoTrans, size(n - below), size(width), -1.0F, &matrix(below, first), leading,
                    1.0F, &matrix(below, below), leading);
    }
    return true;
}

void choleskySolve(const Eigen::MatrixXf& factor, Eigen::VectorXf& x)
{
    const int n = size(factor.rows());
    cblas_strsv(CblasColMajor, CblasLower, CblasNoTrans, CblasNonUnit, n, factor.data(), std::max(1, n), x.data(), 1);
    cblas_strsv(CblasColMajor, CblasLower, CblasTrans, CblasNonUnit, n, factor.data(), std::max(1, n), x.data(), 1);
}

OneThread::OneThread() : m_before(openblas_get_num_threads())
{
    openblas_set_num_threads(1);
}

OneThread::~OneThread()
{
    openblas_set_num_threads(m_before);
}

}  // namespace sparsescope::blas
