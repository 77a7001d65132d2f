// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/float_blocks.h"

#include <algorithm>
#include <new>

namespace sparsescope {

namespace {

/// A cache line: whole vectors of any instruction set never lie across two.
constexpr std::align_val_t alignment{64};

}  // namespace

void FloatBlocks::Free::operator()(float* values) const
{
    ::operator delete(values, alignment);
}

std::shared_ptr<float> FloatBlocks::take(std::size_t floats)
{
    // The latest that fits is likeliest to be in a cache.
    const auto fits = std::find_if(m_free.rbegin(), m_free.rend(), [&](const Block& block) {
        return block.floats >= floats && block.floats / 2 <= floats;
    });
    Block block;
    if (fits != m_free.rend()) {
        block = std::move(*fits);
        m_free.erase(std::next(fits).base());
    } else {
        block.values.reset(static_cast<float*>(::operator new(floats * sizeof(float), alignment)));
        block.floats = floats;
    }
    m_free.reserve(m_free.size() + ++m_taken);  // So that a block's return never needs memory.
    float* const values = block.values.release();
    return {values, [this, size = block.floats](float* back) {
                --m_taken;
                m_free.push_back({std::unique_ptr<float, Free>(back), size, true});
            }};
}

void FloatBlocks::dropUnused()
{
    std::erase_if(m_free, [](const Block& block) { return !block.used; });
    for (Block& block : m_free)
        block.used = false;
}

}  // namespace sparsescope
