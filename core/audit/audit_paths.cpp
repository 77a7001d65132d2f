// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_state.h"

#include "base/io_seam.h"
#include "base/text.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view keptPrefix = "path-";
constexpr std::string_view removedEnding = ".removed";

/// Numbers of the earlier paths, ascending.
std::vector<int> keptNumbers(const fs::path& folder)
{
    std::vector<int> numbers;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
        if (const int number = numberBehind(keptPrefix, entry.path().filename().string()); number > 0)
            numbers.push_back(number);
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

/// Names come from the command line or a list that grew old: only those of paths are ever joined to the folder.
Result<fs::path> folderOf(const fs::path& audit, const std::string& name)
{
    std::error_code ignored;
    const bool isPath = name == Audit::State::presentPath || numberBehind(keptPrefix, name) > 0;
    if (!isPath || !fs::is_directory(audit / name, ignored))
        return Error{"E-AUDIT-050",
                     fmt::format("There is no path {} in this audit. \"paths\" lists those there are.",
                                 sparsescope::quoted(name, 60)),
                     ""};
    return audit / name;
}

Result<fs::path> earlierFolder(const fs::path& audit, const std::string& name)
{
    if (name == Audit::State::presentPath)
        return Error{"E-AUDIT-051", "\"path\" is the present path. Choose an earlier one: path-1, path-2, ….", ""};
    return folderOf(audit, name);
}

KeptPath describePath(const fs::path& folder)
{
    KeptPath path;
    path.name = folder.filename().string();
    const PathStore store(folder);
    const auto header = store.header();
    if (header.failed())
        path.trouble = header.error().message;
    if (!header.ok() || !header->has_value())
        return path;
    path.createdUtc = (*header)->createdUtc;
    path.origin = (*header)->origin;
    path.options = (*header)->options;
    path.complete = (*header)->complete;
    const auto stored = store.summary();
    path.points = stored.ok() ? static_cast<int>(stored->points.size()) : 0;
    path.trouble = stored.failed() ? stored.error().message : stored.ok() ? stored->note : "";
    return path;
}

/// Folders that a removal renamed and then died over.
void sweepRemoved(const fs::path& audit)
{
    std::error_code ignored;
    std::vector<fs::path> leftovers;
    for (const auto& entry : fs::directory_iterator(audit, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(keptPrefix) && name.ends_with(removedEnding))
            leftovers.push_back(entry.path());
    }
    for (const fs::path& leftover : leftovers)
        fs::remove_all(leftover, ignored);
}

}  // namespace

Result<std::vector<KeptPath>> Audit::paths() const
{
    std::vector<KeptPath> paths;
    std::error_code ignored;
    if (fs::is_directory(m_state->folder / State::presentPath, ignored))
        paths.push_back(describePath(m_state->folder / State::presentPath));
    for (const int number : keptNumbers(m_state->folder))
        paths.push_back(describePath(m_state->folder / fmt::format("{}{}", keptPrefix, number)));
    return paths;
}

Result<PathView> Audit::pathNamed(const std::string& name) const
{
    SS_TRY(const fs::path folder, folderOf(m_state->folder, name));
    const PathStore store(folder);
    SS_TRY(const auto header, store.header());
    SS_TRY(const StoredPath stored, store.summary());
    SS_TRY(const Selection selection, m_state->store->selection());
    return viewOf(stored, header.value_or(PathHeader{}), selection);
}

Status Audit::usePath(const std::string& name)
{
    SS_TRY(const FolderLock lock, FolderLock::take(m_state->folder));
    SS_TRY(const fs::path folder, earlierFolder(m_state->folder, name));
    const PathStore earlier(folder);
    SS_TRY(const auto header, earlier.header());
    if (!header || !earlier.hasPoints())
        return Error{"E-AUDIT-052",
                     fmt::format("The path {} has no points. Choose another.", sparsescope::quoted(name, 60)), ""};
    SS_TRY(const std::string aside, m_state->paths().replaceBy(folder));
    m_state->note("paths", aside.empty()
                               ? fmt::format("{} is the present path.", name)
                               : fmt::format("{} is the present path; the one before is kept as {}.", name, aside));
    return Done{};
}

Status Audit::removePath(const std::string& name)
{
    SS_TRY(const FolderLock lock, FolderLock::take(m_state->folder));
    SS_TRY(const fs::path folder, earlierFolder(m_state->folder, name));
    sweepRemoved(m_state->folder);
    // Gone at once by its name; what a kill leaves of it is swept next time.
    fs::path removed = folder;
    removed += removedEnding;
    if (io::rename(folder.c_str(), removed.c_str()) != 0)
        return Error{
            "E-AUDIT-053",
            fmt::format("Cannot remove {}: {}.", sparsescope::quoted(folder.string(), 300), std::strerror(errno)), ""};
    std::error_code error;
    fs::remove_all(removed, error);
    m_state->note("paths", fmt::format("{} was removed.", name));
    if (error)
        return Error{
            "E-AUDIT-053",
            fmt::format("Cannot remove all of {}: {}.", sparsescope::quoted(removed.string(), 300), error.message()),
            ""};
    return Done{};
}

}  // namespace sparsescope
