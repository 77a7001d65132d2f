// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/errors_page.h"

#include "ui/dialogs/picture_sheet.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/confusion_map.h"
#include "ui/widgets/contribution_bars.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/overlay_viewer.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/thumbnail_grid.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sparsescope::ui {

ErrorsPage::ErrorsPage(Workspace& workspace, LookSession& looks, QWidget* parent) : Page(workspace, parent), m_looks(looks)
{
    auto* all = new QPushButton(tr("All errors"), &header());
    all->setToolTip(plainTip(tr("Errors of every class, the most confident first")));
    connect(all, &QPushButton::clicked, this, [this] { goCell(-1, -1); });
    header().addAction(all);
    setParts({{makeMap(), 5, 380}, {makeExamples(), 3, 200}, {makeExplanation(), 6, 540}});
    setFocusProxy(m_map);
}

QWidget* ErrorsPage::makeMap()
{
    auto* side = new QWidget(this);
    m_map = new ConfusionMap(side);
    connect(m_map, &ConfusionMap::cellSelected, this, &ErrorsPage::goCell);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceAround, 0, spaceBetween, spaceBetween);
    layout->setSpacing(spaceInside);
    auto* title = plainLabel(tr("True class (rows), predicted class (columns)"), side);
    title->setWordWrap(true);
    layout->addWidget(title);
    layout->addWidget(m_map, 1);
    side->setMinimumWidth(240);
    return side;
}

QWidget* ErrorsPage::makeExamples()
{
    auto* side = new QWidget(this);
    m_gridTitle = plainLabel({}, side);
    m_gridTitle->setWordWrap(true);
    m_grid = new ThumbnailGrid(
        work().pictures,
        {[this](const ExampleRef& e) { return session().className(e.predicted >= 0 ? e.predicted : e.label); },
         [this](const ExampleRef& e) { return exampleTip(session(), e, false); }},
        side);
    m_grid->setAccessibleName(tr("Pictures in the selected cell"));
    m_grid->setTileSide(60);
    connect(m_grid, &ThumbnailGrid::idSelected, this, &ErrorsPage::goExample);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceBetween, 0, spaceBetween, 0);
    layout->setSpacing(spaceInside);
    layout->addWidget(m_gridTitle);
    layout->addWidget(m_grid, 1);
    side->setMinimumWidth(128);
    return side;
}

ContributionBars* ErrorsPage::makeBars(const QString& accessibleName)
{
    auto* bars = new ContributionBars([this](int feature) { return session().featureName(feature); }, this);
    bars->setAccessibleName(accessibleName);
    connect(bars, &ContributionBars::featureSelected, this,
            [this](int feature) { goFeature(feature, PageId::Errors); });
    connect(bars, &ContributionBars::featureOpened, this, [this](int feature) { goFeature(feature, PageId::Feature); });
    return bars;
}

QWidget* ErrorsPage::makeExplanation()
{
    m_explanation = new EmptyState(this);
    auto* side = new QWidget(m_explanation);
    m_viewer = new OverlayViewer(work().pictures, side);
    m_viewer->setFixedSize(144, 144);
    m_words = plainLabel({}, side);
    m_words->setWordWrap(true);
    m_words->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_predicted = makeBars(tr("Explanation of the predicted class"));
    m_truth = makeBars(tr("Explanation of the true class"));
    m_where = new QPushButton(tr("Where on the picture…"), side);
    m_where->setToolTip(plainTip(tr("What of the picture speaks for a class or excites a feature: maps, occlusion, LIME")));
    connect(m_where, &QPushButton::clicked, this, &ErrorsPage::showWhere);
    auto* story = new QVBoxLayout;
    story->setSpacing(spaceInside);
    story->addWidget(m_words, 1);
    story->addWidget(m_where, 0, Qt::AlignLeft);
    auto* top = new QHBoxLayout;
    top->setSpacing(spaceAround);
    top->addWidget(m_viewer);
    top->addLayout(story, 1);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(spaceAround);
    sides->addWidget(m_predicted, 1);
    sides->addWidget(m_truth, 1);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceBetween, 0, spaceAround, spaceBetween);
    layout->setSpacing(spaceBetween);
    layout->addLayout(top);
    layout->addLayout(sides, 1);
    m_explanation->setContent(side);
    return m_explanation;
}

void ErrorsPage::refresh()
{
    if (explainMissing()) {
        m_asked.reset();
        return;
    }
    if (m_asked != session().head().head) {
        m_asked = session().head().head;
        m_askedTruth = m_askedRow = -2;
        requestConfusion();
    }
    m_map->showCell(focus().cellTruth, focus().cellPredicted);
    if (m_askedTruth != focus().cellTruth || m_askedPredicted != focus().cellPredicted)
        requestExamples();
    if (m_askedRow != focus().example)
        requestExplanation();
    m_grid->showId(focus().example);
    m_predicted->showFeature(focus().feature);
    m_truth->showFeature(focus().feature);
}

void ErrorsPage::requestConfusion()
{
    work().tasks.run(
        this, {tr("Counting errors"), QStringLiteral("errors-page")},
        [head = m_asked](Progress&) -> Result<ConfusionView> { return confusion(*head); },
        [this](ConfusionView view) { showConfusion(std::move(view)); });
}

