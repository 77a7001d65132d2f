// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/text_data.h"

#include "base/guard.h"
#include "base/hash.h"
#include "base/text.h"
#include "data/class_names.h"
#include "data/folder_walk.h"
#include "data/text_warnings.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

namespace sparsescope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t mostClasses = 2000;

/// Whole numbers by size, then other keys by their bytes.
bool comesBefore(const std::string& a, const std::string& b)
{
    const auto numberOf = [](const std::string& key) -> std::optional<std::int64_t> {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
        return error == std::errc() && end == key.data() + key.size() ? std::optional(number) : std::nullopt;
    };
    const auto first = numberOf(a);
    const auto second = numberOf(b);
    if (first && second && *first != *second)
        return *first < *second;
    return first.has_value() != second.has_value() ? first.has_value() : a < b;
}

Error noClasses(const fs::path& path, const std::string& found)
{
    return {"E-TEXT-007", fmt::format("Cannot open the texts in {}: {}.", sparsescope::quoted(path.string(), 300), found), ""};
}

/// The classes with texts to train on, in order. Texts of the others go, into the findings.
Result<std::vector<std::string>> usableKeys(FoundTexts& found, const fs::path& path, TextFindings& findings)
{
    std::map<std::string, std::int64_t> trainable;
    for (const FoundText& text : found.texts)
        trainable[text.key] += text.split ? 0 : 1;
    std::vector<std::string> keys;
    for (const auto& [key, count] : trainable)
        (count > 0 ? keys : findings.untrainable).push_back(key);
    if (keys.empty())
        return noClasses(path, "no text with a label is in it");
    if (keys.size() > mostClasses || (keys.size() > 100 && keys.size() * 2 > found.texts.size()))
        return noClasses(path, fmt::format("the column of labels has {} different values in {} rows, such as {} and {}. Is it a "
                                           "column of ids or scores? Choose another", groupedNumber(static_cast<std::int64_t>(keys.size())),
                                           groupedNumber(static_cast<std::int64_t>(found.texts.size())),
                                           sparsescope::quoted(keys.front(), 40), sparsescope::quoted(keys.back(), 40)));
    std::sort(keys.begin(), keys.end(), comesBefore);
    const std::set<std::string> usable(keys.begin(), keys.end());
    std::erase_if(found.texts, [&](const FoundText& text) { return !usable.contains(text.key); });
    return keys;
}

std::vector<DatasetClass> classesOf(const std::vector<std::string>& keys, const FoundTexts& found)
{
    std::vector<DatasetClass> classes;
    const bool binary = keys.size() <= 2 && std::all_of(keys.begin(), keys.end(), [](const std::string& key) { return key == "0" || key == "1"; });
    for (const std::string& key : keys) {
        std::string name = key;
        if (binary && found.layout == TextLayout::Sst)
            name = key == "1" ? "positive" : "negative";
        if (found.layout == TextLayout::Jigsaw)
            name = (key == "1" ? "" : "not ") + found.target;
        classes.push_back({key, name, {}});
    }
    return classes;
}

/// Items and texts, by class and then as they stand in the files.
void assemble(FoundTexts& found, const std::vector<std::string>& keys, Dataset& dataset)
{
    std::map<std::string, int> labels;
    for (const std::string& key : keys)
        labels.emplace(key, static_cast<int>(labels.size()));
    std::stable_sort(found.texts.begin(), found.texts.end(), [&](const FoundText& a, const FoundText& b) {
        return labels.at(a.key) < labels.at(b.key);
    });
    for (FoundText& text : found.texts) {
        dataset.items.push_back({std::move(text.path), labels.at(text.key), text.split.value_or(Split::Train)});
        dataset.texts.push_back(std::move(text.text));
    }
}

/// Copies of a text among `rows` share the split of the first, which is dealt as a picture is by its path.
void dealSplits(Dataset& dataset, const std::vector<std::size_t>& rows, const DatasetOptions& options)
{
    std::unordered_map<std::string_view, std::size_t> firsts;
    std::vector<DatasetItem> different;
    std::vector<std::size_t> place;
    for (const std::size_t row : rows) {
        const auto [first, isNew] = firsts.try_emplace(dataset.texts[row], different.size());
        if (isNew)
            different.push_back({dataset.texts[row], dataset.items[row].label, Split::Train});
        place.push_back(first->second);
    }
    assignSplits(different, static_cast<int>(dataset.classes.size()), options);
    for (std::size_t i = 0; i < rows.size(); ++i)
        dataset.items[rows[i]].split = different[place[i]].split;
}

/// What no file was given for is cut from train.
void fillSplits(Dataset& dataset, const std::vector<bool>& fromTrain, const FoundTexts& found, DatasetOptions options)
{
    options.validationShare = found.validationGiven ? 0 : options.validationShare;
    options.testShare = found.testGiven ? 0 : options.testShare;
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < fromTrain.size(); ++row)
        if (fromTrain[row])
            rows.push_back(row);
    dealSplits(dataset, rows, options);
}

void lookAtCopies(const Dataset& dataset, const std::vector<bool>& fromTrain, TextFindings& findings)
{
    struct Seen {
        int label = 0;
        bool several = false;
        bool inTrain = false;
    };
    std::unordered_map<std::string_view, Seen> seen;
    std::set<std::pair<std::string_view, int>> others;  // labels of a text beyond its first
    for (std::size_t row = 0; row < dataset.items.size(); ++row) {
        const int label = dataset.items[row].label;
        const auto [at, isNew] = seen.try_emplace(dataset.texts[row], Seen{label, false, false});
        at->second.inTrain = at->second.inTrain || fromTrain[row];
        if (isNew)
            continue;
        const bool known = label == at->second.label || !others.emplace(dataset.texts[row], label).second;
        findings.duplicates += known ? 1 : 0;
        findings.contradictions += !known && !std::exchange(at->second.several, true) ? 1 : 0;
    }
    for (std::size_t row = 0; row < dataset.items.size(); ++row)
        findings.leaked += !fromTrain[row] && seen.at(dataset.texts[row]).inTrain ? 1 : 0;
}

