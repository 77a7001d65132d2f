// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/word_session.h"

namespace sparsescope::ui {

namespace {

/// A sample has each class in its share, so it costs its share.
CorpusCost shareOf(CorpusCost cost, std::int64_t texts)
{
    const double share = static_cast<double>(texts) / static_cast<double>(cost.texts);
    const auto part = [share](auto value) { return static_cast<decltype(value)>(static_cast<double>(value) * share); };
    cost.texts = texts;
    cost.words = part(cost.words);
    cost.passes = part(cost.passes);
    cost.seconds = part(cost.seconds);
    cost.diskBytes = part(cost.diskBytes);
    return cost;
}

}  // namespace

WordSession::WordSession(TaskRunner& tasks, AuditSession& session, QObject* parent)
    : QObject(parent), m_tasks(tasks), m_session(session)
{
    connect(&session, &AuditSession::opened, this, &WordSession::follow);
    connect(&session, &AuditSession::headChanged, this, &WordSession::follow);
}

bool WordSession::ofTexts() const
{
    return m_session.isOpen() && m_session.info().model.input == ModelInfo::Input::Texts;
}

void WordSession::setLook(std::shared_ptr<TextLook> look)
{
    m_given = std::move(look);
    m_data.reset();
    follow();
}

void WordSession::follow()
{
    if (m_data == m_session.data() && m_session.isOpen())
        return;
    stop();
    m_data = m_session.data();
    m_look.reset();
    m_words.reset();
    m_cost.reset();
    m_sampleCost.reset();
    m_costAsked = false;
    emit changed();
    if (!ofTexts() || !m_data)
        return;
    if (m_given)
        return adopt(m_given);
    m_tasks.run(
        this, {tr("Reading the texts"), QStringLiteral("texts")},
        [audit = m_session.audit(), data = m_data](Progress&) { return audit->textLook(*data); },
        [this](std::shared_ptr<TextLook> look) { adopt(std::move(look)); });
}

void WordSession::adopt(std::shared_ptr<TextLook> look)
{
    m_look = std::move(look);
    emit changed();
    readWords();
}

void WordSession::readWords()
{
    TaskRunner::Options options{tr("Reading the words"), QStringLiteral("words")};
    // That there are none yet is not a problem; the pages offer to make them.
    options.quiet = true;
    m_tasks.run(
        this, options, [look = m_look](Progress& progress) { return look->corpus(progress); },
        [this](std::shared_ptr<const CorpusWords> words) {
            m_words = std::move(words);
            emit changed();
        });
}

void WordSession::askCost()
{
    if (m_costAsked || !m_look || !m_session.head().head)
        return;
    m_costAsked = true;
    m_tasks.run(
        this, {tr("Measuring the cost of words"), QStringLiteral("words-cost"), TaskRunner::Lane::Model},
        [look = m_look, head = m_session.head().head](Progress& progress) {
            return look->corpusCost(*head, CorpusChoice::Head, {}, progress);
        },
        [this](const CorpusCost& cost) {
            m_cost = cost;
            m_sampleCost.reset();
            if (cost.texts >= 2 * sampleSize)
                m_sampleCost = shareOf(cost, sampleSize);
            emit changed();
        });
}

void WordSession::goOn()
{
    make(false, sampled() ? m_words->textCount() : 0);
}

void WordSession::make(bool anew, std::int64_t sample)
{
    if (!m_look || !m_session.head().head || making())
        return;
    m_task = m_tasks.run(
        this, {tr("Taking words out of texts"), QStringLiteral("words-make"), TaskRunner::Lane::Model, true},
        [look = m_look, head = m_session.head().head, anew, sample](Progress& progress) {
            CorpusJobOptions options;
            options.sample = sample;
            return look->makeCorpus(*head, CorpusChoice::Head, options, anew, progress);
        },
        [this](const CorpusReport&) { made(); }, [this](const Failure&) { made(); });
    emit changed();
}

void WordSession::made()
{
    m_task = 0;
    emit changed();
    if (m_look)
        readWords();
}

void WordSession::stop()
{
    if (m_task != 0)
        m_tasks.stop(m_task);
    m_task = 0;
}

}  // namespace sparsescope::ui
