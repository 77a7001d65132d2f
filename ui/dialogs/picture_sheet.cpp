// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/picture_sheet.h"

#include "audit/audit_data.h"
#include "ui/models/text_table_model.h"
#include "ui/pages/where_box.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/contribution_bars.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/filter_table.h"

#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr double leastShown = 0.001;

std::string fileName(const std::string& path)
{
    return std::filesystem::path(path).filename().string();
}

}  // namespace

bool mayBePictures(const QString& path)
{
    const QFileInfo info(path);
    if (info.isDir())
        return !path.endsWith(QLatin1String(".audit")) && !QFileInfo::exists(path + QLatin1String("/audit.db"))
               && !QFileInfo::exists(path + QLatin1String("/config.json"));
    static const QStringList endings{QStringLiteral("jpg"), QStringLiteral("jpeg"), QStringLiteral("png"),
                                     QStringLiteral("bmp"), QStringLiteral("webp"), QStringLiteral("gif")};
    return endings.contains(info.suffix().toLower());
}

PictureSheet::PictureSheet(Workspace& workspace, LookSession& looks, QWidget* parent)
    : QDialog(parent), m_workspace(workspace), m_looks(looks)
{
    setWindowTitle(tr("Pictures explained"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* split = new QSplitter(this);
    split->setChildrenCollapsible(false);
    m_listSide = makeList();
    split->addWidget(m_listSide);
    split->addWidget(makePicture());
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setSizes({500, 800});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(split, 1);
    layout->addWidget(makeFoot());
    connect(&workspace.session, &AuditSession::opened, this, &QDialog::close);
    connect(&workspace.session, &AuditSession::headChanged, this, &PictureSheet::headChanged);
    connect(&workspace.tasks, &TaskRunner::taskChanged, this, &PictureSheet::follow);
    for (auto* part : {static_cast<QWidget*>(m_state), m_listSide}) {
        part->setAutoFillBackground(true);
        part->setBackgroundRole(QPalette::Base);
    }
    resize(900, 640);
}

QWidget* PictureSheet::makeList()
{
    m_list = new TextTableModel({tr("File"), tr("Sparse head"), tr("sure"), tr("Original head"), tr("sure"), tr("Agree"), tr("Note")}, this);
    m_table = new FilterTable(m_list, tr("picture"), tr("pictures"), this);
    m_table->view()->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    connect(m_table, &FilterTable::idSelected, this, &PictureSheet::showItem);
    auto* save = new QPushButton(tr("Save as CSV…"), this);
    save->setToolTip(plainTip(tr("Writes the list as it is filtered and sorted")));
    connect(save, &QPushButton::clicked, m_table, &FilterTable::saveCsv);
    m_audit = new QPushButton(tr("New audit of this folder…"), this);
    m_audit->setToolTip(plainTip(tr("Takes the folder's own folders as classes")));
    connect(m_audit, &QPushButton::clicked, this, [this] { emit newAuditWanted(m_paths.front()); });
    auto* side = new QWidget(this);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(spaceBetween, 0, spaceBetween, 0);
    buttons->addWidget(save);
    buttons->addWidget(m_audit);
    buttons->addStretch();
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, spaceBetween);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_table, 1);
    layout->addLayout(buttons);
    return side;
}

