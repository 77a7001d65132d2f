// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/tensor.h"

#include <bit>
#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sparsescope {

namespace {

float floatFromBits(std::uint32_t bits)
{
    return std::bit_cast<float>(bits);
}

/// IEEE 754 binary16 to binary32, exact, with subnormals, infinities and NaN payloads.
float floatFromHalf(std::uint16_t half)
{
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000) << 16;
    const std::uint32_t exponent = (half >> 10) & 0x1F;
    const std::uint32_t mantissa = half & 0x3FF;
    if (exponent == 0x1F)
        return floatFromBits(sign | 0x7F800000 | (mantissa << 13));
    if (exponent != 0)
        return floatFromBits(sign | ((exponent + 112) << 23) | (mantissa << 13));
    const float small = static_cast<float>(mantissa) * 0x1.0p-24F;
    return sign != 0 ? -small : small;
}

float floatFromBrain(std::uint16_t brain)
{
    return floatFromBits(static_cast<std::uint32_t>(brain) << 16);
}

template <typename T, typename Convert>
std::vector<float> convertAll(const Bytes& bytes, Convert convert)
{
    std::vector<float> out(bytes.size() / sizeof(T));
    for (std::size_t i = 0; i < out.size(); ++i) {
        T value;
        std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
        out[i] = convert(value);
    }
    return out;
}

template <typename T>
std::vector<float> castAll(const Bytes& bytes)
{
    return convertAll<T>(bytes, [](T value) { return static_cast<float>(value); });
}

}  // namespace

std::size_t byteWidth(DType dtype)
{
    switch (dtype) {
    case DType::Bool:
    case DType::U8:
    case DType::I8:
        return 1;
    case DType::I16:
    case DType::F16:
    case DType::BF16:
        return 2;
    case DType::I32:
    case DType::F32:
        return 4;
    case DType::I64:
    case DType::F64:
    case DType::C64:
        return 8;
    case DType::C128:
        return 16;
    }
    return 0;
}

std::string dtypeName(DType dtype)
{
    switch (dtype) {
    case DType::Bool: return "bool";
    case DType::U8: return "uint8";
    case DType::I8: return "int8";
    case DType::I16: return "int16";
    case DType::I32: return "int32";
    case DType::I64: return "int64";
    case DType::F16: return "float16";
    case DType::BF16: return "bfloat16";
    case DType::F32: return "float32";
    case DType::F64: return "float64";
    case DType::C64: return "complex64";
    case DType::C128: return "complex128";
    }
    return "unknown";
}

std::string shapeText(const Shape& shape)
{
    return fmt::format("[{}]", fmt::join(shape, ", "));
}

std::optional<std::int64_t> elementCount(const Shape& shape)
{
    std::int64_t count = 1;
    bool overflow = false;
    bool empty = false;
    for (const std::int64_t size : shape) {
        if (size < 0)
            return std::nullopt;
        // A zero anywhere makes the array empty, but must not hide an absurd size beside it.
        empty = empty || size == 0;
        overflow = overflow || __builtin_mul_overflow(count, size == 0 ? 1 : size, &count);
    }
    if (overflow)
        return std::nullopt;
    return empty ? 0 : count;
}

Result<std::vector<float>> Tensor::toFloats() const
{
    switch (dtype) {
    case DType::Bool: return convertAll<std::uint8_t>(bytes, [](std::uint8_t v) { return v != 0 ? 1.0F : 0.0F; });
    case DType::U8: return castAll<std::uint8_t>(bytes);
    case DType::I8: return castAll<std::int8_t>(bytes);
    case DType::I16: return castAll<std::int16_t>(bytes);
    case DType::I32: return castAll<std::int32_t>(bytes);
    case DType::I64: return castAll<std::int64_t>(bytes);
    case DType::F16: return convertAll<std::uint16_t>(bytes, floatFromHalf);
    case DType::BF16: return convertAll<std::uint16_t>(bytes, floatFromBrain);
    case DType::F32: {
        std::vector<float> out(bytes.size() / sizeof(float));
        if (!out.empty())
            std::memcpy(out.data(), bytes.data(), out.size() * sizeof(float));
        return out;
    }
    case DType::F64: return castAll<double>(bytes);
    case DType::C64:
    case DType::C128: break;
    }
    return Error{"E-TENSOR-001", fmt::format("An array of type {} cannot be used as real numbers. Save its real part instead.",
                                             dtypeName(dtype)), ""};
}

}  // namespace sparsescope
