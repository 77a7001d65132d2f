// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/cpu_kernels.h"
#include "models/text_layers.h"

#include <vector>

namespace sparsescope {

/// Rows of floats in memory.
struct ConstRows {
    const float* values = nullptr;
    int count = 0;
    std::ptrdiff_t stride = 0;
};

/// A linear layer with what follows it, in panels for the CPU. Products are accumulated in an order that depends only
/// on the layer, so a row's result has the same bits whatever rows stand beside it.
class CpuLinear {
public:
    CpuLinear() = default;
    /// The layers' outputs side by side; all have the same inputs.
    CpuLinear(std::span<const LinearWeights* const> layers, const CpuKernels& kernels);

    int outputs() const { return m_outputs; }
    /// output = function(W · row + b + added); `added` (or null) and `output` are count × outputs.
    void run(const ConstRows& rows, const float* added, ElementFunction function, float* output) const;

private:
    void pack(std::span<const LinearWeights* const> layers);
    void runPanel(const ConstRows& rows, PanelTask& task) const;

    const CpuKernels* m_kernels = nullptr;
    int m_inputs = 0;
    int m_outputs = 0;
    std::vector<float> m_weights;  ///< Panels of inputs × (one or two vectors), the last padded with zeros.
    std::vector<float> m_ones;     ///< Zero padded to whole panels, as the bias.
    std::vector<float> m_bias;
};

}  // namespace sparsescope
