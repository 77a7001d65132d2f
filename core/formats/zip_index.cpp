// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/zip_index.h"

#include "base/text.h"
#include "formats/little_endian.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::uint32_t localSignature = 0x04034B50;
constexpr std::uint32_t centralSignature = 0x02014B50;
constexpr std::uint32_t endSignature = 0x06054B50;
constexpr std::uint32_t end64Signature = 0x06064B50;
constexpr std::uint32_t locatorSignature = 0x07064B50;
constexpr std::uint32_t descriptorSignature = 0x08074B50;
constexpr std::size_t endSize = 22;
constexpr std::size_t end64Size = 56;
constexpr std::size_t locatorSize = 20;
constexpr std::size_t centralSize = 46;
constexpr std::size_t localSize = 30;

using View = std::span<const std::byte>;

std::uint16_t u16(View bytes, std::size_t at) { return loadLittle<std::uint16_t>(bytes.subspan(at)); }
std::uint32_t u32(View bytes, std::size_t at) { return loadLittle<std::uint32_t>(bytes.subspan(at)); }
std::uint64_t u64(View bytes, std::size_t at) { return loadLittle<std::uint64_t>(bytes.subspan(at)); }

Error badIndex(const char* code, const std::string& what)
{
    return zipError(code, what + " It is damaged; download or save it again.");
}

/// What the end records say: where the directory lies and where it must end.
struct Ending {
    std::uint64_t entries = 0;
    std::uint64_t size = 0;
    std::uint64_t offset = 0;
    std::uint64_t directoryEnd = 0;
};

/// Position in `tail` of the end record, whose comment must reach exactly to the end of the file.
std::optional<std::size_t> findEnd(View tail)
{
    for (std::size_t at = tail.size() < endSize ? 0 : tail.size() - endSize + 1; at-- > 0;)
        if (u32(tail, at) == endSignature && u16(tail, at + 20) == tail.size() - at - endSize)
            return at;
    return std::nullopt;
}

/// The zip64 record repeats the numbers with more room; where the short ones are not saturated, they must agree.
Status mergeZip64(const FileReader& file, View locator, std::uint64_t locatorOffset, Ending& ending)
{
    const std::uint64_t at = u64(locator, 8);
    if (locatorOffset < end64Size || at > locatorOffset - end64Size)
        return badIndex("E-ZIP-002", "its zip64 index lies outside of the file.");
    Bytes record(end64Size);
    SS_CHECK(file.readAt(at, record));
    const Ending large{u64(record, 32), u64(record, 40), u64(record, 48), at};
    const auto agrees = [](std::uint64_t small, std::uint64_t saturated, std::uint64_t big) { return small == saturated || small == big; };
    if (u32(record, 0) != end64Signature || u64(record, 4) != locatorOffset - at - 12 || u32(record, 16) != 0 || u32(record, 20) != 0
        || u64(record, 24) != large.entries || !agrees(ending.entries, UINT16_MAX, large.entries)
        || !agrees(ending.size, UINT32_MAX, large.size) || !agrees(ending.offset, UINT32_MAX, large.offset))
        return badIndex("E-ZIP-002", "its two end records disagree.");
    ending = large;
    return Done{};
}

Result<Ending> readEnding(const FileReader& file)
{
    constexpr std::uint64_t longest = endSize + UINT16_MAX + locatorSize;
    Bytes tail(std::min(file.size(), longest));
    const std::uint64_t tailOffset = file.size() - tail.size();
    SS_CHECK(file.readAt(tailOffset, tail));
    const auto at = findEnd(tail);
    if (!at)
        return zipError("E-ZIP-001", "the zip archive is cut short: its index at the end is missing. It is probably an incomplete download.");
    const View end = View(tail).subspan(*at);
    if (u16(end, 4) != 0 || u16(end, 6) != 0 || u16(end, 8) != u16(end, 10))
        return badIndex("E-ZIP-002", "it claims to be a part of a split archive.");
    Ending ending{u16(end, 10), u32(end, 12), u32(end, 16), tailOffset + *at};
    const bool saturated = ending.entries == UINT16_MAX || ending.size == UINT32_MAX || ending.offset == UINT32_MAX;
    if (*at >= locatorSize && u32(tail, *at - locatorSize) == locatorSignature)
        SS_CHECK(mergeZip64(file, View(tail).subspan(*at - locatorSize, locatorSize), tailOffset + *at - locatorSize, ending));
    else if (saturated)
        return badIndex("E-ZIP-002", "its zip64 record is missing.");
    return ending;
}

