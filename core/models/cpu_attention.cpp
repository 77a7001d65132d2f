// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/cpu_attention.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace sparsescope {

namespace {

constexpr int mostRowsInTile = 16;
constexpr float infinity = std::numeric_limits<float>::infinity();

int upTo(int count, int multiple)
{
    return (count + multiple - 1) / multiple * multiple;
}

}  // namespace

CpuAttention::CpuAttention(int heads, int width, const CpuKernels& kernels)
    : m_kernels(&kernels), m_width(width), m_model(static_cast<std::ptrdiff_t>(heads) * width)
{
    const auto columns = static_cast<std::size_t>(upTo(width, 2 * kernels.vector));
    m_ones.assign(columns, 1.0F);
    m_zeros.assign(columns, 0.0F);
}

/// Panel by panel of tokens: width × tokens, zeros beyond the last token.
void CpuAttention::packKeys(const float* keys)
{
    const int columns = 2 * m_kernels->vector;
    m_keys.assign(static_cast<std::size_t>(m_padded) * static_cast<std::size_t>(m_width), 0.0F);
    for (int token = 0; token < m_tokens; ++token) {
        const float* from = keys + token * 3 * m_model;
        float* to = m_keys.data() + static_cast<std::ptrdiff_t>(token / columns) * columns * m_width + token % columns;
        for (int i = 0; i < m_width; ++i)
            to[static_cast<std::ptrdiff_t>(i) * columns] = from[i];
    }
}

/// Panel by panel of the head's values: tokens × (one or two vectors).
void CpuAttention::packValues(const float* values)
{
    const int columns = 2 * m_kernels->vector;
    const int padded = upTo(m_width, columns);
    m_values.assign(static_cast<std::size_t>(padded) * static_cast<std::size_t>(m_tokens), 0.0F);
    for (int first = 0; first < m_width; first += columns) {
        const int count = std::min(columns, m_width - first);
        const std::ptrdiff_t wide = count > m_kernels->vector ? columns : m_kernels->vector;
        float* to = m_values.data() + static_cast<std::ptrdiff_t>(first) * m_tokens;
        for (int token = 0; token < m_tokens; ++token, to += wide)
            std::copy_n(values + token * 3 * m_model + first, count, to);
    }
}

void CpuAttention::multiplyRows(const float* rows, std::ptrdiff_t stride, PanelTask task) const
{
    std::array<const float*, mostRowsInTile> pointers{};
    task.pixels = pointers.data();
    task.low = -infinity;
    task.high = infinity;
    const int tile = std::min(m_kernels->rows, mostRowsInTile);
    float* const output = task.output;
    for (int first = 0; first < m_asking; first += tile) {
        task.rows = std::min(tile, m_asking - first);
        for (int row = 0; row < task.rows; ++row)
            pointers[static_cast<std::size_t>(row)] = rows + (first + row) * stride;
        task.output = output + first * task.outputStride;
        m_kernels->multiplyPanel(task);
    }
}

void CpuAttention::scores(const float* queries)
{
    const int columns = 2 * m_kernels->vector;
    PanelTask task;
    task.channels = m_width;
    task.scale = m_scale.data();
    task.outputStride = m_padded;
    task.columns = columns;
    for (int first = 0; first < m_padded; first += columns) {
        task.weights = m_keys.data() + static_cast<std::ptrdiff_t>(first) * m_width;
        task.bias = m_mask.data() + first;
        task.output = m_scores.data() + first;
        multiplyRows(queries, 3 * m_model, task);
    }
    m_kernels->softmax({m_scores.data(), m_asking, m_padded, m_padded});
}

void CpuAttention::weighted(float* context)
{
    const int columns = 2 * m_kernels->vector;
    PanelTask task;
    task.channels = m_tokens;
    task.scale = m_ones.data();
    task.bias = m_zeros.data();
    task.outputStride = m_model;
    for (int first = 0; first < m_width; first += columns) {
        task.weights = m_values.data() + static_cast<std::ptrdiff_t>(first) * m_tokens;
        task.columns = std::min(columns, m_width - first);
        task.output = context + first;
        multiplyRows(m_scores.data(), m_padded, task);
    }
}

void CpuAttention::run(const float* queryKeyValue, int tokens, int asking, float* context)
{
    constexpr float masked = -1e30F;
    const int columns = 2 * m_kernels->vector;
    m_tokens = tokens;
    m_asking = asking;
    m_padded = upTo(tokens, columns);
    m_scale.assign(static_cast<std::size_t>(columns), 1.0F / std::sqrt(static_cast<float>(m_width)));
    m_mask.assign(static_cast<std::size_t>(m_padded), masked);
    std::fill_n(m_mask.begin(), tokens, 0.0F);
    m_scores.resize(static_cast<std::size_t>(asking) * static_cast<std::size_t>(m_padded));
    for (std::ptrdiff_t head = 0; head < m_model; head += m_width) {
        packKeys(queryKeyValue + m_model + head);
        packValues(queryKeyValue + 2 * m_model + head);
        scores(queryKeyValue + head);
        weighted(context + head);
    }
}

}  // namespace sparsescope
