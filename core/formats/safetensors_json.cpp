// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/safetensors_json.h"

#include "base/text.h"
#include "formats/torch_tensor.h"

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr const char* metadataName = "__metadata__";

/// serde_json, which the reference implementation uses, stops at the same depth.
constexpr int deepest = 127;

}  // namespace

// Depth 1 is the header, 2 a tensor or the metadata, 3 a tensor's shape or offsets.

Error SafetensorsJson::damaged(const char* code, const std::string& sentence)
{
    return {code, sentence + " The file is damaged or not made by a safetensors library; download it again.", ""};
}

bool SafetensorsJson::fail(const char* code, const std::string& sentence)
{
    if (!m_error)
        m_error = damaged(code, sentence);
    return false;
}

std::string SafetensorsJson::where() const
{
    return sparsescope::quoted(m_tensor.name);
}

bool SafetensorsJson::start_object(std::size_t)
{
    if (++m_depth > deepest)
        return fail("E-SAFE-005", fmt::format("its header is nested more than {} deep.", deepest));
    if (m_unknownSince != 0 || m_depth == 1)
        return true;
    if (m_depth == 2)
        return m_inMetadata || beginTensor();
    if (m_field != Field::Unknown)
        return m_inMetadata ? fail("E-SAFE-006", fmt::format("its metadata value {} is not text.", sparsescope::quoted(m_metadataKey)))
                            : fail("E-SAFE-008", fmt::format("the tensor {} has an object where a value belongs.", where()));
    m_unknownSince = m_depth;
    return true;
}

bool SafetensorsJson::start_array(std::size_t)
{
    if (++m_depth > deepest)
        return fail("E-SAFE-005", fmt::format("its header is nested more than {} deep.", deepest));
    if (m_unknownSince != 0)
        return true;
    if (m_depth == 1)
        return fail("E-SAFE-004", "its header is not a JSON object.");
    if (m_inMetadata)
        return fail("E-SAFE-006", fmt::format("its metadata value {} is not text.", sparsescope::quoted(m_metadataKey)));
    if (m_depth == 3 && (m_field == Field::Shape || m_field == Field::Offsets)) {
        m_inArray = true;
        return true;
    }
    if (m_depth != 3 || m_field != Field::Unknown)
        return fail("E-SAFE-008", fmt::format("the tensor {} has a list where another value belongs.", where()));
    m_unknownSince = m_depth;
    return true;
}

bool SafetensorsJson::end_object()
{
    --m_depth;
    if (m_unknownSince != 0) {
        m_unknownSince = m_depth < m_unknownSince ? 0 : m_unknownSince;
        return true;
    }
    if (m_depth != 1)
        return true;
    if (!m_inMetadata)
        return finishTensor();
    m_inMetadata = false;
    return true;
}

bool SafetensorsJson::end_array()
{
    --m_depth;
    if (m_unknownSince != 0)
        m_unknownSince = m_depth < m_unknownSince ? 0 : m_unknownSince;
    m_inArray = false;
    return true;
}

bool SafetensorsJson::key(string_t& name)
{
    if (m_unknownSince != 0)
        return true;
    if (m_depth == 1)
        return tensorKey(name);
    return m_inMetadata ? metadataKey(name) : fieldKey(name);
}

bool SafetensorsJson::tensorKey(const std::string& name)
{
    m_inMetadata = name == metadataName;
    m_tensor = {};
    m_tensor.name = name;
    if (!m_names.insert(name).second)
        return fail("E-SAFE-007", fmt::format("the tensor name {} occurs twice.", sparsescope::quoted(name)));
    return m_names.size() <= m_limits.tensors || fail("E-SAFE-012", fmt::format("it has more than {} tensors.", m_limits.tensors));
}

bool SafetensorsJson::metadataKey(const std::string& name)
{
    m_metadataKey = name;
    return true;
}

bool SafetensorsJson::beginTensor()
{
    m_hasDType = m_hasShape = m_hasOffsets = false;
    m_offsets.clear();
    m_field = Field::None;
    return true;
}

