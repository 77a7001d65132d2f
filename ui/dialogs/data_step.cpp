// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/data_step.h"

#include "ui/dialogs/text_choices.h"
#include "ui/models/text_table_model.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/filter_table.h"

#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QVBoxLayout>

namespace sparsescope::ui {

namespace {

QWidget* withButtons(QLineEdit* edit, const QList<QPushButton*>& buttons, QWidget* parent)
{
    auto* row = new QWidget(parent);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceBetween);
    layout->addWidget(edit, 1);
    for (auto* button : buttons) {
        layout->addWidget(button);
        button->setAutoDefault(false);
    }
    return row;
}

}  // namespace

DataStep::DataStep(TaskRunner& tasks, QWidget* parent) : QWidget(parent), m_tasks(tasks)
{
    m_folder = new QLineEdit(this);
    m_names = new QLineEdit(this);
    m_names->setPlaceholderText(tr("Optional: a file of lines “folder name”, or JSON"));
    m_file = new QPushButton(tr("File…"), this);
    auto* folder = new QPushButton(tr("Folder…"), this);
    auto* names = new QPushButton(tr("Choose…"), this);
    connect(folder, &QPushButton::clicked, this, &DataStep::browseFolder);
    connect(m_file, &QPushButton::clicked, this, &DataStep::browseFile);
    connect(names, &QPushButton::clicked, this, &DataStep::browseNames);
    connect(m_folder, &QLineEdit::editingFinished, this, &DataStep::entered);
    connect(m_names, &QLineEdit::editingFinished, this, &DataStep::entered);
    setFocusProxy(m_folder);
    m_choices = new TextChoices(this);
    connect(m_choices, &TextChoices::changed, this, &DataStep::list);
    m_state = new EmptyState(this);
    m_state->setContent(makeFound());
    auto* form = new QFormLayout;
    form->setVerticalSpacing(spaceBetween);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_title = new QLabel(this);
    form->addRow(m_title, withButtons(m_folder, {m_file, folder}, this));
    form->addRow(tr("Class names"), withButtons(m_names, {names}, this));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceBetween);
    layout->addLayout(form);
    layout->addWidget(m_choices);  // Also where the texts can't be used: another column may be what is needed.
    layout->addWidget(m_state, 1);
    sayWhatIsWanted();
}

void DataStep::setTexts(bool texts)
{
    if (texts == m_texts)
        return;
    m_texts = texts;
    sayWhatIsWanted();
    list();
}

void DataStep::sayWhatIsWanted()
{
    m_title->setText(m_texts ? tr("Texts") : tr("Pictures"));
    m_file->setVisible(m_texts);
    m_choices->setVisible(m_texts);
    m_folder->setPlaceholderText(m_texts ? tr("Table (.csv, .tsv), or folder with train and test tables or a file for each class")
                                         : tr("Folder with one sub-folder per class, or train, val and test"));
    m_state->showEmpty(m_texts ? tr("Which texts?") : tr("Which pictures?"),
                       m_texts ? tr("Choose a table or a folder. Its columns, classes and counts are shown before anything runs.")
                               : tr("Choose the folder. Its classes and counts are shown before anything runs."));
}

QWidget* DataStep::makeFound()
{
    auto* box = new QWidget(this);
    m_summary = plainLabel({}, box);
    m_summary->setWordWrap(true);
    m_validation = new QDoubleSpinBox(box);
    m_test = new QDoubleSpinBox(box);
    for (auto* share : {m_validation, m_test}) {
        share->setRange(0, 45);
        share->setDecimals(0);
        share->setSuffix(tr(" %"));
        share->setValue(10);
        connect(share, &QDoubleSpinBox::valueChanged, this, &DataStep::list);
    }
    m_seed = new QSpinBox(box);
    m_seed->setRange(0, 1000000);
    connect(m_seed, &QSpinBox::valueChanged, this, &DataStep::list);
    m_split = new QWidget(box);
    auto* split = new QHBoxLayout(m_split);
    split->setContentsMargins(0, 0, 0, 0);
    split->setSpacing(spaceBetween);
    split->addWidget(plainLabel(tr("Held out of each class: validation"), m_split));
    split->addWidget(m_validation);
    split->addWidget(plainLabel(tr("test"), m_split));
    split->addWidget(m_test);
    split->addWidget(plainLabel(tr("seed"), m_split));
    split->addWidget(m_seed);
    split->addStretch();
    m_classes = new TextTableModel({tr("Class"), tr("Folder or label"), tr("Train"), tr("Validation"), tr("Test")}, this);
    auto* table = new FilterTable(m_classes, tr("class"), tr("classes"), box);
    for (const int text : {0, 1})
        table->view()->horizontalHeader()->setSectionResizeMode(text, QHeaderView::Stretch);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, spaceBetween, 0, 0);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_summary);
    layout->addWidget(m_split);
    layout->addWidget(table, 1);
    return box;
}

