// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/examples_box.h"

#include "audit/audit_data.h"
#include "ui/pages/page.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/thumbnail_grid.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace sparsescope::ui {

namespace {

constexpr int narrowestChars = 7;
constexpr double neverTheSame = 2;  // no cosine is as large

QComboBox* makeCombo(QWidget* parent, const QStringList& items, const QString& name)
{
    auto* combo = new QComboBox(parent);
    combo->addItems(items);
    combo->setAccessibleName(name);
    combo->setToolTip(plainTip(name));
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(narrowestChars);
    return combo;
}

}  // namespace

ExamplesBox::ExamplesBox(Workspace& workspace, LookSession& looks, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_looks(looks)
{
    auto& session = workspace.session;
    m_state = new EmptyState(this);
    m_grid = new ThumbnailGrid(workspace.pictures,
                               {[&session](const ExampleRef& e) { return exampleCaption(session, e, true); },
                                [&session](const ExampleRef& e) { return exampleTip(session, e, true); }},
                               m_state);
    m_grid->setAccessibleName(tr("Examples of the feature"));
    m_state->setContent(m_grid);
    m_state->showContent();
    connect(m_grid, &ThumbnailGrid::idSelected, this, &ExamplesBox::rowSelected);
    connect(m_grid, &ThumbnailGrid::idOpened, this, &ExamplesBox::rowOpened);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceInside);
    layout->addWidget(makeChooser());
    layout->addWidget(m_state, 1);
    setFocusProxy(m_grid);
    connect(&looks, &LookSession::changed, this, &ExamplesBox::offerLooks);
    connect(&session, &AuditSession::opened, this, [this] {
        m_head.reset();
        m_feature = -1;
        setClass(-1);
    });
}

QWidget* ExamplesBox::makeChooser()
{
    auto* box = new QWidget(this);
    m_kind = makeCombo(box, {tr("Most"), tr("Least"), tr("Random"), tr("Quantiles")},
                       tr("Which examples: those that excite it most or least, some drawn at random, or spread evenly over all values"));
    m_class = makeCombo(box, {tr("all classes")}, tr("Examples of which class"));
    m_class->view()->setMinimumWidth(200);
    m_split = makeCombo(box, {tr("all splits"), tr("train"), tr("validation"), tr("test")}, tr("Examples of which split"));
    m_look = makeCombo(box, {tr("pictures"), tr("maps"), tr("patches")}, tr("The examples as they are, with where it fires on them, or cut to the patch it likes"));
    for (auto* combo : {m_kind, m_class, m_split})
        connect(combo, &QComboBox::currentIndexChanged, this, &ExamplesBox::ask);
    connect(m_look, &QComboBox::currentIndexChanged, this, &ExamplesBox::applyLook);
    m_others = new QPushButton(tr("Others"), box);
    m_others->setToolTip(plainTip(tr("Draws other examples")));
    m_others->hide();
    connect(m_others, &QPushButton::clicked, this, [this] {
        ++m_seed;
        ask();
    });
    m_fold = new QCheckBox(tr("Fold the same"), box);
    m_fold->setChecked(true);
    m_fold->setToolTip(plainTip(tr("Pictures with nearly the same features are shown once, with a count of the others")));
    connect(m_fold, &QCheckBox::toggled, this, &ExamplesBox::ask);
    m_count = mutedLabel({}, box);
    m_count->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* choices = new QHBoxLayout;
    choices->setSpacing(spaceInside);
    for (auto* combo : {m_kind, m_class, m_split, m_look})
        choices->addWidget(combo, 1);
    auto* words = new QHBoxLayout;
    words->addWidget(m_count, 1);
    words->addWidget(m_others);
    words->addWidget(m_fold);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceInside);
    layout->addLayout(choices);
    layout->addLayout(words);
    return box;
}

void ExamplesBox::fillClasses()
{
    const auto& classes = m_workspace.session.info().classes;
    const QSignalBlocker quiet(m_class);
    const int chosen = m_class->currentIndex();
    m_class->clear();
    m_class->addItem(tr("all classes"));
    for (int klass = 0; klass < std::ssize(classes); ++klass)
        m_class->addItem(m_workspace.session.className(klass));
    m_class->setCurrentIndex(chosen >= 0 && chosen < m_class->count() ? chosen : 0);
}

