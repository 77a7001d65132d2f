// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/dataset.h"

#include "base/guard.h"
#include "base/hash.h"
#include "base/text.h"
#include "data/class_names.h"
#include "data/dataset_warnings.h"
#include "data/folder_walk.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

/// A picture with its class key, before classes are numbered.
struct FoundItem {
    FoundFile file;
    std::string key;
    Split split = Split::Train;
};

struct FoundFolders {
    std::vector<FoundItem> items;
    std::vector<std::string> keys;          ///< All class folders, also empty ones.
    std::array<bool, 3> splits{};           ///< Which had folders of their own.
    DatasetNotes notes;
};

std::optional<Split> splitOf(const std::string& folder)
{
    static const std::map<std::string, Split> names{
        {"train", Split::Train}, {"training", Split::Train}, {"val", Split::Validation}, {"valid", Split::Validation},
        {"validation", Split::Validation}, {"test", Split::Test}, {"testing", Split::Test}};
    const auto found = names.find(slug(folder));
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

/// The second layout of dataset.h, told from the names and from what lies directly in the folder of that name.
bool hasSplitFolders(FolderWalk& walk, const std::vector<std::string>& folders)
{
    bool all = !folders.empty();
    for (const std::string& folder : folders) {
        const std::optional<Split> split = splitOf(folder);
        all = all && split.has_value();
        if (!split)
            continue;
        const FolderWalk::Listing inside = walk.list(folder);
        const bool holdsClasses = inside.pictures.empty() && !inside.folders.empty();
        if (split == Split::Train && holdsClasses)
            return true;
        all = all && holdsClasses;
    }
    return all;
}

void takeClasses(FolderWalk& walk, const std::string& parent, Split split, const std::vector<std::string>& keys,
                 FoundFolders& found)
{
    for (const std::string& key : keys) {
        found.keys.push_back(key);
        for (FoundFile& file : walk.picturesBelow(parent.empty() ? key : parent + "/" + key))
            found.items.push_back({std::move(file), key, split});
    }
}

FoundFolders findAll(const fs::path& root, Progress& progress)
{
    FoundFolders found;
    Progress silent;  // what is looked at twice is counted once
    FolderWalk scout(root, silent);
    const std::vector<std::string> folders = scout.list("").folders;
    const bool bySplit = hasSplitFolders(scout, folders);
    FolderWalk walk(root, progress);
    found.notes.classless = static_cast<std::int64_t>(walk.list("").pictures.size());
    if (!bySplit)
        takeClasses(walk, "", Split::Train, folders, found);
    for (const std::string& folder : bySplit ? folders : std::vector<std::string>{}) {
        const std::optional<Split> split = splitOf(folder);
        if (!split) {
            found.notes.unusedFolders.push_back(folder);
            continue;
        }
        const FolderWalk::Listing inside = walk.list(folder);
        found.notes.classless += static_cast<std::int64_t>(inside.pictures.size());
        found.splits[static_cast<std::size_t>(*split)] = true;
        takeClasses(walk, folder, *split, inside.folders, found);
    }
    std::sort(found.keys.begin(), found.keys.end());
    found.keys.erase(std::unique(found.keys.begin(), found.keys.end()), found.keys.end());
    found.notes.walk = walk.notes();
    return found;
}

/// Keys that have pictures, and pictures to train on; the others go, into the notes.
void dropUnusable(FoundFolders& found)
{
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> counts;  // all, to train on
    const bool resplit = !found.splits[0];
    for (const FoundItem& item : found.items) {
        ++counts[item.key].first;
        counts[item.key].second += resplit || item.split == Split::Train ? 1 : 0;
    }
    for (const std::string& key : found.keys) {
        if (!counts.contains(key))
            found.notes.emptyClasses.push_back(key);
        else if (counts[key].second == 0)
            found.notes.untrainable.push_back(key);
    }
    const auto unusable = [&](const std::string& key) { return !counts.contains(key) || counts[key].second == 0; };
    std::erase_if(found.keys, unusable);
    std::erase_if(found.items, [&](const FoundItem& item) { return unusable(item.key); });
}

/// Splits without a folder are cut from train; without train all is dealt anew.
void fillSplits(Dataset& dataset, const std::array<bool, 3>& given, DatasetOptions options)
{
    if (given[0]) {
        options.validationShare = given[1] ? 0 : options.validationShare;
        options.testShare = given[2] ? 0 : options.testShare;
    }
    std::vector<DatasetItem> free;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < dataset.items.size(); ++i) {
        if (given[0] && dataset.items[i].split != Split::Train)
            continue;
        free.push_back(dataset.items[i]);
        places.push_back(i);
    }
    assignSplits(free, static_cast<int>(dataset.classes.size()), options);
    for (std::size_t i = 0; i < places.size(); ++i)
        dataset.items[places[i]].split = free[i].split;
}