QWidget* PictureSheet::makePicture()
{
    m_state = new EmptyState(this);
    auto* content = new QWidget(m_state);
    m_name = new ElidedLabel(content);
    m_name->setFont(sizedFont(font(), TextSize::Title, true));
    m_verdict = plainLabel({}, content);
    m_verdict->setWordWrap(true);
    m_where = new WhereBox(m_workspace, m_looks, content);
    m_where->setKind(WhereBox::Plain);
    m_bars = new ContributionBars([this](int feature) { return m_workspace.session.featureName(feature); }, content);
    m_bars->setAccessibleName(tr("What the predicted class's score is made of"));
    connect(m_bars, &ContributionBars::featureSelected, this, &PictureSheet::target);
    m_strong = new TextTableModel({tr("Strongest here"), tr("Value"), tr("Higher than")}, content);
    m_features = new FilterTable(m_strong, tr("feature"), tr("features"), content);
    m_features->view()->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    connect(m_features, &FilterTable::idSelected, this, &PictureSheet::target);
    connect(m_features, &FilterTable::idOpened, this, [this](int id) {
        if (!m_head || id >= m_head->data().featureCount())
            return;
        auto next = m_workspace.selection.focus();
        next.feature = id;
        next.page = PageId::Feature;
        m_workspace.selection.go(next);
    });
    auto* right = new QVBoxLayout;
    right->setSpacing(spaceBetween);
    right->addWidget(m_bars, 3);
    right->addWidget(m_features, 2);
    auto* parts = new QHBoxLayout;
    parts->setSpacing(spaceAround);
    parts->addWidget(m_where, 1);
    parts->addLayout(right, 1);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(spaceAround, spaceAround, spaceAround, spaceBetween);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_name);
    layout->addWidget(m_verdict);
    layout->addLayout(parts, 1);
    m_state->setContent(content);
    return m_state;
}

QWidget* PictureSheet::makeFoot()
{
    auto* foot = new QWidget(this);
    m_status = mutedLabel({}, foot);
    m_progress = new QProgressBar(foot);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(spaceBetween);
    m_progress->setMaximumWidth(240);
    m_again = new QPushButton(tr("Stop"), foot);
    connect(m_again, &QPushButton::clicked, this, [this] { m_task != 0 ? m_workspace.tasks.stop(m_task) : run(); });
    auto* layout = new QHBoxLayout(foot);
    layout->setContentsMargins(spaceAround, spaceInside, spaceAround, spaceBetween);
    layout->addWidget(m_status, 1);
    layout->addWidget(m_progress);
    layout->addWidget(m_again);
    return foot;
}

void PictureSheet::explain(const QStringList& paths)
{
    m_paths = paths;
    m_row = -1;
    run();
}

void PictureSheet::explainRow(qint64 row)
{
    m_paths.clear();
    m_row = row;
    run();
}

Result<PictureSheet::Answer> PictureSheet::predicted(PictureLook& look, const HeadAnalysis& head, const QStringList& paths, qint64 row,
                                                     Progress& progress)
{
    Answer answer;
    if (row >= 0) {
        SS_TRY(PicturePrediction one, look.predict(head, {row, {}}, progress));
        answer.items.push_back({{row, {}}, one.file, std::move(one), {}});
        return answer;
    }
    for (const auto& path : paths) {
        auto found = look.predictAll(head, path.toStdString(), progress);
        if (found.cancelled() && !answer.items.empty()) {
            answer.complete = false;
            break;
        }
        SS_TRY(FolderPredictions all, std::move(found));
        for (auto& one : all.pictures)
            answer.items.push_back({{-1, one.file}, one.file, std::move(one), {}});
        for (const auto& one : all.refused)
            answer.items.push_back({{-1, one.file}, one.file, {}, one.reason});
        answer.complete = answer.complete && all.complete;
    }
    return answer;
}

void PictureSheet::run()
{
    m_head = m_workspace.session.head().head;
    if (!m_head || !m_looks.look())
        return m_state->showEmpty(tr("No network at hand"), m_looks.reason());
    m_shown = -1;
    const bool list = m_row < 0 && (m_paths.size() > 1 || QFileInfo(m_paths.value(0)).isDir());
    m_listSide->setVisible(list);
    m_audit->setVisible(list && m_paths.size() == 1);
    resize(list ? 1300 : 900, height());
    m_state->showEmpty(tr("Looking at it…"), tr("The network runs once on each picture."));
    m_again->setText(tr("Stop"));
    m_again->show();
    m_progress->setRange(0, 0);
    m_progress->show();
    m_status->clear();
    TaskRunner::Options options{tr("Explaining pictures"), QStringLiteral("picture-sheet-%1").arg(quintptr(this), 0, 16),
                                TaskRunner::Lane::Model, true};
    options.quiet = true;
    m_task = m_workspace.tasks.run(
        this, options,
        [look = m_looks.look(), head = m_head, paths = m_paths, row = m_row](Progress& progress) {
            return predicted(*look, *head, paths, row, progress);
        },
        [this](Answer answer) { adopt(std::move(answer)); },
        [this](const Failure& failure) {
            ended();
            const auto* error = std::get_if<Error>(&failure);
            m_state->showEmpty(error ? tr("This cannot be explained") : tr("Stopped"),
                               error ? QString::fromStdString(error->message) : QString());
        });
}

