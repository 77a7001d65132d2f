// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/sentence_model.h"

#include "ui/shell/words.h"

#include <algorithm>
#include <cmath>

namespace sparsescope::ui {

namespace {

constexpr std::size_t mostBytes = 4000;     ///< Of a text in a list.
constexpr double leastShare = 0.08;         ///< Weaker words than this of the largest are not marked.

struct Place {
    std::size_t begin = 0;
    std::size_t end = 0;
    double effect = 0;
};

std::vector<Place> placesOf(const std::vector<WordEffect>& words, std::size_t limit)
{
    std::vector<Place> places;
    for (const WordEffect& word : words)
        for (const Word& place : word.places)
            if (static_cast<std::size_t>(place.end) <= limit)
                places.push_back({static_cast<std::size_t>(place.begin), static_cast<std::size_t>(place.end), word.effect});
    std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.begin < b.begin; });
    return places;
}

/// Runs of blanks as one blank, with a mark where they break the line: a text in a list is one paragraph.
std::string onOneLine(std::string_view text)
{
    std::string line;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t end = std::min(text.find_first_not_of(" \t\r\n", i), text.size());
        if (end == i) {
            line += text[i++];
            continue;
        }
        line += text.substr(i, end - i).find_first_of("\r\n") == std::string_view::npos ? " " : " ↵ ";
        i = end;
    }
    return line;
}

QString piece(const std::string& text, std::size_t begin, std::size_t end)
{
    return shown(onOneLine(std::string_view(text).substr(begin, end - begin)), static_cast<int>(mostBytes));
}

/// Where a long text is cut: not inside a character.
std::size_t cutOf(const std::string& text)
{
    if (text.size() <= mostBytes)
        return text.size();
    std::size_t cut = mostBytes;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80)
        --cut;
    return cut;
}

}  // namespace

Sentence sentenceOf(qint64 row, const std::string& text, const std::vector<WordEffect>& words, double largest)
{
    Sentence sentence{row, {}, {}, {}};
    double most = largest;
    for (const WordEffect& word : words)
        if (largest <= 0 && std::isfinite(word.effect))
            most = std::max(most, std::abs(word.effect));
    const std::size_t cut = cutOf(text);
    std::size_t at = 0;
    for (const Place& place : placesOf(words, cut)) {
        if (place.begin < at || !(std::abs(place.effect) >= leastShare * most) || most <= 0)
            continue;
        sentence.text += piece(text, at, place.begin);
        const QString word = piece(text, place.begin, place.end);
        sentence.marks.push_back({static_cast<int>(sentence.text.size()), static_cast<int>(word.size()), std::clamp(place.effect / most, -1.0, 1.0)});
        sentence.text += word;
        at = place.end;
    }
    sentence.text += piece(text, at, cut);
    if (cut < text.size())
        sentence.text += QStringLiteral("…");
    return sentence;
}

void SentenceModel::setSentences(std::vector<Sentence> sentences)
{
    beginResetModel();
    m_sentences = std::move(sentences);
    endResetModel();
}

void SentenceModel::setMarks(const Sentence& marked)
{
    for (std::size_t i = 0; i < m_sentences.size(); ++i) {
        if (m_sentences[i].row != marked.row)
            continue;
        m_sentences[i].text = marked.text;
        m_sentences[i].marks = marked.marks;
        const QModelIndex changed = index(static_cast<int>(i));
        emit dataChanged(changed, changed);
    }
}

int SentenceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sentences.size());
}

QVariant SentenceModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Sentence& sentence = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case SearchRole:
        return sentence.text;
    case Qt::AccessibleTextRole:
        return QString(sentence.caption + QStringLiteral(": ") + sentence.text);
    case CaptionRole:
        return sentence.caption;
    case IdRole:
        return sentence.row;
    case Qt::ToolTipRole:
        return plainTip(sentence.text);
    default:
        return {};
    }
}

}  // namespace sparsescope::ui
