// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/safetensors_header.h"

#include "base/text.h"
#include "formats/safetensors_json.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sparsescope {

namespace {

struct TypeName {
    std::string_view name;
    std::optional<DType> dtype;
    unsigned bits;
};

/// All types of the format. Those without a DType are checked like the others, so that damage is found.
constexpr std::array<TypeName, 21> typeNames{{
    {"BOOL", DType::Bool, 8},   {"U8", DType::U8, 8},       {"I8", DType::I8, 8},       {"I16", DType::I16, 16},
    {"F16", DType::F16, 16},    {"BF16", DType::BF16, 16},  {"I32", DType::I32, 32},    {"F32", DType::F32, 32},
    {"C64", DType::C64, 64},    {"F64", DType::F64, 64},    {"I64", DType::I64, 64},    {"U16", std::nullopt, 16},
    {"U32", std::nullopt, 32},  {"U64", std::nullopt, 64},  {"F8_E5M2", std::nullopt, 8}, {"F8_E4M3", std::nullopt, 8},
    {"F8_E8M0", std::nullopt, 8}, {"F8_E5M2FNUZ", std::nullopt, 8}, {"F6_E2M3", std::nullopt, 6}, {"F6_E3M2", std::nullopt, 6},
    {"F4", std::nullopt, 4},
}};

const TypeName* findType(std::string_view name)
{
    const auto found = std::find_if(typeNames.begin(), typeNames.end(), [&](const TypeName& type) { return type.name == name; });
    return found == typeNames.end() ? nullptr : &*found;
}

Error badTensor(const char* code, const SafetensorsEntry& tensor, const std::string& what)
{
    return {code, fmt::format("its tensor {} {}. The file is damaged; download it again.", sparsescope::quoted(tensor.name), what), ""};
}

Status checkSize(const SafetensorsEntry& tensor)
{
    const TypeName* type = findType(tensor.dtype);
    if (type == nullptr)
        return badTensor("E-SAFE-009", tensor, fmt::format("has the unknown type {}", sparsescope::quoted(tensor.dtype, 40)));
    std::uint64_t bits = type->bits;
    bool overflow = false;
    // In this order, as the reference multiplies; a zero does not excuse an overflow before it.
    std::uint64_t count = 1;
    for (const std::uint64_t size : tensor.shape)
        overflow = overflow || __builtin_mul_overflow(count, size, &count);
    overflow = overflow || __builtin_mul_overflow(bits, count, &bits);
    for (const std::uint64_t size : tensor.shape)
        overflow = overflow || size > INT64_MAX;
    if (overflow)
        return badTensor("E-SAFE-010", tensor, fmt::format("has the shape [{}], whose size overflows", fmt::join(tensor.shape, ", ")));
    if (bits % 8 != 0)
        return badTensor("E-SAFE-010", tensor, fmt::format("of {} does not fill whole bytes", tensor.dtype));
    if (bits / 8 != tensor.end - tensor.begin)
        return badTensor("E-SAFE-010", tensor, fmt::format("of {} and shape [{}] needs {} bytes, but has {}", tensor.dtype,
                                                           fmt::join(tensor.shape, ", "), bits / 8, tensor.end - tensor.begin));
    return Done{};
}

Status checkCoverage(const std::vector<SafetensorsEntry>& tensors, std::uint64_t dataBytes)
{
    std::uint64_t covered = 0;
    for (const SafetensorsEntry& tensor : tensors) {
        if (tensor.end < tensor.begin)
            return badTensor("E-SAFE-011", tensor, fmt::format("ends at byte {}, before it begins at {}", tensor.end, tensor.begin));
        if (tensor.begin != covered)
            return badTensor("E-SAFE-011", tensor, fmt::format("begins at byte {} and {}", tensor.begin, tensor.begin > covered
                                                               ? fmt::format("leaves a hole of {} bytes before it", tensor.begin - covered)
                                                               : "overlaps the one before"));
        SS_CHECK(checkSize(tensor));
        covered = tensor.end;
    }
    if (covered == dataBytes)
        return Done{};
    const bool tooLong = covered < dataBytes;
    return Error{"E-SAFE-013", fmt::format("its tensors need {} bytes of data, but it has {}: the file is {} bytes too {}. {}", covered,
                                           dataBytes, tooLong ? dataBytes - covered : covered - dataBytes, tooLong ? "long" : "short",
                                           tooLong ? "Something was added to it; download it again."
                                                   : "It is probably an incomplete download."), ""};
}

/// How often the key that every tensor has is written. A cheap look ahead: a header of a hundred megabytes that has too
/// many tensors is refused before the parser spends seconds on it.
std::size_t countTensors(std::string_view json)
{
    constexpr std::string_view key = "\"data_offsets\"";
    std::size_t count = 0;
    for (std::size_t at = json.find(key); at != std::string_view::npos; at = json.find(key, at + key.size()))
        ++count;
    return count;
}

}  // namespace

Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view json, std::uint64_t dataBytes, const CheckpointLimits& limits)
{
    SafetensorsHeader header;
    SafetensorsJson events(header, limits);
    if (json.starts_with("\xEF\xBB\xBF"))
        return Error{"E-SAFE-003", "its header is not JSON text in UTF-8 (byte 8: a byte-order mark).", ""};
    // The JSON library takes a zero byte for the end of the text and would not look at what follows.
    if (const std::size_t zero = json.find('\0'); zero != std::string_view::npos)
        return Error{"E-SAFE-003", fmt::format("its header is not JSON text in UTF-8 (byte {}: a zero byte).", 8 + zero), ""};
    if (countTensors(json) > limits.tensors)
        return SafetensorsJson::damaged("E-SAFE-012", fmt::format("it has more than {} tensors.", limits.tensors));
    if (!nlohmann::json::sax_parse(json.begin(), json.end(), &events) || events.error())
        return events.error().value_or(Error{"E-SAFE-003", "its header is not JSON.", ""});
    std::sort(header.tensors.begin(), header.tensors.end(), [](const SafetensorsEntry& a, const SafetensorsEntry& b) {
        return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
    });
    SS_CHECK(checkCoverage(header.tensors, dataBytes));
    return header;
}

std::optional<DType> safetensorsDType(std::string_view name)
{
    const TypeName* type = findType(name);
    return type == nullptr ? std::nullopt : type->dtype;
}

std::string_view safetensorsName(DType dtype)
{
    for (const TypeName& type : typeNames)
        if (type.dtype == dtype)
            return type.name;
    return {};
}

}  // namespace sparsescope
