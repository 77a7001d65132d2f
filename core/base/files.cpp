// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/files.h"

#include "base/hash.h"
#include "base/io_seam.h"
#include "base/text.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

Error systemError(const char* code, const std::string& doing, const fs::path& path, int number)
{
    std::string hint;
    if (number == ENOSPC || number == EDQUOT) {
        std::error_code ignored;
        const auto space = fs::space(path.parent_path(), ignored);
        hint = fmt::format(" {} are free there; free some space and try again.",
                           ignored ? "Too few bytes" : byteSize(space.available));
    }
    return {code, fmt::format("Cannot {} {}: {}.{}", doing, quoted(path.string(), 300), std::strerror(number), hint), ""};
}

const char* kindOf(const struct stat& info)
{
    return S_ISDIR(info.st_mode) ? "a folder"
        : S_ISFIFO(info.st_mode) ? "a pipe"
        : S_ISSOCK(info.st_mode) ? "a socket"
                                 : "a device";
}

/// Where a file is written before it takes its name. A name near the longest that file systems take is replaced by its
/// checksum, since the sibling's is longer.
fs::path siblingOf(const fs::path& path)
{
    constexpr std::size_t longestName = 255;
    const std::string name = path.filename().string();
    const std::string ending = fmt::format(".{}.part", ::getpid());
    const bool fits = name.size() + ending.size() < longestName;
    return path.parent_path()
        / ("." + (fits ? name : checksum(std::as_bytes(std::span(name.data(), name.size())))) + ending);
}

/// Flushes the folder, so that a rename in it survives a power cut.
int syncFolder(const fs::path& folder)
{
    const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return -1;
    const int result = io::sync(descriptor);
    ::close(descriptor);
    return result;
}

}  // namespace

struct FileReader::State {
    int descriptor = -1;
    std::uint64_t size = 0;
    fs::path path;
    ~State()
    {
        if (descriptor >= 0)
            ::close(descriptor);
    }
};

Result<FileReader> FileReader::open(const fs::path& path)
{
    auto state = std::make_shared<State>();
    state->path = path;
    state->descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat info{};
    if (state->descriptor < 0 || ::fstat(state->descriptor, &info) != 0)
        return systemError("E-FILE-001", "open", path, errno);
    if (!S_ISREG(info.st_mode))
        return Error{"E-FILE-002", fmt::format("Cannot open {}: it is {}, not a regular file. Choose a file.",
                                               quoted(path.string(), 300), kindOf(info)), ""};
    state->size = static_cast<std::uint64_t>(info.st_size);
    FileReader reader;
    reader.m_state = std::move(state);
    return reader;
}

std::uint64_t FileReader::size() const { return m_state->size; }
const fs::path& FileReader::path() const { return m_state->path; }
std::string FileReader::displayName() const { return displayText(m_state->path.filename().string()); }

Status FileReader::readAt(std::uint64_t offset, std::span<std::byte> out) const
{
    std::size_t have = 0;
    while (have < out.size()) {
        const ssize_t got = ::pread(m_state->descriptor, out.data() + have, out.size() - have,
                                    static_cast<off_t>(offset + have));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return systemError("E-FILE-003", "read", m_state->path, errno);
        if (got == 0)
            return Error{"E-FILE-004", fmt::format("Cannot read {}: {} bytes are missing at byte {}. The file is cut short or "
                                                   "changed while it was read; copy or download it again.",
                                                   quoted(m_state->path.string(), 300), out.size() - have, offset + have), ""};
        have += static_cast<std::size_t>(got);
    }
    return Done{};
}

Result<Bytes> readFile(const fs::path& path, std::uint64_t limit)
{
    SS_TRY(const FileReader file, FileReader::open(path));
    if (file.size() > limit)
        return Error{"E-FILE-005", fmt::format("Cannot read {}: it has {}, the limit for this kind of file is {}.",
                                               quoted(path.string(), 300), byteSize(file.size()), byteSize(limit)), ""};
    Bytes bytes(file.size());
    SS_CHECK(file.readAt(0, bytes));
    return bytes;
}

