// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"

#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace sparsescope {

/// A JSON object from an untrusted file of a model folder: at most `limit` bytes, 64 levels deep. Errors name the
/// file, the line and what to do.
Result<nlohmann::json> readModelJson(const std::filesystem::path& file, std::uint64_t limit = 16ULL << 20);

/// The values of such an object, each checked; errors name file, field, what was found and what was expected.
class ModelFields {
public:
    ModelFields(const nlohmann::json& object, std::string file) : m_object(object), m_file(std::move(file)) {}

    Result<int> integer(const char* name, int lowest, int highest) const;
    /// Nothing where the field is missing or null.
    Result<std::optional<int>> optionalInteger(const char* name, int lowest, int highest) const;
    Result<std::optional<double>> optionalNumber(const char* name, double above, double below) const;
    Result<std::optional<std::string>> optionalText(const char* name) const;
    bool has(const char* name) const;
    Error wrong(const std::string& name, const std::string& found, const std::string& expected) const;

private:
    const nlohmann::json* find(const char* name) const;

    const nlohmann::json& m_object;
    std::string m_file;
};

}  // namespace sparsescope
