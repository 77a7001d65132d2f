// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/dense_side.h"

#include "ui/pages/rendered_bars.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/weight_bars.h"

#include <QLabel>
#include <QVBoxLayout>

namespace sparsescope::ui {

DenseSide::DenseSide(Workspace& workspace, QWidget* parent) : EmptyState(parent)
{
    auto* content = new QWidget(this);
    m_title = plainLabel({}, content);
    m_title->setWordWrap(true);
    m_bars = new WeightBars(workspace.pictures, [&session = workspace.session](int klass) { return session.className(klass); }, content);
    m_bars->setAccessibleName(tr("Features of the class in the network's own head, largest weight first"));
    connect(m_bars, &WeightBars::idSelected, this, [this](qint64 id) { emit featureSelected(int(id)); });
    connect(m_bars, &WeightBars::idOpened, this, [this](qint64 id) { emit featureOpened(int(id)); });
    showRendered(*m_bars, workspace);
    m_bars->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_bars, &QWidget::customContextMenuRequested, this, [this](const QPoint& position) {
        const auto index = m_bars->indexAt(position);
        if (index.isValid())
            emit menuWanted(index.data(IdRole).toInt(), m_bars->viewport()->mapToGlobal(position));
    });
    auto* top = new QVBoxLayout;
    top->setContentsMargins(spaceAround, 0, spaceAround, 0);
    top->addWidget(m_title);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceInside);
    layout->addLayout(top);
    layout->addWidget(m_bars, 1);
    setContent(content);
}

void DenseSide::setView(DenseClassView view)
{
    m_view = std::move(view);
    if (!m_view.missing.empty())
        return showEmpty(tr("Nothing to compare with"), QString::fromStdString(m_view.missing));
    const auto bars = std::ssize(m_view.bars);
    m_title->setText(tr("The %1 largest of %2: %3 of the weight. The sparse head uses %4 of them.")
                         .arg(ui::count(bars), counted(m_view.features, tr("feature"), tr("features")), percent(m_view.shownShare),
                              m_view.shared == bars ? tr("all") : m_view.shared == 0 ? tr("none") : ui::count(m_view.shared)));
    m_bars->bars().setBars(m_view.bars);
    showContent();
}

bool DenseSide::has(int feature) const
{
    return m_bars->bars().indexOfFeature(feature) >= 0;
}

void DenseSide::showFeature(int feature)
{
    m_bars->showId(feature);
}

}  // namespace sparsescope::ui
