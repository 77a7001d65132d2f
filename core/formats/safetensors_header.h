// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/checkpoint.h"

#include <optional>
#include <string_view>

namespace sparsescope {

/// One tensor as the header of a safetensors file declares it.
struct SafetensorsEntry {
    std::string name;
    std::string dtype;
    std::vector<std::uint64_t> shape;
    std::uint64_t begin = 0;  ///< Of its bytes, from the end of the header.
    std::uint64_t end = 0;
};

struct SafetensorsHeader {
    std::vector<SafetensorsEntry> tensors;  ///< In the order of their bytes.
    std::map<std::string, std::string> metadata;
};

/// Parses the JSON text of a header in one pass without building a tree, and checks that the tensors cover `dataBytes`
/// without holes or overlaps (the rules of the reference implementation; a repeated name is refused in addition).
Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view json, std::uint64_t dataBytes, const CheckpointLimits& limits);

/// The type by its name in safetensors, if this program has it.
std::optional<DType> safetensorsDType(std::string_view name);
/// Its name in safetensors, or empty if the format has none (complex128).
std::string_view safetensorsName(DType dtype);

}  // namespace sparsescope