bool SafetensorsJson::fieldKey(const std::string& name)
{
    m_field = name == "dtype" ? Field::DType : name == "shape" ? Field::Shape : name == "data_offsets" ? Field::Offsets : Field::Unknown;
    bool& seen = m_field == Field::DType ? m_hasDType : m_field == Field::Shape ? m_hasShape : m_hasOffsets;
    if (m_field == Field::Unknown)
        return true;
    if (seen)
        return fail("E-SAFE-007", fmt::format("the tensor {} has its {} twice.", where(), sparsescope::quoted(name)));
    seen = true;
    return true;
}

bool SafetensorsJson::finishTensor()
{
    if (!m_hasDType || !m_hasShape || !m_hasOffsets)
        return fail("E-SAFE-008", fmt::format("the tensor {} lacks its {}.", where(),
                                              !m_hasDType ? "dtype" : !m_hasShape ? "shape" : "data_offsets"));
    if (m_offsets.size() != 2)
        return fail("E-SAFE-008", fmt::format("the tensor {} has {} data_offsets, not 2.", where(), m_offsets.size()));
    m_tensor.begin = m_offsets[0];
    m_tensor.end = m_offsets[1];
    m_field = Field::None;
    m_header.tensors.push_back(std::move(m_tensor));
    return true;
}

/// A scalar that is not welcome where it stands; inside of values that we do not know it is.
bool SafetensorsJson::scalar(const char* what)
{
    if (m_unknownSince != 0 || (m_depth == 2 && !m_inMetadata && m_field == Field::Unknown))
        return true;
    if (m_depth == 0)
        return fail("E-SAFE-004", "its header is not a JSON object.");
    if (m_inMetadata)
        return fail("E-SAFE-006", fmt::format("its metadata value {} is not text.", sparsescope::quoted(m_metadataKey)));
    return fail("E-SAFE-008", fmt::format("the tensor {} has {} in its {}, where {} belongs.", where(), what,
                                          m_field == Field::Shape ? "shape" : m_field == Field::Offsets ? "data_offsets" : "description",
                                          m_inArray ? "a whole number from 0" : "another value"));
}

bool SafetensorsJson::null()
{
    if (m_depth == 1 && m_inMetadata) {
        m_inMetadata = false;
        return true;
    }
    return scalar("null");
}

bool SafetensorsJson::boolean(bool)
{
    return scalar("a flag");
}

bool SafetensorsJson::number_integer(number_integer_t)
{
    return scalar("a negative number");
}

bool SafetensorsJson::number_float(number_float_t, const string_t&)
{
    return scalar("a number that is not whole or too large");
}

bool SafetensorsJson::number_unsigned(number_unsigned_t value)
{
    return m_unknownSince == 0 && m_inArray ? number(value) : scalar("a number");
}

bool SafetensorsJson::number(std::uint64_t value)
{
    std::vector<std::uint64_t>& list = m_field == Field::Shape ? m_tensor.shape : m_offsets;
    list.push_back(value);
    return list.size() <= maxTensorDimensions
        || fail("E-SAFE-008", fmt::format("the tensor {} has more than {} dimensions.", where(), maxTensorDimensions));
}

bool SafetensorsJson::string(string_t& value)
{
    if (m_unknownSince == 0 && m_depth == 2 && m_inMetadata) {
        m_header.metadata[m_metadataKey] = value;
        return true;
    }
    if (m_unknownSince == 0 && m_depth == 2 && m_field == Field::DType) {
        m_tensor.dtype = value;
        return true;
    }
    return scalar("a text");
}

bool SafetensorsJson::binary(binary_t&)
{
    return fail("E-SAFE-003", "its header is not JSON.");
}

bool SafetensorsJson::parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& exception)
{
    fail("E-SAFE-003", fmt::format("its header is not JSON text in UTF-8 (byte {}).", 8 + (position == 0 ? 0 : position - 1)));
    m_error->details = displayText(exception.what(), 300);
    return false;
}

}  // namespace sparsescope