/// Patches are cut by activation maps at once; by occlusion a screen of them would take minutes.
void ExamplesBox::offerLooks()
{
    const bool maps = m_head && m_head->data().pieces().hasActivationMaps;
    const bool patches = maps && m_looks.look();
    auto* items = static_cast<QStandardItemModel*>(m_look->model());
    items->item(Maps)->setEnabled(maps);
    items->item(Patches)->setEnabled(patches);
    const auto reason = plainTip(tr("This network has no map behind its features that could be laid over every example."));
    m_look->setItemData(Maps, maps ? QString() : reason, Qt::ToolTipRole);
    m_look->setItemData(Patches, patches ? QString() : reason, Qt::ToolTipRole);
    applyLook();
}

void ExamplesBox::setFeature(std::shared_ptr<const HeadAnalysis> head, int feature)
{
    if (m_head == head && m_feature == feature)
        return;
    m_head = std::move(head);
    m_feature = feature;
    fillClasses();
    offerLooks();
    ask();
}

void ExamplesBox::setKind(ExampleKind kind)
{
    m_kind->setCurrentIndex(static_cast<int>(kind));
}

void ExamplesBox::setClass(int klass)
{
    m_class->setCurrentIndex(klass + 1);
}

void ExamplesBox::setLook(Look look)
{
    m_look->setCurrentIndex(look);
}

void ExamplesBox::setFolded(bool folded)
{
    m_fold->setChecked(folded);
}

ExampleQuestion ExamplesBox::question() const
{
    ExampleQuestion question;
    question.choice.kind = static_cast<ExampleKind>(m_kind->currentIndex());
    question.choice.feature = m_feature;
    question.choice.seed = m_seed;
    if (!m_fold->isChecked())
        question.choice.sameFrom = neverTheSame;
    if (m_class->currentIndex() > 0)
        question.klass = m_class->currentIndex() - 1;
    if (m_split->currentIndex() > 0)
        question.split = static_cast<Split>(m_split->currentIndex() - 1);
    return question;
}

void ExamplesBox::ask()
{
    if (!m_head || m_feature < 0)
        return;
    const auto asked = question();
    m_others->setVisible(asked.choice.kind == ExampleKind::Random);
    TaskRunner::Options options{tr("Choosing examples"), QStringLiteral("examples")};
    options.quiet = true;
    m_workspace.tasks.run(
        this, options, [head = m_head, asked](Progress&) { return exampleList(*head, asked); },
        [this](const ExampleListView& view) { adopt(view); },
        [this](const Failure& failure) {
            const auto* error = std::get_if<Error>(&failure);
            m_grid->examples().setExamples({});
            m_count->clear();
            m_state->showEmpty(tr("No examples"), error ? QString::fromStdString(error->message) : QString());
            emit listed();
        });
}

void ExamplesBox::adopt(const ExampleListView& view)
{
    std::vector<ExampleRef> examples;
    std::vector<ExampleModel::Folded> folded;
    for (const auto& shown : view.examples) {
        examples.push_back(shown.example);
        folded.push_back({shown.identical, shown.similar});
    }
    const auto found = std::ssize(examples);
    m_count->setText(tr("%1 of %2").arg(ui::count(found), counted(view.rows, tr("picture"), tr("pictures"))));
    m_count->setToolTip(plainTip(m_count->text()));
    // Before there are rows: a list that gets the focus then selects none, which would be a step of the person's.
    m_state->showContent();
    m_grid->examples().setExamples(std::move(examples), -1, std::move(folded));
    applyLook();
    emit listed();
}

void ExamplesBox::applyLook()
{
    const auto* items = static_cast<QStandardItemModel*>(m_look->model());
    const int look = m_look->currentIndex();
    const bool possible = items->item(look)->isEnabled();
    m_grid->examples().setOverlay(look != Pictures && possible ? m_feature : -1, look == Patches);
}

void ExamplesBox::showRow(qint64 row)
{
    m_grid->showId(row);
}

const ExampleRef* ExamplesBox::example(qint64 row) const
{
    const int at = m_grid->examples().indexOfRow(row);
    return at < 0 ? nullptr : &m_grid->examples().examples()[static_cast<std::size_t>(at)];
}

const ExampleRef* ExamplesBox::first() const
{
    const auto& all = m_grid->examples().examples();
    return all.empty() ? nullptr : &all.front();
}

QString ExamplesBox::countWords() const
{
    return m_count->text();
}

}  // namespace sparsescope::ui
