// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/problem.h"

namespace sparsescope {

/// Where the working set (features that may have a weight) stands: coefficients (|J| × Q), and the gradient of the loss
/// and the ridge there.
struct WorkingPoint {
    Coefficients at;
    Eigen::MatrixXd gradient;      ///< |J| × Q
    Eigen::VectorXd biasGradient;  ///< Q
};

/// A cheap stand-in for the Hessian of the loss: per output the weighted Gram of the features that matter to it and the
/// bias, from a sample of rows; the coupling between outputs is left out. Where the penalty is grouped or absent one
/// Gram serves all outputs, scaled, as every output uses the same features.
class LocalModel {
public:
    /// `working`: columns of the working set; `means` at the point where the model is made.
    LocalModel(const Problem& problem, const Penalty& penalty, const Columns& working, const Eigen::MatrixXd& means);

    /// Coordinates that are not zero, or whose gradient is near l1, join the model, as many as are missing.
    void cover(const WorkingPoint& point, double nearness);

    /// Coordinate descent on gradient'(w − centre) + ½·damping·(w − centre)'M(w − centre) + penalty over the covered
    /// coordinates, from the centre. Stops at moves below `target` in units of the gradient.
    Coefficients minimise(const WorkingPoint& centre, double damping, double target) const;

    /// Mean of M's diagonal over features and outputs, before any ridge.
    float meanCurvature() const;

    /// Factorises M (plus ridge and `extra` on the diagonal, grouped: per feature) on the face where `face` ≠ 0.
    void factorise(const Eigen::MatrixXd& face, const Eigen::VectorXd& extra);
    /// image = (factorised M)⁻¹ residual on the face, 0 elsewhere.
    void precondition(const Eigen::MatrixXf& residual, const Eigen::VectorXf& biasResidual, Eigen::MatrixXf& image,
                      Eigen::VectorXf& biasImage) const;

private:
    struct Block {
        std::vector<int> members = {biasColumn};  // Positions in the working set; the bias first.
        std::vector<char> covered;                // Per position in the working set.
        Columns columns = {biasColumn};           // The members' columns of the matrix.
        Eigen::VectorXd rowWeights;               // n
        RowSample sample;
        Eigen::MatrixXf gram;
        std::vector<int> faceMembers;             // Indices into members, the bias first.
        Eigen::MatrixXf factor;
    };

    Block& blockOf(int output) { return m_blocks[m_shared ? 0 : static_cast<std::size_t>(output)]; }
    const Block& blockOf(int output) const { return m_blocks[m_shared ? 0 : static_cast<std::size_t>(output)]; }
    void cover(Block& block, const std::vector<int>& positions) const;
    void rebuild(Block& block, std::size_t members) const;
    void factorise(Block& block, const std::vector<char>& onFace, const Eigen::VectorXd& extra) const;
    void descend(const WorkingPoint& centre, double damping, double target, int output, Coefficients& at) const;
    void descendGrouped(const WorkingPoint& centre, double damping, double target, Coefficients& at) const;

    const Problem& m_problem;
    const Penalty m_penalty;
    const Columns& m_working;
    bool m_shared = false;
    std::vector<Block> m_blocks;
    Eigen::VectorXd m_scale;  // Q: what a shared Gram is multiplied with for each output; else 1.
};

}  // namespace sparsescope
