// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/text_reading.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

namespace sparsescope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t startBytes = 1 << 20;  // of a table, for guessing
constexpr std::size_t namedBadRows = 5;
constexpr std::int64_t rowsBetweenReports = 4096;

std::string nameOf(const fs::path& path)
{
    return path.filename().string();
}

std::string trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? "" : std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::optional<double> numberIn(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

bool saysNothing(const std::string& label)
{
    return label.empty() || label == "NaN" || label == "nan" || label == "NAN";
}

/// One table on its way into texts.
class TableWalk {
public:
    TableWalk(const fs::path& path, const TextDataOptions& options, FoundTexts& found, Progress& progress)
        : m_file(nameOf(path)), m_path(path), m_options(options), m_found(found), m_progress(progress)
    {
    }

    Status open()
    {
        SS_TRY(m_text, readTableText(m_path));
        SS_TRY(m_guess, guessTable(std::string_view(m_text).substr(0, startBytes), m_file, m_options));
        return Done{};
    }

    const TableGuess& guess() const { return m_guess; }
    void useLabel(int column) { m_guess.label = column; }
    const std::string& file() const { return m_file; }
    std::string_view start() const { return std::string_view(m_text).substr(0, startBytes); }

    /// Calls `take(row)`, which returns a Status, for each row of the right length but the header.
    template <typename Take>
    Status rows(Take&& take)
    {
        TableReader reader(m_text, m_guess.format, m_file);
        TableRow row;
        m_progress.beginStage("Reading " + displayText(m_file, 60), static_cast<std::int64_t>(m_text.size()), "bytes");
        bool header = m_guess.header;
        for (std::int64_t count = 0;; ++count) {
            if (count % rowsBetweenReports == 0 && m_progress.stopRequested())
                return Cancelled{};
            const std::size_t before = reader.place();
            const Result<bool> more = reader.next(row);
            m_progress.advance(static_cast<std::int64_t>(reader.place() - before));
            if (more.ok() && !*more)
                return Done{};
            if (more.ok() && std::exchange(header, false))
                continue;
            const Status taken = !more.ok() ? Status(more.failure()) : lengthOf(row);
            const Status done = taken.ok() ? take(row) : taken;
            if (!done.ok() && !(done.failed() && reader.canGoOn() && passedOver(done.error())))
                return done.failure();
        }
    }

private:
    Status lengthOf(const TableRow& row) const
    {
        if (row.cells.size() == m_guess.columns.size())
            return Done{};
        return Error{"E-TEXT-006",
                     fmt::format("Cannot read {}: line {} has {}, but {} were expected: {}. Check that the delimiter is {} and "
                                 "whether quotes quote, or leave out rows that break a rule.",
                                 sparsescope::quoted(m_file), row.line,
                                 row.cells.size() == 1 ? "1 column" : fmt::format("{} columns", row.cells.size()),
                                 m_guess.columns.size(), sparsescope::quoted(row.cells.front(), 60),
                                 delimiterName(m_guess.format.delimiter)), ""};
    }

    /// Rows that break a rule are left out where the person says so; caps are no rule.
    bool passedOver(const Error& error)
    {
        if (m_options.badRows == BadRows::Stop || error.code == "E-TEXT-004")
            return false;
        if (++m_found.notes.bad <= static_cast<std::int64_t>(namedBadRows))
            m_found.notes.badRows.push_back(error.message);
        return true;
    }

    std::string m_file;
    fs::path m_path;
    const TextDataOptions& m_options;
    FoundTexts& m_found;
    Progress& m_progress;
    std::string m_text;
    TableGuess m_guess;
};

Result<std::optional<bool>> hasTarget(const std::string& cell, const TableRow& row, const std::string& file, double threshold,
                                      TextNotes& notes)
{
    const std::string text = trimmed(cell);
    const std::optional<double> score = saysNothing(text) ? std::nullopt : numberIn(text);
    if (saysNothing(text) || (score && *score == -1)) {
        ++(score ? notes.notScored : notes.noLabel);
        return std::optional<bool>();
    }
    if (!score || *score < 0 || *score > 1)
        return Error{"E-TEXT-008", fmt::format("Cannot read {}: line {} has the score {}, where a number from 0 to 1, or −1 for "
                                               "what was not scored, was expected.", sparsescope::quoted(file), row.line,
                                               sparsescope::quoted(text, 40)), ""};
    notes.softScores += *score > 0 && *score < 1 ? 1 : 0;
    return std::optional<bool>(*score >= threshold);
}

void addText(FoundTexts& found, const std::string& file, TableRow& row, int column, std::string key, std::optional<Split> split)
{
    std::string& text = row.cells[static_cast<std::size_t>(column)];
    if (trimmed(text).empty()) {
        ++found.notes.noText;
        return;
    }
    found.texts.push_back({fmt::format("{}:{}", file, row.line), std::move(text), std::move(key), split});
}

Status readPlainTable(TableWalk& table, std::optional<Split> split, FoundTexts& found)
{
    const TableGuess& guess = table.guess();
    return table.rows([&](TableRow& row) -> Status {
        const std::string& label = row.cells[static_cast<std::size_t>(guess.label)];
        std::string key = classKeyOf(label);
        if (key.empty()) {
            ++found.notes.noLabel;
            return Done{};
        }
        found.notes.rewritten += key != trimmed(label) ? 1 : 0;
        addText(found, table.file(), row, guess.text, std::move(key), split);
        return Done{};
    });
}

/// The answers of a second file, by id.
using Answers = std::unordered_map<std::string, std::optional<bool>>;

/// Jigsaw: the score in a column of this table, or the answer of another file for the row's id.
Status readScoredTable(TableWalk& table, int target, const Answers* answers, double threshold, std::optional<Split> split,
                       FoundTexts& found)
{
    const TableGuess& guess = table.guess();
    return table.rows([&](TableRow& row) -> Status {
        std::optional<bool> has;
        if (target >= 0) {
            SS_TRY(has, hasTarget(row.cells[static_cast<std::size_t>(target)], row, table.file(), threshold, found.notes));
        } else {
            const auto answer = answers->find(row.cells[static_cast<std::size_t>(guess.id)]);
            if (answer == answers->end())
                ++found.notes.withoutId;
            else
                has = answer->second;
        }
        if (has)
            addText(found, table.file(), row, guess.text, *has ? "1" : "0", split);
        return Done{};
    });
}

Result<Answers> readAnswers(const fs::path& path, const TextDataOptions& options, const std::string& target, FoundTexts& found,
                            Progress& progress)
{
    TextDataOptions here = options;
    here.layout = TextLayout::Jigsaw;
    here.textColumn.clear();
    TableWalk table(path, here, found, progress);
    SS_CHECK(table.open());
    const TableGuess& guess = table.guess();
    const int column = targetNamed(guess.columns, guess.targets, target);
    if (column < 0 || guess.id < 0)
        return columnNamed(guess.columns, guess.id < 0 ? "id" : target, table.file()).failure();
    Answers answers;
    const Status read = table.rows([&](TableRow& row) -> Status {
        SS_TRY(const auto has, hasTarget(row.cells[static_cast<std::size_t>(column)], row, table.file(), options.threshold, found.notes));
        answers.emplace(row.cells[static_cast<std::size_t>(guess.id)], has);
        return Done{};
    });
    SS_CHECK(read);
    return answers;
}

/// One file beside train, whose columns are named as there.
Status readOtherTable(const fs::path& path, const TableGuess& train, const TextFiles& files, const TextDataOptions& options,
                      Split split, FoundTexts& found, Progress& progress)
{
    TextDataOptions here = options;
    here.layout = found.layout;
    here.header = train.header;
    here.textColumn = train.columns[static_cast<std::size_t>(train.text)];
    if (!train.header)
        here.textColumn = std::to_string(train.text + 1);
    here.labelColumn.clear();
    TableWalk table(path, here, found, progress);
    SS_CHECK(table.open());
    bool& given = split == Split::Test ? found.testGiven : found.validationGiven;
    if (found.layout != TextLayout::Jigsaw) {
        const std::string wanted = train.header ? train.columns[static_cast<std::size_t>(train.label)] : std::to_string(train.label + 1);
        const auto label = columnNamed(table.guess().columns, wanted, table.file());
        if (!label.ok()) {
            found.notes.unlabelled.push_back(table.file());
            return Done{};
        }
        given = true;
        table.useLabel(*label);
        return readPlainTable(table, split, found);
    }
    const int target = targetNamed(table.guess().columns, table.guess().targets, found.target);
    if (target < 0 && (files.testLabels.empty() || table.guess().id < 0)) {
        found.notes.unlabelled.push_back(table.file());
        return Done{};
    }
    given = true;
    Answers answers;
    if (target < 0) {
        SS_TRY(answers, readAnswers(files.testLabels.front(), options, found.target, found, progress));
    }
    return readScoredTable(table, target, &answers, options.threshold, split, found);
}

Result<FoundTexts> readTables(const TextFiles& files, const TextDataOptions& options, Progress& progress)
{
    FoundTexts found;
    TableWalk table(files.train, options, found, progress);
    SS_CHECK(table.open());
    const TableGuess& guess = table.guess();
    found.layout = guess.layout;
    if (guess.layout == TextLayout::Jigsaw) {
        if (guess.text < 0)
            return columnNamed(guess.columns, "comment_text", table.file()).failure();
        SS_TRY(const int target, chosenTarget(guess, options, table.file()));
        found.target = guess.columns[static_cast<std::size_t>(target)];
        SS_CHECK(readScoredTable(table, target, nullptr, options.threshold, std::nullopt, found));
    } else {
        if (guess.label < 0 || guess.text < 0 || guess.label == guess.text)
            return noLabelColumn(table.start(), guess, table.file());
        SS_CHECK(readPlainTable(table, std::nullopt, found));
    }
    if (!files.validation.empty())
        SS_CHECK(readOtherTable(files.validation, guess, files, options, Split::Validation, found, progress));
    for (const fs::path& test : files.tests)
        SS_CHECK(readOtherTable(test, guess, files, options, Split::Test, found, progress));
    return found;
}

}  // namespace