void PictureSheet::ended()
{
    m_task = 0;
    m_progress->hide();
    m_again->hide();
}

void PictureSheet::follow(const TaskInfo& task)
{
    if (task.id != m_task || task.progress.total <= 0)
        return;
    m_progress->setRange(0, static_cast<int>(task.progress.total));
    m_progress->setValue(static_cast<int>(task.progress.done));
}

/// One picture is predicted again at once; a list only when it is wished, as it may be long.
void PictureSheet::headChanged()
{
    if (!m_workspace.session.head().head || m_head == m_workspace.session.head().head)
        return;
    if (m_items.size() <= 1)
        return run();
    m_status->setText(tr("This is what the head said that was looked at before."));
    m_again->setText(tr("Predict again"));
    m_again->show();
}

void PictureSheet::adopt(Answer answer)
{
    ended();
    m_items = std::move(answer.items);
    showList();
    if (!answer.complete)
        m_status->setText(tr("Stopped after %1.").arg(counted(std::ssize(m_items), tr("picture"), tr("pictures"))));
    if (m_items.empty())
        return m_state->showEmpty(tr("Stopped"), tr("No picture was looked at yet."));
    select(0);
}

void PictureSheet::showList()
{
    std::vector<QStringList> rows;
    const auto refused = std::count_if(m_items.begin(), m_items.end(), [](const Item& item) { return !item.prediction; });
    for (const auto& item : m_items)
        rows.push_back(rowOf(item));
    m_list->setRows(std::move(rows), {2, 4});
    // What is empty in all rows only takes room from the reasons.
    const bool original = std::any_of(m_items.begin(), m_items.end(), [](const Item& item) { return item.prediction && item.prediction->original; });
    for (const int column : {3, 4, 5})
        m_table->view()->setColumnHidden(column, !original);
    m_table->view()->setColumnHidden(6, refused == 0);
    m_status->setText(refused > 0 && m_items.size() > 1 ? tr("%1 could not be read; the note says why.").arg(counted(refused, tr("file"), tr("files"))) : QString());
}

QString PictureSheet::originalName(const PicturePrediction& prediction) const
{
    const auto& original = *prediction.original;
    if (original.auditClass >= 0)
        return m_workspace.session.className(original.auditClass);
    return original.name.empty() ? tr("its class %1").arg(original.modelClass) : shown(original.name);
}

QStringList PictureSheet::rowOf(const Item& item) const
{
    QStringList cells{shown(fileName(item.name), 200)};
    if (!item.prediction)
        return cells << QString() << QString() << QString() << QString() << QString() << shown(item.reason, 400);
    const auto& prediction = *item.prediction;
    cells << m_workspace.session.className(prediction.predicted.klass) << percent(prediction.predicted.probability);
    if (!prediction.original)
        return cells << QString() << QString() << QString() << QString();
    const bool known = prediction.original->auditClass >= 0;
    return cells << originalName(prediction) << percent(prediction.original->probability)
                 << (!known ? QString() : prediction.original->auditClass == prediction.predicted.klass ? tr("yes") : tr("no")) << QString();
}

void PictureSheet::select(int item)
{
    m_table->showId(item);
    showItem(item);
}

