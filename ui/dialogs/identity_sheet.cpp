// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/identity_sheet.h"

#include "ui/models/text_table_model.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/filter_table.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace sparsescope::ui {

namespace {

constexpr int firstBesideColumn = 6;

/// The second audit's class of the same name or key asked for the same words.
Result<IdentityReport> reportOf(const std::string& folder, const DatasetClass& klass, const IdentityWords& words, Progress& progress)
{
    SS_TRY(const auto audit, Audit::open(folder));
    SS_TRY(const auto data, audit->load(progress));
    SS_TRY(const auto head, audit->analyse(data, -1, progress));
    SS_TRY(const auto look, audit->textLook(*data));
    IdentityOptions options;
    options.klass = -1;
    const auto classes = audit->info().classes;
    for (std::size_t k = 0; k < classes.size(); ++k)
        if (options.klass < 0 && (classes[k].key == klass.key || classes[k].name == klass.name))
            options.klass = static_cast<int>(k);
    if (options.klass < 0)
        return Error{"E-BIAS-003", "The second audit has no class of this name, so nothing can stand beside it.", ""};
    return look->identity(*head, words, options, progress);
}

Result<IdentityWords> wordsOf(const QString& file)
{
    return file.isEmpty() ? parseIdentityWords(shippedIdentityWords(), "identity-words.txt") : readIdentityWords(file.toStdString());
}

const GroupGap* sameGroup(const std::optional<IdentityReport>& report, const std::string& axis, const std::string& group)
{
    if (!report)
        return nullptr;
    for (const AxisGaps& one : report->axes)
        for (const GroupGap& gap : one.groups)
            if (one.axis == axis && gap.group == group)
                return &gap;
    return nullptr;
}

QString points(double share)
{
    return signedNumber(100 * share, 1);
}

}  // namespace

