// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/torch_writer.h"

#include "base/text.h"
#include "formats/little_endian.h"
#include "formats/torch_storages.h"
#include "formats/zip_writer.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

namespace sparsescope {

namespace {

/// Writes values one after another as opcodes of protocol 2. Nothing is shared, so there is no memo.
class PickleWriter {
public:
    PickleWriter() { op("\x80\x02"); }

    void operator()(std::int64_t number);
    void operator()(double number);
    void operator()(const std::string& text);
    void operator()(const Shape& size);
    void operator()(const Tensor& tensor);
    void operator()(const TorchDict& dict);
    void stop() { op("."); }

    const Bytes& program() const { return m_program; }
    /// Those of storages "0", "1", ….
    const std::vector<const Tensor*>& tensors() const { return m_tensors; }

private:
    void op(std::string_view bytes) { append(std::as_bytes(std::span(bytes))); }
    void append(std::span<const std::byte> bytes) { m_program.insert(m_program.end(), bytes.begin(), bytes.end()); }
    void numbers(const Shape& values);
    void storage(const Tensor& tensor, std::int64_t elements);

    Bytes m_program;
    std::vector<const Tensor*> m_tensors;
};

void PickleWriter::operator()(std::int64_t number)
{
    if (number == static_cast<std::int32_t>(number)) {
        op("J");
        appendLittle(m_program, static_cast<std::int32_t>(number));
    } else {
        op("\x8a\x08");
        appendLittle(m_program, number);
    }
}

void PickleWriter::operator()(double number)
{
    const auto bits = std::bit_cast<std::uint64_t>(number);
    op("G");
    for (int shift = 56; shift >= 0; shift -= 8)  // The one big-endian number of the format.
        m_program.push_back(static_cast<std::byte>(bits >> shift));
}

void PickleWriter::operator()(const std::string& text)
{
    op("X");
    appendLittle(m_program, static_cast<std::uint32_t>(text.size()));
    op(text);
}

void PickleWriter::numbers(const Shape& values)
{
    op("(");
    for (const std::int64_t value : values)
        (*this)(value);
    op("t");
}

void PickleWriter::operator()(const Shape& size)
{
    op("ctorch\nSize\n(");
    numbers(size);
    op("tR");
}

void PickleWriter::storage(const Tensor& tensor, std::int64_t elements)
{
    op("(");
    (*this)(std::string("storage"));
    op(fmt::format("ctorch\n{}\n", storageTypeName(tensor.dtype)));
    (*this)(std::to_string(m_tensors.size()));
    (*this)(std::string("cpu"));
    (*this)(elements);
    op("tQ");
    m_tensors.push_back(&tensor);
}

void PickleWriter::operator()(const Tensor& tensor)
{
    Shape strides(tensor.shape.size());
    std::int64_t stride = 1;
    for (std::size_t i = strides.size(); i-- > 0; stride *= std::max<std::int64_t>(tensor.shape[i], 1))
        strides[i] = stride;
    op("ctorch._utils\n_rebuild_tensor_v2\n(");
    storage(tensor, *elementCount(tensor.shape));
    (*this)(std::int64_t{0});
    numbers(tensor.shape);
    numbers(strides);
    op("\x89"                           // No gradient,
       "ccollections\nOrderedDict\n)R"  // no hooks.
       "tR");
}

void PickleWriter::operator()(const TorchDict& dict)
{
    op("}(");
    for (const auto& [key, entry] : dict) {
        (*this)(key);
        std::visit(*this, entry.value);
    }
    op("u");
}

/// What torch.load would misread, or not read at all.
Status checkValue(const std::string& name, const TorchValue& entry)
{
    if (!isValidUtf8(name)
        || (std::holds_alternative<std::string>(entry.value) && !isValidUtf8(std::get<std::string>(entry.value))))
        return Error{"E-PTW-001", fmt::format("the entry {} is not text in UTF-8.", sparsescope::quoted(name)), ""};
    if (const auto* tensor = std::get_if<Tensor>(&entry.value)) {
        const auto count = elementCount(tensor->shape);
        if (!count || static_cast<std::uint64_t>(*count) * byteWidth(tensor->dtype) != tensor->bytes.size())
            return Error{"E-PTW-002",
                         fmt::format("the tensor {} has {} bytes, which do not make a shape of {}.",
                                     sparsescope::quoted(name), tensor->bytes.size(), shapeText(tensor->shape)),
                         ""};
    }
    if (const auto* dict = std::get_if<TorchDict>(&entry.value))
        for (const auto& [key, inner] : *dict)
            SS_CHECK(checkValue(key, inner));
    return Done{};
}

}  // namespace

Result<Bytes> torchZipBytes(const TorchDict& dict)
{
    for (const auto& [key, entry] : dict)
        SS_CHECK(checkValue(key, entry));
    PickleWriter pickle;
    pickle(dict);
    pickle.stop();
    ZipWriter zip;
    SS_CHECK(zip.add("archive/data.pkl", pickle.program()));
    SS_CHECK(zip.add("archive/byteorder", std::as_bytes(std::span(std::string_view("little")))));
    for (std::size_t i = 0; i < pickle.tensors().size(); ++i)
        SS_CHECK(zip.add(fmt::format("archive/data/{}", i), pickle.tensors()[i]->bytes));
    SS_CHECK(zip.add("archive/version", std::as_bytes(std::span(std::string_view("3\n")))));
    return std::move(zip).finish();
}

Status writeTorchZip(const std::filesystem::path& path, const TorchDict& dict)
{
    const Result<Bytes> bytes = torchZipBytes(dict);
    if (bytes.failed())
        return Error{bytes.error().code,
                     fmt::format("Cannot write {}: {}", sparsescope::quoted(path.string(), 300), bytes.error().message),
                     ""};
    return writeFileAtomically(path, std::span<const std::byte>(*bytes));
}

}  // namespace sparsescope
