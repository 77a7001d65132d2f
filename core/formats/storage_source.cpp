// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/storage_source.h"

#include "base/guard.h"
#include "base/text.h"
#include "formats/strided_copy.h"
#include "formats/torch_tensor.h"

#include <algorithm>

#include <fmt/format.h>
#include <zlib.h>

namespace sparsescope {

namespace {

std::uint32_t crcOf(std::span<const std::byte> bytes, std::uint32_t before = 0)
{
    return static_cast<std::uint32_t>(crc32_z(before, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

/// Elements from the tensor's first to its last, both included; 0 for an empty tensor. Its extent has been checked.
std::uint64_t spannedElements(const TensorEntry& entry)
{
    std::uint64_t span = 1;
    for (std::size_t d = 0; d < entry.shape.size(); ++d) {
        if (entry.shape[d] == 0)
            return 0;
        span += static_cast<std::uint64_t>(entry.shape[d] - 1) * static_cast<std::uint64_t>(entry.strides[d]);
    }
    return span;
}

}  // namespace

StorageSource::StorageSource(FileReader file, std::vector<StorageExtent> storages)
    : m_file(std::move(file)), m_storages(std::move(storages)), m_verified(m_storages.size(), false) {}

Result<Tensor> StorageSource::read(const TensorEntry& entry) const
{
    const std::string doing = fmt::format("Cannot read the tensor {} of \"{}\"", sparsescope::quoted(entry.name()), m_file.displayName());
    Result<Tensor> tensor = guarded(doing, "E-CKP-010", [&] { return readChecked(entry); });
    if (!tensor.failed() || tensor.error().code.starts_with("E-FILE") || tensor.error().code.starts_with("E-MEM"))
        return tensor;
    Error error = tensor.error();
    error.message = doing + ": " + error.message;
    return error;
}

Result<Tensor> StorageSource::readChecked(const TensorEntry& entry) const
{
    if (entry.storage >= m_storages.size())
        return Error{"E-CKP-011", "it belongs to another file.", ""};
    const StorageExtent& storage = m_storages[entry.storage];
    const std::size_t width = byteWidth(entry.dtype);
    SS_CHECK(checkExtent(entry, 0, static_cast<std::int64_t>(storage.bytes / width)));
    Tensor tensor{entry.dtype, entry.shape, Bytes(spannedElements(entry) * width)};
    if (tensor.bytes.empty())
        return tensor;
    if (tensor.bytes.size() == storage.bytes) {
        SS_CHECK(readWhole(storage, tensor.bytes));
    } else {
        SS_CHECK(verify(entry.storage));
        SS_CHECK(m_file.readAt(storage.offset + static_cast<std::uint64_t>(entry.offset) * width, tensor.bytes));
    }
    if (!isContiguous(entry.shape, entry.strides))
        tensor.bytes = stridedCopy(tensor.bytes, width, entry.shape, entry.strides);
    return tensor;
}

/// Reads and checks a storage that one tensor covers, so that its bytes are passed over once.
Status StorageSource::readWhole(const StorageExtent& storage, std::span<std::byte> out) const
{
    constexpr std::size_t block = 1 << 20;  // Small enough to be checked while it is still in the cache.
    std::uint32_t crc = 0;
    for (std::size_t at = 0; at < out.size(); at += block) {
        const auto part = out.subspan(at, std::min(block, out.size() - at));
        SS_CHECK(m_file.readAt(storage.offset + at, part));
        if (storage.crc)
            crc = crcOf(part, crc);
    }
    if (storage.crc && crc != *storage.crc)
        return Error{"E-ZIP-015", fmt::format("the checksum of {} does not match its {} bytes. The file is damaged; "
                                              "download it again.", sparsescope::quoted(storage.name), storage.bytes), ""};
    return Done{};
}

/// Checks a storage of which only a part is wanted; once, as views of one storage are many.
Status StorageSource::verify(std::size_t index) const
{
    const StorageExtent& storage = m_storages[index];
    if (!storage.crc || isVerified(index))
        return Done{};
    std::uint32_t crc = 0;
    Bytes buffer(std::min<std::uint64_t>(storage.bytes, 1 << 20));
    for (std::uint64_t at = 0; at < storage.bytes; at += buffer.size()) {
        const auto part = std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), storage.bytes - at));
        SS_CHECK(m_file.readAt(storage.offset + at, part));
        crc = crcOf(part, crc);
    }
    if (crc != *storage.crc)
        return Error{"E-ZIP-015", fmt::format("the checksum of {} does not match its {} bytes. The file is damaged; "
                                              "download it again.", sparsescope::quoted(storage.name), storage.bytes), ""};
    const std::lock_guard lock(m_mutex);
    m_verified[index] = true;
    return Done{};
}

bool StorageSource::isVerified(std::size_t index) const
{
    const std::lock_guard lock(m_mutex);
    return m_verified[index];
}

}  // namespace sparsescope
