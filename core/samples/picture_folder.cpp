// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "samples/picture_folder.h"

#include "base/files.h"
#include "base/parallel.h"
#include "base/text.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <mutex>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace sparsescope {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

fs::path markPath(const fs::path& root)
{
    return root.parent_path() / (root.filename().string() + ".json");
}

json readMark(const fs::path& root)
{
    const auto text = readTextFile(markPath(root), 1 << 20);
    return text ? json::parse(*text, nullptr, false) : json();
}

std::int64_t picturesIn(const fs::path& root)
{
    std::int64_t count = 0;
    std::error_code error;
    for (fs::recursive_directory_iterator it(root, error), end; !error && it != end; it.increment(error))
        count += it->path().extension() == ".png" ? 1 : 0;
    return count;
}

bool isFinished(const fs::path& root, const json& recipe)
{
    const json mark = readMark(root);
    return mark.is_object() && mark.value("recipe", json()) == recipe && mark.value("pictures", -1) == picturesIn(root);
}

const char* folderName(Split split)
{
    return split == Split::Train ? "train" : split == Split::Validation ? "val" : "test";
}

fs::path pathOf(const fs::path& root, const PlannedPicture& picture)
{
    return root / folderName(picture.split) / picture.folder / (picture.name + ".png");
}

/// Plain writes, without a flush each: thousands of them would take a minute. One flush of all follows at the end.
Status writePicture(const fs::path& path, const Image& image)
{
    SS_TRY(const Bytes png, encodePng(image));
    std::ofstream stream(path, std::ios::binary);
    stream.write(reinterpret_cast<const char*>(png.data()), static_cast<std::streamsize>(png.size()));
    stream.close();
    if (stream)
        return Done{};
    return Error{"E-SAMPLE-001", fmt::format("Cannot write {}: {}.", quoted(path.string(), 300), std::strerror(errno)),
                 ""};
}

Status flushDisk(const fs::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool flushed = descriptor >= 0 && ::syncfs(descriptor) == 0;
    const int number = errno;
    if (descriptor >= 0)
        ::close(descriptor);
    if (flushed)
        return Done{};
    return Error{"E-SAMPLE-002",
                 fmt::format("Cannot bring the pictures in {} to the disk: {}.", quoted(folder.string(), 300),
                             std::strerror(number)),
                 ""};
}

Status emptyFolder(const fs::path& root, const std::vector<PlannedPicture>& plan)
{
    std::error_code error;
    for (const Split split : {Split::Train, Split::Validation, Split::Test})
        fs::remove_all(root / folderName(split), error);
    fs::remove(markPath(root), error);
    for (const auto& picture : plan)
        if (const fs::path folder = pathOf(root, picture).parent_path(); !fs::is_directory(folder, error))
            SS_CHECK(createFolders(folder));
    return Done{};
}

/// The first thing that went wrong in any thread.
class FirstFailure {
public:
    void keep(Failure failure)
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_failure)
            m_failure = std::move(failure);
        m_any = true;
    }
    bool any() const { return m_any; }
    Status status() const { return m_failure ? Status(*m_failure) : Status(Done{}); }

private:
    std::mutex m_mutex;
    std::optional<Failure> m_failure;
    std::atomic<bool> m_any = false;
};

Result<bool> drawOne(const fs::path& path, const Drawer& drawer, std::size_t index, Progress& progress)
{
    if (progress.stopRequested())
        return Cancelled{};
    SS_TRY(const auto image, drawer(index));
    if (image)
        SS_CHECK(writePicture(path, *image));
    progress.advance();
    return image.has_value();
}

/// Returns how many were drawn.
Result<std::int64_t> drawAll(const fs::path& root, const std::vector<PlannedPicture>& plan,
                             const DrawerFactory& drawers, Progress& progress)
{
    std::atomic<std::int64_t> drawn = 0;
    FirstFailure failure;
    parallelFor(plan.size(), availableCores(), [&](std::size_t begin, std::size_t end) {
        const auto drawer = drawers();
        if (!drawer)
            failure.keep(drawer.failure());
        for (std::size_t i = begin; i < end && !failure.any(); ++i) {
            if (const auto one = drawOne(pathOf(root, plan[i]), *drawer, i, progress); one)
                drawn += *one ? 1 : 0;
            else
                failure.keep(one.failure());
        }
    });
    SS_CHECK(failure.status());
    return drawn.load();
}

}  // namespace

Status makePictureFolder(const fs::path& root, const json& recipe, const std::vector<PlannedPicture>& plan,
                         const DrawerFactory& drawers, Progress& progress)
{
    progress.beginStage("Drawing pictures", static_cast<std::int64_t>(plan.size()), "pictures");
    if (isFinished(root, recipe)) {
        progress.skipDone(static_cast<std::int64_t>(plan.size()));
        return Done{};
    }
    SS_CHECK(emptyFolder(root, plan));
    SS_TRY(const std::int64_t drawn, drawAll(root, plan, drawers, progress));
    SS_CHECK(flushDisk(root));
    const std::int64_t left = static_cast<std::int64_t>(plan.size()) - drawn;
    const json mark = {{"recipe", recipe}, {"pictures", drawn}, {"left_out", left}};
    return writeFileAtomically(markPath(root), mark.dump(2) + "\n");
}

std::int64_t leftOut(const fs::path& root)
{
    const json mark = readMark(root);
    return mark.is_object() ? mark.value("left_out", std::int64_t(0)) : 0;
}

}  // namespace sparsescope
