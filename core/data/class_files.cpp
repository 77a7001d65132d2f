// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/text_reading.h"

#include "base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t namedBadRows = 5;
constexpr std::int64_t recordsBetweenLooks = 4096;

std::string nameOf(const fs::path& path)
{
    return path.filename().string();
}

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Names of classes by their files: without the ending where that tells them apart.
std::vector<std::string> keysOf(const std::vector<fs::path>& files)
{
    std::vector<std::string> keys;
    for (const fs::path& file : files) {
        const auto same = std::count_if(files.begin(), files.end(), [&](const fs::path& other) { return other.stem() == file.stem(); });
        keys.push_back(same > 1 ? nameOf(file) : file.stem().string());
    }
    return keys;
}

Status readClassFile(const fs::path& path, const std::string& key, const TextDataOptions& options, FoundTexts& found,
                     Progress& progress)
{
    SS_TRY(const std::string text, readTableText(path));
    if (!hasRecords(text))
        found.notes.undivided.push_back(nameOf(path));
    std::int64_t count = 0;
    for (const auto& [record, line] : recordsOf(text)) {
        if (++count % recordsBetweenLooks == 0 && progress.stopRequested())
            return Cancelled{};
        if (isBlank(record)) {
            ++found.notes.noText;
            continue;
        }
        if (!isValidUtf8(record) || record.find('\0') != std::string_view::npos) {
            const std::string sentence = fmt::format("Cannot read {}: the text that begins on line {} is not UTF-8. Convert the "
                                                     "file, or leave out rows that break a rule.",
                                                     sparsescope::quoted(nameOf(path)), line);
            if (options.badRows == BadRows::Stop)
                return Error{"E-TEXT-003", sentence, ""};
            if (++found.notes.bad <= namedBadRows)
                found.notes.badRows.push_back(sentence);
            continue;
        }
        found.texts.push_back({fmt::format("{}:{}", nameOf(path), line), std::string(record), key, std::nullopt});
    }
    progress.advance();
    return Done{};
}

}  // namespace

std::vector<std::pair<std::string_view, std::int64_t>> recordsOf(std::string_view text)
{
    std::vector<std::pair<std::string_view, std::int64_t>> records;
    std::size_t begin = 0;
    std::int64_t line = 1;
    std::int64_t first = 1;
    const auto add = [&](std::size_t end) {
        while (end > begin && (text[end - 1] == '\n' || text[end - 1] == '\r'))
            --end;
        if (end > begin)
            records.emplace_back(text.substr(begin, end - begin), first);
    };
    for (std::size_t at = 0; at < text.size(); ++line) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view here = text.substr(at, end - at);
        if (here.ends_with('\r'))
            here.remove_suffix(1);
        if (here == "%") {
            add(at);
            begin = std::min(end + 1, text.size());
            first = line + 1;
        }
        at = end + 1;
    }
    add(text.size());
    return records;
}

Result<FoundTexts> readClassFiles(const TextFiles& files, const TextDataOptions& options, Progress& progress)
{
    FoundTexts found;
    found.layout = TextLayout::ClassFiles;
    const std::vector<std::string> keys = keysOf(files.classes);
    progress.beginStage("Reading texts", static_cast<std::int64_t>(files.classes.size()), "files");
    for (std::size_t i = 0; i < files.classes.size(); ++i)
        SS_CHECK(readClassFile(files.classes[i], keys[i], options, found, progress));
    return found;
}

}  // namespace sparsescope
