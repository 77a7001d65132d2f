// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/row_sample.h"

#include <cmath>
#include <numeric>

namespace sparsescope {

namespace {

RowSample allRows(const Eigen::VectorXf& weights)
{
    RowSample sample;
    sample.rows.resize(static_cast<std::size_t>(weights.size()));
    std::iota(sample.rows.begin(), sample.rows.end(), 0);
    sample.rootWeights = weights.cwiseMax(0.0F).cwiseSqrt();
    return sample;
}

}  // namespace

RowSample sampleRows(const Eigen::VectorXf& weights, int wanted)
{
    const double total = weights.cast<double>().sum();
    if (wanted > weights.size() / 2 || !(total > 0))
        return allRows(weights);
    RowSample sample;
    const double step = total / wanted;
    double next = 0.5 * step;
    double cumulated = 0;
    for (Eigen::Index row = 0; row < weights.size(); ++row) {
        cumulated += static_cast<double>(weights[row]);
        for (; next < cumulated && sample.rows.size() < static_cast<std::size_t>(wanted); next += step)
            sample.rows.push_back(static_cast<int>(row));
    }
    sample.rootWeights = Eigen::VectorXf::Constant(static_cast<Eigen::Index>(sample.rows.size()),
                                                   static_cast<float>(std::sqrt(step)));
    return sample;
}

}  // namespace sparsescope
