// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/disk_needs.h"

#include "base/text.h"

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

std::uint64_t featureBytes(std::int64_t rows, int features)
{
    constexpr std::uint64_t headersAndRecords = 8192;
    return static_cast<std::uint64_t>(rows)
               * (static_cast<std::uint64_t>(features) * sizeof(float) + sizeof(std::int64_t))
           + headersAndRecords;
}

std::uint64_t freeBytes(const fs::path& folder)
{
    std::error_code error;
    fs::path existing = fs::absolute(folder, error);
    while (!fs::exists(existing, error) && existing.has_relative_path())
        existing = existing.parent_path();
    const auto space = fs::space(existing, error);
    return error ? 0 : space.available;
}

Status checkDiskSpace(const fs::path& folder, std::uint64_t bytes)
{
    const std::uint64_t available = freeBytes(folder);
    if (available >= bytes)
        return Done{};
    return Error{
        "E-EXTRACT-009",
        fmt::format("The features need {} in {}, where {} are free. Free some space, or choose another folder; what "
                    "is finished is kept.",
                    byteSize(bytes), sparsescope::quoted(folder.string(), 300), byteSize(available)),
        ""};
}

}  // namespace sparsescope
