// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/render_settings.h"

#include "audit/audit_data.h"
#include "base/text.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace sparsescope::ui {

using Quality = PictureWish::Quality;

RenderSettings::RenderSettings(Workspace& workspace, RenderingScope scope, QWidget* parent) : QDialog(parent), m_workspace(workspace)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Render pictures of features"));
    auto* what = plainLabel(tr("For each feature a picture is made that the network responds to most: + where the class's weight is "
                               "positive, − where it is negative. They appear on the bars of the classes and on the features' pages."), this);
    what->setWordWrap(true);
    what->setMinimumWidth(440);
    m_scope = new QComboBox(this);
    if (workspace.selection.focus().klass >= 0)
        m_scope->addItem(tr("of the class %1").arg(workspace.session.className(workspace.selection.focus().klass)), static_cast<int>(RenderingScope::Class));
    m_scope->addItem(tr("of all features of the head, the shown class first"), static_cast<int>(RenderingScope::Head));
    m_scope->setCurrentIndex(scope == RenderingScope::Class ? 0 : m_scope->count() - 1);
    m_scope->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_scope->setMinimumContentsLength(36);
    m_quality = new QComboBox(this);
    m_quality->addItem(tr("preview: something to recognise, soon"), static_cast<int>(Quality::Preview));
    m_quality->addItem(tr("full: 512 steps at the network's own size"), static_cast<int>(Quality::Full));
    m_count = plainLabel({}, this);
    m_cost = plainLabel({}, this);
    m_cost->setWordWrap(true);
    auto* kept = mutedLabel(tr("Each picture is kept in the audit as it is made: stop when you like, it goes on from there. Another "
                               "class that you look at comes first."), this);
    kept->setWordWrap(true);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_start = new QPushButton(tr("&Render"), this);
    m_start->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::close);
    connect(m_start, &QPushButton::clicked, this, &RenderSettings::start);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &RenderSettings::refresh);
    connect(m_quality, &QComboBox::currentIndexChanged, this, &RenderSettings::refresh);
    connect(&workspace.renderings, &RenderingSession::changed, this, &RenderSettings::refresh);
    connect(&workspace.session, &AuditSession::opened, this, &QDialog::close);
    auto* form = new QFormLayout;
    form->setVerticalSpacing(spaceBetween);
    form->setHorizontalSpacing(spaceAround);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->addRow(tr("Pictures"), m_scope);
    form->addRow(tr("Quality"), m_quality);
    form->addRow(tr("Not there yet"), m_count);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(spaceBetween);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_start);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceAround, spaceAround, spaceAround, spaceAround);
    layout->setSpacing(spaceBetween);
    layout->addWidget(what);
    layout->addSpacing(spaceBetween);
    layout->addLayout(form);
    layout->addSpacing(spaceBetween);
    layout->addWidget(m_cost);
    layout->addWidget(kept);
    layout->addStretch();
    layout->addLayout(buttons);
    workspace.renderings.askCost();
    refresh();
}

RenderingScope RenderSettings::scope() const
{
    return static_cast<RenderingScope>(m_scope->currentData().toInt());
}

Quality RenderSettings::quality() const
{
    return static_cast<Quality>(m_quality->currentData().toInt());
}

QString RenderSettings::costWords(qint64 pictures) const
{
    const auto& renderings = m_workspace.renderings;
    if (pictures == 0)
        return tr("They are all there.");
    if (!renderings.costTrouble().isEmpty())
        return renderings.costTrouble();
    if (!renderings.cost())
        return tr("Measuring how long that takes…");
    const double one = quality() == Quality::Full ? renderings.cost()->fullSeconds : renderings.cost()->previewSeconds;
    return tr("About %1: %2 s for each, measured on this machine just now.")
        .arg(QString::fromStdString(duration(one * double(pictures))), number(one, 2));
}

void RenderSettings::refresh()
{
    const auto pictures = std::ssize(m_workspace.renderings.wanted(scope(), quality()));
    m_count->setText(counted(pictures, tr("picture"), tr("pictures")));
    m_cost->setText(costWords(pictures));
    m_start->setEnabled(pictures > 0 && (m_workspace.renderings.cost() || !m_workspace.renderings.costTrouble().isEmpty()));
}

void RenderSettings::start()
{
    m_workspace.renderings.renderQueue(scope(), quality());
    close();
}

}  // namespace sparsescope::ui
