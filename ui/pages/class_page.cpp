// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/class_page.h"

#include "ui/pages/dense_side.h"
#include "ui/pages/rendered_bars.h"
#include "ui/pages/rendering_row.h"
#include "ui/pages/rule_actions.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/stability_filter.h"
#include "ui/widgets/thumbnail_grid.h"
#include "ui/widgets/weight_bars.h"

#include <QCheckBox>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace sparsescope::ui {

ClassPage::ClassPage(Workspace& workspace, QWidget* parent) : Page(workspace, parent)
{
    header().makeEditable(tr("Rename…"), tr("Another name for the class, in this audit only (F2)"), 200);
    connect(&header(), &PageHeader::titleEdited, this,
            [this](const QString& name) { work().session.nameClass(m_askedClass, name.toStdString()); });
    auto* errors = new QPushButton(tr("Show errors"), &header());
    errors->setToolTip(plainTip(tr("The pictures of this class that the sparse head gets wrong")));
    connect(errors, &QPushButton::clicked, this, &ClassPage::showErrors);
    header().addAction(errors);

    setParts({{makeBars(), 3, 570}, {makeHelper(), 2, 400}});
    setFocusProxy(m_bars);
}

void ClassPage::rename()
{
    if (m_askedClass >= 0)
        header().editTitle();
}

QWidget* ClassPage::makeBars()
{
    auto* side = new QWidget(this);
    m_bars = new WeightBars(
        work().pictures, [this](int klass) { return session().className(klass); }, side);
    connect(m_bars, &WeightBars::idSelected, this, [this](qint64 id) { goFeature(int(id), PageId::Class); });
    connect(m_bars, &WeightBars::idOpened, this, [this](qint64 id) { goFeature(int(id), PageId::Feature); });
    showRendered(*m_bars, work());
    m_rendering = new RenderingRow(work(), side);
    m_bars->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_bars, &QWidget::customContextMenuRequested, this, &ClassPage::showMenu);
    m_filter = new StabilityFilter(side);
    connect(m_filter, &StabilityFilter::changed, this, &ClassPage::filterBars);
    connect(m_filter, &StabilityFilter::measureWanted, this, [this] { work().session.proposeStability(); });
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filter);
    layout->addWidget(m_rendering);
    layout->addWidget(m_bars, 1);
    return side;
}

void ClassPage::filterBars()
{
    m_bars->bars().setLeastStability(m_filter->least());
    m_filter->setHidden(m_bars->bars().hidden());
    m_bars->showId(focus().feature);
}

void ClassPage::showMenu(const QPoint& position)
{
    const auto index = m_bars->indexAt(position);
    if (!index.isValid())
        return;
    showMenuOf(index.data(IdRole).toInt(), m_bars->viewport()->mapToGlobal(position));
}

void ClassPage::showMenuOf(int feature, const QPoint& global)
{
    QMenu menu;
    addRuleActions(menu, work().session, feature, m_askedClass);
    menu.addSeparator();
    auto* render = menu.addAction(tr("Render this class's feature pictures…"), &work().renderings,
                                  [this] { work().renderings.propose(RenderingScope::Class); });
    render->setEnabled(work().renderings.missing().isEmpty());
    menu.exec(global);
}

QWidget* ClassPage::makeHelper()
{
    auto* side = new QWidget(this);
    m_helperChoice = new QTabBar(side);
    m_helperChoice->setDocumentMode(true);
    m_helperChoice->setDrawBase(false);
    m_helperChoice->setExpanding(false);
    m_helperChoice->addTab(tr("Examples"));
    m_helperChoice->addTab(tr("Original head"));
    m_helperChoice->setTabToolTip(1, plainTip(tr("The largest weights that the network's own, dense head gives the class (Ctrl+D)")));
    m_helpers = new QStackedWidget(side);
    m_helpers->addWidget(makeExamples());
    m_helpers->addWidget(makeDense());
    connect(m_helperChoice, &QTabBar::currentChanged, m_helpers, &QStackedWidget::setCurrentIndex);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceInside);
    layout->addWidget(m_helperChoice);
    layout->addWidget(m_helpers, 1);
    return side;
}

DenseSide* ClassPage::makeDense()
{
    m_dense = new DenseSide(work(), this);
    connect(m_dense, &DenseSide::featureSelected, this, [this](int feature) { goFeature(feature, PageId::Class); });
    connect(m_dense, &DenseSide::featureOpened, this, [this](int feature) { goFeature(feature, PageId::Feature); });
    connect(m_dense, &DenseSide::menuWanted, this, &ClassPage::showMenuOf);
    return m_dense;
}

void ClassPage::showDense(bool dense)
{
    m_helperChoice->setCurrentIndex(dense ? 1 : 0);
}

bool ClassPage::showsDense() const
{
    return m_helperChoice->currentIndex() == 1;
}

