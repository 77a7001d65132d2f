// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/cloud_pair.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/word_cloud.h"

#include <QGridLayout>
#include <QLabel>

namespace sparsescope::ui {

CloudPair::CloudPair(QWidget* parent) : QWidget(parent)
{
    m_title = plainLabel({}, this);
    m_note = mutedLabel({}, this);
    m_note->setWordWrap(true);
    m_raises = new WordCloudView(WordCloudView::Side::Raises, this);
    m_lowers = new WordCloudView(WordCloudView::Side::Lowers, this);
    for (auto* view : {m_raises, m_lowers})
        connect(view, &WordCloudView::wordSelected, this, &CloudPair::wordSelected);
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceInside);
    layout->addWidget(m_title, 0, 0, 1, 2);
    layout->addWidget(mutedLabel(tr("+ words that raise it"), this), 1, 0);
    layout->addWidget(mutedLabel(tr("− words that lower it"), this), 1, 1);
    layout->addWidget(m_raises, 2, 0);
    layout->addWidget(m_lowers, 2, 1);
    layout->addWidget(m_note, 3, 0, 1, 2);
    layout->setRowStretch(2, 1);
    layout->setColumnStretch(0, 1);
    layout->setColumnStretch(1, 1);
}

void CloudPair::setCloud(const QString& title, const QString& what, const WordCloud& cloud, const QString& note)
{
    m_title->setText(title);
    m_raises->setWords(cloud.raises, what);
    m_lowers->setWords(cloud.lowers, what);
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void CloudPair::showWord(const QString& word)
{
    m_raises->showWord(word);
    m_lowers->showWord(word);
}

}  // namespace sparsescope::ui
