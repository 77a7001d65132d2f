// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <zlib.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

/// Small builders of files, byte by byte, so that hostile inputs can be read where they are tested.
namespace sparsescope::test {

template <typename T>
std::string little(T value)
{
    std::string bytes(sizeof(T), '\0');
    std::memcpy(bytes.data(), &value, sizeof(T));
    return bytes;
}

inline std::string repeat(const std::string& part, std::size_t times)
{
    std::string all;
    for (std::size_t i = 0; i < times; ++i)
        all += part;
    return all;
}

inline std::string safetensors(const std::string& header, std::size_t dataBytes = 0)
{
    return little<std::uint64_t>(header.size()) + header + std::string(dataBytes, '\0');
}

// Pickle opcodes. Each of these leaves one value on the stack.

inline std::string text(const std::string& value) { return 'X' + little<std::uint32_t>(static_cast<std::uint32_t>(value.size())) + value; }
inline std::string number(std::int64_t value) { return std::string("\x8a\x08") + little(value); }
inline std::string global(const std::string& module, const std::string& name) { return 'c' + module + '\n' + name + '\n'; }
inline std::string tuple(const std::string& parts) { return '(' + parts + 't'; }
inline std::string call(const std::string& module, const std::string& name, const std::string& arguments)
{
    return global(module, name) + tuple(arguments) + 'R';
}
inline std::string dict(const std::string& pairs) { return "}(" + pairs + 'u'; }
inline std::string list(const std::string& parts) { return "](" + parts + 'e'; }
inline std::string pickle(const std::string& value) { return "\x80\x02" + value + '.'; }

inline std::string storage(std::int64_t count, const std::string& key = "0", const std::string& type = "FloatStorage",
                           const std::string& device = "cpu")
{
    return tuple(text("storage") + global("torch", type) + text(key) + text(device) + number(count)) + 'Q';
}

inline std::string numbers(const std::vector<std::int64_t>& values)
{
    std::string parts;
    for (const std::int64_t value : values)
        parts += number(value);
    return tuple(parts);
}

inline std::string tensor(const std::string& from, std::int64_t offset, const std::vector<std::int64_t>& shape,
                          const std::vector<std::int64_t>& strides)
{
    return call("torch._utils", "_rebuild_tensor_v2",
                from + number(offset) + numbers(shape) + numbers(strides) + "\x89" + call("collections", "OrderedDict", ""));
}

inline std::string goodTensor() { return tensor(storage(4), 0, {4}, {1}); }

// Zip archives.

struct ZipPart {
    std::string name;
    std::string data;
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::optional<std::uint32_t> crc = std::nullopt;         ///< In both descriptions.
    std::optional<std::string> localName = std::nullopt;
    std::optional<std::uint32_t> localSize = std::nullopt;
    std::optional<std::uint32_t> localCrc = std::nullopt;
    std::optional<std::uint32_t> centralSize = std::nullopt;
    std::optional<std::uint32_t> centralOffset = std::nullopt;
    std::uint32_t attributes = 0;
    std::string extra = {};
};

inline std::uint32_t crcOf(const std::string& data)
{
    return static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(data.data()), static_cast<uInt>(data.size())));
}

inline std::string localPart(const ZipPart& part)
{
    const std::string name = part.localName.value_or(part.name);
    const auto size = part.localSize.value_or(static_cast<std::uint32_t>(part.data.size()));
    return "PK\x03\x04" + little<std::uint16_t>(20) + little(part.flags) + little(part.method) + little<std::uint32_t>(0)
        + little(part.localCrc.value_or(part.crc.value_or(crcOf(part.data)))) + little(size) + little(size)
        + little(static_cast<std::uint16_t>(name.size())) + little<std::uint16_t>(0) + name + part.data;
}

inline std::string centralPart(const ZipPart& part, std::uint32_t offset)
{
    const auto size = part.centralSize.value_or(static_cast<std::uint32_t>(part.data.size()));
    return "PK\x01\x02" + little<std::uint16_t>(20) + little<std::uint16_t>(20) + little(part.flags) + little(part.method)
        + little<std::uint32_t>(0) + little(part.crc.value_or(crcOf(part.data))) + little(size) + little(size)
        + little(static_cast<std::uint16_t>(part.name.size())) + little(static_cast<std::uint16_t>(part.extra.size()))
        + little<std::uint16_t>(0) + little<std::uint16_t>(0) + little<std::uint16_t>(0) + little(part.attributes)
        + little(part.centralOffset.value_or(offset)) + part.name + part.extra;
}

inline std::string zipEnd(std::size_t entries, std::size_t size, std::size_t offset, const std::string& comment = "")
{
    const auto count = static_cast<std::uint16_t>(entries);
    return "PK\x05\x06" + little<std::uint32_t>(0) + little(count) + little(count) + little(static_cast<std::uint32_t>(size))
        + little(static_cast<std::uint32_t>(offset)) + little(static_cast<std::uint16_t>(comment.size())) + comment;
}

inline std::string zip(const std::vector<ZipPart>& parts, const std::string& comment = "")
{
    std::string data;
    std::string index;
    for (const ZipPart& part : parts) {
        index += centralPart(part, static_cast<std::uint32_t>(data.size()));
        data += localPart(part);
    }
    return data + index + zipEnd(parts.size(), index.size(), data.size(), comment);
}

/// What torch.save writes: the pickle, one storage "0" and the version. `more` comes behind.
inline std::vector<ZipPart> torchParts(const std::string& program, std::size_t storageBytes = 16, const std::vector<ZipPart>& more = {})
{
    std::vector<ZipPart> parts{{.name = "a/data.pkl", .data = program}, {.name = "a/data/0", .data = std::string(storageBytes, '\1')},
                               {.name = "a/version", .data = "3\n"}};
    parts.insert(parts.end(), more.begin(), more.end());
    return parts;
}

/// A torch zip file whose pickle holds `value`.
inline std::string torchZip(const std::string& value, std::size_t storageBytes = 16) { return zip(torchParts(pickle(value), storageBytes)); }

// Legacy files.

inline std::string legacyStart()
{
    return "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19." + pickle("M\xe9\x03")
        + pickle(dict(text("protocol_version") + "M\xe9\x03" + text("little_endian") + "\x88"));
}

inline std::string legacy(const std::string& value, const std::string& keys, const std::string& data)
{
    return legacyStart() + pickle(value) + pickle(keys) + data;
}

}  // namespace sparsescope::test
