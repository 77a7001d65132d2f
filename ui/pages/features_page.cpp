// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/features_page.h"

#include "audit/example_list.h"
#include "ui/models/feature_list_model.h"
#include "ui/pages/rule_actions.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/feature_filter_bar.h"
#include "ui/widgets/feature_popup.h"
#include "ui/widgets/filter_table.h"
#include "ui/widgets/page_header.h"

#include <QHeaderView>
#include <QHelpEvent>
#include <QMenu>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr std::size_t textsInTip = 3;
constexpr std::int64_t manyValues = 200'000'000;    ///< From which on names are proposed for used features alone.

using Proposals = std::vector<std::pair<int, std::string>>;

Result<Proposals> proposalsFor(const HeadAnalysis& head, const CorpusWords* words, Progress& progress)
{
    const AuditData& data = head.data();
    const bool all = data.rowCount() * data.featureCount() < manyValues;
    Proposals names;
    for (int feature = 0; feature < data.featureCount(); ++feature) {
        if (progress.stopRequested())
            return Cancelled{};
        if (!all && head.uses(feature).empty())
            continue;
        const auto cloud = words && words->column(feature) ? featureCloud(*words, feature, {}) : Result<WordCloud>(WordCloud());
        std::string name = cloud ? proposedName(*cloud) : std::string();
        if (name.empty())
            name = proposedFeatureName(data, feature).name;
        if (!name.empty())
            names.emplace_back(feature, std::move(name));
    }
    return names;
}

}  // namespace

FeaturesPage::FeaturesPage(Workspace& workspace, WordSession& words, QWidget* parent) : Page(workspace, parent), m_words(words)
{
    m_features = new FeatureListModel(this);
    m_features->setExplain([this](int feature) { return m_words.ofTexts() ? strongestTexts(feature) : QString(); });
    m_popup = new FeaturePopup(workspace.pictures, this);
    auto* content = new QWidget(this);
    m_filterBar = new FeatureFilterBar(content);
    connect(m_filterBar, &FeatureFilterBar::changed, this, &FeaturesPage::applyFilter);
    m_table = new FilterTable(m_features, tr("feature"), tr("features"), content);
    auto* head = m_table->view()->horizontalHeader();
    head->setResizeContentsPrecision(0);  // by what is visible: 2,048 rows are too many to measure
    head->setSectionResizeMode(FeatureListModel::Name, QHeaderView::Stretch);
    m_table->view()->viewport()->installEventFilter(this);
    connect(m_table, &FilterTable::idSelected, this, [this](int feature) { goFeature(feature, PageId::Features); });
    connect(m_table, &FilterTable::idOpened, this, [this](int feature) { goFeature(feature, PageId::Feature); });
    m_table->setRowActions([this](QMenu& menu, int feature) {
        m_popup->hide();
        menu.addAction(tr("Open"), this, [this, feature] { goFeature(feature, PageId::Feature); });
        menu.addSeparator();
        addRuleActions(menu, work().session, feature, focus().klass);
    });
    m_table->sortBy(FeatureListModel::Classes, Qt::DescendingOrder);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(spaceBetween, 0, spaceBetween, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filterBar);
    layout->addWidget(m_table, 1);
    setContent(content);
    setFocusProxy(m_table->view());
    connect(&words, &WordSession::changed, this, [this] {
        if (isVisible())
            proposeNames();
    });
}

void FeaturesPage::refresh()
{
    if (explainMissing()) {
        m_shown.reset();
        m_popup->hide();
        return;
    }
    const int klass = focus().klass;
    m_filterBar->setClass(klass, klass >= 0 ? session().className(klass) : QString());
    if (m_shown != session().head().head || m_shownDraws != session().head().draws)
        showFeatures();
    m_table->showId(focus().feature);
}

