// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/text_files.h"

#include "base/files.h"
#include "base/text.h"
#include "data/delimited_text.h"

#include <algorithm>
#include <initializer_list>
#include <set>

#include <fmt/format.h>

namespace sparsescope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t mostFiles = 100'000;
constexpr std::uint64_t lookedAt = 64 << 10;  // bytes of a file that tell what is in it

std::string lowered(std::string text)
{
    for (char& c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

bool isRegular(const fs::path& path)
{
    std::error_code error;
    return fs::is_regular_file(path, error);
}

Error noTexts(const fs::path& path, const std::string& found)
{
    return {"E-TEXT-001",
            fmt::format("Cannot open the texts in {}: {}. Choose a CSV or TSV file, a folder with train.csv or train.tsv, or a "
                        "folder with one text file for each class.", sparsescope::quoted(path.string(), 300), found), ""};
}

struct FolderFiles {
    std::vector<fs::path> files;     ///< Regular ones by name, without hidden ones.
    std::vector<std::string> links;  ///< Names of links to somewhere else, which are not followed.
};

/// A link to a file that is in the folder anyway is no more than another name for it.
bool leadsElsewhere(const fs::path& link, const fs::path& folder)
{
    std::error_code error;
    return fs::canonical(link, error).parent_path() != fs::canonical(folder, error);
}

Result<FolderFiles> filesIn(const fs::path& folder)
{
    FolderFiles found;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        const std::string name = at->path().filename().string();
        if (name.starts_with('.') || !isRegular(at->path()))
            continue;
        if (found.files.size() + found.links.size() == mostFiles)
            return noTexts(folder, fmt::format("it holds more than {} files", groupedNumber(mostFiles)));
        if (!at->is_symlink(ignored))
            found.files.push_back(at->path());
        else if (leadsElsewhere(at->path(), folder))
            found.links.push_back(name);
    }
    if (error)
        return noTexts(folder, "it cannot be listed (" + error.message() + ")");
    std::sort(found.files.begin(), found.files.end());
    std::sort(found.links.begin(), found.links.end());
    return found;
}

/// The table of one of these names: "train.csv", "Train.tsv"; empty: none.
fs::path tableNamed(const std::vector<fs::path>& files, std::initializer_list<const char*> stems)
{
    for (const char* stem : stems)
        for (const fs::path& file : files)
            if (isTableName(file) && lowered(file.stem().string()) == stem)
                return file;
    return {};
}

void findTests(const std::vector<fs::path>& files, const TextDataOptions& options, TextFiles& found)
{
    if (!options.testFile.empty())
        found.tests = {options.testFile};
    else if (const fs::path test = tableNamed(files, {"test", "testing"}); !test.empty())
        found.tests = {test};
    // The second Jigsaw set has its labelled test texts in two files of other names.
    if (options.testFile.empty())
        for (const char* stem : {"test_public_expanded", "test_private_expanded"})
            if (const fs::path test = tableNamed(files, {stem}); !test.empty())
                found.tests.push_back(test);
    if (!options.testLabels.empty())
        found.testLabels = {options.testLabels};
    else if (const fs::path labels = tableNamed(files, {"test_labels"}); !labels.empty())
        found.testLabels = {labels};
}

void noteUnused(const std::vector<fs::path>& files, TextFiles& found)
{
    std::set<fs::path> used{found.train, found.validation};
    used.insert(found.tests.begin(), found.tests.end());
    used.insert(found.testLabels.begin(), found.testLabels.end());
    for (const fs::path& file : files)
        if (isTableName(file) && !used.contains(file))
            found.unused.push_back(file.filename().string());
}

bool isTextStart(std::string_view text)
{
    return !text.empty() && text.find('\0') == std::string_view::npos;
}

/// Files that look like text, but for indexes as fortunes have them.
void findClassFiles(const std::vector<fs::path>& files, TextFiles& found)
{
    for (const fs::path& file : files) {
        const std::string ending = lowered(file.extension().string());
        const auto start = readTableText(file, {}, lookedAt);
        if (ending == ".dat" || ending == ".json" || ending == ".md" || !start.ok() || !isTextStart(*start))
            found.unused.push_back(file.filename().string());
        else
            found.classes.push_back(file);
    }
}

Result<TextFiles> findInFolder(const fs::path& folder, const TextDataOptions& options)
{
    SS_TRY(const FolderFiles listed, filesIn(folder));
    const std::vector<fs::path>& files = listed.files;
    TextFiles found;
    found.root = folder;
    found.unused = listed.links;
    const auto tables = std::count_if(files.begin(), files.end(), isTableName);
    found.train = tableNamed(files, {"train", "training"});
    if (found.train.empty() && tables == 1)
        found.train = *std::find_if(files.begin(), files.end(), isTableName);
    if (options.layout != TextLayout::ClassFiles && !found.train.empty()) {
        found.validation = tableNamed(files, {"val", "valid", "validation", "dev"});
        findTests(files, options, found);
        noteUnused(files, found);
        return found;
    }
    if (tables > 1 && options.layout != TextLayout::ClassFiles)
        return noTexts(folder, fmt::format("it holds {} tables, but none is called train", tables));
    found.layout = TextLayout::ClassFiles;
    findClassFiles(files, found);
    if (found.classes.empty())
        return noTexts(folder, "it holds no table and no text file");
    return found;
}

Result<TextFiles> findFile(const fs::path& file, const TextDataOptions& options)
{
    TextFiles found;
    found.root = file.parent_path();
    bool classFile = options.layout == TextLayout::ClassFiles;
    if (options.layout == TextLayout::Guessed && !isTableName(file)) {
        SS_TRY(const std::string start, readTableText(file, {}, lookedAt));
        classFile = hasRecords(start);
    }
    if (classFile) {
        found.layout = TextLayout::ClassFiles;
        found.classes = {file};
        return found;
    }
    found.train = file;
    const std::string stem = lowered(file.stem().string());
    if (stem != "train" && stem != "training") {
        findTests({}, options, found);
        return found;
    }
    SS_TRY(const FolderFiles beside, filesIn(found.root.empty() ? "." : found.root));
    found.validation = tableNamed(beside.files, {"val", "valid", "validation", "dev"});
    findTests(beside.files, options, found);
    return found;
}

}  // namespace

bool isTableName(const fs::path& path)
{
    const std::string ending = lowered(path.extension().string());
    return ending == ".csv" || ending == ".tsv" || ending == ".tab";
}

bool hasRecords(std::string_view text)
{
    return text.starts_with("%\n") || text.find("\n%\n") != std::string_view::npos
        || text.find("\n%\r\n") != std::string_view::npos || text.ends_with("\n%");
}

Result<TextFiles> findTextFiles(const fs::path& path, const TextDataOptions& options)
{
    std::error_code error;
    if (fs::is_directory(path, error))
        return findInFolder(path, options);
    if (!fs::exists(path, error))
        return noTexts(path, "there is nothing of this name");
    return findFile(path, options);
}

}  // namespace sparsescope
