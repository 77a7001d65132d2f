// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/safetensors_header.h"

#include <nlohmann/json.hpp>

#include <unordered_set>

namespace sparsescope {

/// Receives the events of the JSON parser, which itself does not recurse, and fills a header. Anything that the format
/// does not allow stops the parser with error().
class SafetensorsJson : public nlohmann::json_sax<nlohmann::json> {
public:
    SafetensorsJson(SafetensorsHeader& header, const CheckpointLimits& limits) : m_header(header), m_limits(limits) {}

    const std::optional<Error>& error() const { return m_error; }
    /// What is said about a header that breaks a rule.
    static Error damaged(const char* code, const std::string& sentence);

    bool null() override;
    bool boolean(bool value) override;
    bool number_integer(number_integer_t value) override;
    bool number_unsigned(number_unsigned_t value) override;
    bool number_float(number_float_t value, const string_t& text) override;
    bool string(string_t& value) override;
    bool binary(binary_t& value) override;
    bool start_object(std::size_t size) override;
    bool key(string_t& name) override;
    bool end_object() override;
    bool start_array(std::size_t size) override;
    bool end_array() override;
    bool parse_error(std::size_t position, const std::string& lastToken, const nlohmann::detail::exception& exception) override;

private:
    enum class Field { None, DType, Shape, Offsets, Unknown };

    bool fail(const char* code, const std::string& sentence);
    bool scalar(const char* what);
    bool number(std::uint64_t value);
    bool finishTensor();
    bool beginTensor();
    bool metadataKey(const std::string& name);
    bool tensorKey(const std::string& name);
    bool fieldKey(const std::string& name);
    std::string where() const;

    SafetensorsHeader& m_header;
    const CheckpointLimits& m_limits;
    std::optional<Error> m_error;
    int m_depth = 0;
    int m_unknownSince = 0;  ///< Depth at which a value that we do not know began; 0 outside of one.
    bool m_inMetadata = false;
    std::string m_metadataKey;
    std::unordered_set<std::string> m_names;
    SafetensorsEntry m_tensor;
    Field m_field = Field::None;
    bool m_hasDType = false;
    bool m_hasShape = false;
    std::vector<std::uint64_t> m_offsets;
    bool m_hasOffsets = false;
    bool m_inArray = false;
};

}  // namespace sparsescope
