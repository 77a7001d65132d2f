// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/cpu_kernels.h"

#include <vector>

namespace sparsescope {

/// Attention of all heads over one text: softmax(Q·Kᵀ / √width)·V. Keeps its working memory from text to text.
class CpuAttention {
public:
    CpuAttention(int heads, int width, const CpuKernels& kernels);

    /// `queryKeyValue`: tokens × 3 × (heads·width). `context`: asking × (heads·width), for the first `asking` tokens.
    void run(const float* queryKeyValue, int tokens, int asking, float* context);

private:
    void packKeys(const float* keys);
    void packValues(const float* values);
    void multiplyRows(const float* rows, std::ptrdiff_t stride, PanelTask task) const;
    void scores(const float* queries);
    void weighted(float* context);

    const CpuKernels* m_kernels;
    int m_width;             ///< Of a head.
    std::ptrdiff_t m_model;  ///< heads · width
    int m_tokens = 0;
    int m_asking = 0;
    int m_padded = 0;             ///< Tokens up to whole panels.
    std::vector<float> m_keys;    ///< Panels of width × tokens.
    std::vector<float> m_values;  ///< Panels of tokens × width.
    std::vector<float> m_scores;  ///< asking × padded
    std::vector<float> m_scale;
    std::vector<float> m_mask;  ///< Nothing for a token, so low for padding that softmax makes it nothing.
    std::vector<float> m_ones;
    std::vector<float> m_zeros;
};

}  // namespace sparsescope
