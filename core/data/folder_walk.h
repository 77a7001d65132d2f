// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sparsescope {

/// A picture found, with what the fingerprint needs.
struct FoundFile {
    std::string path;               ///< Relative to the root.
    std::uint64_t size = 0;
    std::int64_t modified = 0;      ///< Nanoseconds since 1970.
};

/// What was passed over on the way, for the warnings. Paths are relative to the root.
struct WalkNotes {
    std::vector<std::string> linksOut;
    std::vector<std::string> loops;
    std::vector<std::string> unreadable;
    std::int64_t otherFiles = 0;    ///< Without a picture's extension.
    std::int64_t notRegular = 0;    ///< Pipes, sockets, devices, dead links.
};

/// Walks folders below one root. Links are followed where they lead to somewhere inside it; a folder is entered once in
/// each walk, known by device and inode, and never one that the walk is already inside.
class FolderWalk {
public:
    FolderWalk(std::filesystem::path root, Progress& progress);

    struct Listing {
        std::vector<std::string> folders;   ///< Names, in byte order.
        std::vector<FoundFile> pictures;
    };
    /// One folder, not what is in its sub-folders. `relative` "" is the root.
    Listing list(const std::string& relative);
    /// All pictures in the folder, at any depth.
    std::vector<FoundFile> picturesBelow(const std::string& relative);

    const WalkNotes& notes() const { return m_notes; }

private:
    using FolderId = std::pair<std::uint64_t, std::uint64_t>;
    void take(const std::filesystem::directory_entry& entry, const std::string& relative, Listing& listing);
    bool leadsOut(const std::filesystem::path& path) const;

    std::filesystem::path m_root;
    std::filesystem::path m_realRoot;
    Progress& m_progress;
    WalkNotes m_notes;
};

}  // namespace sparsescope
