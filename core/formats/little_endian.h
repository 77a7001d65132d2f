// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <bit>
#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

namespace sparsescope {

static_assert(std::endian::native == std::endian::little, "the readers copy little-endian data as it lies in files");

/// A little-endian number at the start of `bytes`, which must hold it; no alignment needed.
template <typename T>
T loadLittle(std::span<const std::byte> bytes)
{
    T value;
    std::memcpy(&value, bytes.first(sizeof(T)).data(), sizeof(T));
    return value;
}

template <typename T>
void appendLittle(std::vector<std::byte>& out, T value)
{
    const auto bytes = std::as_bytes(std::span(&value, 1));
    out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace sparsescope
