// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/cpu_kernels.h"

// The loops for a vector of `vectorFloats` floats, to be compiled once for each instruction set. Nothing of the
// standard library is used here: its inline functions, compiled for a newer machine, could be the ones the linker
// keeps.

#if defined(__clang__)
#define SPARSESCOPE_UNROLL _Pragma("unroll")
#else
#define SPARSESCOPE_UNROLL _Pragma("GCC unroll 16")
#endif

namespace sparsescope
{

namespace
{

typedef float Vector __attribute__((vector_size(vectorFloats * sizeof(float))));
typedef float LooseVector __attribute__((vector_size(vectorFloats * sizeof(float)), aligned(sizeof(float)), may_alias));

inline Vector load(const float* from)
{
    return *reinterpret_cast<const LooseVector*>(from);
}

/// Subtracting zero keeps every value as it is, which adding zero would not, so this is a plain broadcast.
inline Vector same(float value)
{
    return value - Vector{};
}

/// NaN stays NaN.
inline Vector clamped(Vector value, Vector low, Vector high)
{
    value = value < low ? low : value;
    return value > high ? high : value;
}

/// Zero where an activation was flat.
inline Vector passed(Vector value, Vector kept, const KeptOutputs& bounds)
{
    value = kept > same(bounds.above) ? value : Vector{};
    return kept < same(bounds.below) ? value : Vector{};
}

/// The first `count` floats; the rest is zero.
inline Vector loadSome(const float* from, int count)
{
    if (count >= vectorFloats)
        return load(from);
    Vector value{};
    for (int i = 0; i < count; ++i)
        value[i] = from[i];
    return value;
}

inline void storeSome(float* to, Vector value, int count)
{
    if (count >= vectorFloats) {
        *reinterpret_cast<LooseVector*>(to) = value;
        return;
    }
    for (int i = 0; i < count; ++i)
        to[i] = value[i];
}

/// Products of a few hundred channels are summed in registers before they join the total: rounding errors then grow
/// with the square root of a run and of the number of runs, not of all products.
constexpr std::ptrdiff_t channelsInRun = 128;

template <int Rows, int Vectors>
void multiplyRows(const PanelTask& task)
{
    Vector totals[Rows][Vectors] = {};
    const float* weights = task.weights;
    const float* const* tapPixels = task.pixels;
    for (int tap = 0; tap < task.taps; ++tap, tapPixels += Rows) {
        const float* pixels[Rows];
        SPARSESCOPE_UNROLL
        for (int row = 0; row < Rows; ++row)
            pixels[row] = tapPixels[row];
        for (std::ptrdiff_t channel = 0; channel < task.channels;) {
            const std::ptrdiff_t end =
                channel + channelsInRun < task.channels ? channel + channelsInRun : task.channels;
            Vector sums[Rows][Vectors] = {};
            for (; channel < end; ++channel, weights += Vectors * vectorFloats) {
                Vector columns[Vectors];
                SPARSESCOPE_UNROLL
                for (int vector = 0; vector < Vectors; ++vector)
                    columns[vector] = load(weights + vector * vectorFloats);
                SPARSESCOPE_UNROLL
                for (int row = 0; row < Rows; ++row) {
                    const Vector value = same(pixels[row][channel]);
                    SPARSESCOPE_UNROLL
                    for (int vector = 0; vector < Vectors; ++vector)
                        sums[row][vector] += value * columns[vector];
                }
            }
            SPARSESCOPE_UNROLL
            for (int row = 0; row < Rows; ++row) {
                SPARSESCOPE_UNROLL
                for (int vector = 0; vector < Vectors; ++vector)
                    totals[row][vector] += sums[row][vector];
            }
        }
    }
    SPARSESCOPE_UNROLL
    for (int vector = 0; vector < Vectors; ++vector) {
        const int columns = task.columns - vector * vectorFloats;
        const Vector scale = load(task.scale + vector * vectorFloats);
        const Vector bias = load(task.bias + vector * vectorFloats);
        SPARSESCOPE_UNROLL
        for (int row = 0; row < Rows; ++row) {
            const std::ptrdiff_t at = row * task.outputStride + vector * vectorFloats;
            Vector result = totals[row][vector] * scale + bias;
            if (task.added != nullptr)
                result += loadSome(task.added + at, columns);
            if (task.kept.values != nullptr)
                result = passed(result, loadSome(task.kept.values + at, columns), task.kept);
            storeSome(task.output + at, clamped(result, same(task.low), same(task.high)), columns);
        }
    }
}

/// multiplyRows for exactly the rows of the task.
template <int Rows, int Vectors>
void multiplyUpTo(const PanelTask& task)
{
    if (task.rows == Rows)
        return multiplyRows<Rows, Vectors>(task);
    if constexpr (Rows > 1)
        multiplyUpTo<Rows - 1, Vectors>(task);
}

void multiplyPanel(const PanelTask& task)
{
    if (task.columns > vectorFloats)
        multiplyUpTo<mostRows, 2>(task);
    else
        multiplyUpTo<mostRows, 1>(task);
}

/// Where a run of neighbouring output pixels stands: its channels, and which kernel rows and columns lie inside.
struct Window {
    std::ptrdiff_t channel;
    int count; ///< Channels left from there, where fewer than whole vectors.
    int y;     ///< Input row of the kernel's first row.
    int rowBegin;
    int rowEnd;
    int columnBegin;
    int columnEnd;
};

/// Some channels of `Pixels` neighbours from output pixel `first` of the row that begins `row` floats into the output:
/// each weight is loaded once for all of them. The window must lie inside the picture for every one of them.
template <int Pixels, int Vectors, bool Whole>
inline void depthwisePixels(const DepthwiseTask& task, const Window& window, int first, std::ptrdiff_t outputRow)
{
    const auto loadHere = [&](const float* from) { return Whole ? load(from) : loadSome(from, window.count); };
    const std::ptrdiff_t channels = task.channels;
    const std::ptrdiff_t pixelStep = task.stride * channels;
    const std::ptrdiff_t left = static_cast<std::ptrdiff_t>(first) * task.stride - task.left + window.columnBegin;
    Vector sums[Pixels][Vectors] = {};
    for (int row = window.rowBegin; row < window.rowEnd; ++row) {
        const float* from =
            task.input + (static_cast<std::ptrdiff_t>(window.y + row) * task.width + left) * channels + window.channel;
        const float* weights = task.weights + (row * task.kernelWidth + window.columnBegin) * channels + window.channel;
        for (int column = window.columnBegin; column < window.columnEnd;
             ++column, from += channels, weights += channels)
            SPARSESCOPE_UNROLL
        for (int vector = 0; vector < Vectors; ++vector) {
            const Vector weight = loadHere(weights + vector * vectorFloats);
            SPARSESCOPE_UNROLL
            for (int pixel = 0; pixel < Pixels; ++pixel)
                sums[pixel][vector] += loadHere(from + pixel * pixelStep + vector * vectorFloats) * weight;
        }
    }
    SPARSESCOPE_UNROLL
    for (int vector = 0; vector < Vectors; ++vector) {
        const std::ptrdiff_t channel = window.channel + vector * vectorFloats;
        const Vector scale = loadHere(task.scale + channel);
        const Vector bias = loadHere(task.bias + channel);
        SPARSESCOPE_UNROLL
        for (int pixel = 0; pixel < Pixels; ++pixel) {
            const std::ptrdiff_t at = outputRow + (first + pixel) * task.outputStep + channel;
            Vector result = sums[pixel][vector] * scale + bias;
            if (task.kept.values != nullptr)
                result = passed(result, loadHere(task.kept.values + at), task.kept);
            storeSome(task.output + at, clamped(result, same(task.low), same(task.high)),
                      Whole ? vectorFloats : window.count);
        }
    }
}

/// One output row: inner pixels four at a time, those whose kernel reaches over the edge one by one.
template <int Vectors, bool Whole>
void depthwiseRow(const DepthwiseTask& task, Window window, std::ptrdiff_t outputRow)
{
    const auto leftOf = [&](int at) { return at * task.stride - task.left; };
    for (int at = 0; at < task.outputWidth;) {
        window.columnBegin = leftOf(at) < 0 ? -leftOf(at) : 0;
        const auto ends = [&](int pixel) { return leftOf(pixel) + task.kernelWidth; };
        window.columnEnd = ends(at) > task.width ? task.width - leftOf(at) : task.kernelWidth;
        const bool four = at + 4 <= task.outputWidth && leftOf(at) >= 0 && ends(at + 3) <= task.width;
        const bool two = at + 2 <= task.outputWidth && leftOf(at) >= 0 && ends(at + 1) <= task.width;
        if (four)
            depthwisePixels<4, Vectors, Whole>(task, window, at, outputRow);
        else if (two)
            depthwisePixels<2, Vectors, Whole>(task, window, at, outputRow);
        else
            depthwisePixels<1, Vectors, Whole>(task, window, at, outputRow);
        at += four ? 4 : two ? 2 : 1;
    }
}

/// Some output rows for a few channels, so that what the kernel's rows share stays in the first-level cache.
template <int Vectors, bool Whole>
void depthwiseChannels(const DepthwiseTask& task, int rowBegin, int rowEnd, std::ptrdiff_t channel)
{
    Window window{};
    window.channel = channel;
    window.count = static_cast<int>(task.channels - channel);
    for (int row = rowBegin; row < rowEnd; ++row) {
        window.y = row * task.stride - task.top;
        window.rowBegin = window.y < 0 ? -window.y : 0;
        window.rowEnd = window.y + task.kernelHeight > task.height ? task.height - window.y : task.kernelHeight;
        depthwiseRow<Vectors, Whole>(task, window, row * task.outputRow);
    }
}

/// Bands of rows whose input stays in the second-level cache while all channels pass.
void depthwisePicture(const DepthwiseTask& task)
{
    constexpr std::ptrdiff_t cachedFloats = 96 * 1024;
    const std::ptrdiff_t rowFloats = static_cast<std::ptrdiff_t>(task.width) * task.channels * task.stride;
    const int band = rowFloats < cachedFloats ? static_cast<int>(cachedFloats / rowFloats) : 1;
    for (int begin = 0; begin < task.outputHeight; begin += band) {
        const int end = begin + band < task.outputHeight ? begin + band : task.outputHeight;
        std::ptrdiff_t channel = 0;
        for (; channel + 2 * vectorFloats <= task.channels; channel += 2 * vectorFloats)
            depthwiseChannels<2, true>(task, begin, end, channel);
        for (; channel + vectorFloats <= task.channels; channel += vectorFloats)
            depthwiseChannels<1, true>(task, begin, end, channel);
        if (channel < task.channels)
            depthwiseChannels<1, false>(task, begin, end, channel);
    }
}

} // namespace

} // namespace sparsescope
