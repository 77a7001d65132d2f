// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "formats/checkpoint.h"
#include "models/architecture.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope
{

/// Which tensors of a checkpoint are which tensors of an architecture. Wrappers such as {"model": …} dicts and
/// `module.` prefixes are found by trying which of them makes the most names and shapes fit; what was taken off is told
/// in `notes`. Entries point into the checkpoint.
struct WeightMap {
    const Architecture* architecture = nullptr;        ///< Null when none fits.
    std::map<std::string, const TensorEntry*> entries; ///< By the architecture's names.
    const TensorEntry* mean = nullptr;                 ///< Of a normaliser kept with the weights.
    const TensorEntry* deviation = nullptr;
    std::vector<TensorMismatch> mismatches;
    std::vector<std::string> notes;
    std::vector<std::string> ignored;
};

WeightMap mapWeights(const Checkpoint& checkpoint);

/// A convolution with its batch norm as one factor and one offset per output channel: scale · (weight ∗ x) + bias. The
/// factor is kept apart, as folded into the weights it rounds them, all pixels alike, which pooling does not average
/// out.
struct ScaledConvolution {
    std::vector<float> weight; ///< outputs × inputs/groups × kernel × kernel
    std::vector<float> scale;  ///< outputs
    std::vector<float> bias;   ///< outputs
};

/// Of every convolution, in the order of the steps (empty for others). `weights` must have no missing or misshapen
/// tensor.
Result<std::vector<ScaledConvolution>> readConvolutions(const Checkpoint& checkpoint, const WeightMap& weights,
                                                        Progress& progress);

/// One mapped tensor as floats.
Result<std::vector<float>> readFloats(const Checkpoint& checkpoint, const WeightMap& weights, const std::string& name);

} // namespace sparsescope
