// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/npy_header.h"

#include <cstdlib>

using namespace sparsescope;

/// What is accepted must have exactly the data that its shape needs.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto header = parseNpyHeader(std::as_bytes(std::span(data, size)), size);
    if (!header)
        return 0;
    const auto count = elementCount(header->shape);
    if (!count || header->dataOffset + static_cast<std::uint64_t>(*count) * byteWidth(header->dtype) != size)
        std::abort();
    return 0;
}