void ErrorsPage::showConfusion(ConfusionView view)
{
    const auto split = QString::fromStdString(splitName(view.evaluated));
    const double wrong = view.rows > 0 ? double(view.errors) / double(view.rows) : 0;
    const auto pictures = counted(view.rows, tr("%1 picture").arg(split), tr("%1 pictures").arg(split));
    header().setTitle(tr("Errors"), view.errors == 1
                                        ? tr("1 of %1 is not recognised").arg(pictures)
                                        : tr("%1 of %2 are not recognised").arg(count(view.errors), pictures));
    header().setNumbers(
        {{tr("accuracy"), percent(1 - wrong), tr("Share of %1 pictures that are recognised").arg(split)}});
    m_map->setConfusion(std::move(view));
}

void ErrorsPage::requestExamples()
{
    m_askedTruth = focus().cellTruth;
    m_askedPredicted = focus().cellPredicted;
    work().tasks.run(
        this, {tr("Finding the pictures"), QStringLiteral("errors-page-cell")},
        [head = m_asked, truth = m_askedTruth, predicted = m_askedPredicted](
            Progress&) -> Result<std::vector<ExampleRef>> { return cellExamples(*head, truth, predicted); },
        [this](std::vector<ExampleRef> examples) { showExamples(std::move(examples)); });
}

QString ErrorsPage::cellTitle(std::size_t found) const
{
    const auto pictures = counted(static_cast<std::int64_t>(found), tr("picture"), tr("pictures"));
    if (m_askedTruth < 0)
        return tr("All errors: %1").arg(pictures);
    const auto truth = session().className(m_askedTruth);
    if (m_askedPredicted < 0)
        return tr("%1 not recognised: %2").arg(truth, pictures);
    return m_askedTruth == m_askedPredicted
               ? tr("%1 recognised: %2").arg(truth, pictures)
               : tr("%1 taken for %2: %3").arg(truth, session().className(m_askedPredicted), pictures);
}

void ErrorsPage::showExamples(std::vector<ExampleRef> examples)
{
    m_gridTitle->setText(cellTitle(examples.size()));
    const bool here =
        std::any_of(examples.begin(), examples.end(), [this](const auto& e) { return e.row == focus().example; });
    const auto first = examples.empty() ? -1 : examples.front().row;
    m_grid->examples().setExamples(std::move(examples));
    if (!here && focus().page == PageId::Errors && first >= 0) {
        auto next = focus();
        next.example = first;
        work().selection.correct(next);
    }
    m_grid->showId(focus().example);
}

void ErrorsPage::requestExplanation()
{
    m_askedRow = focus().example;
    if (m_askedRow < 0)
        return m_explanation->showEmpty(tr("No picture selected"), tr("Click a cell of the matrix, then a picture."));
    work().tasks.run(
        this, {tr("Explaining the picture"), QStringLiteral("errors-page-example")},
        [head = m_asked, row = m_askedRow](Progress&) { return exampleView(*head, row); },
        [this](const ExampleView& view) { showExplanation(view); });
}

void ErrorsPage::showExplanation(const ExampleView& view)
{
    m_explanation->showContent();
    m_where->setEnabled(m_looks.look() != nullptr);
    const auto& example = view.example;
    m_viewer->setPicture(example.row, -1, exampleTip(session(), example, false));
    QStringList lines{shown(example.path, 200), tr("True: %1").arg(session().className(example.label))};
    if (view.originalPrediction)
        lines << tr("Original head: %1%2")
                     .arg(session().className(*view.originalPrediction),
                          *view.originalPrediction == view.predicted.klass ? tr(" (agrees)") : tr(" (does not agree)"));
    for (const auto& ranked : view.ranking)
        lines << QStringLiteral("%1  %2").arg(percent(ranked.probability), session().className(ranked.klass));
    m_words->setText(lines.join('\n'));
    const bool right = view.predicted.klass == view.truth.klass;
    m_predicted->setExplanation(tr("Predicted: %1").arg(session().className(view.predicted.klass)), view.predicted);
    m_truth->setVisible(!right);
    m_truth->setExplanation(tr("True: %1").arg(session().className(view.truth.klass)), view.truth);
    const auto a = m_predicted->ownScale();
    const auto b = right ? a : m_truth->ownScale();
    for (auto* bars : {m_predicted, m_truth})
        bars->setScale(std::min(a.first, b.first), std::max(a.second, b.second));
}

void ErrorsPage::showWhere()
{
    if (m_askedRow < 0 || !m_looks.look())
        return;
    auto* sheet = new PictureSheet(work(), m_looks, window());
    sheet->show();
    sheet->explainRow(m_askedRow);
}

void ErrorsPage::goCell(int truth, int predicted)
{
    auto next = focus();
    next.page = PageId::Errors;
    next.cellTruth = truth;
    next.cellPredicted = predicted;
    if (truth >= 0)
        next.klass = truth;
    work().selection.go(next);
}

}  // namespace sparsescope::ui
