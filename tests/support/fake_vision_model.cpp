// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/fake_vision_model.h"

#include <algorithm>

namespace sparsescope {

namespace {

float rectified(float drive)
{
    return std::min(std::max(drive, 0.0F), FakeVisionModel::ceiling);
}

/// Calls work(index of the first channel, share) for each pixel of a cell.
template <typename Work>
void overCell(bool stripes, int side, int cellX, int cellY, Work&& work)
{
    constexpr int cell = FakeVisionModel::cell;
    for (int y = 0; y < cell; ++y)
        for (int x = 0; x < cell; ++x) {
            const float share = 1.0F / (cell * cell) * (stripes && y >= cell / 2 ? -1.0F : 1.0F);
            work((static_cast<std::size_t>(cellY * cell + y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(cellX * cell + x)) * 3, share);
        }
}

}  // namespace

FakeVisionModel::FakeVisionModel(std::vector<Feature> features, int side) : m_features(std::move(features))
{
    m_info.architecture = "Fake";
    m_info.features = static_cast<int>(m_features.size());
    m_info.inputSize = side;
    m_info.preprocessing = {side, side, {0.5, 0.5, 0.5}, {0.25, 0.25, 0.25}};
}

float FakeVisionModel::driveOf(const Feature& feature, const float* picture, int side, int cellX, int cellY) const
{
    float drive = feature.bias;
    if (!feature.deaf)
        overCell(feature.stripes, side, cellX, cellY, [&](std::size_t at, float share) {
            for (std::size_t c = 0; c < 3; ++c)
                drive += share * feature.colour[c] * picture[at + c];
        });
    return drive;
}

void FakeVisionModel::addSlope(const Feature& feature, float slope, float* gradient, int side, int cellX, int cellY) const
{
    if (!feature.deaf)
        overCell(feature.stripes, side, cellX, cellY, [&](std::size_t at, float share) {
            for (std::size_t c = 0; c < 3; ++c)
                gradient[at + c] += slope * share * feature.colour[c];
        });
}

Status FakeVisionModel::features(std::span<const float> input, int count, std::span<float> features) const
{
    std::vector<float> gradient(input.size());
    const FeatureSlope keep = [&](const DrivenFeatures& driven, std::span<float> slope) {
        std::ranges::copy(driven.features, features.begin());
        std::ranges::fill(slope, 0.0F);
    };
    return this->gradient(input, count, m_info.preprocessing.crop, keep, LastActivation::Exact, gradient);
}

Result<std::vector<ActivationMap>> FakeVisionModel::activationMaps(std::span<const float>, std::span<const int>) const
{
    return Error{"E-TEST-001", "There are no maps.", ""};
}

Status FakeVisionModel::gradient(std::span<const float> input, int count, int side, const FeatureSlope& slope, LastActivation last,
                                 std::span<float> gradient) const
{
    ++calls;
    relaxedCalls += last != LastActivation::Exact;
    const std::size_t width = m_features.size();
    const std::size_t size = static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3;
    const int cells = side / cell;
    const float part = 1.0F / static_cast<float>(cells * cells);
    std::vector<float> features(static_cast<std::size_t>(count) * width), drive(features.size()), slopes(features.size());
    const auto overAll = [&](const auto& work) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
            for (std::size_t j = 0; j < width; ++j)
                for (int y = 0; y < cells; ++y)
                    for (int x = 0; x < cells; ++x)
                        work(i, j, driveOf(m_features[j], input.data() + i * size, side, x, y), x, y);
    };
    overAll([&](std::size_t i, std::size_t j, float in, int, int) {
        features[i * width + j] += part * rectified(in);
        drive[i * width + j] += part * in;
    });
    slope({features, tellsDrive ? drive : features}, slopes);
    std::ranges::fill(gradient, 0.0F);
    overAll([&](std::size_t i, std::size_t j, float in, int x, int y) {
        const float up = slopes[i * width + j];
        const bool open = in > 0 && in < ceiling;
        const bool relaxed = tellsDrive && last == LastActivation::Relaxed && (in <= 0 || up < 0);
        const bool upward = tellsDrive && last == LastActivation::Upward && (in > 0 || up > 0);
        const float share = upward && up > 0 && in > ceiling ? ceiling * ceiling / (in * in) : 1;
        if (open || relaxed || upward)
            addSlope(m_features[j], share * part * up, gradient.data() + i * size, side, x, y);
    });
    return Done{};
}

}  // namespace sparsescope
