// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/npy_header.h"

#include "base/text.h"
#include "formats/little_endian.h"

#include <cctype>
#include <map>
#include <string_view>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::size_t maxDimensions = 32;  // NumPy's own limit up to version 1.

Error npyError(const char* code, std::string sentence)
{
    return {code, std::move(sentence), ""};
}

Error badText(std::string_view rest, const char* expected)
{
    return npyError("E-NPY-004", fmt::format("its header should have {} at {}. Write the array again with numpy.save.",
                                             expected, rest.empty() ? "its end" : quoted(rest, 24)));
}

/// Where the text of the header lies in the file.
struct Extent {
    std::size_t begin = 0;
    std::size_t length = 0;
};

Result<Extent> headerExtent(std::span<const std::byte> start)
{
    constexpr std::string_view magic = "\x93NUMPY";
    const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
    if (!text.starts_with(magic) || start.size() < 10)
        return npyError("E-NPY-001", "it is not a NumPy array file (its first bytes are not the .npy signature). "
                                     "Write it with numpy.save.");
    const auto major = std::to_integer<int>(start[6]);
    const auto minor = std::to_integer<int>(start[7]);
    if (major < 1 || major > 3 || minor != 0)
        return npyError("E-NPY-002", fmt::format("its .npy version is {}.{}; versions 1.0 to 3.0 can be read.", major, minor));
    const std::size_t begin = major == 1 ? 10 : 12;
    if (start.size() < begin)
        return npyError("E-NPY-003", "it ends inside its header.");
    const std::uint64_t length = major == 1 ? loadLittle<std::uint16_t>(start.subspan(8))
                                            : loadLittle<std::uint32_t>(start.subspan(8));
    if (length > npyHeaderLimit - begin)
        return npyError("E-NPY-003", fmt::format("its header claims {} bytes; at most {} are allowed.", length,
                                                 npyHeaderLimit - begin));
    if (length > start.size() - begin)
        return npyError("E-NPY-003", fmt::format("its header claims {} bytes, but only {} are there. The file is cut short.",
                                                 length, start.size() - begin));
    return Extent{begin, static_cast<std::size_t>(length)};
}

/// Reads the three literals that occur: text, True or False, and a tuple of whole numbers.
class LiteralReader {
public:
    explicit LiteralReader(std::string_view text) : m_rest(text) {}

    std::string_view rest() const { return m_rest; }
    bool take(char wanted)
    {
        skipBlanks();
        if (!m_rest.starts_with(wanted))
            return false;
        m_rest.remove_prefix(1);
        return true;
    }

    Result<std::string> text()
    {
        skipBlanks();
        const char quote = m_rest.empty() ? '\0' : m_rest.front();
        const std::size_t end = quote == '\'' || quote == '"' ? m_rest.find(quote, 1) : std::string_view::npos;
        if (end == std::string_view::npos || m_rest.substr(0, end).find('\\') != std::string_view::npos)
            return badText(m_rest, "a quoted text");
        std::string value(m_rest.substr(1, end - 1));
        m_rest.remove_prefix(end + 1);
        return value;
    }

    Result<bool> flag()
    {
        skipBlanks();
        for (const auto& [word, value] : {std::pair<std::string_view, bool>{"True", true}, {"False", false}}) {
            if (!m_rest.starts_with(word))
                continue;
            m_rest.remove_prefix(word.size());
            return value;
        }
        return badText(m_rest, "True or False");
    }

    Result<Shape> shape()
    {
        if (!take('('))
            return badText(m_rest, "a tuple of whole numbers");
        Shape sizes;
        while (!take(')')) {
            SS_TRY(const std::int64_t size, wholeNumber());
            sizes.push_back(size);
            if (sizes.size() > maxDimensions)
                return npyError("E-NPY-006", fmt::format("its shape has more than {} dimensions.", maxDimensions));
            const bool comma = take(',');
            skipBlanks();
            // "(3)" is a number in Python; a tuple of one has a comma.
            if (!comma && (sizes.size() == 1 || !m_rest.starts_with(')')))
                return badText(m_rest, "a comma");
        }
        return sizes;
    }

private:
    void skipBlanks()
    {
        while (!m_rest.empty() && (m_rest.front() == ' ' || m_rest.front() == '\n' || m_rest.front() == '\t'))
            m_rest.remove_prefix(1);
    }

    Result<std::int64_t> wholeNumber()
    {
        skipBlanks();
        if (m_rest.starts_with('-'))
            return npyError("E-NPY-006", "its shape has a negative size.");
        std::int64_t value = 0;
        std::size_t digits = 0;
        for (; digits < m_rest.size() && std::isdigit(static_cast<unsigned char>(m_rest[digits])) != 0; ++digits)
            if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, m_rest[digits] - '0', &value))
                return npyError("E-NPY-006", "its shape has a size that no computer can hold.");
        if (digits == 0)
            return badText(m_rest, "a whole number");
        m_rest.remove_prefix(digits);
        if (m_rest.starts_with('L'))  // Python 2 wrote long integers so.
            m_rest.remove_prefix(1);
        return value;
    }

    std::string_view m_rest;
};

