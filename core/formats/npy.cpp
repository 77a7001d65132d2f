// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/npy.h"

#include "base/guard.h"
#include "base/text.h"
#include "formats/npy_header.h"
#include "formats/strided_copy.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sparsescope {

namespace {

/// Sentences of the parser begin with "its …"; here they learn whose.
template <typename T>
Result<T> named(Result<T> result, const FileReader& file)
{
    if (!result.failed() || result.error().code.starts_with("E-FILE"))
        return result;
    Error error = result.error();
    error.message = fmt::format("Cannot read \"{}\": {}", file.displayName(), error.message);
    return error;
}

Result<NpyHeader> readHeader(const FileReader& file)
{
    Bytes start(std::min<std::uint64_t>(file.size(), npyHeaderLimit));
    SS_CHECK(file.readAt(0, start));
    return named(parseNpyHeader(start, file.size()), file);
}

/// Swaps each number; a complex one is two numbers.
void swapBytes(Bytes& bytes, DType dtype)
{
    const bool complex = dtype == DType::C64 || dtype == DType::C128;
    const std::size_t width = byteWidth(dtype) / (complex ? 2 : 1);
    for (std::size_t at = 0; at + width <= bytes.size(); at += width)
        std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin() + static_cast<std::ptrdiff_t>(at + width));
}

Shape fortranStrides(const Shape& shape)
{
    Shape strides(shape.size());
    std::int64_t step = 1;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        strides[i] = step;
        step *= std::max<std::int64_t>(shape[i], 1);
    }
    return strides;
}

const char* descrOf(DType dtype)
{
    switch (dtype) {
    case DType::Bool: return "|b1";
    case DType::U8: return "|u1";
    case DType::I8: return "|i1";
    case DType::I16: return "<i2";
    case DType::I32: return "<i4";
    case DType::I64: return "<i8";
    case DType::F16: return "<f2";
    case DType::BF16: return "<V2";  // NumPy has no such type; this is what its extension writes.
    case DType::F32: return "<f4";
    case DType::F64: return "<f8";
    case DType::C64: return "<c8";
    case DType::C128: return "<c16";
    }
    return "|V1";
}

/// The dictionary as NumPy formats it, with its room for the first size to grow to 21 digits.
std::string headerText(DType dtype, const Shape& shape)
{
    std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}{}), }}", descrOf(dtype),
                                   fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
    if (!shape.empty())
        text.append(21 - std::min<std::size_t>(21, std::to_string(shape[0]).size()), ' ');
    constexpr std::size_t alignment = 64;
    constexpr std::size_t prefix = 10;
    text.append((alignment - (prefix + text.size() + 1) % alignment) % alignment, ' ');
    return text + '\n';
}

Bytes headerBytes(DType dtype, const Shape& shape)
{
    const std::string text = headerText(dtype, shape);
    std::string start("\x93NUMPY\x01\x00", 8);
    start += static_cast<char>(text.size() & 0xFF);
    start += static_cast<char>(text.size() >> 8);
    start += text;
    const auto view = std::as_bytes(std::span(start));
    return {view.begin(), view.end()};
}

}  // namespace

Result<NpyHeader> readNpyHeader(const std::filesystem::path& path)
{
    SS_TRY(const FileReader file, FileReader::open(path));
    return readHeader(file);
}

Result<Tensor> readNpy(const std::filesystem::path& path)
{
    SS_TRY(const FileReader file, FileReader::open(path));
    SS_TRY(const NpyHeader header, readHeader(file));
    return guarded(fmt::format("Cannot read \"{}\"", file.displayName()), "E-NPY-009", [&]() -> Result<Tensor> {
        Tensor tensor{header.dtype, header.shape, Bytes(file.size() - header.dataOffset)};
        SS_CHECK(file.readAt(header.dataOffset, tensor.bytes));
        if (header.bigEndian)
            swapBytes(tensor.bytes, header.dtype);
        if (header.fortranOrder && header.shape.size() > 1)
            tensor.bytes = stridedCopy(tensor.bytes, byteWidth(header.dtype), header.shape, fortranStrides(header.shape));
        return tensor;
    });
}

Bytes npyBytes(DType dtype, const Shape& shape, std::span<const std::byte> data)
{
    Bytes bytes = headerBytes(dtype, shape);
    bytes.insert(bytes.end(), data.begin(), data.end());
    return bytes;
}

Status writeNpy(const std::filesystem::path& path, DType dtype, const Shape& shape, std::span<const std::byte> data)
{
    SS_TRY(NpyWriter writer, NpyWriter::create(path, dtype, shape));
    SS_CHECK(writer.write(data));
    return writer.commit();
}

Result<NpyWriter> NpyWriter::create(const std::filesystem::path& path, DType dtype, const Shape& shape)
{
    const std::string name = fmt::format("{} as an array {} of {}", quoted(path.string(), 300), shapeText(shape), dtypeName(dtype));
    const auto count = elementCount(shape);
    if (!count)
        return Error{"E-NPY-010", fmt::format("Cannot write {}: it is too large.", name), ""};
    SS_TRY(AtomicFile file, AtomicFile::create(path));
    SS_CHECK(file.write(headerBytes(dtype, shape)));
    return NpyWriter(std::move(file), name, static_cast<std::uint64_t>(*count) * byteWidth(dtype));
}

Status NpyWriter::write(std::span<const std::byte> part)
{
    if (part.size() > m_missing)
        return Error{"E-NPY-010", fmt::format("Cannot write {}: {} bytes are too many.", m_name, part.size() - m_missing), ""};
    m_missing -= part.size();
    return m_file.write(part);
}

Status NpyWriter::commit()
{
    if (m_missing > 0)
        return Error{"E-NPY-010", fmt::format("Cannot write {}: {} bytes are missing.", m_name, m_missing), ""};
    return m_file.commit();
}

}  // namespace sparsescope
