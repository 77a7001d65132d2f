// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/feature_page.h"

#include "ui/models/feature_list_model.h"
#include "ui/models/text_table_model.h"
#include "ui/pages/rule_actions.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/filter_table.h"
#include "ui/widgets/histogram_plot.h"
#include "ui/widgets/note_edit.h"
#include "ui/widgets/overlay_viewer.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/thumbnail_grid.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSlider>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace sparsescope::ui {

FeaturePage::FeaturePage(Workspace& workspace, QWidget* parent) : Page(workspace, parent)
{
    header().makeEditable(tr("Name…"), tr("Your name for the feature; it follows it everywhere (F2)"), 200);
    connect(&header(), &PageHeader::titleEdited, this,
            [this](const QString& name) { store(name.toStdString(), m_view.note); });
    auto* rules = new QPushButton(tr("Forbid or force…"), &header());
    rules->setToolTip(plainTip(tr("Fit another path in which this feature has no weight, or none of one sign")));
    auto* menu = new QMenu(rules);
    rules->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        addRuleActions(*menu, work().session, m_askedFeature, focus().klass);
    });
    header().addAction(rules);
    setParts({{makePictures(), 3, 440}, {makeSide(), 2, 530}});
    setFocusProxy(m_most);
}

void FeaturePage::rename()
{
    if (m_askedFeature >= 0)
        header().editTitle();
}

ThumbnailGrid* FeaturePage::makeGrid(const QString& accessibleName)
{
    auto* grid = new ThumbnailGrid(work().pictures,
                                   {[this](const ExampleRef& e) { return exampleCaption(session(), e, true); },
                                    [this](const ExampleRef& e) { return exampleTip(session(), e, true); }},
                                   this);
    grid->setAccessibleName(accessibleName);
    connect(grid, &ThumbnailGrid::idSelected, this, &FeaturePage::goExample);
    connect(grid, &ThumbnailGrid::idOpened, this, [this](qint64 row) {
        auto next = focus();
        next.example = row;
        next.page = PageId::Errors;
        work().selection.go(next);
    });
    return grid;
}

QWidget* FeaturePage::makePictures()
{
    auto* side = new QWidget(this);
    m_most = makeGrid(tr("Most activating pictures"));
    m_least = makeGrid(tr("Least activating pictures"));
    m_where = new QCheckBox(tr("Where it &fires"), side);
    m_where->setToolTip(plainTip(tr("Lays the feature's activation map over the pictures")));
    m_where->setChecked(true);
    connect(m_where, &QCheckBox::toggled, this, &FeaturePage::showOverlay);
    auto* top = new QHBoxLayout;
    top->addWidget(plainLabel(tr("Most activating pictures"), side));
    top->addStretch();
    top->addWidget(m_where);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceAround - spaceInside, 0, spaceBetween, 0);
    layout->setSpacing(spaceInside);
    layout->addLayout(top);
    layout->addWidget(m_most, 3);
    layout->addWidget(plainLabel(tr("Least activating pictures"), side));
    layout->addWidget(m_least, 2);
    return side;
}

QWidget* FeaturePage::makeViewer()
{
    auto* box = new QWidget(this);
    m_viewer = new OverlayViewer(work().pictures, box);
    m_viewerWords = mutedLabel({}, box);
    m_viewerWords->setWordWrap(true);
    m_viewerWords->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_strength = new QSlider(Qt::Horizontal, box);
    m_strength->setRange(0, 100);
    m_strength->setValue(100);
    m_strength->setToolTip(plainTip(tr("Strength of the activation map")));
    m_strength->setAccessibleName(tr("Strength of the activation map"));
    connect(m_strength, &QSlider::valueChanged, this, [this](int value) { m_viewer->setStrength(value / 100.0); });
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceInside);
    layout->addWidget(m_viewer, 1);
    layout->addWidget(m_strength);
    layout->addWidget(m_viewerWords);
    return box;
}

QWidget* FeaturePage::makeSide()
{
    auto* side = new QWidget(this);
    m_users = new TextTableModel({tr("Class"), tr("Weight")}, side);
    auto* users = new FilterTable(m_users, tr("class"), tr("classes"), side);
    users->view()->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    connect(users, &FilterTable::idOpened, this, [this](int klass) {
        auto next = focus();
        next.klass = klass;
        next.page = PageId::Class;
        work().selection.go(next);
    });
    m_histogram = new HistogramPlot(side);
    m_note = new NoteEdit(tr("Note on this feature"), side);
    connect(m_note, &NoteEdit::edited, this, [this](const QString& note) { store(m_view.name, note.toStdString()); });
    auto* words = new QVBoxLayout;
    words->setSpacing(spaceBetween);
    words->addWidget(users, 1);
    words->addWidget(m_note);
    auto* upper = new QHBoxLayout;
    upper->setSpacing(spaceAround);
    upper->addWidget(makeViewer(), 4);
    upper->addLayout(words, 3);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceBetween, 0, spaceAround, spaceBetween);
    layout->setSpacing(spaceBetween);
    layout->addLayout(upper, 3);
    layout->addWidget(m_histogram, 2);
    return side;
}

