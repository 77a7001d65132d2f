// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/problem.h"

namespace sparsescope {

/// Where the working set stands: weights and the gradient of the loss and the ridge, per entry of its pattern.
struct WorkingPoint {
    Eigen::VectorXd weights;
    Eigen::VectorXd bias;          ///< Q
    Eigen::VectorXd gradient;
    Eigen::VectorXd biasGradient;  ///< Q
};

/// A cheap stand-in for the Hessian of the loss: per output the weighted Gram of the features that matter to it and the
/// bias, from a sample of rows; the coupling between outputs is left out. Where the penalty is grouped or absent, or
/// there is one output, one Gram serves all outputs, scaled. It outlives a λ: features that come to matter are added, and
/// it is made anew when the work of working with it exceeds that of making it.
class LocalModel {
public:
    LocalModel(const Problem& problem, bool shared);

    /// Forgets everything; the next cover() takes samples by the curvature at these means.
    void reset(const RowTable<float>& means);
    bool empty() const { return m_blocks.front().rowWeights.size() == 0; }
    /// Work done since it was made (multiply-adds), against what making it took.
    void addWork(double work) { m_workSince += work; }
    bool worthRenewing() const { return m_workSince > m_workOfMaking; }

    /// From now on entries mean those of this pattern, which must live as long as it is used.
    void setWorking(const Pattern& working);

    /// Coordinates that are not zero, or whose gradient is `nearness`·l1 or more, join the model, as many as are missing;
    /// where any is, those from `outlook`·l1 on join with them: to add a few at every λ costs more than to carry them.
    void cover(const Penalty& penalty, const WorkingPoint& point, double nearness, double outlook);

    /// Coordinate descent on gradient'(w − centre) + ½·damping·(w − centre)'M(w − centre) + penalty over the covered
    /// coordinates, from the centre. Stops at moves below `target` in units of the gradient. Sets weights and bias only.
    WorkingPoint minimise(const Penalty& penalty, const WorkingPoint& centre, double damping, double target) const;

    /// Mean of M's diagonal over features and outputs, before any ridge.
    float meanCurvature() const;

    /// Factorises M plus l2 and `extra` (per column; empty: none) on the diagonal, on the columns of `face`.
    void factorise(const Pattern& face, double l2, const Eigen::VectorXd& extra);
    /// image = (factorised M)⁻¹ residual, both per entry of the face.
    void precondition(const Pattern& face, const Eigen::VectorXf& residual, const Eigen::VectorXf& biasResidual,
                      Eigen::VectorXf& image, Eigen::VectorXf& biasImage) const;

private:
    struct Block {
        Columns columns;                 // The members' columns; the bias first.
        std::vector<int> memberOf;       // Per column of the matrix; −1: not a member.
        Eigen::VectorXf rowWeights;      // n
        RowSample sample;
        Eigen::MatrixXf gram;
        std::vector<int> slotOf;         // Per member its place in the factor; −1: not on the face.
        Eigen::MatrixXf factor;
    };

    Block& blockOf(int output) { return m_blocks[m_shared ? 0 : static_cast<std::size_t>(output)]; }
    const Block& blockOf(int output) const { return m_blocks[m_shared ? 0 : static_cast<std::size_t>(output)]; }
    Columns missingColumns(const Penalty& penalty, const WorkingPoint& point, double near, std::size_t block) const;
    double addMembers(Block& block, const Columns& added) const;
    bool tooFewRows(const Block& block) const;
    double makeGram(Block& block) const;
    std::vector<int> entriesOf(int output) const;
    void factorise(Block& block, const std::vector<char>& onFace, double l2, const Eigen::VectorXd& extra) const;
    void descend(const Penalty& penalty, const WorkingPoint& centre, double damping, double target, int output,
                 WorkingPoint& at) const;
    void descendGrouped(const Penalty& penalty, const WorkingPoint& centre, double damping, double target,
                        WorkingPoint& at) const;

    const Problem& m_problem;
    bool m_shared = false;
    std::vector<Block> m_blocks;
    Eigen::VectorXd m_scale;             // Q: what a shared Gram is multiplied with for each output; else 1.
    const Pattern* m_working = nullptr;
    double m_workSince = 0;
    double m_workOfMaking = 0;
};

}  // namespace sparsescope