Status setDType(NpyHeader& header, const std::string& descr)
{
    static const std::map<std::string, DType, std::less<>> known{
        {"b1", DType::Bool}, {"u1", DType::U8},  {"i1", DType::I8},  {"i2", DType::I16}, {"i4", DType::I32},  {"i8", DType::I64},
        {"f2", DType::F16},  {"f4", DType::F32}, {"f8", DType::F64}, {"c8", DType::C64}, {"c16", DType::C128}};
    if (descr.find('O') != std::string::npos)
        return npyError("E-NPY-008", "it holds Python objects, and object arrays can hold code. Save plain numbers instead, "
                                     "for example array.astype('float32').");
    const auto found = descr.empty() ? known.end() : known.find(std::string_view(descr).substr(1));
    const bool ordered = !descr.empty() && std::string_view("<>|").find(descr[0]) != std::string_view::npos;
    if (!ordered || found == known.end() || (descr[0] == '|' && byteWidth(found->second) > 1))
        return npyError("E-NPY-005", fmt::format("its data type {} is not supported. Convert it, for example with "
                                                 "array.astype('float32').", quoted(descr, 40)));
    header.dtype = found->second;
    header.bigEndian = descr[0] == '>' && byteWidth(header.dtype) > 1;
    return Done{};
}

Status readField(LiteralReader& reader, const std::string& key, NpyHeader& header)
{
    if (key == "descr") {
        if (LiteralReader list = reader; list.take('['))
            return npyError("E-NPY-005", "it is a structured array (several named fields). Save one plain array per field.");
        SS_TRY(const std::string descr, reader.text());
        return setDType(header, descr);
    }
    if (key == "fortran_order") {
        SS_TRY(header.fortranOrder, reader.flag());
        return Done{};
    }
    if (key != "shape")
        return npyError("E-NPY-004", fmt::format("its header has the unknown key {}.", quoted(key, 40)));
    SS_TRY(header.shape, reader.shape());
    return Done{};
}

Result<NpyHeader> parseDictionary(std::string_view text)
{
    LiteralReader reader(text);
    NpyHeader header;
    std::map<std::string, int> seen;
    if (!reader.take('{'))
        return badText(reader.rest(), "a dictionary");
    while (!reader.take('}')) {
        SS_TRY(const std::string key, reader.text());
        if (!reader.take(':'))
            return badText(reader.rest(), "a colon");
        if (++seen[key] > 1)
            return npyError("E-NPY-004", fmt::format("its header has the key {} twice.", quoted(key, 40)));
        SS_CHECK(readField(reader, key, header));
        if (LiteralReader end = reader; !reader.take(',') && !end.take('}'))
            return badText(reader.rest(), "a comma");
    }
    if (reader.rest().find_first_not_of(' ') != reader.rest().find('\n') || !reader.rest().ends_with('\n'))
        return badText(reader.rest(), "nothing but spaces and a line end");
    for (const char* key : {"descr", "fortran_order", "shape"})
        if (!seen.contains(key))
            return npyError("E-NPY-004", fmt::format("its header lacks the key \"{}\".", key));
    return header;
}

Status checkSize(const NpyHeader& header, std::uint64_t fileSize)
{
    const auto count = elementCount(header.shape);
    std::int64_t bytes = 0;
    if (!count || __builtin_mul_overflow(*count, static_cast<std::int64_t>(byteWidth(header.dtype)), &bytes))
        return npyError("E-NPY-006", fmt::format("its shape {} is larger than any file.", shapeText(header.shape)));
    const std::uint64_t have = fileSize - header.dataOffset;
    const auto need = static_cast<std::uint64_t>(bytes);
    if (have == need)
        return Done{};
    return npyError("E-NPY-007", fmt::format("its shape {} of {} needs {} bytes of data, but it has {} byte{} too {}. The file is "
                                             "damaged or incomplete; write it again.", shapeText(header.shape),
                                             dtypeName(header.dtype), need, have > need ? have - need : need - have,
                                             have + 1 == need || need + 1 == have ? "" : "s", have > need ? "many" : "few"));
}

}  // namespace

Result<NpyHeader> parseNpyHeader(std::span<const std::byte> start, std::uint64_t fileSize)
{
    SS_TRY(const Extent extent, headerExtent(start));
    const auto text = start.subspan(extent.begin, extent.length);
    SS_TRY(NpyHeader header, parseDictionary({reinterpret_cast<const char*>(text.data()), text.size()}));
    header.dataOffset = extent.begin + extent.length;
    SS_CHECK(checkSize(header, fileSize));
    return header;
}

}  // namespace sparsescope
