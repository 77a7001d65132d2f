// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vis/colours.h"

#include <Eigen/Core>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>

namespace sparsescope {

namespace {

constexpr float nearestToEdge = 0.01F;

/// Square root of the colours' covariance in natural photographs as lucid has it, scaled so that its longest column is 1;
/// the fourth row and column belong to the unused number.
Eigen::Matrix4f colourMatrix()
{
    Eigen::Matrix3f root;
    root << 0.26F, 0.09F, 0.02F, 0.27F, 0.00F, -0.05F, 0.27F, -0.09F, 0.03F;
    Eigen::Matrix4f matrix = Eigen::Matrix4f::Zero();
    matrix.topLeftCorner<3, 3>() = root / root.colwise().norm().maxCoeff();
    return matrix;
}

/// In place, pixel by pixel.
void multiply(const Eigen::Matrix4f& matrix, Canvas& canvas)
{
    float* pixel = canvas.values.data();
    for (std::size_t i = 0; i < canvas.pixels(); ++i, pixel += Canvas::channels) {
        const Eigen::Vector4f result = matrix.col(0) * pixel[0] + matrix.col(1) * pixel[1] + matrix.col(2) * pixel[2];
        Eigen::Vector4f::Map(pixel) = result;
    }
}

auto array(Canvas& canvas)
{
    return Eigen::Map<Eigen::ArrayXf>(canvas.values.data(), static_cast<Eigen::Index>(canvas.values.size()));
}

}  // namespace

void toColours(Canvas& canvas)
{
    multiply(colourMatrix(), canvas);
    auto values = array(canvas);
    values = ((-values).exp() + 1.0F).inverse();
}

void coloursBack(const Canvas& picture, Canvas& slope)
{
    const Eigen::Map<const Eigen::ArrayXf> values(picture.values.data(), static_cast<Eigen::Index>(picture.values.size()));
    array(slope) *= values * (1.0F - values);
    multiply(colourMatrix().transpose(), slope);
}

void fromColours(Canvas& canvas)
{
    Eigen::Matrix4f inverse = Eigen::Matrix4f::Zero();
    inverse.topLeftCorner<3, 3>() = colourMatrix().topLeftCorner<3, 3>().inverse();
    for (float& value : canvas.values) {
        const float inside = std::clamp(value, nearestToEdge, 1 - nearestToEdge);
        value = std::log(inside / (1 - inside));
    }
    multiply(inverse, canvas);
}

}  // namespace sparsescope