std::string classKeyOf(std::string_view label)
{
    std::string key = trimmed(label);
    if (saysNothing(key))
        return "";
    const std::size_t point = key.find('.');
    const bool whole = point != std::string::npos && point > 0 && key.find_first_not_of('0', point + 1) == std::string::npos
        && key.find_first_not_of("0123456789", key.front() == '-' ? 1 : 0) == point;
    if (whole)
        key.resize(point);
    return key == "-0" ? "0" : key;
}

Result<int> chosenTarget(const TableGuess& guess, const TextDataOptions& options, const std::string& file)
{
    const std::string wanted = options.targetLabel.empty() ? "toxic" : options.targetLabel;
    const int target = targetNamed(guess.columns, guess.targets, wanted);
    if (target >= 0)
        return target;
    if (!options.targetLabel.empty())  // any column of scores will do
        return columnNamed(guess.columns, options.targetLabel, file);
    if (!guess.targets.empty())
        return guess.targets.front();
    return columnNamed(guess.columns, wanted, file);
}

Error noLabelColumn(std::string_view start, const TableGuess& guess, const std::string& file)
{
    std::string columns = guess.columns.size() == 1 ? "only 1 column was" : fmt::format("{} columns were", guess.columns.size());
    columns += " found with " + delimiterName(guess.format.delimiter);
    for (const char other : {',', '\t', ';'}) {
        TextDataOptions options;
        options.delimiter = other;
        const auto tried = guessTable(start, file, options);
        if (other != guess.format.delimiter && tried.ok() && tried->columns.size() > guess.columns.size())
            columns += fmt::format("; {} with {}", tried->columns.size(), delimiterName(other));
    }
    return {"E-TEXT-007", fmt::format("Cannot tell texts and labels apart in {}: {}. Name the column of texts and the column of "
                                      "labels, or another delimiter.", sparsescope::quoted(file), columns), ""};
}

Result<FoundTexts> readTexts(const TextFiles& files, const TextDataOptions& options, Progress& progress)
{
    SS_TRY(FoundTexts found, files.layout == TextLayout::ClassFiles ? readClassFiles(files, options, progress)
                                                                   : readTables(files, options, progress));
    found.notes.unused = files.unused;
    return found;
}

}  // namespace sparsescope
