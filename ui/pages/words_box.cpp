// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/words_box.h"

#include "base/text.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace sparsescope::ui {

WordsBox::WordsBox(WordSession& words, QWidget* clouds, QWidget* parent) : EmptyState(parent), m_words(words)
{
    auto* content = new QWidget(this);
    m_share = new QDoubleSpinBox(content);
    m_share->setRange(0.1, 100);
    m_share->setDecimals(1);
    m_share->setValue(1);
    m_share->setSuffix(tr(" %"));
    m_share->setAccessibleName(tr("Share of the words that clouds show, on each side"));
    m_least = new QSpinBox(content);
    m_least->setRange(1, 1000);
    m_least->setValue(CloudOptions().minTexts);
    m_least->setAccessibleName(tr("Least number of texts that a word must be in"));
    connect(m_share, &QDoubleSpinBox::valueChanged, this, &WordsBox::optionsChanged);
    connect(m_least, &QSpinBox::valueChanged, this, &WordsBox::optionsChanged);
    auto* top = new QHBoxLayout;
    top->addWidget(plainLabel(tr("Strongest"), content));
    top->addWidget(m_share);
    top->addWidget(plainLabel(tr("of the words in at least"), content));
    top->addWidget(m_least);
    top->addWidget(plainLabel(tr("texts"), content));
    top->addStretch();
    m_goOn = new QPushButton(content);
    connect(m_goOn, &QPushButton::clicked, this, [this] {
        if (m_all)
            m_words.make(true);
        else
            m_words.goOn();
    });
    top->addWidget(m_goOn);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceInside);
    layout->addLayout(top);
    layout->addWidget(clouds, 1);
    setContent(content);
    connect(this, &EmptyState::actionTriggered, this, &WordsBox::act);
    connect(this, &EmptyState::secondTriggered, this, [this] { m_words.make(m_anew, WordSession::sampleSize); });
}

CloudOptions WordsBox::options() const
{
    CloudOptions options;
    options.topShare = options.bottomShare = m_share->value() / 100;
    options.minTexts = m_least->value();
    return options;
}

void WordsBox::showMade(const CorpusWords& words)
{
    const bool sampled = words.textCount() < words.corpusSize();
    m_all = sampled && words.complete();
    m_goOn->setVisible(sampled || !words.complete());
    const QString all = ui::count(words.corpusSize());
    const QString part = ui::count(words.textCount());
    if (m_all)
        m_goOn->setText(tr("From a sample of %1 of %2 texts: take all").arg(part, all));
    else if (sampled)
        m_goOn->setText(tr("Told from %1 of a sample of %2 of %3 texts: go on").arg(ui::count(words.explainedTexts()), part, all));
    else
        m_goOn->setText(tr("Told from %1 of %2 texts: go on").arg(ui::count(words.explainedTexts()), part));
    showContent();
}

void WordsBox::showPrice()
{
    const auto told = [](const CorpusCost& cost) {
        return tr("%1, about %2, %3 of disk")
            .arg(counted(cost.passes, tr("pass"), tr("passes")), QString::fromStdString(duration(cost.seconds)),
                 QString::fromStdString(byteSize(cost.diskBytes)));
    };
    const auto& cost = m_words.cost();
    const auto& sample = m_words.sampleCost();
    QString price = cost ? tr("Each word of each text is taken out once: %1.").arg(told(*cost))
                         : tr("Measuring what that would take…");
    if (sample)
        price += QLatin1Char('\n')
            + tr("A sample of %1 of %2 texts, each class in its share: %3.")
                  .arg(ui::count(sample->texts), ui::count(sample->allTexts), told(*sample));
    showEmpty(tr("What words do is not known yet"), price, cost ? tr("Find the words") : QString(),
              sample ? tr("Find those of the sample") : QString());
}

bool WordsBox::refresh()
{
    m_anew = false;
    if (m_words.words() && !m_words.making()) {
        showMade(*m_words.words());
        return true;
    }
    if (m_words.making()) {
        showEmpty(tr("Words are being taken out of the texts"),
                  tr("Tasks below shows how far it is. You can stop at any time; what is done is kept."), tr("Stop"));
        return false;
    }
    if (!m_words.look()) {
        showEmpty(tr("Reading the texts…"), tr("Their words are looked at next."));
        return false;
    }
    m_words.askCost();
    showPrice();
    return false;
}

void WordsBox::offerAnew(const QString& why)
{
    m_anew = true;
    showEmpty(tr("Not among the words that were made"), why, tr("Make them anew"));
}

void WordsBox::act()
{
    if (m_words.making())
        m_words.stop();
    else
        m_words.make(m_anew, m_anew && m_words.sampled() ? m_words.words()->textCount() : 0);
}

}  // namespace sparsescope::ui
