// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/path_store.h"

#include "base/io_seam.h"
#include "base/text.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

constexpr int mostKept = 1'000'000;

Status moveFolder(const fs::path& from, const fs::path& to)
{
    if (io::rename(from.c_str(), to.c_str()) != 0)
        return Error{"E-PATH-006",
                     fmt::format("Cannot rename {}: {}.", quoted(from.string(), 300), std::strerror(errno)), ""};
    return Done{};
}

}  // namespace

int numberBehind(std::string_view prefix, std::string_view name)
{
    if (!name.starts_with(prefix))
        return 0;
    const std::string_view digits = name.substr(prefix.size());
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool plain =
        error == std::errc() && end == digits.data() + digits.size() && digits.front() != '0' && digits.front() != '-';
    return plain ? number : 0;
}

Result<std::string> PathStore::setAside() const
{
    int last = 0;
    std::error_code error;
    const std::string prefix = m_folder.filename().string() + "-";
    for (const auto& entry : fs::directory_iterator(m_folder.parent_path(), error))
        last = std::max(last, numberBehind(prefix, entry.path().filename().string()));
    if (last >= mostKept)
        return Error{
            "E-PATH-007",
            fmt::format("The earlier paths of this audit are numbered up to {}. Remove those that you no longer "
                        "need, the last one first.",
                        last),
            ""};
    fs::path target = m_folder;
    target += fmt::format("-{}", last + 1);
    SS_CHECK(moveFolder(m_folder, target));
    return target.filename().string();
}

Result<std::string> PathStore::replaceBy(const fs::path& other) const
{
    std::string before;
    std::error_code ignored;
    if (fs::exists(m_folder, ignored)) {
        SS_TRY(before, setAside());
    }
    SS_CHECK(moveFolder(other, m_folder));
    return before;
}

}  // namespace sparsescope
