// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/map_page.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/flow_view.h"
#include "ui/widgets/heat_map.h"
#include "ui/widgets/page_header.h"

#include <QComboBox>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabBar>
#include <QVBoxLayout>

#include <array>

namespace sparsescope::ui {

namespace {

constexpr int relatives = 1;        ///< Places of choices.
constexpr int fromFeature = 1;
constexpr std::array orders{MapOrder::Similarity, MapOrder::Data, MapOrder::Use};

QComboBox* choice(const QString& name, const QStringList& words, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->addItems(words);
    box->setAccessibleName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(18);
    box->setMaximumWidth(280);
    return box;
}

}  // namespace

MapPage::MapPage(Workspace& workspace, QWidget* parent) : Page(workspace, parent)
{
    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceBetween);
    layout->addWidget(makeChoices());
    layout->addWidget(makeViews(), 1);
    setContent(content);
    setFocusProxy(m_map);
    showFlow(false);
}

QWidget* MapPage::makeChoices()
{
    auto* line = new QWidget(this);
    m_kind = new QTabBar(line);
    m_kind->setDocumentMode(true);
    m_kind->setDrawBase(false);
    m_kind->setExpanding(false);
    m_kind->addTab(tr("Heat map"));
    m_kind->addTab(tr("Flow"));
    m_kind->setTabToolTip(0, plainTip(tr("Every weight of the head as a cell (Ctrl+M switches)")));
    m_kind->setTabToolTip(1, plainTip(tr("A class's largest features and the classes that use them, as bands (Ctrl+M switches)")));
    m_order = choice(tr("Order of classes and features"), {tr("Similar classes together"), tr("In the data's order"), tr("Most used first")}, line);
    m_which = choice(tr("Classes on the map"), {tr("All classes"), QString()}, line);
    m_from = choice(tr("What the flow starts from"), {QString(), QString()}, line);
    m_flowTitle = mutedLabel({}, line);
    m_flowTitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // a sentence must not widen the window
    connect(m_kind, &QTabBar::currentChanged, this, [this](int index) { showFlow(index == 1); });
    for (auto* box : {m_order, m_which, m_from})
        connect(box, &QComboBox::activated, this, [this] {
            m_rootClass = focus().klass;
            m_rootFeature = focus().feature;
            refresh();
        });
    auto* layout = new QHBoxLayout(line);
    layout->setContentsMargins(spaceAround - spaceInside, 0, spaceAround, 0);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_kind);
    layout->addSpacing(spaceBetween);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_order, m_which, m_from})
        layout->addWidget(widget);
    layout->addWidget(m_flowTitle, 1);
    layout->addStretch();
    return line;
}

QWidget* MapPage::makeViews()
{
    m_views = new QStackedWidget(this);
    m_map = new HeatMap(m_views);
    auto* scroll = new QScrollArea(m_views);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    m_flow = new FlowView(work().pictures, scroll);
    scroll->setWidget(m_flow);
    m_views->addWidget(m_map);
    m_views->addWidget(scroll);
    connectMap();
    connectFlow();
    return m_views;
}

void MapPage::connectMap()
{
    connect(m_map, &HeatMap::cellSelected, this, [this](int klass, int feature) { goFromHere(klass, feature, PageId::Map); });
    connect(m_map, &HeatMap::featureOpened, this, [this](int feature) { goFeature(feature, PageId::Feature); });
}

void MapPage::connectFlow()
{
    connect(m_flow, &FlowView::bandSelected, this, [this](int klass, int feature) { goFromHere(klass, feature, PageId::Map); });
    connect(m_flow, &FlowView::classSelected, this, [this](int klass) { goFromHere(klass, focus().feature, PageId::Map); });
    connect(m_flow, &FlowView::featureSelected, this, [this](int feature) { goFromHere(focus().klass, feature, PageId::Map); });
    connect(m_flow, &FlowView::featureOpened, this, [this](int feature) { goFeature(feature, PageId::Feature); });
    connect(m_flow, &FlowView::classOpened, this, [this](int klass) { goFromHere(klass, focus().feature, PageId::Class); });
}

void MapPage::goFromHere(int klass, int feature, PageId page)
{
    auto next = focus();
    next.klass = klass;
    next.feature = feature;
    next.page = page;
    m_fromHere = true;
    work().selection.go(next);
    m_fromHere = false;
}

bool MapPage::showsFlow() const
{
    return m_kind->currentIndex() == 1;
}

