// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/sentence_source.h"

#include "explain/split_text.h"
#include "ui/shell/words.h"
#include "ui/widgets/sentence_list.h"

namespace sparsescope::ui {

namespace {

constexpr std::size_t mostAsked = 12;   ///< Sentences whose words are found by running the network.

}  // namespace

std::vector<WordEffect> effectsOf(const WordAnswer& answer)
{
    std::vector<WordEffect> effects;
    for (std::size_t word = 0; word < answer.effects.words.size(); ++word)
        effects.push_back({answer.effects.words[word].places, answer.effects.effects(static_cast<Eigen::Index>(word), 0)});
    return effects;
}

SentenceSource::SentenceSource(TaskRunner& tasks, AuditSession& session, WordSession& words, SentenceList& list)
    : QObject(&list), m_tasks(tasks), m_session(session), m_words(words), m_list(list)
{
}

QString SentenceSource::caption(const ExampleRef& example, bool withActivation) const
{
    const QString place = QStringLiteral("%1 · %2").arg(m_session.className(example.label), shown(example.path, 80));
    return withActivation ? number(example.activation) + QStringLiteral(" · ") + place : place;
}

/// From the words of all texts; empty where they do not tell.
std::vector<WordEffect> SentenceSource::known(std::int64_t row, WordQuestion::Of of, int index) const
{
    const auto& words = m_words.words();
    if (!words || index < 0 || !m_session.head().head || row >= words->corpusSize())
        return {};
    Eigen::VectorXd weights;
    if (of == WordQuestion::Of::Feature) {
        const auto column = words->column(index);
        if (!column)
            return {};
        weights = words->unit(*column);
    } else {
        weights = logitWeights(*words, m_session.head().head->head(), m_session.data()->pieces().scale, index).weights;
    }
    const auto effects = words->effectsIn(row, weights);
    if (effects.empty())
        return {};
    const SplitText split(m_words.look()->text(row), WordUnit::Folded);
    std::vector<WordEffect> result;
    for (std::size_t word = 0; word < effects.size() && word < split.units().size(); ++word)
        result.push_back({split.units()[word].places, effects[word].second});
    return result;
}

void SentenceSource::show(const std::vector<ExampleRef>& examples, WordQuestion::Of of, int index, bool withActivation)
{
    std::vector<Sentence> sentences;
    std::vector<std::int64_t> unknown;
    for (const ExampleRef& example : examples) {
        // What was asked of the audit before this one may still arrive.
        if (example.row >= std::ssize(m_words.look()->texts()))
            continue;
        const auto effects = known(example.row, of, index);
        if (effects.empty() && unknown.size() < mostAsked)
            unknown.push_back(example.row);
        sentences.push_back(sentenceOf(example.row, m_words.look()->text(example.row), effects));
        sentences.back().caption = caption(example, withActivation);
    }
    m_list.sentences().setSentences(std::move(sentences));
    if (index >= 0)
        askFor(std::move(unknown), of, index);
}

void SentenceSource::askFor(std::vector<std::int64_t> rows, WordQuestion::Of of, int index)
{
    const QString slot = QStringLiteral("marks %1").arg(reinterpret_cast<quintptr>(this));
    if (rows.empty() || !m_session.head().head)
        return m_tasks.stopSlot(slot);
    TaskRunner::Options options{tr("Marking words"), slot, TaskRunner::Lane::Model};
    // Marks are beside the point where the network is gone; whoever asks for more is told.
    options.quiet = true;
    const auto mark = [this](const Sentence& sentence) { m_list.sentences().setMarks(sentence); };
    m_tasks.run(
        this, options,
        [look = m_words.look(), head = m_session.head().head, rows = std::move(rows), of, index, mark](
            Progress& progress, const TaskRunner::Deliver& deliver) -> Result<Done> {
            WordQuestion question;
            question.of = of;
            question.index = index;
            question.options.method = WordMethod::Removal;
            for (const std::int64_t row : rows) {
                SS_TRY(const WordAnswer answer, look->words(*head, look->text(row), question, progress));
                deliver([mark, sentence = sentenceOf(row, look->text(row), effectsOf(answer))] { mark(sentence); });
            }
            return Done{};
        },
        [](Done) {});
}

}  // namespace sparsescope::ui
