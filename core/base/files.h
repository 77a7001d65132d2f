// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

using Bytes = std::vector<std::byte>;

/// Positioned reads from one regular file, opened without blocking (a FIFO or device is refused in words). The size is
/// that at opening; a file that shrinks or is replaced under us is an error, never a signal, as nothing is mapped.
class FileReader {
public:
    static Result<FileReader> open(const std::filesystem::path& path);

    std::uint64_t size() const;
    const std::filesystem::path& path() const;
    std::string displayName() const;  ///< File name only, safe to show.
    /// Fills `out` from `offset` or says how many bytes are missing. Thread-safe.
    Status readAt(std::uint64_t offset, std::span<std::byte> out) const;

private:
    struct State;
    std::shared_ptr<const State> m_state;
};

/// The whole of a regular file of at most `limit` bytes.
Result<Bytes> readFile(const std::filesystem::path& path, std::uint64_t limit);
Result<std::string> readTextFile(const std::filesystem::path& path, std::uint64_t limit);

/// A file that appears at `path` complete or not at all: written to a sibling, flushed to disk, renamed, and the folder
/// flushed too. Without commit() nothing is left behind. Every failed step is reported; none is retried.
class AtomicFile {
public:
    static Result<AtomicFile> create(const std::filesystem::path& path);
    AtomicFile(AtomicFile&&) noexcept;
    AtomicFile& operator=(AtomicFile&&) noexcept;
    ~AtomicFile();

    Status write(std::span<const std::byte> bytes);
    Status write(std::string_view text);
    Status commit();

private:
    struct State;
    explicit AtomicFile(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

Status writeFileAtomically(const std::filesystem::path& path, std::span<const std::byte> bytes);
Status writeFileAtomically(const std::filesystem::path& path, std::string_view text);

Status createFolders(const std::filesystem::path& path);

/// Held while one process works on a folder; a second one is told who holds it. Freed by the system when we die.
class FolderLock {
public:
    static Result<FolderLock> take(const std::filesystem::path& folder);
    FolderLock(FolderLock&&) noexcept;
    FolderLock& operator=(FolderLock&&) noexcept;
    ~FolderLock();

private:
    explicit FolderLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

/// Where the person's own files go: $XDG_DATA_HOME/sparsescope, or ~/.local/share/sparsescope.
std::filesystem::path userDataFolder();

}  // namespace sparsescope
