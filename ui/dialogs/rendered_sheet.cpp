// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/rendered_sheet.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/rendered_view.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace sparsescope::ui {

namespace {

constexpr int side = 448;

}  // namespace

RenderedSheet::RenderedSheet(const QString& title, const ShownRendering& rendering, int picture, QWidget* parent) : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    const FeaturePicture& facts = rendering.facts;
    auto* view = new RenderedView(this);
    view->setMinimumSize(side, side);
    view->setContent({{rendering.images[static_cast<std::size_t>(picture)]}, {}, -1, title, provenanceWords(facts),
                      pictureFileName(facts.wish, picture)});
    auto* reached = plainLabel(reachedWords(facts), this);
    reached->setToolTip(plainTip(reachedTip(facts)));
    reached->setWordWrap(true);
    QStringList lines{tr("%1; %2 of %3 steps at %4 pixels").arg(settingsWords(facts.wish)).arg(facts.steps).arg(facts.wantedSteps).arg(facts.side)};
    if (const auto caution = cautionWords(facts); !caution.isEmpty())
        lines << caution;
    for (const auto& note : facts.notes)
        lines << shown(note, 400);
    auto* words = mutedLabel(lines.join('\n'), this);
    words->setWordWrap(true);
    auto* save = new QPushButton(tr("&Save…"), this);
    auto* copy = new QPushButton(tr("&Copy"), this);
    auto* close = new QPushButton(tr("Close"), this);
    close->setDefault(true);
    connect(save, &QPushButton::clicked, view, [view] { view->save(0); });
    connect(copy, &QPushButton::clicked, view, [view] { view->copy(0); });
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(spaceBetween);
    buttons->addStretch();
    for (auto* button : {save, copy, close})
        buttons->addWidget(button);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceAround, spaceAround, spaceAround, spaceAround);
    layout->setSpacing(spaceBetween);
    layout->addWidget(view, 1);
    layout->addWidget(reached);
    layout->addWidget(words);
    layout->addLayout(buttons);
}

}  // namespace sparsescope::ui
