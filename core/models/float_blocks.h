// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace sparsescope {

/// Memory for the maps of one pass after another, which are as large each time: fresh memory from the kernel would cost
/// more than filling it. For one thread at a time.
class FloatBlocks {
public:
    /// Not set to anything; comes back here when the last owner lets go, which must be before this ends.
    std::shared_ptr<float> take(std::size_t floats);
    /// Gives what was not used since the last call back to the system.
    void dropUnused();

private:
    struct Free {
        void operator()(float* values) const;
    };
    struct Block {
        std::unique_ptr<float, Free> values;
        std::size_t floats = 0;
        bool used = false;
    };
    std::vector<Block> m_free;
    std::size_t m_taken = 0;
};

}  // namespace sparsescope
