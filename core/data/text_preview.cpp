// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/text_data.h"

#include "base/guard.h"
#include "base/text.h"
#include "data/text_reading.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace sparsescope {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t lookedAt = 1 << 20;  // bytes of a file
constexpr std::size_t shownRows = 20;
constexpr std::size_t shownBytes = 500;

std::string nameOf(const fs::path& path)
{
    return path.filename().string();
}

/// Cut behind a whole character.
std::string cut(const std::string& cell)
{
    if (cell.size() <= shownBytes)
        return cell;
    std::size_t end = shownBytes;
    while (end > 0 && (static_cast<unsigned char>(cell[end]) & 0xC0) == 0x80)
        --end;
    return cell.substr(0, end) + "…";
}

void countLabels(const std::map<std::string, std::int64_t>& counts, TextPreview& preview)
{
    for (const auto& [label, rows] : counts)
        preview.labels.push_back({label, rows});
    std::stable_sort(preview.labels.begin(), preview.labels.end(),
                     [](const TextLabelCount& a, const TextLabelCount& b) { return a.rows > b.rows; });
}

/// How a person names this column to options: by its name, or by its number where several have that.
std::string columnNameFor(const TableGuess& guess, int column)
{
    if (column < 0)
        return "";
    const std::string& name = guess.columns[static_cast<std::size_t>(column)];
    const bool unique = guess.header && std::count(guess.columns.begin(), guess.columns.end(), name) == 1;
    return unique ? name : std::to_string(column + 1);
}

std::string listOf(const std::vector<std::string>& files)
{
    std::string list;
    for (std::size_t i = 0; i < files.size(); ++i)
        list += (i == 0 ? "" : i + 1 == files.size() ? " and " : ", ") + displayText(files[i], 60);
    return list;
}

std::string recognised(const TextPreview& preview, const TableGuess& guess)
{
    const std::string table = fmt::format("{}, {} columns by {}", listOf(preview.files), guess.columns.size(),
                                          delimiterName(guess.format.delimiter));
    if (guess.layout == TextLayout::Jigsaw)
        return fmt::format("Jigsaw layout: {}; {} labels, of which {} stands against the rest.", table, preview.targets.size(),
                           sparsescope::quoted(preview.target, 40));
    if (guess.layout == TextLayout::Sst)
        return fmt::format("Sentiment layout: {}, with the columns sentence and label.", table);
    return fmt::format("Table: {}.", table);
}

void noteOdd(const TableGuess& guess, std::string_view start, const std::string& file, TextPreview& preview)
{
    if (guess.layout != TextLayout::Jigsaw && (guess.text < 0 || guess.label < 0))
        preview.notes.push_back(noLabelColumn(start, guess, file).message);
    const auto other = std::count_if(guess.rows.begin(), guess.rows.end(),
                                     [&](const TableRow& row) { return row.cells.size() != guess.columns.size(); });
    if (other > 0)
        preview.notes.push_back(fmt::format("{} of the first {} rows do not have {} columns.", other, guess.rows.size(), guess.columns.size()));
    if (preview.labels.size() > 50)
        preview.notes.push_back(fmt::format("The column of labels has {} different values in {} rows: is it a column of ids?",
                                            preview.labels.size(), guess.rows.size()));
}

void fillRows(const TableGuess& guess, TextPreview& preview)
{
    for (std::size_t i = 0; i < guess.rows.size() && i < shownRows; ++i) {
        preview.rows.emplace_back();
        for (const std::string& cell : guess.rows[i].cells)
            preview.rows.back().push_back(cut(cell));
    }
    std::map<std::string, std::int64_t> counts;
    for (const TableRow& row : guess.rows)
        if (guess.label >= 0 && static_cast<std::size_t>(guess.label) < row.cells.size())
            ++counts[classKeyOf(row.cells[static_cast<std::size_t>(guess.label)])];
    countLabels(counts, preview);
}

bool isSoft(const std::string& score)
{
    return score.find('.') != std::string::npos && score.find_first_of("123456789") != std::string::npos && classKeyOf(score) == score;
}

