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
    connect(m_goOn, &QPushButton::clicked, this, [this] { m_words.make(); });
    top->addWidget(m_goOn);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceInside);
    layout->addLayout(top);
    layout->addWidget(clouds, 1);
    setContent(content);
    connect(this, &EmptyState::actionTriggered, this, &WordsBox::act);
}

CloudOptions WordsBox::options() const
{
    CloudOptions options;
    options.topShare = options.bottomShare = m_share->value() / 100;
    options.minTexts = m_least->value();
    return options;
}

bool WordsBox::refresh()
{
    m_anew = false;
    if (m_words.words() && !m_words.making()) {
        const CorpusWords& words = *m_words.words();
        m_goOn->setVisible(!words.complete());
        m_goOn->setText(tr("Told from %1 of %2 texts: go on").arg(ui::count(words.explainedTexts()), ui::count(words.textCount())));
        showContent();
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
    const auto& cost = m_words.cost();
    const QString price = cost ? tr("Each word of each text is taken out once: %1, about %2, %3 of disk.")
                                     .arg(counted(cost->passes, tr("pass"), tr("passes")), QString::fromStdString(duration(cost->seconds)),
                                          QString::fromStdString(byteSize(cost->diskBytes)))
                               : tr("Measuring what that would take…");
    showEmpty(tr("What words do is not known yet"), price, cost ? tr("Find the words") : QString());
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
        m_words.make(m_anew);
}

}  // namespace sparsescope::ui