IdentitySheet::IdentitySheet(Workspace& workspace, WordSession& words, QWidget* parent)
    : QDialog(parent), m_workspace(workspace), m_words(words)
{
    setWindowTitle(tr("Identity words"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* about = plainLabel(tr("Would a text be judged otherwise if it spoke of somebody else? Terms are put into templates, and swapped in "
                                "your own texts. A gap is the distance from the mean over the groups, in points of probability."),
                             this);
    about->setWordWrap(true);
    m_note = mutedLabel({}, this);
    m_note->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(spaceBetween);
    layout->addWidget(about);
    layout->addWidget(makeChoices());
    layout->addWidget(makeTables(), 1);
    layout->addWidget(m_note);
    resize(980, 680);
}

QWidget* IdentitySheet::makeChoices()
{
    auto* row = new QWidget(this);
    m_class = new QComboBox(row);
    m_class->setAccessibleName(tr("Class whose score is compared"));
    for (int klass = 0; klass < std::ssize(m_workspace.session.info().classes); ++klass)
        m_class->addItem(m_workspace.session.className(klass));
    m_class->setCurrentIndex(std::max(0, m_workspace.selection.focus().klass));
    m_list = new QPushButton(tr("Shipped list…"), row);
    m_list->setToolTip(plainTip(tr("Another list of terms and templates")));
    m_beside = new QPushButton(tr("Second audit…"), row);
    m_beside->setToolTip(plainTip(tr("Shows the same table for another model beside this one")));
    m_run = new QPushButton(tr("Compare"), row);
    m_run->setDefault(true);
    connect(m_list, &QPushButton::clicked, this, &IdentitySheet::chooseList);
    connect(m_beside, &QPushButton::clicked, this, &IdentitySheet::chooseBeside);
    connect(m_run, &QPushButton::clicked, this, &IdentitySheet::start);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(plainLabel(tr("Score of"), row));
    layout->addWidget(m_class);
    layout->addWidget(m_list);
    layout->addWidget(m_beside);
    layout->addStretch();
    layout->addWidget(m_run);
    return row;
}

QWidget* IdentitySheet::makeTables()
{
    auto* both = new QWidget(this);
    m_groups = new TextTableModel({tr("Axis"), tr("Group"), tr("Probability"), tr("Gap"), tr("Margin gap ± error"), tr("Carried by"),
                                   tr("Second: probability"), tr("gap"), tr("margin gap ± error")},
                                  both);
    m_groupTable = new FilterTable(m_groups, tr("group"), tr("groups"), both);
    auto* columns = m_groupTable->view()->horizontalHeader();
    columns->setSectionResizeMode(5, QHeaderView::Stretch);
    for (const int margin : {4, firstBesideColumn + 2})
        columns->setSectionResizeMode(margin, QHeaderView::ResizeToContents);
    m_swaps = new TextTableModel({tr("Lowest"), tr("with"), tr("Highest"), tr("with"), tr("Text")}, both);
    auto* swaps = new FilterTable(m_swaps, tr("text"), tr("texts"), both);
    swaps->view()->horizontalHeader()->setSectionResizeMode(4, QHeaderView::Stretch);
    connect(swaps, &FilterTable::idOpened, this, [this](int row) {
        auto next = m_workspace.selection.focus();
        next.example = row;
        next.page = PageId::Errors;
        m_workspace.selection.go(next);
    });
    auto* layout = new QVBoxLayout(both);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceInside);
    layout->addWidget(m_groupTable, 3);
    layout->addWidget(plainLabel(tr("Your texts that a swapped term moves most"), both));
    layout->addWidget(swaps, 2);
    return both;
}

void IdentitySheet::chooseList()
{
    const auto file = QFileDialog::getOpenFileName(this, tr("List of terms and templates"), {}, tr("Text (*.txt);;All files (*)"));
    if (file.isEmpty())
        return;
    m_listFile = file;
    m_list->setText(plainAction(shown(QFileInfo(file).fileName().toStdString(), 40)));
}

void IdentitySheet::chooseBeside()
{
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Second audit"));
    m_besideAudit = folder;
    m_beside->setText(folder.isEmpty() ? tr("Second audit…") : plainAction(shown(QFileInfo(folder).fileName().toStdString(), 40)));
}

void IdentitySheet::start()
{
    const int klass = m_class->currentIndex();
    const auto& session = m_workspace.session;
    if (!m_words.look() || !session.head().head || klass < 0 || klass >= std::ssize(session.info().classes))
        return;
    m_run->setEnabled(false);
    const auto known = session.info().classes[static_cast<std::size_t>(klass)];
    m_workspace.tasks.run(
        this, {tr("Swapping identity terms"), QStringLiteral("identity"), TaskRunner::Lane::Model, true},
        [look = m_words.look(), head = session.head().head, klass, known, file = m_listFile,
         second = m_besideAudit.toStdString()](Progress& progress) -> Result<Answer> {
            Answer answer;
            SS_TRY(answer.words, wordsOf(file));
            IdentityOptions options;
            options.klass = klass;
            SS_TRY(answer.report, look->identity(*head, answer.words, options, progress));
            if (!second.empty()) {
                SS_TRY(answer.beside, reportOf(second, known, answer.words, progress));
            }
            return answer;
        },
        [this](const Answer& answer) {
            ended();
            showAnswer(answer);
        },
        [this](const Failure&) { ended(); });
}

void IdentitySheet::ended()
{
    m_run->setEnabled(true);
}

void IdentitySheet::showAnswer(const Answer& answer)
{
    showGroups(answer);
    showSwaps(answer);
    int texts = 0;
    for (const AxisGaps& axis : answer.report.axes)
        texts = std::max(texts, axis.texts);
    m_note->setText(tr("%1 run. Templates, and up to %2 with a term of an axis. The margin is the class's logit less the mean of the others'; "
                       "features carry its gap exactly.")
                        .arg(counted(answer.report.passes, tr("text"), tr("texts")), counted(texts, tr("own text"), tr("own texts"))));
}

void IdentitySheet::showGroups(const Answer& answer)
{
    std::vector<QStringList> rows;
    for (const AxisGaps& axis : answer.report.axes)
        for (const GroupGap& gap : axis.groups) {
            QStringList carriers;
            for (std::size_t i = 0; i < gap.parts.size() && i < 3; ++i)
                carriers << QStringLiteral("%1 %2").arg(m_workspace.session.featureName(gap.parts[i].feature), signedNumber(gap.parts[i].part));
            const auto margin = [](const GroupGap& one) { return signedNumber(one.marginGap) + QStringLiteral(" ± ") + signedNumber(one.marginError).mid(1); };
            QStringList row{shown(axis.axis), shown(gap.group), percent(gap.probability), points(gap.probabilityGap), margin(gap),
                            carriers.join(QStringLiteral(", "))};
            const GroupGap* second = sameGroup(answer.beside, axis.axis, gap.group);
            row << (second ? percent(second->probability) : QString()) << (second ? points(second->probabilityGap) : QString())
                << (second ? margin(*second) : QString());
            rows.push_back(row);
        }
    m_groups->setRows(std::move(rows), {2, 3, 6, 7});
    for (int column = firstBesideColumn; column < m_groups->columnCount(); ++column)
        m_groupTable->view()->setColumnHidden(column, !answer.beside.has_value());
}

void IdentitySheet::showSwaps(const Answer& answer)
{
    std::vector<QStringList> rows;
    std::vector<int> ids;
    for (const SwapExample& swap : answer.report.swaps) {
        rows.push_back({percent(swap.lowestProbability), shown(swap.lowest, 40), percent(swap.highestProbability), shown(swap.highest, 40),
                        shown(swap.highestText, 300)});
        ids.push_back(static_cast<int>(swap.text));
    }
    m_swaps->setRows(std::move(rows), {0, 2}, std::move(ids));
}

}  // namespace sparsescope::ui