void MapPage::showFlow(bool flow)
{
    {
        const QSignalBlocker blocker(m_kind);
        m_kind->setCurrentIndex(flow ? 1 : 0);
    }
    m_views->setCurrentIndex(flow ? 1 : 0);
    m_order->setVisible(!flow);
    m_which->setVisible(!flow);
    m_from->setVisible(flow);
    m_flowTitle->setVisible(flow);
    setFocusProxy(flow ? static_cast<QWidget*>(m_flow) : m_map);
    if (isVisible())
        refresh();
}

void MapPage::refresh()
{
    if (explainMissing()) {
        m_asked.reset();
        m_askedFlow.reset();
        m_shownMap.reset();
        return;
    }
    followSelection();
    nameChoices();
    requestMap();
    if (showsFlow())
        requestFlow();
    m_map->showCell(focus().klass, focus().feature);
    m_flow->showSelected(focus().klass, focus().feature);
}

/// What was selected elsewhere is what map and flow are about; a click in them only moves the marks.
void MapPage::followSelection()
{
    if (m_fromHere)
        return;
    m_rootClass = focus().klass;
    m_rootFeature = focus().feature;
}

void MapPage::nameChoices()
{
    const auto klass = m_rootClass >= 0 ? session().className(m_rootClass) : tr("the selected class");
    m_which->setItemText(relatives, tr("Sharing features with %1").arg(klass));
    m_from->setItemText(0, tr("From the features of %1").arg(klass));
    m_from->setItemText(fromFeature, m_rootFeature >= 0 ? tr("From %1").arg(session().featureName(m_rootFeature)) : tr("From the selected feature"));
}

void MapPage::requestMap()
{
    const MapOptions options{orders[static_cast<std::size_t>(m_order->currentIndex())],
                             m_which->currentIndex() == relatives ? m_rootClass : -1};
    const bool same = options.order == m_askedOptions.order && options.relativesOf == m_askedOptions.relativesOf;
    if (m_asked == session().head().head && same)
        return;
    m_asked = session().head().head;
    m_askedOptions = options;
    work().tasks.run(
        this, {tr("Drawing the map of weights"), QStringLiteral("map-page")},
        [head = m_asked, options](Progress& progress) -> Result<std::shared_ptr<const WeightMap>> {
            SS_TRY(WeightMap map, weightMap(*head, options, progress));
            return std::make_shared<const WeightMap>(std::move(map));
        },
        [this](const std::shared_ptr<const WeightMap>& map) { showMap(map); });
}

void MapPage::requestFlow()
{
    FlowOptions options;
    options.klass = m_from->currentIndex() == fromFeature ? -1 : m_rootClass;
    options.feature = m_rootFeature;
    const bool same = options.klass == m_askedFrom.klass && (options.klass >= 0 || options.feature == m_askedFrom.feature);
    if (m_askedFlow == session().head().head && same)
        return;
    m_askedFlow = session().head().head;
    m_askedFrom = options;
    work().tasks.run(
        this, {tr("Drawing the flow of weights"), QStringLiteral("map-page-flow")},
        [head = m_askedFlow, options](Progress&) -> Result<WeightFlow> { return weightFlow(*head, options); },
        [this](WeightFlow flow) { showFlowView(std::move(flow)); });
}

void MapPage::showMap(std::shared_ptr<const WeightMap> map)
{
    m_shownMap = std::move(map);
    m_map->setMap(m_shownMap);
    m_map->showCell(focus().klass, focus().feature);
    showNumbers();
}

void MapPage::showNumbers()
{
    const auto classes = std::ssize(m_shownMap->rows);
    const auto features = std::ssize(m_shownMap->columns);
    header().setTitle(tr("Map"), tr("%1 share %2").arg(counted(classes, tr("class"), tr("classes")), counted(features, tr("feature"), tr("features"))));
    const double each = classes > 0 ? double(m_shownMap->weights) / double(classes) : 0;
    header().setNumbers({{tr("weights"), count(m_shownMap->weights), tr("That are not zero")},
                         {tr("for each class"), number(each), tr("Mean number of weights of the classes on the map")},
                         {tr("largest"), QStringLiteral("±") + number(m_shownMap->largest), tr("By magnitude, on the standardised features")}});
}

void MapPage::showFlowView(WeightFlow flow)
{
    const bool empty = flow.bands.empty();
    const auto words = flow.features.size() == 1
        ? tr("%1 and the classes that use it").arg(featureTitle(flow.features.front().feature, flow.features.front().name))
        : tr("Its %1 largest features and the classes that use them").arg(count(std::ssize(flow.features)));
    m_flowTitle->setText(empty ? tr("Nothing is used here: select another class or feature") : words);
    const bool texts = session().info().model.input == ModelInfo::Input::Texts;
    m_flow->setFlow(std::move(flow), !texts);
    m_flow->showSelected(focus().klass, focus().feature);
}

}  // namespace sparsescope::ui
