// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace sparsescope {

/// SHA-256 as 64 lower-case hex digits: the identity of models, data and shown results.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void add(std::span<const std::byte> bytes);
    void add(std::string_view text);
    std::string hexDigest();  ///< Call once, at the end.

private:
    struct State;
    std::unique_ptr<State> m_state;
};

std::string sha256(std::span<const std::byte> bytes);
std::string sha256(std::string_view text);
Result<std::string> sha256OfFile(const std::filesystem::path& path, Progress& progress);

/// XXH3-64 as 16 hex digits: a fast checksum against damage, not against malice.
std::string checksum(std::span<const std::byte> bytes);

}  // namespace sparsescope