void PictureSheet::showItem(int item)
{
    if (item < 0 || item >= std::ssize(m_items))
        return;
    m_shown = item;
    const auto& chosen = m_items[static_cast<std::size_t>(item)];
    if (!chosen.prediction)
        return m_state->showEmpty(shown(fileName(chosen.name)), shown(chosen.reason, 1000));
    m_state->showContent();
    const auto& prediction = *chosen.prediction;
    m_name->setText(shown(fileName(chosen.name), 200));
    m_name->setToolTip(plainTip(shown(chosen.name, 1000)));
    showVerdict(prediction);
    m_bars->setExplanation(tr("Score of %1").arg(m_workspace.session.className(prediction.predicted.klass)), prediction.predicted);
    const auto scale = m_bars->ownScale();
    m_bars->setScale(scale.first, scale.second);
    showStrong(chosen);
}

void PictureSheet::showVerdict(const PicturePrediction& prediction)
{
    QStringList ranked;
    for (const auto& one : prediction.ranking)
        if (ranked.isEmpty() || one.probability >= leastShown)
            ranked << QStringLiteral("%1 %2").arg(m_workspace.session.className(one.klass), percent(one.probability));
    QStringList lines{tr("Sparse head: %1").arg(ranked.join(QStringLiteral(" · ")))};
    if (prediction.original) {
        const auto& original = *prediction.original;
        const auto verdict = original.auditClass < 0 ? QString()
                             : original.auditClass == prediction.predicted.klass ? tr(", agrees")
                                                                                 : tr(", does not agree: do not trust the explanation");
        lines << tr("Original head: %1 %2%3").arg(originalName(prediction), percent(original.probability), verdict);
    }
    m_verdict->setText(lines.join('\n'));
}

/// The scores of the classes in question first, then the features that stand out.
void PictureSheet::showStrong(const Item& item)
{
    const auto& prediction = *item.prediction;
    const int features = m_head->data().featureCount();
    std::vector<QStringList> rows{{tr("score of %1").arg(m_workspace.session.className(prediction.predicted.klass)),
                                   number(prediction.predicted.logit), QString()}};
    std::vector<int> ids{features + prediction.predicted.klass};
    const int label = item.source.row >= 0 ? m_head->data().label(item.source.row) : -1;
    if (label >= 0 && label != prediction.predicted.klass) {
        rows.push_back({tr("score of %1 (true)").arg(m_workspace.session.className(label)), QString(), QString()});
        ids.push_back(features + label);
    }
    for (const auto& one : prediction.strongest) {
        rows.push_back({m_workspace.session.featureName(one.feature), number(one.value), percent(one.shareBelow)});
        ids.push_back(one.feature);
    }
    const bool kept = std::find(ids.begin(), ids.end(), m_target) != ids.end();
    const int first = prediction.strongest.empty() ? ids.front() : prediction.strongest.front().feature;
    m_strong->setRows(std::move(rows), {1, 2}, std::move(ids));
    const int wanted = kept ? m_target : first;
    m_features->showId(wanted);
    ask(wanted);
}

/// A picture that nobody has asked about yet is shown as it is.
void PictureSheet::target(int id)
{
    ask(id);
    if (m_where->kind() == WhereBox::Plain)
        m_where->setKind(WhereBox::Activation);
}

void PictureSheet::ask(int id)
{
    if (m_shown < 0 || !m_head || id < 0)
        return;
    m_target = id;
    const int features = m_head->data().featureCount();
    const PictureTarget target{id < features ? PictureTarget::Of::Feature : PictureTarget::Of::Logit, id < features ? id : id - features};
    m_features->showId(id);
    m_bars->showFeature(id < features ? id : -1);
    const auto what = id < features ? m_workspace.session.featureName(id) : tr("score of %1").arg(m_workspace.session.className(target.index));
    m_where->ask(m_items[static_cast<std::size_t>(m_shown)].source, target, tr("On the picture: %1").arg(what));
}

QString PictureSheet::verdict() const
{
    return m_verdict->text();
}

QString PictureSheet::status() const
{
    return m_status->text();
}

}  // namespace sparsescope::ui
