// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/strided_copy.h"

#include <algorithm>
#include <cstring>

namespace sparsescope {

namespace {

template <std::size_t Width>
void copyRow(std::byte* out, const std::byte* from, std::size_t count, std::size_t step)
{
    for (std::size_t i = 0; i < count; ++i)
        std::memcpy(out + i * Width, from + i * step * Width, Width);
}

using CopyRow = void (*)(std::byte*, const std::byte*, std::size_t, std::size_t);

CopyRow rowCopier(std::size_t width)
{
    switch (width) {
    case 1: return copyRow<1>;
    case 2: return copyRow<2>;
    case 4: return copyRow<4>;
    case 8: return copyRow<8>;
    default: return copyRow<16>;
    }
}

/// Steps `index` through all dimensions but the last, as an odometer; returns the new start, in elements.
std::int64_t nextRow(Shape& index, const Shape& shape, const Shape& strides, std::int64_t start)
{
    for (std::size_t d = shape.size() - 1; d-- > 0;) {
        start += strides[d];
        if (++index[d] < shape[d])
            return start;
        start -= shape[d] * strides[d];
        index[d] = 0;
    }
    return start;
}

}  // namespace

Shape rowMajorStrides(const Shape& shape)
{
    Shape strides(shape.size());
    std::int64_t step = 1;
    for (std::size_t d = shape.size(); d-- > 0;) {
        strides[d] = step;
        step *= std::max<std::int64_t>(shape[d], 1);
    }
    return strides;
}

bool isContiguous(const Shape& shape, const Shape& strides)
{
    std::int64_t step = 1;
    for (std::size_t d = shape.size(); d-- > 0;) {
        if (shape[d] == 1)
            continue;
        if (strides[d] != step)
            return false;
        step *= shape[d];
    }
    return true;
}

Bytes stridedCopy(std::span<const std::byte> from, std::size_t width, const Shape& shape, const Shape& fileStrides)
{
    // A stride along a size of 1 is never stepped, so files may hold any number there.
    Shape strides = fileStrides;
    for (std::size_t d = 0; d < shape.size(); ++d)
        if (shape[d] == 1)
            strides[d] = 0;
    const auto count = static_cast<std::size_t>(elementCount(shape).value_or(0));
    Bytes out(count * width);
    if (count == 0)
        return out;
    if (shape.empty()) {
        std::memcpy(out.data(), from.data(), width);
        return out;
    }
    const CopyRow copy = rowCopier(width);
    const auto rowLength = static_cast<std::size_t>(shape.back());
    Shape index(shape.size(), 0);
    std::int64_t start = 0;
    for (std::size_t at = 0; at < count; at += rowLength) {
        copy(out.data() + at * width, from.data() + static_cast<std::size_t>(start) * width, rowLength,
             static_cast<std::size_t>(strides.back()));
        start = nextRow(index, shape, strides, start);
    }
    return out;
}

}  // namespace sparsescope
