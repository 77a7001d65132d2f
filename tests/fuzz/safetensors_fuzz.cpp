// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/safetensors_header.h"

#include <cstdlib>

using namespace sparsescope;

/// Whatever is accepted must cover its data exactly.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view json(reinterpret_cast<const char*>(data), size);
    const CheckpointLimits limits;
    for (const std::uint64_t dataBytes : {std::uint64_t{0}, std::uint64_t{198}, std::uint64_t{272}}) {
        const auto header = parseSafetensorsHeader(json, dataBytes, limits);
        if (!header)
            continue;
        std::uint64_t covered = 0;
        for (const SafetensorsEntry& tensor : header->tensors)
            covered += tensor.end - tensor.begin;
        if (covered != dataBytes)
            std::abort();
    }
    return 0;
}