/// Replaces saturated numbers by those of the zip64 extra field (header 1), which must then have them.
bool mergeExtra(View extra, ZipRecord& record)
{
    View values;
    while (extra.size() >= 4) {
        const std::size_t length = u16(extra, 2);
        if (length > extra.size() - 4)
            return false;
        if (u16(extra, 0) == 1)
            values = extra.subspan(4, length);
        extra = extra.subspan(4 + length);
    }
    const auto widen = [&](std::uint64_t& number) {
        if (number != UINT32_MAX)
            return true;
        if (values.size() < 8)
            return false;
        number = u64(values, 0);
        values = values.subspan(8);
        return true;
    };
    return extra.empty() && widen(record.entry.unpackedSize) && widen(record.entry.size) && widen(record.entry.headerOffset);
}

/// The first record of `rest`, which is shortened by it; nothing if it does not fit.
std::optional<ZipRecord> nextRecord(View& rest)
{
    if (rest.size() < centralSize || u32(rest, 0) != centralSignature)
        return std::nullopt;
    const std::size_t nameLength = u16(rest, 28);
    const std::size_t extraLength = u16(rest, 30);
    const std::size_t total = centralSize + nameLength + extraLength + u16(rest, 32);
    if (rest.size() < total || u16(rest, 34) != 0)
        return std::nullopt;
    ZipRecord record;
    record.flags = u16(rest, 8);
    record.attributes = u32(rest, 38);
    record.entry = {{reinterpret_cast<const char*>(rest.data()) + centralSize, nameLength}, u32(rest, 42), 0, u32(rest, 20), u32(rest, 16),
                    u16(rest, 10), u32(rest, 24)};
    if (!mergeExtra(rest.subspan(centralSize + nameLength, extraLength), record))
        return std::nullopt;
    rest = rest.subspan(total);
    return record;
}

}  // namespace

Error zipError(const char* code, const std::string& sentence)
{
    return {code, sentence, ""};
}

Result<ZipIndex> readZipIndex(const FileReader& file, std::uint64_t limit)
{
    SS_TRY(const Ending ending, readEnding(file));
    if (ending.size > limit)
        return badIndex("E-ZIP-003", fmt::format("its index claims {} bytes, more than the limit of {}.", ending.size, byteSize(limit)));
    if (ending.offset > ending.directoryEnd || ending.size != ending.directoryEnd - ending.offset)
        return badIndex("E-ZIP-004", fmt::format("its index should have {} bytes at byte {}, but does not lie there. Something is missing, or was "
                                                 "put in front.", ending.size, ending.offset));
    if (ending.entries > ending.size / centralSize)
        return badIndex("E-ZIP-003", fmt::format("its index claims {} entries in {} bytes.", ending.entries, ending.size));
    ZipIndex index{ending.offset, ending.entries, Bytes(ending.size)};
    SS_CHECK(file.readAt(ending.offset, index.bytes));
    return index;
}

Result<std::vector<ZipRecord>> parseZipIndex(const ZipIndex& index)
{
    std::vector<ZipRecord> records;
    View rest(index.bytes);
    for (std::uint64_t i = 0; i < index.entries; ++i) {
        auto record = nextRecord(rest);
        if (!record)
            return badIndex("E-ZIP-005", fmt::format("entry {} of its index is damaged.", i + 1));
        records.push_back(std::move(*record));
    }
    if (!rest.empty())
        return badIndex("E-ZIP-005", fmt::format("its index has {} bytes too many.", rest.size()));
    return records;
}

std::optional<ZipRecord> parseLocalHeader(View bytes)
{
    if (bytes.size() < localSize || u32(bytes, 0) != localSignature)
        return std::nullopt;
    const std::size_t nameLength = u16(bytes, 26);
    if (bytes.size() < localSize + nameLength)
        return std::nullopt;
    ZipRecord record;
    record.flags = u16(bytes, 6);
    record.entry = {{reinterpret_cast<const char*>(bytes.data()) + localSize, nameLength}, 0, localSize + nameLength + u16(bytes, 28),
                    u32(bytes, 18), u32(bytes, 14), u16(bytes, 8), u32(bytes, 22)};
    return record;
}

std::size_t matchingDescriptor(View bytes, const ZipEntry& entry)
{
    if (bytes.size() < 16 || u32(bytes, 0) != descriptorSignature || u32(bytes, 4) != entry.crc)
        return 0;
    if (bytes.size() >= 24 && u64(bytes, 8) == entry.size && u64(bytes, 16) == entry.unpackedSize)
        return 24;
    return u32(bytes, 8) == entry.size && u32(bytes, 12) == entry.unpackedSize ? 16 : 0;
}

}  // namespace sparsescope