void DataStep::browseFolder()
{
    const auto folder =
        QFileDialog::getExistingDirectory(this, m_texts ? tr("Choose the folder of texts") : tr("Choose the pictures"));
    if (!folder.isEmpty())
        setFolder(folder);
}

void DataStep::browseFile()
{
    const auto file = QFileDialog::getOpenFileName(this, tr("Choose the table of texts"));
    if (!file.isEmpty())
        setFolder(file);
}

void DataStep::browseNames()
{
    const auto file = QFileDialog::getOpenFileName(this, tr("Choose the file with class names"));
    if (file.isEmpty())
        return;
    m_names->setText(file);
    entered();
}

void DataStep::setFolder(const QString& folder)
{
    m_folder->setText(folder);
    entered();
}

void DataStep::entered()
{
    const auto asked = m_folder->text() + '\n' + m_names->text();
    if (asked == m_asked)
        return;
    m_asked = asked;
    m_choices->reset();
    list();
}

void DataStep::fill(AuditSettings& settings) const
{
    settings.data = m_folder->text().toStdString();
    settings.dataset.validationShare = m_validation->value() / 100;
    settings.dataset.testShare = m_test->value() / 100;
    settings.dataset.seed = static_cast<std::uint64_t>(m_seed->value());
    settings.dataset.namesFile = m_names->text().toStdString();
    if (m_texts)
        m_choices->fill(settings.dataset);
}

void DataStep::list()
{
    if (m_folder->text().isEmpty())
        return;
    m_ready = false;
    emit changed();
    AuditSettings settings;
    fill(settings);
    struct Found {
        std::optional<TextPreview> preview;
        Result<Dataset> dataset;
    };
    m_tasks.run(
        this,
        {m_texts ? tr("Listing the texts") : tr("Listing the pictures"), QStringLiteral("list-data"), TaskRunner::Lane::Quick,
         true, true},
        [settings, texts = m_texts](Progress& progress) -> Result<Found> {
            if (!texts)
                return Found{{}, openImageFolder(settings.data, settings.dataset, progress)};
            SS_TRY(TextPreview preview, previewTextData(settings.data, settings.dataset, progress));
            return Found{std::move(preview), openTextData(settings.data, settings.dataset, progress)};
        },
        [this](const Found& found) {
            if (found.preview)
                showPreview(*found.preview);
            if (found.dataset.ok())
                showDataset(*found.dataset);
            else if (found.dataset.failed())
                refused(found.dataset.error());
        },
        [this](const Failure& failure) { failed(failure); });
}

void DataStep::failed(const Failure& failure)
{
    if (const auto* error = std::get_if<Error>(&failure))
        refused(*error);
}

void DataStep::refused(const Error& error)
{
    m_state->showEmpty(m_texts ? tr("These texts can't be used") : tr("This folder can't be used"),
                       QString::fromStdString(error.message));
}

void DataStep::showPreview(const TextPreview& preview)
{
    m_choices->show(preview);
}

void DataStep::showDataset(const Dataset& dataset)
{
    m_ready = true;
    QStringList lines{tr("%1 in %2")
                          .arg(m_texts ? counted(std::ssize(dataset.items), tr("text"), tr("texts"))
                                       : counted(std::ssize(dataset.items), tr("picture"), tr("pictures")),
                               counted(std::ssize(dataset.classes), tr("class"), tr("classes")))};
    if (dataset.explicitSplits)
        lines << (m_texts ? tr("Its files say which texts are for training and which are held out.")
                          : tr("Its folders say which pictures are for training and which are held out."));
    for (std::size_t i = 0; i < std::min<std::size_t>(5, dataset.warnings.size()); ++i)
        lines << QStringLiteral("▲ ") + QString::fromStdString(dataset.warnings[i]);
    if (dataset.warnings.size() > 5)
        lines << tr("▲ and %1 more").arg(dataset.warnings.size() - 5);
    m_summary->setText(lines.join('\n'));
    m_split->setVisible(!dataset.explicitSplits);
    std::vector<QStringList> rows;
    for (const auto& c : dataset.classes)
        rows.push_back({shown(c.name), shown(c.key), count(c.counts[0]), count(c.counts[1]), count(c.counts[2])});
    m_classes->setRows(std::move(rows), {2, 3, 4});
    m_state->showContent();
    emit changed();
}

}  // namespace sparsescope::ui
