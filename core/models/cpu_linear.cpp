// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/cpu_linear.h"

#include <algorithm>
#include <array>
#include <limits>

namespace sparsescope {

namespace {

constexpr int mostRowsInTile = 16;

const float* rowOf(const LinearWeights* layer, int output)
{
    return layer->weight.data() + static_cast<std::ptrdiff_t>(output) * layer->inputs;
}

}  // namespace

CpuLinear::CpuLinear(std::span<const LinearWeights* const> layers, const CpuKernels& kernels)
    : m_kernels(&kernels), m_inputs(layers.front()->inputs)
{
    for (const LinearWeights* layer : layers)
        m_outputs += layer->outputs;
    pack(layers);
}

void CpuLinear::pack(std::span<const LinearWeights* const> layers)
{
    const int width = 2 * m_kernels->vector;
    const int padded = (m_outputs + width - 1) / width * width;
    std::vector<const float*> sources;
    for (const LinearWeights* layer : layers) {
        for (int output = 0; output < layer->outputs; ++output)
            sources.push_back(rowOf(layer, output));
        m_bias.insert(m_bias.end(), layer->bias.begin(), layer->bias.end());
    }
    m_bias.resize(static_cast<std::size_t>(padded));
    m_ones.assign(static_cast<std::size_t>(padded), 1.0F);
    m_weights.resize(static_cast<std::size_t>(padded) * static_cast<std::size_t>(m_inputs));
    for (int first = 0; first < m_outputs; first += width) {
        float* panel = m_weights.data() + static_cast<std::ptrdiff_t>(first) * m_inputs;
        const int left = m_outputs - first;
        const std::ptrdiff_t columns = left > m_kernels->vector ? width : m_kernels->vector;
        for (int column = 0; column < std::min(left, width); ++column)
            for (std::ptrdiff_t input = 0; input < m_inputs; ++input)
                panel[input * columns + column] = sources[static_cast<std::size_t>(first + column)][input];
    }
}

void CpuLinear::runPanel(const ConstRows& rows, PanelTask& task) const
{
    std::array<const float*, mostRowsInTile> pointers{};
    task.pixels = pointers.data();
    const int tile = std::min(m_kernels->rows, mostRowsInTile);
    const std::int64_t tiles = (rows.count + tile - 1) / tile;
    const float* added = task.added;
    float* output = task.output;
    for (std::int64_t i = 0; i < tiles; ++i) {
        // Tiles of like size: one row alone would cost as much as several.
        const std::int64_t first = rows.count * i / tiles;
        task.rows = static_cast<int>(rows.count * (i + 1) / tiles - first);
        for (int row = 0; row < task.rows; ++row)
            pointers[static_cast<std::size_t>(row)] = rows.values + (first + row) * rows.stride;
        task.output = output + first * task.outputStride;
        task.added = added != nullptr ? added + first * task.outputStride : nullptr;
        m_kernels->multiplyPanel(task);
    }
}

void CpuLinear::run(const ConstRows& rows, const float* added, ElementFunction function, float* output) const
{
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const int width = 2 * m_kernels->vector;
    PanelTask task;
    task.channels = m_inputs;
    task.outputStride = m_outputs;
    task.low = -infinity;
    task.high = infinity;
    for (int first = 0; first < m_outputs; first += width) {
        task.weights = m_weights.data() + static_cast<std::ptrdiff_t>(first) * m_inputs;
        task.scale = m_ones.data() + first;
        task.bias = m_bias.data() + first;
        task.columns = std::min(width, m_outputs - first);
        task.added = added != nullptr ? added + first : nullptr;
        task.output = output + first;
        runPanel(rows, task);
        m_kernels->apply({output + first, rows.count, task.columns, m_outputs}, function);
    }
}

}  // namespace sparsescope
