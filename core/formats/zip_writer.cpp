// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/zip_writer.h"

#include "base/text.h"
#include "formats/little_endian.h"

#include <fmt/format.h>
#include <zlib.h>

namespace sparsescope {

namespace {

constexpr std::size_t alignment = 64;
constexpr std::size_t localSize = 30;
constexpr std::size_t extraHeader = 4;
constexpr std::uint16_t versionNeeded = 20;
constexpr std::uint32_t firstDay = 0x0021'0000;  // 1 January 1980, midnight: always the same bytes
constexpr std::uint16_t paddingId = 0x4246;      // "FB": torch's name for the extra field that pads

Error tooLarge(std::uint64_t size)
{
    return {"E-ZIP-020",
            fmt::format("an archive of {} is more than the 4 GB that this format holds. Leave something out.",
                        byteSize(size)),
            ""};
}

/// Checksum, both sizes and the length of the name, as they stand in both descriptions of an entry.
void appendDescription(Bytes& out, std::string_view name, std::span<const std::byte> data)
{
    const auto size = static_cast<std::uint32_t>(data.size());
    appendLittle(out, static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(data.data()), data.size())));
    appendLittle(out, size);
    appendLittle(out, size);
    appendLittle(out, static_cast<std::uint16_t>(name.size()));
}

void append(Bytes& out, std::span<const std::byte> bytes)
{
    out.insert(out.end(), bytes.begin(), bytes.end());
}

/// Version, flags, method and time of an entry.
void appendKind(Bytes& out)
{
    appendLittle(out, versionNeeded);
    appendLittle(out, std::uint16_t{0});
    appendLittle(out, std::uint16_t{0});
    appendLittle(out, firstDay);
}

}  // namespace

Status ZipWriter::add(std::string_view name, std::span<const std::byte> data)
{
    const std::uint64_t end = m_bytes.size() + localSize + name.size() + extraHeader + alignment + data.size();
    if (end > UINT32_MAX || m_entries == UINT16_MAX || name.size() > UINT16_MAX)
        return tooLarge(end);
    const auto begin = static_cast<std::uint32_t>(m_bytes.size());
    const std::size_t unpadded = begin + localSize + name.size() + extraHeader;
    const auto padding = static_cast<std::uint16_t>((alignment - unpadded % alignment) % alignment);

    append(m_bytes, std::as_bytes(std::span("PK\x03\x04", 4)));
    appendKind(m_bytes);
    appendDescription(m_bytes, name, data);
    appendLittle(m_bytes, static_cast<std::uint16_t>(extraHeader + padding));
    append(m_bytes, std::as_bytes(std::span(name)));
    appendLittle(m_bytes, paddingId);
    appendLittle(m_bytes, padding);
    m_bytes.resize(m_bytes.size() + padding, std::byte{'Z'});
    append(m_bytes, data);

    append(m_index, std::as_bytes(std::span("PK\x01\x02", 4)));
    appendLittle(m_index, versionNeeded);
    appendKind(m_index);
    appendDescription(m_index, name, data);
    m_index.resize(m_index.size() + 12);  // No extra field, comment, disk or attributes.
    appendLittle(m_index, begin);
    append(m_index, std::as_bytes(std::span(name)));
    ++m_entries;
    return Done{};
}

Result<Bytes> ZipWriter::finish() &&
{
    const std::size_t offset = m_bytes.size();
    if (offset + m_index.size() > UINT32_MAX)
        return tooLarge(offset + m_index.size());
    append(m_bytes, m_index);
    append(m_bytes, std::as_bytes(std::span("PK\x05\x06", 4)));
    appendLittle(m_bytes, std::uint32_t{0});
    appendLittle(m_bytes, m_entries);
    appendLittle(m_bytes, m_entries);
    appendLittle(m_bytes, static_cast<std::uint32_t>(m_index.size()));
    appendLittle(m_bytes, static_cast<std::uint32_t>(offset));
    appendLittle(m_bytes, std::uint16_t{0});
    return std::move(m_bytes);
}

}  // namespace sparsescope
