// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>

namespace sparsescope
{

/// Results stay where a value at the same place lies between the two bounds, and become 0 elsewhere: how slopes go back
/// through an activation, whose kept outputs the values are.
struct KeptOutputs {
    const float* values = nullptr; ///< Null: all results stay.
    float above = 0;
    float below = 0;
};

/// Some output pixels of a convolution times one panel of its output channels, channels last. For each of `taps`
/// kernel positions the `rows` input pixels are given by pointer, so that padding is a pointer to zeros.
struct PanelTask {
    const float* const* pixels = nullptr; ///< taps × rows
    int rows = 0;                         ///< 1 to CpuKernels::rows
    int taps = 1;
    int channels = 0;               ///< Input channels.
    const float* weights = nullptr; ///< taps × channels × panel, the panel one or two vectors wide
    const float* scale = nullptr;   ///< One per column of the panel, padded: result = scale · sum + bias.
    const float* bias = nullptr;
    const float* added = nullptr; ///< Like `output`, or null.
    float* output = nullptr;      ///< Of the first row; rows are `outputStride` apart.
    std::ptrdiff_t outputStride = 0;
    int columns = 0; ///< Of the panel that exist.
    float low = 0;    ///< The result is clamped to [low, high].
    float high = 0;
    KeptOutputs kept; ///< Placed like `output`.
};

/// A depthwise convolution of one picture, channels last.
struct DepthwiseTask {
    const float* input = nullptr;
    float* output = nullptr;
    int channels = 0;
    int height = 0; ///< Of the input.
    int width = 0;
    int outputHeight = 0;
    int outputWidth = 0;
    std::ptrdiff_t outputStep = 0; ///< Floats from one output pixel to the next in its row.
    std::ptrdiff_t outputRow = 0;  ///< Floats from one output row to the next.
    int kernelHeight = 0;
    int kernelWidth = 0;
    int stride = 0;
    int top = 0;                    ///< Rows of zeros above the picture.
    int left = 0;                   ///< Columns of zeros on its left.
    const float* weights = nullptr; ///< kernelHeight × kernelWidth × channels
    const float* scale = nullptr;   ///< result = scale · sum + bias
    const float* bias = nullptr;
    float low = 0;
    float high = 0;
    KeptOutputs kept; ///< Placed like `output`.
};

/// What follows a linear layer of a text encoder, value by value.
enum class ElementFunction {
    None,
    Gelu,     ///< x · Φ(x), within 3e-7.
    GeluTanh, ///< The approximation by tanh that some configurations name "gelu_new".
    Relu,
    Tanh,
};

/// Rows of values in memory, `stride` floats apart.
struct RowsTask {
    float* values = nullptr;
    int rows = 0;
    int columns = 0;
    std::ptrdiff_t stride = 0;
};

/// Each row of a layer's values to mean 0 and variance 1, then times `weight` plus `bias`.
struct NormTask {
    RowsTask rows;
    const float* weight = nullptr;
    const float* bias = nullptr;
    float epsilon = 0;
};

/// The inner loops of convolutions and text encoders for one instruction set.
struct CpuKernels {
    const char* name;
    int vector; ///< Floats in a vector; a panel is one or two vectors wide.
    int rows;   ///< Most rows of a PanelTask.
    void (*multiplyPanel)(const PanelTask& task);
    void (*depthwisePicture)(const DepthwiseTask& task);
    void (*apply)(const RowsTask& task, ElementFunction function);
    void (*softmax)(const RowsTask& task); ///< Each row becomes positive values whose sum is 1.
    void (*normalize)(const NormTask& task);
};

/// The best that this machine runs.
const CpuKernels& cpuKernels();

// One for each instruction set; null where the compiler does not target it.
const CpuKernels* avx512Kernels();
const CpuKernels* avx2Kernels();
const CpuKernels* plainKernels();

} // namespace sparsescope
