// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/table_guess.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using Names = std::vector<std::string>;

constexpr std::size_t guessRows = 200;

std::string trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? "" : std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

std::string lowered(std::string text)
{
    for (char& c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

bool isNumber(const std::string& text)
{
    double value = 0;
    const std::string number = trimmed(text);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    return error == std::errc() && end == number.data() + number.size();
}

/// The first rows under a format; what breaks a rule ends them.
std::vector<TableRow> firstRows(std::string_view start, const TableFormat& format, const std::string& file)
{
    std::vector<TableRow> rows;
    TableReader reader(start, format, file);
    TableRow row;
    while (rows.size() <= guessRows) {
        const auto more = reader.next(row);
        if (more.failed() && reader.canGoOn())
            continue;
        if (!more.ok() || !*more)
            break;
        rows.push_back(row);
    }
    return rows;
}

/// How well a format fits: rows that are as long as the first, if that is longer than one.
std::size_t fitOf(const std::vector<TableRow>& rows)
{
    if (rows.empty() || rows.front().cells.size() < 2)
        return 0;
    const std::size_t columns = rows.front().cells.size();
    const auto same = std::count_if(rows.begin(), rows.end(), [&](const TableRow& row) { return row.cells.size() == columns; });
    return static_cast<std::size_t>(same) * 100 / rows.size();
}

/// The format with the best fit; of equals the first, so that a file's name decides where its content does not.
TableFormat guessFormat(std::string_view start, const std::string& file, const TextDataOptions& options)
{
    const bool tabsFirst = lowered(file).ends_with(".tsv") || lowered(file).ends_with(".tab");
    std::string delimiters = tabsFirst ? "\t,;" : ",\t;";
    if (options.delimiter != 0)
        delimiters = std::string(1, options.delimiter);
    TableFormat best{delimiters.front(), delimiters.front() != '\t'};
    std::size_t bestFit = 0;
    for (const char delimiter : delimiters)
        for (const bool quotes : {delimiter != '\t', delimiter == '\t'}) {
            if (options.quotes != QuoteRule::Guessed && quotes != (options.quotes == QuoteRule::Quotes))
                continue;
            const std::size_t fit = fitOf(firstRows(start, {delimiter, quotes}, file));
            if (fit > bestFit) {
                best = {delimiter, quotes};
                bestFit = fit;
            }
        }
    if (bestFit == 0 && options.quotes != QuoteRule::Guessed)
        best.quotes = options.quotes == QuoteRule::Quotes;
    return best;
}

/// Short texts, no numbers, none of which comes again below: a label of the first row would.
bool looksLikeHeader(const std::vector<TableRow>& rows)
{
    for (std::size_t column = 0; column < rows.front().cells.size(); ++column) {
        const std::string& cell = rows.front().cells[column];
        const bool again = std::any_of(rows.begin() + 1, rows.end(), [&](const TableRow& row) {
            return column < row.cells.size() && row.cells[column] == cell;
        });
        if (again || trimmed(cell).empty() || isNumber(cell) || cell.size() > 64 || cell.find_first_of("\r\n") != std::string::npos)
            return false;
    }
    return true;
}

/// The first of `wanted` that is a column.
int firstNamed(const Names& columns, std::initializer_list<const char*> wanted)
{
    for (const char* name : wanted)
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (lowered(columns[i]) == name)
                return static_cast<int>(i);
    return -1;
}

/// The labels of the two Jigsaw sets; names in a row mean the same.
constexpr std::array<std::array<const char*, 3>, 7> jigsawLabels{{{"toxic", "toxicity", "target"},
                                                                  {"severe_toxic", "severe_toxicity", ""},
                                                                  {"obscene", "", ""},
                                                                  {"threat", "", ""},
                                                                  {"insult", "", ""},
                                                                  {"identity_hate", "identity_attack", ""},
                                                                  {"sexual_explicit", "", ""}}};

std::vector<int> jigsawTargets(const Names& columns)
{
    std::vector<int> targets;
    for (std::size_t i = 0; i < columns.size(); ++i)
        for (const auto& names : jigsawLabels)
            for (const char* name : names)
                if (*name != '\0' && lowered(columns[i]) == name)
                    targets.push_back(static_cast<int>(i));
    return targets;
}

struct ColumnFacts {
    double meanBytes = 0;
    std::size_t distinct = 0;
    std::size_t filled = 0;
};

ColumnFacts factsOf(const std::vector<TableRow>& rows, std::size_t column)
{
    ColumnFacts facts;
    std::set<std::string> values;
    for (const TableRow& row : rows) {
        if (column >= row.cells.size() || row.cells[column].empty())
            continue;
        facts.meanBytes += static_cast<double>(row.cells[column].size());
        values.insert(row.cells[column]);
        ++facts.filled;
    }
    facts.meanBytes /= static_cast<double>(std::max<std::size_t>(1, facts.filled));
    facts.distinct = values.size();
    return facts;
}

int longestColumn(const TableGuess& guess)
{
    int best = -1;
    double most = 0;
    for (std::size_t i = 0; i < guess.columns.size(); ++i) {
        const ColumnFacts facts = factsOf(guess.rows, i);
        if (static_cast<int>(i) != guess.label && facts.meanBytes > most) {
            most = facts.meanBytes;
            best = static_cast<int>(i);
        }
    }
    return best;
}

/// The column with the fewest values, of which there are at least two and fewer than rows.
int fewestValues(const TableGuess& guess)
{
    int best = -1;
    std::size_t fewest = 0;
    for (std::size_t i = 0; i < guess.columns.size(); ++i) {
        const ColumnFacts facts = factsOf(guess.rows, i);
        const bool labels = facts.distinct >= 2 && (facts.distinct < facts.filled || facts.filled <= 4);
        if (static_cast<int>(i) == guess.text || !labels || (best >= 0 && facts.distinct >= fewest))
            continue;
        fewest = facts.distinct;
        best = static_cast<int>(i);
    }
    return best;
}

void guessColumns(TableGuess& guess, const TextDataOptions& options)
{
    guess.targets = jigsawTargets(guess.columns);
    const int comment = firstNamed(guess.columns, {"comment_text"});
    const bool enough = guess.targets.size() > 1 || (guess.targets.size() == 1 && !options.targetLabel.empty());
    const bool looksLikeIt = options.layout == TextLayout::Guessed && options.labelColumn.empty() && comment >= 0 && enough;
    if (options.layout == TextLayout::Jigsaw || looksLikeIt) {
        guess.layout = TextLayout::Jigsaw;
        guess.text = comment;
        guess.id = firstNamed(guess.columns, {"id"});
        return;
    }
    guess.targets.clear();
    guess.text = firstNamed(guess.columns, {"sentence", "text", "comment_text", "review", "content", "comment", "body", "tweet",
                                            "message", "headline", "title", "question", "utterance", "document"});
    guess.label = firstNamed(guess.columns, {"label", "labels", "class", "category", "sentiment", "target", "polarity", "intent",
                                             "emotion", "topic", "stars", "rating", "score", "y"});
    if (guess.text < 0)
        guess.text = longestColumn(guess);
    if (guess.label < 0)
        guess.label = fewestValues(guess);
    if (lowered(guess.columns[static_cast<std::size_t>(std::max(0, guess.text))]) == "sentence"
        && guess.label >= 0 && lowered(guess.columns[static_cast<std::size_t>(guess.label)]) == "label")
        guess.layout = TextLayout::Sst;
}

std::string listOf(const Names& columns)
{
    constexpr std::size_t most = 30;
    std::string list;
    for (std::size_t i = 0; i < columns.size() && i < most; ++i)
        list += fmt::format("{}{} {}", i == 0 ? "" : ", ", i + 1, sparsescope::quoted(columns[i], 40));
    return columns.size() > most ? list + fmt::format(" and {} more", columns.size() - most) : list;
}

Error noColumn(const Names& columns, const std::string& wanted, const std::string& file, const std::string& found)
{
    return {"E-TEXT-005", fmt::format("Cannot read {}: {} {}. Its columns are {}.", sparsescope::quoted(file), found,
                                      sparsescope::quoted(wanted, 60), listOf(columns)), ""};
}

}  // namespace

std::string delimiterName(char delimiter)
{
    return delimiter == '\t' ? "tab" : delimiter == ',' ? "comma" : delimiter == ';' ? "semicolon"
                                                                                     : fmt::format("\"{}\"", displayText({&delimiter, 1}));
}

Result<int> columnNamed(const Names& columns, const std::string& wanted, const std::string& file)
{
    const std::string name = trimmed(wanted);
    for (const bool anyCase : {false, true}) {
        const auto fits = [&](const std::string& column) { return anyCase ? lowered(column) == lowered(name) : column == name; };
        const auto found = std::find_if(columns.begin(), columns.end(), fits);
        if (found == columns.end())
            continue;
        if (std::find_if(found + 1, columns.end(), fits) != columns.end())
            return noColumn(columns, wanted, file, "several columns are called");
        return static_cast<int>(found - columns.begin());
    }
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc() && end == name.data() + name.size() && number >= 1 && number <= columns.size())
        return static_cast<int>(number - 1);
    return noColumn(columns, wanted, file, "there is no column");
}

