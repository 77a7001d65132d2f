// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/name_line.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/elided_label.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace sparsescope::ui {

NameLine::NameLine(QWidget* parent) : QWidget(parent)
{
    m_words = new ElidedLabel(this);
    m_why = new ElidedLabel(this);
    m_why->setForegroundRole(QPalette::PlaceholderText);
    m_why->setFont(sizedFont(font(), TextSize::Small));
    m_accept = new QPushButton(tr("Accept"), this);
    m_accept->setToolTip(plainTip(tr("Takes this as your name for the feature; it can be changed at any time (F2)")));
    connect(m_accept, &QPushButton::clicked, this, [this] { emit accepted(m_name); });
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceBetween);
    auto* lines = new QVBoxLayout;
    lines->setSpacing(0);
    lines->addWidget(m_words);
    lines->addWidget(m_why);
    layout->addLayout(lines, 1);
    layout->addWidget(m_accept);
    hide();
}

void NameLine::setProposal(const NameProposal& proposal, bool named)
{
    setVisible(!named && !proposal.name.empty());
    m_name = QString::fromStdString(proposal.name);
    QStringList evidence;
    for (const auto* list : {&proposal.classes, &proposal.words})
        for (const auto& one : *list)
            evidence << evidenceWords(one, proposal.rows);
    const bool byWord = !proposal.words.empty() && proposal.words.front().what == proposal.name;
    const auto why = evidence.isEmpty() ? QString()
                     : byWord           ? evidenceWords(proposal.words.front(), proposal.rows)
                                        : evidence.front();
    m_words->setText(tr("Proposed: %1").arg(shown(proposal.name, 80)));
    m_why->setText(why);
    for (auto* label : {m_words, m_why})
        label->setToolTip(plainTip(evidence.join('\n')));
}

QString NameLine::words() const
{
    return m_words->text() + QStringLiteral(" – ") + m_why->text();
}

QString evidenceWords(const NameEvidence& evidence, std::int64_t rows)
{
    const auto what = shown(evidence.what, 60);
    const auto lift = number(evidence.lift, 2);
    return evidence.klass >= 0
               ? QObject::tr("%1 of the %2 strongest are of class ‘%3’ (%4 × its share)").arg(count(evidence.rows), count(rows), what, lift)
               : QObject::tr("%1 of the %2 strongest have ‘%3’ in their file names (%4 × its share)")
                     .arg(count(evidence.rows), count(rows), what, lift);
}

}  // namespace sparsescope::ui
