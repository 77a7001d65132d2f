// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/cpu_convolution_gradient.h"

#include <algorithm>
#include <limits>

namespace sparsescope {

void addAndPass(const float* values, const float* added, const KeptOutputs& kept, std::size_t count, float* result)
{
    for (std::size_t i = 0; i < count; ++i) {
        const float value = added != nullptr ? values[i] + added[i] : values[i];
        const bool passes = kept.values == nullptr || (kept.values[i] > kept.above && kept.values[i] < kept.below);
        result[i] = passes ? value : 0.0F;
    }
}

CpuConvolutionGradient::CpuConvolutionGradient(const Step& step, const ScaledConvolution& scaled,
                                               const CpuKernels& kernels)
    : m_step(step), m_kernels(&kernels), m_phases(std::min(step.stride, step.kernel))
{
    if (step.groups == 1)
        turnDense(scaled);
    else
        turnDepthwise(scaled);
}

/// Kernel rows phase, phase + stride, ….
int CpuConvolutionGradient::tapsOf(int phase) const
{
    return phase < m_step.kernel ? (m_step.kernel - phase + m_step.stride - 1) / m_step.stride : 0;
}

/// Input y meets kernel row k for output (y + padding − k) / stride where that is whole: k ≡ y + padding.
CpuConvolutionGradient::Phase CpuConvolutionGradient::phaseOf(int phase, int size) const
{
    const int padding = paddingOf(m_step, size).before;
    const int first = ((phase - padding) % m_step.stride + m_step.stride) % m_step.stride;
    const int count = first < size ? (size - first + m_step.stride - 1) / m_step.stride : 0;
    return {first, count, tapsOf(phase) - 1 - (first + padding) / m_step.stride};
}

/// All phases have as many taps as the first, so that they are channels of one convolution; missing ones are zero.
void CpuConvolutionGradient::turnDense(const ScaledConvolution& scaled)
{
    const int taps = tapsOf(0);
    Step turned;
    turned.inputs = m_step.outputs;
    turned.outputs = m_phases * m_phases * m_step.inputs;
    turned.kernel = taps;
    turned.padding = 0;
    const auto outputs = static_cast<std::size_t>(turned.outputs);
    ScaledConvolution weights{{}, std::vector<float>(outputs, 1.0F), std::vector<float>(outputs)};
    weights.weight.reserve(outputs * static_cast<std::size_t>(turned.inputs * taps * taps));
    const auto kernelRow = [&](int phase, int tap) { return phase + m_step.stride * (taps - 1 - tap); };
    for (int phase = 0; phase < m_phases * m_phases; ++phase)
        for (int to = 0; to < m_step.inputs; ++to)
            for (int from = 0; from < m_step.outputs; ++from)
                for (int tap = 0; tap < taps * taps; ++tap) {
                    const int y = kernelRow(phase / m_phases, tap / taps);
                    const int x = kernelRow(phase % m_phases, tap % taps);
                    const std::size_t at = (static_cast<std::size_t>(from) * m_step.inputs + to) * m_step.kernel;
                    const bool exists = y < m_step.kernel && x < m_step.kernel;
                    weights.weight.push_back(exists ? scaled.weight[(at + y) * m_step.kernel + x] * scaled.scale[from]
                                                    : 0.0F);
                }
    m_turned = std::make_unique<CpuConvolution>(turned, weights, *m_kernels);
}

void CpuConvolutionGradient::turnDepthwise(const ScaledConvolution& scaled)
{
    const auto channels = static_cast<std::size_t>(m_step.outputs);
    m_ones.assign(channels, 1.0F);
    m_zeros.assign(channels, 0.0F);
    for (int row = 0; row < m_step.stride; ++row)
        for (int column = 0; column < m_step.stride; ++column) {
            std::vector<float>& weights = m_weights.emplace_back();
            for (int y = tapsOf(row) - 1; y >= 0; --y)
                for (int x = tapsOf(column) - 1; x >= 0; --x)
                    for (std::size_t channel = 0; channel < channels; ++channel) {
                        const std::size_t kernelRow = channel * m_step.kernel + row + m_step.stride * y;
                        weights.push_back(scaled.weight[kernelRow * m_step.kernel + column + m_step.stride * x]
                                          * scaled.scale[channel]);
                    }
        }
}

void CpuConvolutionGradient::run(const BackwardTask& task) const
{
    if (m_step.groups == 1)
        runDense(task);
    else
        runDepthwise(task);
}

void CpuConvolutionGradient::runDense(const BackwardTask& task) const
{
    const int taps = tapsOf(0);
    const int top = paddingOf(m_step, task.input.height).before;
    const int left = paddingOf(m_step, task.input.width).before;
    const int firstRow = top / m_step.stride;
    const int firstColumn = left / m_step.stride;
    const Placement placement{taps - 1 - firstRow, taps - 1 - firstColumn,
                              (top + task.input.height - 1) / m_step.stride - firstRow + 1,
                              (left + task.input.width - 1) / m_step.stride - firstColumn + 1};
    if (m_step.stride == 1)
        return m_turned->run({task.slope, task.output, task.added, task.gradient, true, task.kept}, placement);
    const MapShape phases{task.input.count, placement.height, placement.width,
                          m_phases * m_phases * task.input.channels};
    const std::size_t pixels = static_cast<std::size_t>(phases.count) * phases.height * phases.width;
    const auto values = std::make_unique_for_overwrite<float[]>(pixels * phases.channels);
    m_turned->run({task.slope, task.output, nullptr, values.get(), true, {}}, placement);
    spread(task, phases, values.get());
}

/// From the phases side by side to their places in the picture.
void CpuConvolutionGradient::spread(const BackwardTask& task, const MapShape& phases, const float* values) const
{
    const int stride = m_step.stride;
    const auto channels = static_cast<std::size_t>(task.input.channels);
    const std::vector<float> zeros(channels);
    const int top = paddingOf(m_step, task.input.height).before;
    const int left = paddingOf(m_step, task.input.width).before;
    std::size_t at = 0;
    for (std::size_t picture = 0; picture < static_cast<std::size_t>(task.input.count); ++picture)
        for (int y = 0; y < task.input.height; ++y) {
            const int row = (y + top) / stride - top / stride;
            const int rowPhase = (y + top) % stride;
            for (int x = 0; x < task.input.width; ++x, at += channels) {
                const int column = (x + left) / stride - left / stride;
                const int columnPhase = (x + left) % stride;
                const std::size_t pixel = (picture * phases.height + row) * phases.width + column;
                const int phase = rowPhase * m_phases + columnPhase;
                const bool met = rowPhase < m_phases && columnPhase < m_phases;
                const float* from = met ? values + pixel * phases.channels + phase * channels : zeros.data();
                KeptOutputs kept = task.kept;
                if (kept.values != nullptr)
                    kept.values += at;
                addAndPass(from, task.added != nullptr ? task.added + at : nullptr, kept, channels, task.gradient + at);
            }
        }
}

void CpuConvolutionGradient::runDepthwise(const BackwardTask& task) const
{
    for (int row = 0; row < m_step.stride; ++row)
        for (int column = 0; column < m_step.stride; ++column)
            runPhase(task, row, column);
    if (task.added == nullptr)
        return;
    const MapShape& shape = task.input;
    addAndPass(task.gradient, task.added, task.kept,
               static_cast<std::size_t>(shape.count) * shape.height * shape.width * shape.channels, task.gradient);
}

void CpuConvolutionGradient::runPhase(const BackwardTask& whole, int row, int column) const
{
    const Phase rows = phaseOf(row, whole.input.height);
    const Phase columns = phaseOf(column, whole.input.width);
    const std::ptrdiff_t pixel = whole.input.channels;
    const std::ptrdiff_t line = pixel * whole.input.width;
    DepthwiseTask task;
    task.channels = whole.input.channels;
    task.height = whole.output.height;
    task.width = whole.output.width;
    task.outputHeight = rows.count;
    task.outputWidth = columns.count;
    task.outputStep = pixel * m_step.stride;
    task.outputRow = line * m_step.stride;
    task.kernelHeight = tapsOf(row);
    task.kernelWidth = tapsOf(column);
    task.stride = 1;
    task.top = rows.before;
    task.left = columns.before;
    task.weights = m_weights[static_cast<std::size_t>(row) * m_step.stride + column].data();
    task.scale = m_ones.data();
    task.bias = m_zeros.data();
    task.low = -std::numeric_limits<float>::infinity();
    task.high = std::numeric_limits<float>::infinity();
    task.kept = whole.kept;
    for (std::ptrdiff_t picture = 0; picture < whole.input.count; ++picture) {
        const std::ptrdiff_t at = picture * line * whole.input.height + rows.first * line + columns.first * pixel;
        task.input = whole.slope + picture * task.height * task.width * pixel;
        task.output = whole.gradient + at;
        task.kept.values = whole.kept.values != nullptr ? whole.kept.values + at : nullptr;
        m_kernels->depthwisePicture(task);
    }
}

}  // namespace sparsescope