int targetNamed(const Names& columns, const std::vector<int>& targets, const std::string& wanted)
{
    const auto named = [&](const std::string& name) {
        for (const int target : targets)
            if (lowered(columns[static_cast<std::size_t>(target)]) == name)
                return target;
        return -1;
    };
    const std::string name = lowered(trimmed(wanted));
    if (const int exact = named(name); exact >= 0)
        return exact;
    for (const auto& names : jigsawLabels)
        if (std::find(names.begin(), names.end(), name) != names.end())
            for (const char* other : names)
                if (const int target = named(other); *other != '\0' && target >= 0)
                    return target;
    return -1;
}

Result<TableGuess> guessTable(std::string_view start, const std::string& file, const TextDataOptions& options)
{
    TableGuess guess;
    guess.format = guessFormat(start, file, options);
    guess.rows = firstRows(start, guess.format, file);
    if (guess.rows.empty()) {
        // The first row itself is broken: what the reader says about it is what the person must know.
        TableReader reader(start, guess.format, file);
        TableRow row;
        const auto any = reader.next(row);
        return any.ok() ? Failure(Error{"E-TEXT-002", fmt::format("Cannot read {}: it holds only empty lines.",
                                                                  sparsescope::quoted(file)), ""})
                        : any.failure();
    }
    guess.header = options.header.value_or(looksLikeHeader(guess.rows));
    const TableRow first = guess.rows.front();
    for (std::size_t i = 0; i < first.cells.size(); ++i)
        guess.columns.push_back(guess.header ? trimmed(first.cells[i]) : fmt::format("column {}", i + 1));
    if (guess.header)
        guess.rows.erase(guess.rows.begin());
    guess.firstRowLine = guess.rows.empty() ? first.line : guess.rows.front().line;
    guessColumns(guess, options);
    if (!options.textColumn.empty()) {
        SS_TRY(guess.text, columnNamed(guess.columns, options.textColumn, file));
    }
    if (!options.labelColumn.empty()) {
        SS_TRY(guess.label, columnNamed(guess.columns, options.labelColumn, file));
    }
    return guess;
}

}  // namespace sparsescope
