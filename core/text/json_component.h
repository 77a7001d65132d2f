// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace sparsescope {

/// One JSON object of an untrusted file, read field by field. Each error (E-TOK-002) names file, object and field, what
/// was found and what was expected. A field that is missing or null has the value given for that. Holds a reference.
class JsonComponent {
public:
    /// `name` as people find it in the file: "normalizer", "added_tokens 3".
    JsonComponent(const nlohmann::json& object, std::string file, std::string name)
        : m_object(object), m_file(std::move(file)), m_name(std::move(name)) {}

    const std::string& file() const { return m_file; }
    const std::string& name() const { return m_name; }
    const nlohmann::json& json() const { return m_object; }

    bool has(const char* field) const;  ///< There, and not null.
    Result<bool> flag(const char* field, bool otherwise) const;
    Result<std::string> text(const char* field, const std::string& otherwise) const;
    Result<std::int64_t> integer(const char* field, std::int64_t lowest, std::int64_t highest,
                                 std::int64_t otherwise) const;
    Result<JsonComponent> object(const char* field) const;   ///< An error if there is none.
    Result<const nlohmann::json*> array(const char* field) const;

    /// The field "type": what kind of component this is; empty where it says none.
    std::string type() const;
    /// E-TOK-003: a sentence that this component cannot be used, and what can.
    Error unsupported(const std::string& what, const std::string& supported) const;
    /// E-TOK-002 about a field.
    Error badField(const char* field, const std::string& expected) const;

private:
    const nlohmann::json& m_object;
    std::string m_file;
    std::string m_name;
};

/// The JSON object in a file of at most `limit` bytes, nested at most 64 deep. Errors name the line.
Result<nlohmann::json> readJsonObject(const std::filesystem::path& path, std::uint64_t limit);

}  // namespace sparsescope
