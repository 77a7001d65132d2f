// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/path.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

/// Problems with solutions by other tools, in `file` below the reference folder's glm/.
inline nlohmann::json readReferenceCases(const std::string& file)
{
    std::ifstream stream(SPARSESCOPE_TEST_DATA "/glm/" + file);
    return nlohmann::json::parse(stream);
}

inline sparsescope::FeatureMatrix matrixOf(const nlohmann::json& rows)
{
    sparsescope::FeatureMatrix matrix(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(rows[0].size()));
    for (Eigen::Index i = 0; i < matrix.rows(); ++i)
        for (Eigen::Index j = 0; j < matrix.cols(); ++j)
            matrix(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)].get<float>();
    return matrix;
}

/// The loss leaves the mean of several biases open; the reference's is 0.
inline double largestDifference(const sparsescope::SparseHead& head, const nlohmann::json& reference)
{
    const double sum = std::accumulate(head.bias.begin(), head.bias.end(), 0.0);
    const double mean = head.bias.size() > 1 ? sum / static_cast<double>(head.bias.size()) : 0.0;
    double largest = 0;
    for (int k = 0; k < head.classCount(); ++k) {
        const auto row = static_cast<std::size_t>(k);
        largest = std::max(largest, std::abs(head.bias[row] - mean - reference["b"][row].get<double>()));
        for (int j = 0; j < head.features; ++j)
            largest = std::max(largest, std::abs(head.weight(k, j)
                                                 - reference["W"][row][static_cast<std::size_t>(j)].get<double>()));
    }
    return largest;
}
