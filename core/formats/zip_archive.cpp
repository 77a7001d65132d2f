// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/zip_archive.h"

#include "base/text.h"
#include "formats/zip_index.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <zlib.h>

namespace sparsescope {

namespace {

Status checkName(const ZipRecord& record)
{
    const std::string& name = record.entry.name;
    const bool escapes = name.empty() || name.front() == '/' || name.find("..") != std::string::npos
        || name.find('\\') != std::string::npos || name.find('\0') != std::string::npos || name.find(':') != std::string::npos;
    constexpr std::uint32_t typeMask = 0170000U << 16;
    constexpr std::uint32_t symlink = 0120000U << 16;
    if (!escapes && (record.attributes & typeMask) != symlink)
        return Done{};
    return zipError("E-ZIP-008", fmt::format("its entry {} has a name or kind that points outside of the archive. It is hostile.", sparsescope::quoted(name)));
}

Status checkKind(const ZipRecord& record)
{
    constexpr std::uint16_t encrypted = 0x1 | 0x40 | 0x2000;
    constexpr std::uint16_t patched = 0x20;
    if ((record.flags & encrypted) != 0)
        return zipError("E-ZIP-006", fmt::format("its entry {} is encrypted. Decrypt the archive first.", sparsescope::quoted(record.entry.name)));
    if ((record.flags & patched) != 0)
        return zipError("E-ZIP-006", fmt::format("its entry {} is a patch, not data.", sparsescope::quoted(record.entry.name)));
    if (record.entry.method == 0 && record.entry.size != record.entry.unpackedSize)
        return zipError("E-ZIP-010", fmt::format("its entry {} has two different sizes. It is damaged or hostile; download it again.",
                                                 sparsescope::quoted(record.entry.name)));
    return Done{};
}

/// The archive's second copy of an entry's description stands before its data, and must agree.
Status readLocalHeader(const FileReader& file, std::uint64_t indexOffset, ZipRecord& record)
{
    constexpr std::uint64_t fixed = 30;
    ZipEntry& entry = record.entry;
    const auto disagree = [&] {
        return zipError("E-ZIP-010", fmt::format("its two descriptions of the entry {} disagree. It is damaged or hostile; download it again.",
                                                 sparsescope::quoted(entry.name)));
    };
    if (indexOffset < fixed || entry.headerOffset > indexOffset - fixed)
        return disagree();
    Bytes bytes(std::min<std::uint64_t>(fixed + entry.name.size(), indexOffset - entry.headerOffset));
    SS_CHECK(file.readAt(entry.headerOffset, bytes));
    const std::optional<ZipRecord> local = parseLocalHeader(bytes);
    if (!local || local->entry.name != entry.name || local->flags != record.flags || local->entry.method != entry.method)
        return disagree();
    // A writer that did not know the sizes yet left them 0 and appended them.
    const bool appended = (record.flags & zipSizesFollow) != 0;
    const bool same = local->entry.crc == entry.crc && (local->entry.size == entry.size || local->entry.size == UINT32_MAX)
        && (local->entry.unpackedSize == entry.unpackedSize || local->entry.unpackedSize == UINT32_MAX);
    if (!same && !(appended && local->entry.crc == 0 && local->entry.size == 0 && local->entry.unpackedSize == 0))
        return disagree();
    entry.dataOffset = entry.headerOffset + local->entry.dataOffset;
    const bool inside = entry.dataOffset <= indexOffset && entry.size <= indexOffset - entry.dataOffset;
    return inside ? Status(Done{}) : Status(zipError("E-ZIP-009", fmt::format("its entry {} reaches into the index. It is cut short or hostile.",
                                                                              sparsescope::quoted(entry.name))));
}

/// Where an entry ends, with the sizes that may be appended to it.
Result<std::uint64_t> endOf(const FileReader& file, std::uint64_t indexOffset, const ZipRecord& record)
{
    const std::uint64_t end = record.entry.dataOffset + record.entry.size;
    if ((record.flags & zipSizesFollow) == 0)
        return end;
    Bytes bytes(std::min<std::uint64_t>(24, indexOffset - end));
    SS_CHECK(file.readAt(end, bytes));
    const std::size_t length = matchingDescriptor(bytes, record.entry);
    if (length == 0)
        return zipError("E-ZIP-010", fmt::format("its two descriptions of the entry {} disagree. It is damaged or hostile; download it again.",
                                                 sparsescope::quoted(record.entry.name)));
    return end + length;
}

/// Entries lie one after another from byte 0, so that no byte belongs to two and nothing hides in front.
Status checkOverlaps(const FileReader& file, std::uint64_t indexOffset, const std::vector<ZipRecord>& records)
{
    std::vector<const ZipRecord*> order;
    for (const ZipRecord& record : records)
        order.push_back(&record);
    std::sort(order.begin(), order.end(), [](const ZipRecord* a, const ZipRecord* b) {
        return a->entry.headerOffset < b->entry.headerOffset;
    });
    std::uint64_t end = 0;
    for (const ZipRecord* record : order) {
        if (record == order.front() && record->entry.headerOffset != 0)
            return zipError("E-ZIP-011", fmt::format("{} bytes stand before its first entry. It is damaged or pretends to be another kind "
                                                     "of file.", record->entry.headerOffset));
        if (record->entry.headerOffset < end)
            return zipError("E-ZIP-012", fmt::format("its entry {} overlaps another. It is hostile.", sparsescope::quoted(record->entry.name)));
        SS_TRY(end, endOf(file, indexOffset, *record));
    }
    return Done{};
}

/// Two names that differ in case only would be one file on some systems.
std::string folded(std::string name)
{
    for (char& c : name)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return name;
}

}  // namespace

Result<ZipArchive> ZipArchive::open(const FileReader& file, std::uint64_t indexLimit)
{
    SS_TRY(const ZipIndex index, readZipIndex(file, indexLimit));
    SS_TRY(std::vector<ZipRecord> records, parseZipIndex(index));
    for (ZipRecord& record : records) {
        SS_CHECK(checkName(record));
        SS_CHECK(checkKind(record));
        SS_CHECK(readLocalHeader(file, index.offset, record));
    }
    SS_CHECK(checkOverlaps(file, index.offset, records));
    ZipArchive archive;
    for (ZipRecord& record : records) {
        if (!archive.m_byName.emplace(folded(record.entry.name), archive.m_entries.size()).second)
            return zipError("E-ZIP-013", fmt::format("it has two entries named {}. It is damaged or hostile.", sparsescope::quoted(record.entry.name)));
        archive.m_entries.push_back(std::move(record.entry));
    }
    return archive;
}

const ZipEntry* ZipArchive::find(const std::string& name) const
{
    const auto found = m_byName.find(folded(name));
    return found != m_byName.end() && m_entries[found->second].name == name ? &m_entries[found->second] : nullptr;
}

Status ZipArchive::requireStored(const ZipEntry& entry)
{
    if (entry.method == 0)
        return Done{};
    return zipError("E-ZIP-007", fmt::format("its entry {} is compressed (method {}), which torch.save never does. Save the weights "
                                             "again with torch.save.", sparsescope::quoted(entry.name), entry.method));
}

Result<Bytes> ZipArchive::read(const FileReader& file, const ZipEntry& entry, std::uint64_t limit) const
{
    SS_CHECK(requireStored(entry));
    if (entry.size > limit)
        return zipError("E-ZIP-014", fmt::format("its entry {} has {}; the limit is {}.", sparsescope::quoted(entry.name), byteSize(entry.size), byteSize(limit)));
    Bytes bytes(entry.size);
    SS_CHECK(file.readAt(entry.dataOffset, bytes));
    if (crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()) != entry.crc)
        return zipError("E-ZIP-015", fmt::format("the checksum of {} does not match. The file is damaged; download it again.", sparsescope::quoted(entry.name)));
    return bytes;
}

}  // namespace sparsescope
