// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/feature_page.h"

#include "ui/models/feature_list_model.h"
#include "ui/models/text_table_model.h"
#include "ui/pages/examples_box.h"
#include "ui/pages/name_line.h"
#include "ui/pages/rule_actions.h"
#include "ui/pages/values_box.h"
#include "ui/pages/visual_box.h"
#include "ui/pages/where_box.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/filter_table.h"
#include "ui/widgets/note_edit.h"
#include "ui/widgets/page_header.h"

#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace sparsescope::ui {

namespace {

QTabWidget* makeTabs(QWidget* parent, const QString& name)
{
    auto* tabs = new QTabWidget(parent);
    tabs->setDocumentMode(true);
    tabs->tabBar()->setDrawBase(false);
    tabs->setAccessibleName(name);
    return tabs;
}

}  // namespace

FeaturePage::FeaturePage(Workspace& workspace, LookSession& looks, QWidget* parent) : Page(workspace, parent), m_looks(looks)
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
    setParts({{makeExamples(), 5, 420}, {makePicture(), 4, 330}, {makeFacts(), 3, 230}});
    setFocusProxy(m_examples);
}

void FeaturePage::rename()
{
    if (m_askedFeature >= 0)
        header().editTitle();
}

QWidget* FeaturePage::makeExamples()
{
    auto* side = new QWidget(this);
    m_nameLine = new NameLine(side);
    connect(m_nameLine, &NameLine::accepted, this, [this](const QString& name) { store(name.toStdString(), m_view.note); });
    m_examples = new ExamplesBox(work(), m_looks, side);
    connect(m_examples, &ExamplesBox::listed, this, &FeaturePage::showPicture);
    connect(m_examples, &ExamplesBox::rowSelected, this, &FeaturePage::goExample);
    connect(m_examples, &ExamplesBox::rowOpened, this, &FeaturePage::openExample);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceAround, 0, spaceBetween, 0);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_nameLine);
    layout->addWidget(m_examples, 1);
    return side;
}

QWidget* FeaturePage::makePicture()
{
    m_pictureTabs = makeTabs(this, tr("What pictures say about the feature"));
    m_where = new WhereBox(work(), m_looks, m_pictureTabs);
    m_where->layout()->setContentsMargins(0, spaceInside, 0, spaceBetween);
    m_pictureTabs->addTab(m_where, tr("Where it fires"));
    m_visual = new VisualBox(work(), m_pictureTabs);
    m_pictureTabs->addTab(m_visual, tr("Rendered"));
    m_pictureTabs->setTabToolTip(1, plainTip(tr("Pictures made to excite the feature as much as possible")));
    auto* side = new QWidget(this);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceBetween, 0, spaceBetween, 0);
    layout->addWidget(m_pictureTabs);
    side->setMinimumWidth(220);
    return side;
}

QWidget* FeaturePage::makeFacts()
{
    m_factTabs = makeTabs(this, tr("Who uses the feature, and its values"));
    m_users = new TextTableModel({tr("Class"), tr("Weight")}, m_factTabs);
    auto* users = new FilterTable(m_users, tr("class"), tr("classes"), m_factTabs);
    users->view()->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    connect(users, &FilterTable::idOpened, this, [this](int klass) {
        auto next = focus();
        next.klass = klass;
        next.page = PageId::Class;
        work().selection.go(next);
    });
    m_values = new ValuesBox(work(), m_factTabs);
    m_factTabs->addTab(users, tr("Classes"));
    m_factTabs->addTab(m_values, tr("Values"));
    m_note = new NoteEdit(tr("Note on this feature"), this);
    connect(m_note, &NoteEdit::edited, this, [this](const QString& note) { store(m_view.name, note.toStdString()); });
    auto* side = new QWidget(this);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceBetween, 0, spaceAround, spaceBetween);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_factTabs, 1);
    layout->addWidget(m_note);
    side->setMinimumWidth(190);
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
        showPicture();
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
        [head = m_asked, feature = m_askedFeature](Progress&) -> Result<Read> {
            return Read{featureView(*head, feature), proposedFeatureName(head->data(), feature)};
        },
        [this](Read read) { show(std::move(read)); });
}

void FeaturePage::show(Read read)
{
    m_view = std::move(read.view);
    m_proposal = std::move(read.proposal);
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
    m_values->setFeature(m_asked, m_view);
    showUsers();
    m_visual->setFeature(m_view.feature);
    m_examples->setFeature(m_asked, m_view.feature);  // its examples bring the picture along
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

/// The selected example, if it is among those that are shown; else the first of them.
void FeaturePage::showPicture()
{
    const auto* example = m_examples->example(focus().example);
    if (!example)
        example = m_examples->first();
    if (!example)
        return m_where->clear();
    m_examples->showRow(example->row);
    m_where->ask({example->row, {}}, {PictureTarget::Of::Feature, m_view.feature}, exampleTip(session(), *example, true));
}

void FeaturePage::openExample(qint64 row)
{
    auto next = focus();
    next.example = row;
    next.page = PageId::Errors;
    work().selection.go(next);
}

void FeaturePage::showName()
{
    header().setTitle(tr("Feature %1").arg(m_view.feature),
                      m_view.name.empty() ? tr("not named yet") : shown(m_view.name), m_view.name.empty());
    header().setEditText(QString::fromStdString(m_view.name), tr("Name this feature"));
    m_nameLine->setProposal(m_proposal, !m_view.name.empty());
}

void FeaturePage::store(const std::string& name, const std::string& note)
{
    m_view.name = name;
    m_view.note = note;
    showName();
    work().session.nameFeature(m_view.feature, name, note);
}

}  // namespace sparsescope::ui
