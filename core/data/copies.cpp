// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/copies.h"

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"

#include <algorithm>
#include <functional>
#include <map>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

/// Items that may hold the same bytes, ascending.
using Group = std::vector<std::size_t>;
/// What equal files have in common; empty for a file that is none of them.
using KeyOf = std::function<std::string(const fs::path&)>;

std::string sizeKey(const fs::path& path)
{
    std::error_code error;
    const std::uintmax_t size = fs::file_size(path, error);
    return error || size == 0 ? "" : std::to_string(size);
}

std::string startKey(const fs::path& path)
{
    constexpr std::uint64_t enough = 16 << 10;
    const auto file = FileReader::open(path);
    if (!file)
        return "";
    Bytes start(std::min(enough, file->size()));
    return file->readAt(0, start) ? checksum(start) : "";
}

/// The groups split by their items' keys; who is alone then is dropped.
Result<std::vector<Group>> refined(const Dataset& dataset, const std::vector<Group>& groups, const KeyOf& keyOf,
                                   Progress& progress)
{
    std::vector<Group> finer;
    for (const Group& group : groups) {
        std::map<std::string, Group> parts;
        for (const std::size_t item : group) {
            if (progress.stopRequested())
                return Cancelled{};
            if (const std::string key = keyOf(dataset.root / dataset.items[item].path); !key.empty())
                parts[key].push_back(item);
        }
        for (auto& [key, part] : parts)
            if (part.size() > 1)
                finer.push_back(std::move(part));
        progress.advance(static_cast<std::int64_t>(group.size()));
    }
    return finer;
}

Result<std::vector<Group>> equalFiles(const Dataset& dataset, Progress& progress)
{
    Progress silent({}, progress.stopToken());
    const auto wholeKey = [&](const fs::path& path) {
        const auto hash = sha256OfFile(path, silent);
        return hash ? *hash : std::string();
    };
    Group all(dataset.items.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = i;
    std::vector<Group> groups{std::move(all)};
    for (const KeyOf& keyOf : {KeyOf(sizeKey), KeyOf(startKey), KeyOf(wholeKey)}) {
        std::size_t items = 0;
        for (const Group& group : groups)
            items += group.size();
        progress.beginStage("Looking for copies", static_cast<std::int64_t>(items), "pictures");
        SS_TRY(groups, refined(dataset, groups, keyOf, progress));
    }
    return groups;
}

/// Counts pairs of one kind and keeps the first.
class Finding {
public:
    void add(const DatasetItem& item, const DatasetItem& other)
    {
        if (m_count++ == 0)
            m_example = fmt::format("{} and {}", quoted(item.path, 200), quoted(other.path, 200));
    }
    void tell(std::vector<std::string>& notes, const char* one, const char* several) const
    {
        if (m_count > 0)
            notes.push_back(fmt::format(fmt::runtime(m_count == 1 ? one : several), groupedNumber(m_count), m_example));
    }

private:
    std::int64_t m_count = 0;
    std::string m_example;
};

struct Findings {
    Finding copies;
    Finding alsoInTrain;
    Finding otherClass;

    void addGroup(const std::vector<DatasetItem>& items, const Group& group)
    {
        const DatasetItem& first = items[group.front()];
        const auto train = std::find_if(group.begin(), group.end(),
                                        [&](std::size_t item) { return items[item].split == Split::Train; });
        for (const std::size_t i : group) {
            const DatasetItem& item = items[i];
            if (i != group.front())
                copies.add(first, item);
            if (item.split != Split::Train && train != group.end())
                alsoInTrain.add(item, items[*train]);
            if (item.label != first.label)
                otherClass.add(first, item);
        }
    }
};

}  // namespace

Result<std::vector<std::string>> notesAboutCopies(const Dataset& dataset, Progress& progress)
{
    SS_TRY(std::vector<Group> groups, equalFiles(dataset, progress));
    std::sort(groups.begin(), groups.end());
    Findings found;
    for (const Group& group : groups)
        found.addGroup(dataset.items, group);
    std::vector<std::string> notes;
    found.copies.tell(notes, "{} picture is a copy of another, byte for byte: {}.",
                      "{} pictures are copies of others, byte for byte, for example {}.");
    found.alsoInTrain.tell(notes, "{} picture that is held out is in train too, so accuracy looks better than it is: {}.",
                           "{} pictures that are held out are in train too, so accuracy looks better than it is, for "
                           "example {}.");
    found.otherClass.tell(notes, "{} copy lies in another class than its original: {}.",
                          "{} copies lie in other classes than their originals, for example {}.");
    return notes;
}

}  // namespace sparsescope
