// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/rendering_row.h"

#include "audit/audit_data.h"
#include "base/text.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/elided_label.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace sparsescope::ui {

RenderingRow::RenderingRow(Workspace& workspace, QWidget* parent) : QWidget(parent), m_workspace(workspace)
{
    m_words = new ElidedLabel(this);
    m_words->setFont(sizedFont(font(), TextSize::Small));
    m_words->setForegroundRole(QPalette::PlaceholderText);
    m_render = new QPushButton(tr("Render feature pictures…"), this);
    m_render->setFlat(true);
    m_render->setToolTip(plainTip(tr("Pictures made from nothing but the network that show what each feature responds to; the cost is "
                                     "told first  (all features: Ctrl+Shift+V)")));
    m_pause = new QPushButton(tr("Pause"), this);
    m_pause->setFlat(true);
    m_stop = new QPushButton(tr("Stop"), this);
    m_stop->setFlat(true);
    m_stop->setToolTip(plainTip(tr("Ends the rendering of pictures; what is there is kept")));
    auto& renderings = workspace.renderings;
    connect(m_render, &QPushButton::clicked, this, [&renderings] { renderings.propose(RenderingScope::Class); });
    connect(m_pause, &QPushButton::clicked, this, [&renderings] { renderings.setPaused(!renderings.paused()); });
    connect(m_stop, &QPushButton::clicked, this, [&renderings] { renderings.stopQueue(); });
    connect(&renderings, &RenderingSession::changed, this, &RenderingRow::refresh);
    connect(&renderings, &RenderingSession::pictureChanged, this, &RenderingRow::refresh);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(spaceAround, 0, spaceAround, 0);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_words, 1);
    for (auto* button : {m_render, m_pause, m_stop})
        layout->addWidget(button);
    refresh();
}

void RenderingRow::refresh()
{
    const auto& renderings = m_workspace.renderings;
    const auto missing = renderings.missing();
    m_render->setVisible(missing.isEmpty() && !renderings.rendering());
    m_pause->setVisible(renderings.rendering());
    m_stop->setVisible(renderings.rendering());
    if (!missing.isEmpty())
        m_words->setText(missing);
    else if (renderings.rendering())
        showQueue();
    else
        showClass();
    m_words->setToolTip(plainTip(m_words->text()));
}

void RenderingRow::showQueue()
{
    const auto& renderings = m_workspace.renderings;
    m_pause->setText(renderings.paused() ? tr("Go on") : tr("Pause"));
    auto words = (renderings.paused() ? tr("Feature pictures: paused, %1 left") : tr("Rendering feature pictures: %1 left")).arg(count(renderings.left()));
    if (renderings.secondsLeft() >= 0 && !renderings.paused())
        words += tr(", about %1").arg(QString::fromStdString(duration(renderings.secondsLeft())));
    m_words->setText(words);
}

void RenderingRow::showClass()
{
    const auto& head = m_workspace.session.head().head;
    const int klass = m_workspace.selection.focus().klass;
    if (!head || klass < 0)
        return m_words->setText({});
    int there = 0;
    const auto& weights = head->head().classes[static_cast<std::size_t>(klass)];
    for (const auto& weight : weights)
        there += m_workspace.renderings.thumbnail(weight.feature, weight.weight < 0).isNull() ? 0 : 1;
    m_words->setText(there == 0 ? tr("No feature of this class has a rendered picture yet.")
                                : tr("%1 of %2 features have a rendered picture").arg(count(there), count(std::ssize(weights))));
}

}  // namespace sparsescope::ui