Result<std::string> readTextFile(const fs::path& path, std::uint64_t limit)
{
    SS_TRY(const Bytes bytes, readFile(path, limit));
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

struct AtomicFile::State {
    int descriptor = -1;
    fs::path path;
    fs::path sibling;
    ~State()
    {
        if (descriptor >= 0)
            ::close(descriptor);
        if (!sibling.empty())
            ::unlink(sibling.c_str());
    }
};

AtomicFile::AtomicFile(std::unique_ptr<State> state) : m_state(std::move(state)) {}
AtomicFile::AtomicFile(AtomicFile&&) noexcept = default;
AtomicFile& AtomicFile::operator=(AtomicFile&&) noexcept = default;
AtomicFile::~AtomicFile() = default;

Result<AtomicFile> AtomicFile::create(const fs::path& path)
{
    auto state = std::make_unique<State>();
    state->path = path;
    const fs::path sibling = siblingOf(path);
    state->descriptor = io::openForWriting(sibling.c_str());
    if (state->descriptor < 0)
        return systemError("E-FILE-006", "write", path, errno);
    state->sibling = sibling;
    return AtomicFile(std::move(state));
}

Status AtomicFile::write(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t put = io::write(m_state->descriptor, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return systemError("E-FILE-007", "write", m_state->path, errno);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
    return Done{};
}

Status AtomicFile::write(std::string_view text)
{
    return write(std::as_bytes(std::span(text.data(), text.size())));
}

Status AtomicFile::commit()
{
    // After a failed fsync the kernel may have dropped the data, so the file counts as not written (no retry).
    if (io::sync(m_state->descriptor) != 0)
        return systemError("E-FILE-008", "flush to disk", m_state->path, errno);
    const int closed = io::close(std::exchange(m_state->descriptor, -1));
    if (closed != 0)
        return systemError("E-FILE-009", "finish writing", m_state->path, errno);
    if (io::rename(m_state->sibling.c_str(), m_state->path.c_str()) != 0)
        return systemError("E-FILE-010", "move into place", m_state->path, errno);
    m_state->sibling.clear();
    if (syncFolder(m_state->path.parent_path()) != 0)
        return systemError("E-FILE-011", "flush the folder of", m_state->path, errno);
    return Done{};
}

Status writeFileAtomically(const fs::path& path, std::span<const std::byte> bytes)
{
    SS_TRY(AtomicFile file, AtomicFile::create(path));
    SS_CHECK(file.write(bytes));
    return file.commit();
}

Status writeFileAtomically(const fs::path& path, std::string_view text)
{
    return writeFileAtomically(path, std::as_bytes(std::span(text.data(), text.size())));
}

Status createFolders(const fs::path& path)
{
    std::error_code error;
    fs::create_directories(path, error);
    if (error)
        return systemError("E-FILE-012", "create the folder", path, error.value());
    return Done{};
}

Result<FolderLock> FolderLock::take(const fs::path& folder)
{
    const fs::path path = folder / ".lock";
    FolderLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (lock.m_descriptor < 0)
        return systemError("E-LOCK-001", "lock", folder, errno);
    if (::flock(lock.m_descriptor, LOCK_EX | LOCK_NB) != 0) {
        char holder[32] = {};
        const ssize_t read = ::pread(lock.m_descriptor, holder, sizeof holder - 1, 0);
        return Error{"E-LOCK-002", fmt::format("{} is in use by process {}. Close it there, or wait until it has finished.",
                                               quoted(folder.string(), 300), displayText({holder, std::size_t(std::max<ssize_t>(read, 0))})), ""};
    }
    const std::string pid = std::to_string(::getpid());
    if (::ftruncate(lock.m_descriptor, 0) != 0 || ::pwrite(lock.m_descriptor, pid.data(), pid.size(), 0) < 0)
        return systemError("E-LOCK-003", "lock", folder, errno);
    return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

FolderLock::~FolderLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

fs::path userDataFolder()
{
    if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/')
        return fs::path(data) / "sparsescope";
    const char* home = std::getenv("HOME");
    return fs::path(home != nullptr && *home == '/' ? home : "/tmp") / ".local/share/sparsescope";
}

}  // namespace sparsescope
