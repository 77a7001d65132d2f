// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/mapped_npy.h"

#include "base/text.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sparsescope {

namespace {

constexpr std::size_t pieceSize = std::size_t{8} << 20;

Error cannotMap(const std::filesystem::path& path, int error)
{
    return {"E-NPY-021", fmt::format("Cannot map {} into memory: {}.", quoted(path.string(), 300), std::strerror(error)), {}};
}

}  // namespace

struct MappedNpy::Mapping {
    std::byte* begin = nullptr;
    std::size_t size = 0;

    Mapping() = default;
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping()
    {
        if (begin)
            munmap(begin, size);
    }
    void drop(std::size_t piece) const
    {
        const std::size_t from = piece * pieceSize;
        if (from < size)
            madvise(begin + from, std::min(pieceSize, size - from), MADV_DONTNEED);
    }
};

Result<MappedNpy> MappedNpy::open(const std::filesystem::path& path)
{
    SS_TRY(const NpyHeader header, readNpyHeader(path));
    if (header.shape.size() != 2 || header.dtype != DType::F32 || header.bigEndian || header.fortranOrder)
        return Error{"E-NPY-020", fmt::format("{} is not a two-dimensional little-endian float32 array stored row by row, so it "
                                              "cannot be used where it lies.", quoted(path.string(), 300)), {}};
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return cannotMap(path, errno);
    MappedNpy array;
    array.m_rows = header.shape[0];
    array.m_columns = header.shape[1];
    auto mapping = std::make_shared<Mapping>();
    mapping->size = header.dataOffset + static_cast<std::size_t>(array.m_rows * array.m_columns) * sizeof(float);
    struct stat now{};
    const bool whole = fstat(file, &now) == 0 && static_cast<std::size_t>(now.st_size) >= mapping->size;
    void* begin = whole ? mmap(nullptr, mapping->size, PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
    const int error = whole ? errno : EIO;
    ::close(file);
    if (begin == MAP_FAILED)
        return cannotMap(path, error);
    mapping->begin = static_cast<std::byte*>(begin);
    array.m_data = reinterpret_cast<const float*>(mapping->begin + header.dataOffset);
    array.m_mapping = std::move(mapping);
    return array;
}

void MappedNpy::release(std::int64_t first, std::int64_t count) const
{
    thread_local const Mapping* lastMapping = nullptr;
    thread_local std::size_t lastPiece = 0;
    const auto* end = reinterpret_cast<const std::byte*>(m_data + (first + count) * m_columns);
    const std::size_t piece = static_cast<std::size_t>(end - m_mapping->begin) / pieceSize;
    if (lastMapping == m_mapping.get() && lastPiece != piece)
        m_mapping->drop(lastPiece);
    lastMapping = m_mapping.get();
    lastPiece = piece;
}

}  // namespace sparsescope
