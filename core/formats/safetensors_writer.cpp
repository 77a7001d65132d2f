// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/checkpoint.h"

#include "base/text.h"
#include "formats/safetensors_header.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace sparsescope {

namespace {

constexpr const char* metadataName = "__metadata__";

Error cannotWrite(const std::filesystem::path& path, const std::string& why)
{
    return {"E-SAFE-020", fmt::format("Cannot write {}: {}.", sparsescope::quoted(path.string(), 300), why), ""};
}

Status checkTensor(const std::filesystem::path& path, const NamedTensor& named)
{
    if (safetensorsName(named.tensor.dtype).empty())
        return cannotWrite(path, fmt::format("safetensors has no type for {} of the tensor {}", dtypeName(named.tensor.dtype), sparsescope::quoted(named.name)));
    if (!isValidUtf8(named.name) || named.name == metadataName)
        return cannotWrite(path, fmt::format("a tensor cannot be named {}", sparsescope::quoted(named.name)));
    const auto count = elementCount(named.tensor.shape);
    if (!count || static_cast<std::uint64_t>(*count) * byteWidth(named.tensor.dtype) != named.tensor.bytes.size())
        return cannotWrite(path, fmt::format("the tensor {} has {} bytes, which do not make a shape of {}", sparsescope::quoted(named.name),
                                             named.tensor.bytes.size(), shapeText(named.tensor.shape)));
    return Done{};
}

/// Widest types first, so that every tensor is aligned to its type; then by name, so that bytes do not depend on the
/// order given.
Result<std::vector<const NamedTensor*>> inFileOrder(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors)
{
    std::vector<const NamedTensor*> order;
    std::set<std::string_view> names;
    for (const NamedTensor& named : tensors) {
        SS_CHECK(checkTensor(path, named));
        if (!names.insert(named.name).second)
            return cannotWrite(path, fmt::format("two tensors are named {}", sparsescope::quoted(named.name)));
        order.push_back(&named);
    }
    std::sort(order.begin(), order.end(), [](const NamedTensor* a, const NamedTensor* b) {
        const std::size_t widthA = byteWidth(a->tensor.dtype);
        const std::size_t widthB = byteWidth(b->tensor.dtype);
        return widthA != widthB ? widthA > widthB : a->name < b->name;
    });
    return order;
}

std::string headerText(const std::vector<const NamedTensor*>& order, const std::map<std::string, std::string>& metadata)
{
    std::vector<std::string> parts;
    if (!metadata.empty())
        parts.push_back(fmt::format("\"{}\":{}", metadataName, nlohmann::json(metadata).dump()));
    std::uint64_t at = 0;
    for (const NamedTensor* named : order) {
        const std::uint64_t end = at + named->tensor.bytes.size();
        parts.push_back(fmt::format("{}:{{\"dtype\":\"{}\",\"shape\":[{}],\"data_offsets\":[{},{}]}}", nlohmann::json(named->name).dump(),
                                    safetensorsName(named->tensor.dtype), fmt::join(named->tensor.shape, ","), at, end));
        at = end;
    }
    std::string text = fmt::format("{{{}}}", fmt::join(parts, ","));
    text.append((8 - text.size() % 8) % 8, ' ');
    return text;
}

}  // namespace

Status writeSafetensors(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors,
                        const std::map<std::string, std::string>& metadata)
{
    SS_TRY(const auto order, inFileOrder(path, tensors));
    for (const auto& [key, value] : metadata)
        if (!isValidUtf8(key) || !isValidUtf8(value))
            return cannotWrite(path, fmt::format("the metadata {} is not text in UTF-8", sparsescope::quoted(key)));
    const std::string header = headerText(order, metadata);
    const std::uint64_t length = header.size();
    SS_TRY(AtomicFile file, AtomicFile::create(path));
    SS_CHECK(file.write(std::as_bytes(std::span(&length, 1))));
    SS_CHECK(file.write(header));
    for (const NamedTensor* named : order)
        SS_CHECK(file.write(named->tensor.bytes));
    return file.commit();
}

}  // namespace sparsescope
