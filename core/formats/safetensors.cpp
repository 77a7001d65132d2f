// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/safetensors.h"

#include "base/text.h"
#include "formats/little_endian.h"
#include "formats/safetensors_header.h"
#include "formats/storage_source.h"
#include "formats/strided_copy.h"

#include <array>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::uint64_t lengthBytes = 8;

/// The length of the header, which the first 8 bytes tell.
Result<std::uint64_t> headerLength(const FileReader& file, const CheckpointLimits& limits)
{
    if (file.size() < lengthBytes)
        return Error{"E-SAFE-001", fmt::format("its header is too small: the file has {} bytes and needs at least {}. Download it again.",
                                               file.size(), lengthBytes), ""};
    std::array<std::byte, lengthBytes> bytes{};
    SS_CHECK(file.readAt(0, bytes));
    const auto length = loadLittle<std::uint64_t>(bytes);
    if (length > limits.headerBytes)
        return Error{"E-SAFE-002", fmt::format("its header claims {} bytes, more than the limit of {}. It is damaged or not a "
                                               "safetensors file.", length, byteSize(limits.headerBytes)), ""};
    if (length > file.size() - lengthBytes)
        return Error{"E-SAFE-002", fmt::format("its header claims {} bytes, but the file has only {} after the first 8. It is probably "
                                               "an incomplete download.", length, file.size() - lengthBytes), ""};
    return length;
}

/// Tensors of types that this program lacks are listed, so that the others can be used.
void addTensor(const SafetensorsEntry& declared, std::uint64_t dataOffset, Checkpoint& checkpoint, std::vector<StorageExtent>& storages)
{
    const auto dtype = safetensorsDType(declared.dtype);
    if (!dtype) {
        checkpoint.ignored.push_back({declared.name, "a tensor of the unsupported type " + declared.dtype});
        return;
    }
    TensorEntry entry{{declared.name}, *dtype, {declared.shape.begin(), declared.shape.end()}, {}, storages.size(), 0};
    entry.strides = rowMajorStrides(entry.shape);
    storages.push_back({displayText(declared.name), dataOffset + declared.begin, declared.end - declared.begin, std::nullopt});
    checkpoint.tensors.push_back(std::move(entry));
}

}  // namespace

bool matchesSafetensors(std::span<const std::byte> start)
{
    constexpr std::string_view opening = "{ \t\r\n";
    return start.size() > lengthBytes && opening.find(std::to_integer<char>(start[lengthBytes])) != std::string_view::npos;
}

Result<Checkpoint> readSafetensors(const FileReader& file, const CheckpointLimits& limits)
{
    SS_TRY(const std::uint64_t length, headerLength(file, limits));
    std::string json(length, '\0');
    SS_CHECK(file.readAt(lengthBytes, std::as_writable_bytes(std::span(json))));
    const std::uint64_t dataOffset = lengthBytes + length;
    SS_TRY(SafetensorsHeader header, parseSafetensorsHeader(json, file.size() - dataOffset, limits));
    Checkpoint checkpoint;
    checkpoint.format = Checkpoint::Format::Safetensors;
    std::vector<StorageExtent> storages;
    for (const SafetensorsEntry& tensor : header.tensors)
        addTensor(tensor, dataOffset, checkpoint, storages);
    checkpoint.facts = std::move(header.metadata);
    checkpoint.source = std::make_shared<StorageSource>(file, std::move(storages));
    return checkpoint;
}

}  // namespace sparsescope
