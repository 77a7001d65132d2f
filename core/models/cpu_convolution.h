// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/architecture.h"
#include "models/cpu_kernels.h"
#include "models/weights.h"

#include <vector>

namespace sparsescope
{

/// Pictures or maps in memory: count × height × width × channels, channels last.
struct MapShape {
    int count = 0;
    int height = 0;
    int width = 0;
    int channels = 0;
};

/// Zeros that a kernel needs around `size` pixels: before the first and after the last.
struct Padding {
    int before = 0;
    int after = 0;
};

/// Where a convolution's outputs lie: zeros before the first row and column (fewer than none: rows and columns left
/// out), and how many outputs there are.
struct Placement {
    int top = 0;
    int left = 0;
    int height = 0;
    int width = 0;
};

/// One run of a convolution. What is null is left out.
struct ConvolutionTask {
    const float* input = nullptr;
    MapShape shape;               ///< Of the input.
    const float* added = nullptr; ///< Like the output; not for depthwise ones.
    float* output = nullptr;
    bool activated = true;
    KeptOutputs kept;
};

Padding paddingOf(const Step& step, int size);

/// One convolution with batch norm, addition and activation in a single pass over its output, for the CPU. Products are
/// accumulated in an order that depends only on the step, so a picture's result has the same bits in every batch.
/// Groups: one, or as many as channels ("depthwise").
class CpuConvolution
{
public:
    CpuConvolution(const Step& step, const ScaledConvolution& scaled, const CpuKernels& kernels = cpuKernels());

    static bool supports(const Step& step);
    /// The weights, scales and biases it was made of.
    ScaledConvolution scaled() const;
    MapShape outputShape(const MapShape& input) const;
    /// `added`, where the step adds a value, has the shape of the output.
    void run(const float* input, const MapShape& shape, const float* added, float* output) const;
    /// The same for other outputs than the step's own.
    void run(const ConvolutionTask& task, const Placement& placement) const;
    /// Of the step's own outputs.
    Placement placement(const MapShape& input) const;

private:
    struct Origin;
    struct Rows;

    static bool isInside(const Origin& origin, int y, int x, const MapShape& shape);

    /// Visits the weights in their order here with their places in ScaledConvolution::weight; −1 for padding.
    template <typename Visit>
    void visitPanels(Visit&& visit) const;
    void packPanels(const ScaledConvolution& scaled);
    void packDepthwise(const ScaledConvolution& scaled);
    void findOrigins(const ConvolutionTask& task, const Placement& placement, Rows& rows) const;
    void gatherPixels(const MapShape& shape, Rows& rows) const;
    void copyPatches(const MapShape& shape, Rows& rows) const;
    void multiply(const Rows& rows, const ConvolutionTask& task) const;
    void runDense(const ConvolutionTask& task, const Placement& placement) const;
    void runDepthwise(const ConvolutionTask& task, const Placement& placement) const;

    Step m_step;
    const CpuKernels* m_kernels;
    std::vector<float> m_weights; ///< Panels of taps × channels × (one or two vectors), or taps × channels.
    std::vector<float> m_scale;   ///< Zero padded to whole panels, as the bias.
    std::vector<float> m_bias;
    std::vector<float> m_zeros; ///< A pixel outside the picture.
    float m_low;
    float m_high;
};

} // namespace sparsescope
