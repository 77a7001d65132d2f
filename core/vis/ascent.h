// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/vision_model.h"
#include "vis/adam.h"
#include "vis/goal.h"
#include "vis/parameterisation.h"
#include "vis/resampler.h"

namespace sparsescope {

/// One picture on its way up: its own parameters, momentum and random numbers.
struct Climber {
    std::vector<float> parameters;
    Adam adam;
    Random random;
    Canvas canvas;                      ///< What the parameters drew last.
};

/// What a network says of a picture along a direction.
struct Height {
    double value = 0;                   ///< Of the features.
    double drive = 0;                   ///< Of what goes into their last activation, where the network tells it.
};

/// A batch of pictures of one size that climb a network together.
class Ascent {
public:
    struct Setup {
        const VisionModel& model;
        const Goal& goal;
        Parameterisation& parameterisation;
        TransformOptions transforms;
    };
    Ascent(const Setup& setup, std::vector<Climber> climbers);

    struct Step {
        std::vector<Height> heights;    ///< Of the pictures before the step, as they were moved.
        float flattest = 0;             ///< Of each picture's largest derivative by a pixel the smallest one.
        double similarity = 0;          ///< Mean cosine similarity of the pictures' features.
    };
    /// An error of the network, or E-VIS-005 where a derivative is no number.
    Result<Step> step(LastActivation last, double rate);

    /// The pictures as they are now.
    const std::vector<Climber>& draw();
    /// The network's word on other pictures of this size, unmoved: as many as there are climbers.
    Result<std::vector<Height>> look(const std::vector<Canvas>& pictures);
    bool driveKnown() const { return m_driveKnown; }
    int side() const { return m_side; }
    std::vector<Climber> release() { return std::move(m_climbers); }

private:
    std::span<float> inputOf(std::vector<float>& batch, std::size_t i) const { return {batch.data() + i * m_inputSize, m_inputSize}; }
    std::vector<Height> heightsOf(const DrivenFeatures& features);

    Setup m_setup;
    int m_side;
    std::size_t m_inputSize;
    std::vector<Climber> m_climbers;
    Resampler m_resampler;
    std::vector<float> m_input;
    std::vector<float> m_inputSlope;
    std::vector<float> m_gradient;
    Canvas m_slope;
    bool m_driveKnown = false;
};

}  // namespace sparsescope