void FeaturePage::refresh()
{
    if (explainMissing()) {
        m_asked.reset();
        return;
    }
    if (focus().feature < 0) {
        state().showEmpty(tr("No feature selected"),
                          tr("Double-click a bar on the Class page, or search with Ctrl+K for a number or a name."));
        return;
    }
    if (m_asked != session().head().head || m_askedFeature != focus().feature)
        request();
    else
        showPicture(focus().example);
}

void FeaturePage::request()
{
    m_note->finish();
    if (m_askedFeature != focus().feature)
        header().leaveEditing();
    m_asked = session().head().head;
    m_askedFeature = focus().feature;
    work().tasks.run(
        this, {tr("Looking at the feature"), QStringLiteral("feature-page")},
        [head = m_asked, feature = m_askedFeature](Progress&) -> Result<FeatureView> {
            return featureView(*head, feature);
        },
        [this](FeatureView view) { show(std::move(view)); });
}

void FeaturePage::show(FeatureView view)
{
    m_view = std::move(view);
    const auto& health = m_view.health;
    const auto words = healthText(health);
    showName();
    m_note->setText(QString::fromStdString(m_view.note));
    header().setNumbers({{tr("used by"), counted(std::ssize(m_view.classes), tr("class"), tr("classes")),
                          tr("Classes of the current head with a weight on it")},
                         {tr("mean"), number(health.mean),
                          tr("Mean activation %1, deviation %2").arg(health.mean).arg(health.deviation)},
                         {tr("zero"), percent(health.zeroShare), tr("Share of pictures on which it is exactly zero")},
                         {tr("health"), words.isEmpty() ? tr("● good") : QStringLiteral("▲ ") + words,
                          tr("Dead, constant, saturated, duplicated or not finite")}});
    m_most->examples().setExamples(m_view.most);
    m_least->examples().setExamples(m_view.least);
    m_where->setEnabled(m_view.hasMap);
    m_strength->setEnabled(m_view.hasMap);
    m_histogram->setHistogram(m_view.histogram);
    showUsers();
    showOverlay();
}

void FeaturePage::showUsers()
{
    std::vector<QStringList> rows;
    std::vector<int> ids;
    for (const auto& use : m_view.classes) {
        rows.push_back({session().className(use.klass), signedNumber(use.weight)});
        ids.push_back(use.klass);
    }
    m_users->setRows(std::move(rows), {1}, std::move(ids));
}

void FeaturePage::showPicture(qint64 row)
{
    const bool here = m_most->examples().indexOfRow(row) >= 0 || m_least->examples().indexOfRow(row) >= 0;
    if (!here && m_view.most.empty())
        return m_viewer->setPicture(-1, -1, {});
    const auto wanted = here ? row : m_view.most.front().row;
    m_most->showId(wanted);
    m_least->showId(wanted);
    const auto& all = m_most->examples().indexOfRow(wanted) >= 0 ? m_view.most : m_view.least;
    const auto found = std::find_if(all.begin(), all.end(), [&](const ExampleRef& e) { return e.row == wanted; });
    const auto words = exampleTip(session(), *found, true);
    m_viewer->setPicture(wanted, m_view.hasMap && m_where->isChecked() ? m_view.feature : -1, words);
    m_viewerWords->setText(words);
}

void FeaturePage::showOverlay()
{
    const int feature = m_view.hasMap && m_where->isChecked() ? m_view.feature : -1;
    m_most->examples().setOverlay(feature);
    m_least->examples().setOverlay(feature);
    m_strength->setEnabled(feature >= 0);
    showPicture(focus().example);
}

void FeaturePage::showName()
{
    header().setTitle(tr("Feature %1").arg(m_view.feature),
                      m_view.name.empty() ? tr("not named yet") : shown(m_view.name), m_view.name.empty());
    header().setEditText(QString::fromStdString(m_view.name), tr("Name this feature"));
}

void FeaturePage::store(const std::string& name, const std::string& note)
{
    m_view.name = name;
    m_view.note = note;
    showName();
    work().session.nameFeature(m_view.feature, name, note);
}

}  // namespace sparsescope::ui
