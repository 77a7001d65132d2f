// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/name_proposal.h"

#include <algorithm>
#include <array>
#include <map>

namespace sparsescope {

namespace {

constexpr double classShare = 0.15;
constexpr double wordShare = 0.3;
constexpr double leastLift = 2.0;
constexpr std::int64_t leastRows = 3;
constexpr double nameShare = 0.5;
constexpr std::size_t classesInName = 3;
constexpr std::size_t evidenceShown = 8;
constexpr std::size_t shortestWord = 3;

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c;
}

/// What of a path is below the class's folder, without the file's ending.
std::string_view tailOf(const std::string& path, const std::string& classFolder)
{
    std::string_view tail = path;
    const std::string inside = classFolder + "/";
    if (tail.substr(0, inside.size()) == inside)
        tail.remove_prefix(inside.size());
    else if (const auto at = tail.find("/" + inside); at != std::string_view::npos)
        tail.remove_prefix(at + 1 + inside.size());
    const auto dot = tail.rfind('.');
    const auto slash = tail.rfind('/');
    if (dot != std::string_view::npos && (slash == std::string_view::npos || dot > slash))
        tail = tail.substr(0, dot);
    return tail;
}

NameEvidence evidenceOf(std::string what, int klass, std::int64_t inTop, std::size_t top, std::int64_t inAll, std::size_t all)
{
    NameEvidence evidence{std::move(what), klass, inTop, static_cast<double>(inTop) / static_cast<double>(top),
                          static_cast<double>(inAll) / static_cast<double>(all), 0};
    evidence.lift = evidence.baseShare > 0 ? evidence.share / evidence.baseShare : 0;
    return evidence;
}

void sortEvidence(std::vector<NameEvidence>& evidence)
{
    std::stable_sort(evidence.begin(), evidence.end(), [](const NameEvidence& a, const NameEvidence& b) {
        return a.rows != b.rows ? a.rows > b.rows : a.lift > b.lift;
    });
    evidence.resize(std::min(evidence.size(), evidenceShown));
}

std::vector<NameEvidence> classEvidence(const NamedRows& rows, const std::vector<std::int64_t>& top)
{
    std::vector<std::int64_t> inTop(rows.classNames.size());
    std::vector<std::int64_t> inAll(rows.classNames.size());
    for (const std::int64_t label : rows.labels)
        ++inAll[static_cast<std::size_t>(label)];
    for (const std::int64_t row : top)
        ++inTop[static_cast<std::size_t>(rows.labels[static_cast<std::size_t>(row)])];
    std::vector<NameEvidence> result;
    for (std::size_t k = 0; k < inTop.size(); ++k) {
        NameEvidence evidence = evidenceOf(rows.classNames[k], static_cast<int>(k), inTop[k], top.size(), inAll[k], rows.labels.size());
        if (evidence.share >= classShare && evidence.lift >= leastLift)
            result.push_back(std::move(evidence));
    }
    sortEvidence(result);
    return result;
}

using WordCounts = std::map<std::string, std::int64_t>;

/// Names that cameras give, and words that say nothing by themselves.
bool saysNothing(const std::string& word)
{
    constexpr std::array<std::string_view, 9> empty{"and", "copy", "dsc", "image", "img", "photo", "picture", "the", "with"};
    return std::find(empty.begin(), empty.end(), word) != empty.end();
}

/// Without those of the class's own name, which its share tells already.
std::vector<std::string> wordsOfRow(const NamedRows& rows, std::size_t row)
{
    const auto klass = static_cast<std::size_t>(rows.labels[row]);
    std::vector<std::string> words = wordsOfPath(*rows.paths[row], rows.folders[klass]);
    const std::vector<std::string> own = wordsOfPath(rows.classNames[klass], "");
    std::erase_if(words, [&](const std::string& word) { return saysNothing(word) || std::find(own.begin(), own.end(), word) != own.end(); });
    return words;
}

/// How many of all rows have each of these words.
WordCounts countEverywhere(const NamedRows& rows, const WordCounts& words)
{
    WordCounts counts;
    for (std::size_t row = 0; row < rows.paths.size(); ++row)
        for (std::string& word : wordsOfRow(rows, row))
            if (words.contains(word))
                ++counts[std::move(word)];
    return counts;
}

std::vector<NameEvidence> wordEvidence(const NamedRows& rows, const std::vector<std::int64_t>& top)
{
    WordCounts inTop;
    for (const std::int64_t row : top)
        for (std::string& word : wordsOfRow(rows, static_cast<std::size_t>(row)))
            ++inTop[std::move(word)];
    const auto needed = std::max(leastRows, static_cast<std::int64_t>(wordShare * static_cast<double>(top.size())));
    std::erase_if(inTop, [&](const auto& entry) { return entry.second < needed; });
    std::vector<NameEvidence> result;
    const WordCounts everywhere = inTop.empty() ? WordCounts() : countEverywhere(rows, inTop);
    for (const auto& [word, count] : inTop) {
        NameEvidence evidence = evidenceOf(word, -1, count, top.size(), everywhere.at(word), rows.paths.size());
        if (evidence.lift >= leastLift)
            result.push_back(std::move(evidence));
    }
    sortEvidence(result);
    return result;
}

std::string nameFrom(const NameProposal& proposal)
{
    if (!proposal.words.empty() && proposal.words.front().share >= nameShare)
        return proposal.words.front().what;
    std::string name;
    for (std::size_t i = 0; i < proposal.classes.size() && i < classesInName; ++i)
        name += (i == 0 ? "" : ", ") + proposal.classes[i].what;
    return name;
}

}  // namespace

std::vector<std::string> wordsOfPath(const std::string& path, const std::string& classFolder)
{
    std::vector<std::string> words;
    std::string word;
    const auto finish = [&] {
        if (word.size() >= shortestWord && std::find(words.begin(), words.end(), word) == words.end())
            words.push_back(word);
        word.clear();
    };
    for (const char c : tailOf(path, classFolder)) {
        if (isLetter(c))
            word += lower(c);
        else
            finish();
    }
    finish();
    return words;
}

int rowsForName(std::int64_t rows)
{
    return static_cast<int>(std::clamp<std::int64_t>(rows / 20, 10, 60));
}

NameProposal proposeName(const NamedRows& rows, const std::vector<std::int64_t>& top)
{
    NameProposal proposal;
    proposal.rows = static_cast<std::int64_t>(top.size());
    if (top.empty())
        return proposal;
    proposal.classes = classEvidence(rows, top);
    if (rows.paths.size() == rows.labels.size())
        proposal.words = wordEvidence(rows, top);
    proposal.name = nameFrom(proposal);
    return proposal;
}

}  // namespace sparsescope