/// Numbers the classes and sorts the items; `files` keeps the found files in the items' order, for the fingerprint.
Dataset assemble(FoundFolders& found, std::vector<FoundFile>& files)
{
    Dataset dataset;
    std::map<std::string, int> labels;
    for (const std::string& key : found.keys) {
        labels[key] = static_cast<int>(dataset.classes.size());
        dataset.classes.push_back({key, key, {}});
    }
    std::sort(found.items.begin(), found.items.end(), [](const FoundItem& a, const FoundItem& b) {
        return std::tie(a.key, a.file.path) < std::tie(b.key, b.file.path);
    });
    for (FoundItem& item : found.items) {
        dataset.items.push_back({item.file.path, labels[item.key], item.split});
        files.push_back(std::move(item.file));
    }
    return dataset;
}

std::string fingerprintOf(const Dataset& dataset, const std::vector<FoundFile>& files)
{
    Sha256 hash;
    hash.add(fmt::format("{} classes\n", dataset.classes.size()));
    for (const DatasetClass& klass : dataset.classes)
        hash.add(fmt::format("{}:{}\n", klass.key.size(), klass.key));
    for (std::size_t i = 0; i < files.size(); ++i)
        hash.add(fmt::format("{}:{} {} {} {} {}\n", files[i].path.size(), files[i].path, files[i].size,
                             files[i].modified, dataset.items[i].label, splitName(dataset.items[i].split)));
    return hash.hexDigest();
}

Status nameClasses(Dataset& dataset, const fs::path& namesFile, DatasetNotes& notes)
{
    if (namesFile.empty())
        return Done{};
    SS_TRY(const auto names, readClassNames(namesFile));
    for (DatasetClass& klass : dataset.classes) {
        const auto found = names.find(klass.key);
        if (found == names.end())
            notes.unnamed.push_back(klass.key);
        else
            klass.name = found->second;
    }
    return Done{};
}

Status checkRequest(const fs::path& root, const DatasetOptions& options)
{
    std::error_code error;
    if (!fs::is_directory(root, error))
        return Error{
            "E-DATA-001",
            fmt::format("Cannot open the pictures in {}: there is no folder of this name{}. Choose a folder with "
                        "one sub-folder for each class.",
                        quoted(root.string(), 300), error ? " (" + error.message() + ")" : ""),
            ""};
    const double held = options.validationShare + options.testShare;
    if (options.validationShare >= 0 && options.testShare >= 0 && held < 1)
        return Done{};
    return Error{"E-DATA-005", fmt::format("The shares for validation ({}) and test ({}) must be 0 or more and leave "
                                           "something to train on. Make them smaller.",
                                           options.validationShare, options.testShare), ""};
}

Result<Dataset> openChecked(const fs::path& root, const DatasetOptions& options, Progress& progress)
{
    progress.beginStage("Listing pictures", 0, "pictures");
    FoundFolders found = findAll(root, progress);
    if (progress.stopRequested())
        return Cancelled{};
    dropUnusable(found);
    if (found.items.empty())
        return noPictures(root, found.notes);
    std::vector<FoundFile> files;
    Dataset dataset = assemble(found, files);
    dataset.root = root;
    dataset.explicitSplits = found.splits[0] || found.splits[1] || found.splits[2];
    fillSplits(dataset, found.splits, options);
    for (const DatasetItem& item : dataset.items)
        ++dataset.classes[static_cast<std::size_t>(item.label)].counts[static_cast<std::size_t>(item.split)];
    SS_CHECK(nameClasses(dataset, options.namesFile, found.notes));
    found.notes.resplit = dataset.explicitSplits && !found.splits[0];
    dataset.warnings = warningsAbout(dataset, found.notes);
    dataset.fingerprint = fingerprintOf(dataset, files);
    return dataset;
}

}  // namespace

Result<Dataset> openImageFolder(const fs::path& root, const DatasetOptions& options, Progress& progress)
{
    SS_CHECK(checkRequest(root, options));
    return guarded("Cannot open the pictures in " + quoted(root.string(), 300), "E-DATA-007",
                   [&] { return openChecked(root, options, progress); });
}

}  // namespace sparsescope
