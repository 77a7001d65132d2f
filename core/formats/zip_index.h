// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/zip_archive.h"

#include <optional>
#include <span>

namespace sparsescope {

/// The central directory of an archive as bytes, and where it lies.
struct ZipIndex {
    std::uint64_t offset = 0;
    std::uint64_t entries = 0;
    Bytes bytes;
};

/// One description of an entry. In a parsed local header, entry.dataOffset counts from the header.
struct ZipRecord {
    ZipEntry entry;
    std::uint16_t flags = 0;
    std::uint32_t attributes = 0;
};

constexpr std::uint16_t zipSizesFollow = 0x8;  ///< Flag: checksum and sizes come after the data.

Error zipError(const char* code, const std::string& sentence);

/// Finds the end record (and that of zip64) and reads the directory it points to, of at most `limit` bytes.
Result<ZipIndex> readZipIndex(const FileReader& file, std::uint64_t limit);
Result<std::vector<ZipRecord>> parseZipIndex(const ZipIndex& index);

std::optional<ZipRecord> parseLocalHeader(std::span<const std::byte> bytes);
/// Length of the data descriptor at the start of `bytes`, or 0 if it is none or does not describe `entry`.
std::size_t matchingDescriptor(std::span<const std::byte> bytes, const ZipEntry& entry);

}  // namespace sparsescope
