// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/feature_targets.h"

namespace sparsescope {

using Eigen::Index;
using Eigen::MatrixXd;

FeatureTarget allFeatures()
{
    return [](FeatureMatrixRef features) -> MatrixXd { return features.cast<double>(); };
}

FeatureTarget someFeatures(std::vector<int> wanted)
{
    return [wanted = std::move(wanted)](FeatureMatrixRef features) {
        MatrixXd result(features.rows(), static_cast<Index>(wanted.size()));
        for (std::size_t i = 0; i < wanted.size(); ++i)
            result.col(static_cast<Index>(i)) = features.col(wanted[i]).cast<double>();
        return result;
    };
}

FeatureTarget headLogits(SparseHead head, Standardization scale)
{
    return [head = std::move(head), scale = std::move(scale)](FeatureMatrixRef features) {
        return logits(head, scale, features);
    };
}

FeatureTarget headProbabilities(SparseHead head, Standardization scale)
{
    return [of = headLogits(std::move(head), std::move(scale))](FeatureMatrixRef features) {
        return softmaxRows(of(features));
    };
}

FeatureTarget joinedTargets(std::vector<FeatureTarget> targets)
{
    return [targets = std::move(targets)](FeatureMatrixRef features) {
        MatrixXd result(features.rows(), 0);
        for (const FeatureTarget& target : targets) {
            const MatrixXd more = target(features);
            result.conservativeResize(Eigen::NoChange, result.cols() + more.cols());
            result.rightCols(more.cols()) = more;
        }
        return result;
    };
}

MatrixXd softmaxRows(MatrixXd logits)
{
    for (Index row = 0; row < logits.rows() && logits.cols() > 0; ++row) {
        logits.row(row).array() -= logits.row(row).maxCoeff();
        logits.row(row) = logits.row(row).array().exp();
        logits.row(row) /= logits.row(row).sum();
    }
    return logits;
}

}  // namespace sparsescope