Status previewScores(const TableGuess& guess, const TextDataOptions& options, const std::string& file, TextPreview& preview)
{
    for (const int target : guess.targets)
        preview.targets.push_back(guess.columns[static_cast<std::size_t>(target)]);
    SS_TRY(const int target, chosenTarget(guess, options, file));
    preview.target = guess.columns[static_cast<std::size_t>(target)];
    preview.labelColumn = columnNameFor(guess, target);
    std::map<std::string, std::int64_t> counts;
    for (const TableRow& row : guess.rows)
        if (static_cast<std::size_t>(target) < row.cells.size()) {
            preview.softScores = preview.softScores || isSoft(row.cells[static_cast<std::size_t>(target)]);
            ++counts[classKeyOf(row.cells[static_cast<std::size_t>(target)])];
        }
    countLabels(counts, preview);
    return Done{};
}

Result<TextPreview> previewTable(const TextFiles& files, const TextDataOptions& options)
{
    SS_TRY(const std::string start, readTableText(files.train, {}, lookedAt));
    const std::string file = nameOf(files.train);
    SS_TRY(TableGuess guess, guessTable(start, file, options));
    TextPreview preview;
    preview.layout = guess.layout;
    preview.files = {file};
    if (!files.validation.empty())
        preview.files.push_back(nameOf(files.validation));
    for (const auto* more : {&files.tests, &files.testLabels})
        for (const fs::path& path : *more)
            preview.files.push_back(nameOf(path));
    preview.columns = guess.columns;
    preview.delimiter = guess.format.delimiter;
    preview.quotes = guess.format.quotes ? QuoteRule::Quotes : QuoteRule::Plain;
    preview.header = guess.header;
    preview.textColumn = columnNameFor(guess, guess.text);
    if (guess.layout == TextLayout::Jigsaw) {
        guess.label = -1;
        SS_CHECK(previewScores(guess, options, file, preview));
    } else {
        preview.labelColumn = columnNameFor(guess, guess.label);
    }
    fillRows(guess, preview);
    preview.recognised = recognised(preview, guess);
    noteOdd(guess, start, file, preview);
    return preview;
}

Result<TextPreview> previewClassFiles(const TextFiles& files)
{
    TextPreview preview;
    preview.layout = TextLayout::ClassFiles;
    preview.columns = {"text", "class"};
    preview.textColumn = "text";
    preview.labelColumn = "class";
    preview.header = false;
    for (const fs::path& path : files.classes) {
        SS_TRY(const std::string start, readTableText(path, {}, lookedAt));
        const auto records = recordsOf(start);
        const std::string name = path.stem().string();
        preview.files.push_back(nameOf(path));
        preview.labels.push_back({name, static_cast<std::int64_t>(records.size())});
        if (!records.empty() && preview.rows.size() < shownRows)
            preview.rows.push_back({cut(std::string(records.front().first)), name});
        if (!hasRecords(start))
            preview.notes.push_back(fmt::format("{} has no lines \"%\", so all of it is one text.", sparsescope::quoted(nameOf(path), 60)));
    }
    preview.recognised = fmt::format("{}: {}, records divided by lines \"%\".", files.classes.size() == 1 ? "One class" : "One text file for each class",
                                     files.classes.size() == 1 ? nameOf(files.classes.front())
                                                               : fmt::format("{} files", files.classes.size()));
    return preview;
}

}  // namespace

Result<TextPreview> previewTextData(const fs::path& path, const DatasetOptions& options, Progress& progress)
{
    return guarded("Cannot look at the texts in " + sparsescope::quoted(path.string(), 300), "E-TEXT-009",
                   [&]() -> Result<TextPreview> {
                       SS_TRY(const TextFiles files, findTextFiles(path, options.text));
                       if (progress.stopRequested())
                           return Cancelled{};
                       return files.layout == TextLayout::ClassFiles ? previewClassFiles(files) : previewTable(files, options.text);
                   });
}

}  // namespace sparsescope