QWidget* ClassPage::makeExamples()
{
    auto* side = new QWidget(this);
    m_gridTitle = plainLabel({}, side);
    m_gridTitle->setWordWrap(true);
    m_where = new QCheckBox(tr("Where it &fires"), side);
    m_where->setToolTip(plainTip(tr("Lays the feature's activation map over the pictures")));
    m_where->setChecked(true);
    m_grid =
        new ThumbnailGrid(work().pictures,
                          {[this](const ExampleRef& e) { return exampleCaption(session(), e, m_askedFeature >= 0); },
                           [this](const ExampleRef& e) { return exampleTip(session(), e, m_askedFeature >= 0); }},
                          side);
    m_grid->setAccessibleName(tr("Strongest examples of the selected feature"));
    connect(m_where, &QCheckBox::toggled, this,
            [this](bool on) { m_grid->examples().setOverlay(on ? m_askedFeature : -1); });
    connect(m_grid, &ThumbnailGrid::idSelected, this, &ClassPage::goExample);
    connect(m_grid, &ThumbnailGrid::idOpened, this, [this] { goFeature(focus().feature, PageId::Feature); });
    auto* top = new QHBoxLayout;
    top->addWidget(m_gridTitle, 1);
    top->addWidget(m_where, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceAround, spaceBetween, spaceBetween, 0);
    layout->setSpacing(spaceBetween);
    layout->addLayout(top);
    layout->addWidget(m_grid, 1);
    return side;
}

void ClassPage::refresh()
{
    if (explainMissing()) {
        m_asked.reset();
        m_askedClass = -1;
        return;
    }
    if (focus().klass < 0 || focus().klass >= std::ssize(session().info().classes)) {
        state().showEmpty(tr("No class selected"), tr("Choose one in the list on the left, or search with Ctrl+K."));
        return;
    }
    if (m_asked != session().head().head || m_askedClass != focus().klass)
        return requestClass();
    showFeature();
    m_grid->showId(focus().example);
}

void ClassPage::showFeature()
{
    m_bars->showId(focus().feature);
    m_dense->showFeature(focus().feature);
    if (m_askedFeature != focus().feature)
        requestExamples();
}

void ClassPage::requestClass()
{
    if (m_askedClass != focus().klass)
        header().leaveEditing();
    m_asked = session().head().head;
    m_askedClass = focus().klass;
    m_askedFeature = -2;
    const auto& klass = session().info().classes[static_cast<std::size_t>(m_askedClass)];
    header().setTitle(tr("Class"), shown(klass.name));
    header().setEditText(QString::fromStdString(klass.name), tr("As the data calls it"));
    work().tasks.run(
        this, {tr("Looking at the class"), QStringLiteral("class-page")},
        [head = m_asked, klass = m_askedClass](Progress&) -> Result<Both> {
            return Both{classView(*head, klass), denseClass(*head, klass)};
        },
        [this](Both both) { showClass(std::move(both)); });
}

void ClassPage::showClass(Both both)
{
    m_view = std::move(both.sparse);
    m_dense->setView(std::move(both.dense));
    showNumbers();
    m_bars->bars().setBars(m_view.bars);
    m_rendering->refresh();
    m_filter->setMeasured(session().head().draws);
    filterBars();
    auto next = focus();
    if (next.page == PageId::Class && m_bars->bars().indexOfFeature(next.feature) < 0 && !m_dense->has(next.feature)) {
        next.feature = m_view.bars.empty() ? -1 : m_view.bars.front().feature;
        work().selection.correct(next);
    }
    showFeature();
}

void ClassPage::showNumbers()
{
    const auto& row = m_view.row;
    std::vector<PageHeader::KeyNumber> numbers{
        {tr("sparse"), percent(row.accuracy), tr("Share of the class's pictures that the sparse head recognises")}};
    if (row.originalAccuracy)
        numbers.push_back({tr("original"), percent(row.originalAccuracy), tr("The same for the network's own head")});
    if (row.agreement)
        numbers.push_back(
            {tr("agreement"), percent(row.agreement), tr("Share of its pictures on which both heads say the same")});
    const bool dense = m_dense->view().missing.empty();
    numbers.push_back({tr("features"), dense ? tr("%1 of %2").arg(count(row.features), count(m_dense->view().features)) : count(row.features),
                       dense ? tr("Non-zero weights of the class in the sparse head, and in the network's own")
                             : tr("Non-zero weights of the class")});
    numbers.push_back({tr("bias"), signedNumber(m_view.bias), tr("Logit of the class before any feature speaks")});
    header().setNumbers(numbers);
}

void ClassPage::requestExamples()
{
    m_askedFeature = focus().feature;
    if (m_askedFeature < 0) {
        work().tasks.stopSlot(QStringLiteral("class-page-feature"));
        m_gridTitle->setText(tr("Pictures of the class"));
        m_where->setVisible(false);
        m_grid->examples().setExamples(m_view.examples);
        return;
    }
    work().tasks.run(
        this, {tr("Looking at the feature"), QStringLiteral("class-page-feature")},
        [head = session().head().head, feature = m_askedFeature](Progress&) -> Result<FeatureView> {
            return featureView(*head, feature);
        },
        [this, feature = m_askedFeature](const FeatureView& view) { showExamples(feature, view); });
}

void ClassPage::showExamples(int feature, const FeatureView& view)
{
    m_gridTitle->setText(tr("Strongest examples of %1").arg(featureTitle(feature, view.name)));
    m_where->setVisible(view.hasMap);
    m_grid->examples().setExamples(view.most, view.hasMap && m_where->isChecked() ? feature : -1);
    m_grid->showId(focus().example);
}

void ClassPage::showErrors()
{
    auto next = focus();
    next.page = PageId::Errors;
    next.cellTruth = next.klass;
    next.cellPredicted = -1;
    work().selection.go(next);
}

}  // namespace sparsescope::ui
