// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/weights.h"

#include <cmath>

namespace sparsescope
{

Result<std::vector<float>> readFloats(const Checkpoint& checkpoint, const WeightMap& weights, const std::string& name)
{
    SS_TRY(const Tensor tensor, checkpoint.read(*weights.entries.at(name)));
    return tensor.toFloats();
}

namespace
{

/// y = (x − mean) / sqrt(variance + ε) · gain + offset as one factor and one offset, computed in double.
Status addNorm(const Checkpoint& checkpoint, const WeightMap& weights, const std::string& norm,
               ScaledConvolution& scaled)
{
    SS_TRY(const auto gain, readFloats(checkpoint, weights, norm + ".weight"));
    SS_TRY(const auto offset, readFloats(checkpoint, weights, norm + ".bias"));
    SS_TRY(const auto mean, readFloats(checkpoint, weights, norm + ".running_mean"));
    SS_TRY(const auto variance, readFloats(checkpoint, weights, norm + ".running_var"));
    for (std::size_t channel = 0; channel < gain.size(); ++channel) {
        const double scale = gain[channel] / std::sqrt(double{variance[channel]} + weights.architecture->epsilon);
        scaled.scale[channel] = static_cast<float>(scale);
        scaled.bias[channel] =
            static_cast<float>((double{scaled.bias[channel]} - mean[channel]) * scale + offset[channel]);
    }
    return Done{};
}

Result<ScaledConvolution> readConvolution(const Checkpoint& checkpoint, const WeightMap& weights, const Step& step)
{
    ScaledConvolution scaled;
    SS_TRY(scaled.weight, readFloats(checkpoint, weights, step.name + ".weight"));
    scaled.scale.assign(static_cast<std::size_t>(step.outputs), 1.0F);
    scaled.bias.assign(static_cast<std::size_t>(step.outputs), 0.0F);
    if (step.bias) {
        SS_TRY(scaled.bias, readFloats(checkpoint, weights, step.name + ".bias"));
    }
    if (!step.norm.empty())
        SS_CHECK(addNorm(checkpoint, weights, step.norm, scaled));
    return scaled;
}

} // namespace

Result<std::vector<ScaledConvolution>> readConvolutions(const Checkpoint& checkpoint, const WeightMap& weights,
                                                        Progress& progress)
{
    const auto& steps = weights.architecture->steps;
    progress.beginStage("Loading weights", static_cast<std::int64_t>(steps.size()), "layers");
    std::vector<ScaledConvolution> all(steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i, progress.advance()) {
        if (progress.stopRequested())
            return Cancelled{};
        if (steps[i].kind == Step::Kind::Convolution) {
            SS_TRY(all[i], readConvolution(checkpoint, weights, steps[i]));
        }
    }
    return all;
}

} // namespace sparsescope