std::string fingerprintOf(const Dataset& dataset)
{
    Sha256 hash;
    hash.add(fmt::format("texts, {} classes\n", dataset.classes.size()));
    for (const DatasetClass& klass : dataset.classes)
        hash.add(fmt::format("{}:{}\n", klass.key.size(), klass.key));
    for (std::size_t i = 0; i < dataset.items.size(); ++i) {
        const DatasetItem& item = dataset.items[i];
        hash.add(fmt::format("{}:{} {} {} {}:", item.path.size(), item.path, item.label, splitName(item.split), dataset.texts[i].size()));
        hash.add(dataset.texts[i]);
    }
    return hash.hexDigest();
}

Status nameClasses(Dataset& dataset, const fs::path& namesFile, TextFindings& findings)
{
    if (namesFile.empty())
        return Done{};
    SS_TRY(const auto names, readClassNames(namesFile));
    for (DatasetClass& klass : dataset.classes) {
        if (const auto name = names.find(klass.key); name != names.end())
            klass.name = name->second;
        else
            findings.unnamed.push_back(klass.key);
    }
    return Done{};
}

Status checkOptions(const DatasetOptions& options)
{
    const double held = options.validationShare + options.testShare;
    if (!(options.validationShare >= 0 && options.testShare >= 0 && held < 1))
        return Error{"E-DATA-005", fmt::format("The shares for validation ({}) and test ({}) must be 0 or more and leave something "
                                               "to train on. Make them smaller.", options.validationShare, options.testShare), ""};
    if (!(options.text.threshold > 0 && options.text.threshold <= 1))
        return Error{"E-TEXT-008", fmt::format("The threshold {} must be more than 0 and at most 1.", options.text.threshold), ""};
    return Done{};
}

Result<Dataset> openChecked(const fs::path& path, const DatasetOptions& options, Progress& progress)
{
    SS_TRY(const TextFiles files, findTextFiles(path, options.text));
    SS_TRY(FoundTexts found, readTexts(files, options.text, progress));
    TextFindings findings;
    SS_TRY(const auto keys, usableKeys(found, path, findings));
    Dataset dataset;
    dataset.kind = Dataset::Kind::Texts;
    dataset.root = files.root;
    dataset.explicitSplits = found.testGiven || found.validationGiven;
    dataset.classes = classesOf(keys, found);
    assemble(found, keys, dataset);
    std::vector<bool> fromTrain;
    for (const FoundText& text : found.texts)
        fromTrain.push_back(!text.split);
    fillSplits(dataset, fromTrain, found, options);
    for (const DatasetItem& item : dataset.items)
        ++dataset.classes[static_cast<std::size_t>(item.label)].counts[static_cast<std::size_t>(item.split)];
    lookAtCopies(dataset, fromTrain, findings);
    SS_CHECK(nameClasses(dataset, options.namesFile, findings));
    dataset.warnings = textWarnings(dataset, found, findings, options.text);
    dataset.fingerprint = fingerprintOf(dataset);
    return dataset;
}

/// A folder in which some folder, or one below it, holds a picture.
bool hasPictures(const fs::path& folder)
{
    Progress silent;
    FolderWalk walk(folder, silent);
    constexpr std::size_t lookedInto = 50;
    const auto outer = walk.list("").folders;
    for (std::size_t i = 0; i < outer.size() && i < lookedInto; ++i) {
        const FolderWalk::Listing inside = walk.list(outer[i]);
        if (!inside.pictures.empty())
            return true;
        for (std::size_t j = 0; j < inside.folders.size() && j < lookedInto; ++j)
            if (!walk.list(outer[i] + "/" + inside.folders[j]).pictures.empty())
                return true;
    }
    return false;
}

}  // namespace

Dataset::Kind dataKindOf(const fs::path& path, const DatasetOptions& options)
{
    std::error_code error;
    if (options.text.layout != TextLayout::Guessed)
        return Dataset::Kind::Texts;
    if (!fs::is_directory(path, error))
        return fs::exists(path, error) ? Dataset::Kind::Texts : Dataset::Kind::Pictures;
    if (hasPictures(path))
        return Dataset::Kind::Pictures;
    const auto files = findTextFiles(path, options.text);
    Progress silent;
    const bool texts = files.ok() && (files->layout != TextLayout::ClassFiles || FolderWalk(path, silent).list("").pictures.empty());
    return texts ? Dataset::Kind::Texts : Dataset::Kind::Pictures;
}

Result<Dataset> openTextData(const fs::path& path, const DatasetOptions& options, Progress& progress)
{
    SS_CHECK(checkOptions(options));
    return guarded("Cannot open the texts in " + sparsescope::quoted(path.string(), 300), "E-TEXT-009",
                   [&] { return openChecked(path, options, progress); });
}

Result<Dataset> openData(const fs::path& path, const DatasetOptions& options, Progress& progress)
{
    return dataKindOf(path, options) == Dataset::Kind::Texts ? openTextData(path, options, progress)
                                                             : openImageFolder(path, options, progress);
}

}  // namespace sparsescope
