// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/files.h"
#include "base/result.h"

#include <map>
#include <string>
#include <vector>

namespace sparsescope {

struct ZipEntry {
    std::string name;
    std::uint64_t headerOffset = 0;
    std::uint64_t dataOffset = 0;
    std::uint64_t size = 0;        ///< Of the data as it lies in the file.
    std::uint32_t crc = 0;         ///< Of the data when unpacked.
    std::uint16_t method = 0;      ///< 0: stored as is. Others cannot be read here.
    std::uint64_t unpackedSize = 0;
};

/// The index of a zip archive. Both copies of the index are compared, entries
/// may not overlap or repeat, and nothing may stand before the first: what is left has one meaning only. Nothing is
/// ever extracted; names are only compared. (Format: PKWARE's APPNOTE 6.3.)
class ZipArchive {
public:
    static Result<ZipArchive> open(const FileReader& file, std::uint64_t indexLimit);

    const std::vector<ZipEntry>& entries() const { return m_entries; }
    const ZipEntry* find(const std::string& name) const;
    /// Compressed entries are refused, so that no small file becomes a large one.
    static Status requireStored(const ZipEntry& entry);
    /// All bytes of a small stored entry, its checksum verified.
    Result<Bytes> read(const FileReader& file, const ZipEntry& entry, std::uint64_t limit) const;

private:
    std::vector<ZipEntry> m_entries;
    std::map<std::string, std::size_t> m_byName;
};

}  // namespace sparsescope
