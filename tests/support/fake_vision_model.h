// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/vision_model.h"

#include <atomic>

namespace sparsescope {

/// A vision network whose truth is known. It cuts a picture into cells of 4 × 4 pixels. In each of them feature j goes into
/// its activation as bias_j + Σ colour_jc · (mean of input channel c, upper half of the cell less lower half where `stripes`);
/// the activation is min(max(·, 0), 6), and the feature is the mean over the cells.
class FakeVisionModel : public VisionModel {
public:
    struct Feature {
        std::array<float, 3> colour{1, 0, 0};
        float bias = 0;
        bool stripes = false;
        bool deaf = false;              ///< No picture changes it.
    };
    static constexpr int cell = 4;
    static constexpr float ceiling = 6;

    FakeVisionModel(std::vector<Feature> features, int side);

    const ModelInfo& info() const override { return m_info; }
    const OriginalHead& originalHead() const override { return m_head; }
    std::string device() const override { return "cpu"; }
    Status features(std::span<const float> input, int count, std::span<float> features) const override;
    Result<std::vector<ActivationMap>> activationMaps(std::span<const float>, std::span<const int>) const override;
    bool hasGradients() const override { return gradients; }
    bool takesAnySize() const override { return anySize; }
    Status gradient(std::span<const float> input, int count, int side, const FeatureSlope& slope, LastActivation last,
                    std::span<float> gradient) const override;

    bool gradients = true;
    bool anySize = true;
    bool tellsDrive = true;             ///< Otherwise drive is the features again, and a relaxed activation the exact one.
    mutable std::atomic<int> calls = 0;
    mutable std::atomic<int> relaxedCalls = 0;

private:
    float driveOf(const Feature& feature, const float* picture, int side, int cellX, int cellY) const;
    void addSlope(const Feature& feature, float slope, float* gradient, int side, int cellX, int cellY) const;

    std::vector<Feature> m_features;
    ModelInfo m_info;
    OriginalHead m_head;
};

}  // namespace sparsescope
