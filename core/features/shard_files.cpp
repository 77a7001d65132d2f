// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/shard_files.h"

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "formats/npy.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

Error damagedArray(const fs::path& file, std::int64_t index, const std::string& what)
{
    return {damagedCode,
            fmt::format("Shard {} is damaged: {} {}. Extract again; only this shard is made anew.", index,
                        quoted(file.string(), 300), what),
            ""};
}

Result<NpyHeader> checkedHeader(const fs::path& file, std::int64_t index, DType dtype, const Shape& shape)
{
    auto header = readNpyHeader(file);
    if (!header)
        return damagedArray(file, index, "cannot be read (" + header.error().message + ")");
    if (header->dtype != dtype || header->bigEndian || header->fortranOrder)
        return damagedArray(
            file, index,
            fmt::format("holds {}, expected little-endian row-major {}", dtypeName(header->dtype), dtypeName(dtype)));
    if (header->shape != shape)
        return damagedArray(file, index,
                            fmt::format("has the shape {}, expected {}", shapeText(header->shape), shapeText(shape)));
    return header;
}

/// The array's bytes into `out`, once the file's checksum and header are right.
Status readArray(const fs::path& file, const ExpectedArrays& expected, const std::string& sum, DType dtype,
                 const Shape& shape, std::span<std::byte> out)
{
    constexpr std::uint64_t longestHeader = 1 << 16;
    auto bytes = readFile(file, out.size() + longestHeader);
    if (!bytes)
        return damagedArray(file, expected.index, "cannot be read (" + bytes.error().message + ")");
    if (const std::string found = checksum(*bytes); found != sum)
        return damagedArray(file, expected.index,
                            fmt::format("has the checksum {}, expected {}", found, displayText(sum)));
    SS_TRY(const NpyHeader header, checkedHeader(file, expected.index, dtype, shape));
    if (header.dataOffset + out.size() != bytes->size())
        return damagedArray(
            file, expected.index,
            fmt::format("has {} bytes of data, expected {}", bytes->size() - header.dataOffset, out.size()));
    std::copy_n(bytes->data() + header.dataOffset, out.size(), out.data());
    return Done{};
}

}  // namespace

fs::path featuresFile(const fs::path& folder, std::int64_t index)
{
    return folder / fmt::format("{}_features.npy", index);
}
fs::path labelsFile(const fs::path& folder, std::int64_t index)
{
    return folder / fmt::format("{}_labels.npy", index);
}
fs::path recordFile(const fs::path& folder, std::int64_t index)
{
    return folder / fmt::format("{}_shard.json", index);
}
fs::path manifestFile(const fs::path& folder)
{
    return folder / "manifest.json";
}

std::optional<std::int64_t> shardNumber(const std::string& fileName)
{
    std::int64_t number = 0;
    const char* const begin = fileName.data();
    const auto [end, error] = std::from_chars(begin, begin + fileName.size(), number);
    const std::string_view rest(end, static_cast<std::size_t>(begin + fileName.size() - end));
    const bool ours = rest == "_features.npy" || rest == "_labels.npy" || rest == "_shard.json";
    if (error != std::errc() || !ours || number < 0)
        return std::nullopt;
    return number;
}

bool isLeftover(const std::string& fileName)
{
    if (!fileName.starts_with('.') || !fileName.ends_with(".part"))
        return false;
    const std::string inner = fileName.substr(1, fileName.size() - 6);
    const std::string target = inner.substr(0, inner.rfind('.'));
    return shardNumber(target).has_value() || target == "manifest.json";
}

Status checkArraySizes(const fs::path& folder, const ExpectedArrays& expected)
{
    SS_TRY([[maybe_unused]] const NpyHeader features,
           checkedHeader(featuresFile(folder, expected.index), expected.index, DType::F32,
                         {expected.rows, expected.features}));
    SS_TRY([[maybe_unused]] const NpyHeader labels,
           checkedHeader(labelsFile(folder, expected.index), expected.index, DType::I64, {expected.rows}));
    return Done{};
}

Status readArrays(const fs::path& folder, const ExpectedArrays& expected, std::span<float> features,
                  std::span<std::int64_t> labels)
{
    SS_CHECK(readArray(featuresFile(folder, expected.index), expected, expected.featuresChecksum, DType::F32,
                       {expected.rows, expected.features}, std::as_writable_bytes(features)));
    SS_CHECK(readArray(labelsFile(folder, expected.index), expected, expected.labelsChecksum, DType::I64,
                       {expected.rows}, std::as_writable_bytes(labels)));
    const auto negative = std::find_if(labels.begin(), labels.end(), [](std::int64_t label) { return label < 0; });
    if (negative != labels.end())
        return damagedArray(labelsFile(folder, expected.index), expected.index,
                            fmt::format("holds the label {}, expected 0 or more", *negative));
    return Done{};
}

}  // namespace sparsescope
