// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <Eigen/Core>

namespace sparsescope::blas {

template <typename Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
template <typename Scalar>
using Input = Eigen::Ref<const Matrix<Scalar>>;
template <typename Scalar>
using Output = Eigen::Ref<Matrix<Scalar>>;

/// out = a·b + keep·out. Dense, column-major; blocks of larger matrices are welcome. One thread.
void product(const Input<float>& a, const Input<float>& b, float keep, Output<float> out);
void product(const Input<double>& a, const Input<double>& b, double keep, Output<double> out);
/// out = aᵀ·b + keep·out.
void transposedProduct(const Input<float>& a, const Input<float>& b, float keep, Output<float> out);
void transposedProduct(const Input<double>& a, const Input<double>& b, double keep, Output<double> out);
/// out = aᵀ·a, both triangles.
void gram(const Input<float>& a, Output<float> out);

/// y += factor·x over n numbers.
void addScaled(int n, float factor, const float* x, float* y);

/// Cholesky factor in the lower triangle, in place. False where the matrix is not positive definite.
bool cholesky(Eigen::MatrixXf& matrix);
/// Solves L·Lᵀ·x = x in place, L from cholesky().
void choleskySolve(const Eigen::MatrixXf& factor, Eigen::VectorXf& x);

/// While one lives, OpenBLAS runs each call on the thread that made it: the solver splits its work itself, so that the
/// same bits come out each time. The former number of threads comes back at the end.
class OneThread {
public:
    OneThread();
    ~OneThread();
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;

private:
    int m_before = 1;
};

}  // namespace sparsescope::blas