void FeaturesPage::showFeatures()
{
    const bool first = !m_shown;
    m_shown = session().head().head;
    m_shownDraws = session().head().draws;
    m_filter = m_filterBar->filter();
    m_features->setRows(session().head().features);
    m_features->setProposed(m_proposed);
    m_filterBar->setMeasured(m_shownDraws);
    applyFilter();
    auto& view = *m_table->view();
    view.setColumnHidden(FeatureListModel::Stability, m_shownDraws == 0);
    const auto& rows = session().head().features;
    view.setColumnHidden(FeatureListModel::Note, std::ranges::none_of(rows, [](const FeatureRow& row) { return !row.note.empty(); }));
    if (first)
        view.resizeColumnsToContents();
    showNumbers();
    proposeNames();
}

void FeaturesPage::showNumbers()
{
    const auto& rows = session().head().features;
    const auto used = std::ranges::count_if(rows, [](const FeatureRow& row) { return row.classes > 0; });
    const auto named = std::ranges::count_if(rows, [](const FeatureRow& row) { return !row.name.empty(); });
    const auto ill = std::ranges::count_if(rows, [](const FeatureRow& row) { return hasProblem(row.health); });
    header().setTitle(tr("Features"), tr("This head uses %1 of %2").arg(count(used), counted(std::ssize(rows), tr("feature"), tr("features"))));
    header().setNumbers({{tr("used"), count(used), tr("Features with a weight in the current head")},
                         {tr("named"), count(named), tr("Features that you gave a name")},
                         {tr("with a problem"), count(ill), tr("Dead, constant, saturated, duplicated or not finite")}});
}

/// A filter by class means nothing while no class is selected: nothing is left out then.
void FeaturesPage::applyFilter()
{
    m_filter = m_filterBar->filter();
    m_table->setRowFilter([this](int row) { return !m_shown || keeps(m_filter, m_features->row(row), m_shown->head()); });
    m_table->showId(focus().feature);
}

/// From classes and file names of what excites a feature; for texts from their words, once those were made.
void FeaturesPage::proposeNames()
{
    if (!m_shown || (m_proposedFrom == m_words.words() && m_proposedOf == m_shown->sharedData()))
        return;
    m_proposedFrom = m_words.words();
    m_proposedOf = m_shown->sharedData();
    work().tasks.run(
        this, {tr("Proposing names"), QStringLiteral("features-page-names")},
        [words = m_proposedFrom, head = m_shown](Progress& progress) { return proposalsFor(*head, words.get(), progress); },
        [this](Proposals names) {
            m_proposed = std::move(names);
            m_features->setProposed(m_proposed);
        });
}

QString FeaturesPage::strongestTexts(int feature) const
{
    QStringList lines;
    const auto& rows = m_shown->data().strongestRows(feature);
    for (std::size_t i = 0; i < std::min(rows.size(), textsInTip); ++i)
        lines << shown(m_shown->data().example(rows[i], feature).text, 160);
    return lines.join('\n');
}

bool FeaturesPage::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::ToolTip: {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (m_words.ofTexts())
            break;
        showPopup(help->pos(), help->globalPos());
        return true;
    }
    case QEvent::Leave:
    case QEvent::Wheel:
    case QEvent::MouseMove:
    case QEvent::MouseButtonPress:
        m_popup->hide();
        break;
    default:
        break;
    }
    return Page::eventFilter(watched, event);
}

void FeaturesPage::showPopup(const QPoint& position, const QPoint& global)
{
    const auto index = m_table->view()->indexAt(position);
    if (!index.isValid() || !m_shown)
        return m_popup->hide();
    const int feature = index.data(IdRole).toInt();
    const auto& row = m_features->row(feature);
    QStringList lines;
    const auto& uses = m_shown->uses(feature);
    for (std::size_t i = 0; i < std::min<std::size_t>(uses.size(), 3); ++i)
        lines << QStringLiteral("%1 %2").arg(session().className(uses[i].klass), signedNumber(uses[i].weight));
    if (uses.empty())
        lines << tr("not used by this head");
    if (!row.note.empty())
        lines << shown(row.note, 80);
    const auto& strongest = m_shown->data().strongestRows(feature);
    m_popup->showFor(featureTitle(feature, row.name), lines, std::vector<qint64>(strongest.begin(), strongest.end()), global);
}

void FeaturesPage::hideEvent(QHideEvent* event)
{
    m_popup->hide();
    Page::hideEvent(event);
}

}  // namespace sparsescope::ui
