// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace sparsescope {

/// Reads fields of an untrusted JSON object; each error (code E-STORE-004) names file, field, what was found and what
/// was expected. Holds references: object and pointers returned live as long as the JSON.
class FieldReader {
public:
    FieldReader(const nlohmann::json& object, std::string file) : m_object(object), m_file(std::move(file)) {}

    const std::string& file() const { return m_file; }

    bool has(const char* name) const;
    Result<std::string> text(const char* name) const;
    Result<std::int64_t> integer(const char* name, std::int64_t lowest, std::int64_t highest) const;
    Result<const nlohmann::json*> object(const char* name) const;
    Result<const nlohmann::json*> array(const char* name) const;
    Status onlyThese(std::initializer_list<std::string_view> names) const;

private:
    Result<const nlohmann::json*> field(const char* name, const char* expected,
                                        bool (*fits)(const nlohmann::json&)) const;

    const nlohmann::json& m_object;
    std::string m_file;
};

}  // namespace sparsescope
