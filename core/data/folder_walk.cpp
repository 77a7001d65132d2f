// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/folder_walk.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <sys/stat.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

bool isPictureName(const std::string& name)
{
    constexpr std::array<std::string_view, 7> extensions{".jpg", ".jpeg", ".jpe", ".png", ".bmp", ".webp", ".gif"};
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos)
        return false;
    std::string extension = name.substr(dot);
    for (char& c : extension)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

/// What file managers leave behind.
bool isClutter(const std::string& name)
{
    return name.front() == '.' || name == "Thumbs.db" || name == "desktop.ini" || name == "__MACOSX";
}

std::string joined(const std::string& folder, const std::string& name)
{
    return folder.empty() ? name : folder + "/" + name;
}

}  // namespace

FolderWalk::FolderWalk(fs::path root, Progress& progress) : m_root(std::move(root)), m_progress(progress)
{
    std::error_code ignored;
    m_realRoot = fs::canonical(m_root, ignored);
}

bool FolderWalk::leadsOut(const fs::path& path) const
{
    std::error_code error;
    const fs::path target = fs::canonical(path, error);
    if (error)
        return false;  // a dead link; it shows when the file is asked for
    const auto [rootEnd, targetEnd] = std::mismatch(m_realRoot.begin(), m_realRoot.end(), target.begin(), target.end());
    return rootEnd != m_realRoot.end();
}

void FolderWalk::take(const fs::directory_entry& entry, const std::string& relative, Listing& listing)
{
    const std::string name = entry.path().filename().string();
    if (isClutter(name))
        return;
    const std::string path = joined(relative, name);
    std::error_code ignored;
    if (entry.is_symlink(ignored) && leadsOut(entry.path())) {
        m_notes.linksOut.push_back(path);
        return;
    }
    struct stat info{};
    const bool known = ::stat(entry.path().c_str(), &info) == 0;
    if (known && S_ISDIR(info.st_mode)) {
        listing.folders.push_back(name);
    } else if (!isPictureName(name)) {
        ++m_notes.otherFiles;
    } else if (!known || !S_ISREG(info.st_mode)) {
        ++m_notes.notRegular;
    } else {
        const std::int64_t modified = std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
        listing.pictures.push_back({path, static_cast<std::uint64_t>(info.st_size), modified});
        m_progress.advance();
    }
}

FolderWalk::Listing FolderWalk::list(const std::string& relative)
{
    Listing listing;
    std::error_code error;
    fs::directory_iterator entry(m_root / relative, error);
    for (; !error && entry != fs::directory_iterator{}; entry.increment(error)) {
        if (m_progress.stopRequested())
            return {};
        take(*entry, relative, listing);
    }
    if (error)
        m_notes.unreadable.push_back(relative);
    std::sort(listing.folders.begin(), listing.folders.end());
    return listing;
}

std::vector<FoundFile> FolderWalk::picturesBelow(const std::string& relative)
{
    std::vector<FoundFile> found;
    std::set<FolderId> entered;
    // The folders that this one lies in count as entered, so that a link upwards is a loop.
    std::vector<std::string> waiting{relative};
    for (fs::path above = fs::path(relative).parent_path();; above = above.parent_path()) {
        struct stat info{};
        if (::stat((m_root / above).c_str(), &info) == 0)
            entered.emplace(info.st_dev, info.st_ino);
        if (above.empty())
            break;
    }
    while (!waiting.empty() && !m_progress.stopRequested()) {
        const std::string folder = std::move(waiting.back());
        waiting.pop_back();
        struct stat info{};
        if (::stat((m_root / folder).c_str(), &info) == 0 && !entered.emplace(info.st_dev, info.st_ino).second) {
            m_notes.loops.push_back(folder);
            continue;
        }
        Listing listing = list(folder);
        std::move(listing.pictures.begin(), listing.pictures.end(), std::back_inserter(found));
        for (const std::string& name : listing.folders)
            waiting.push_back(joined(folder, name));
    }
    return found;
}

}  // namespace sparsescope
