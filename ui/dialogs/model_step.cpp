// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/model_step.h"

#include "base/text.h"
#include "ui/dialogs/encoder_choices.h"
#include "ui/models/text_table_model.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/filter_table.h"

#include <QCheckBox>
#include <QComboBox>
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

QString three(const std::array<double, 3>& values)
{
    return QStringLiteral("%1  %2  %3").arg(values[0]).arg(values[1]).arg(values[2]);
}

std::optional<std::array<double, 3>> threeFrom(const QString& text)
{
    const auto parts = text.split(QRegularExpression(QStringLiteral("[\\s,;]+")), Qt::SkipEmptyParts);
    std::array<double, 3> values{};
    bool ok = parts.size() == 3;
    for (qsizetype i = 0; ok && i < 3; ++i)
        values[std::size_t(i)] = parts[i].toDouble(&ok);
    return ok ? std::optional(values) : std::nullopt;
}

}  // namespace

ModelStep::ModelStep(TaskRunner& tasks, QWidget* parent) : QWidget(parent), m_tasks(tasks)
{
    m_file = new QLineEdit(this);
    m_file->setPlaceholderText(tr("Checkpoint (.pth, .pt, .bin, .safetensors), TorchScript file or Hugging Face folder"));
    m_file->setAccessibleName(tr("Model file"));
    auto* browse = new QPushButton(tr("File…"), this);
    auto* browseFolders = new QPushButton(tr("Folder…"), this);
    for (auto* button : {browse, browseFolders})
        button->setAutoDefault(false);
    connect(browse, &QPushButton::clicked, this, &ModelStep::browseFile);
    connect(browseFolders, &QPushButton::clicked, this, &ModelStep::browseFolder);
    connect(m_file, &QLineEdit::editingFinished, this, &ModelStep::fileEntered);
    setFocusProxy(m_file);
    m_state = new EmptyState(this);
    m_state->setContent(makeUnderstood());
    m_state->showEmpty(tr("Which network?"),
                       tr("Choose the file with its weights, or the folder of a language model. Nothing of it runs; it is "
                          "only read."));
    auto* top = new QHBoxLayout;
    top->setSpacing(spaceBetween);
    top->addWidget(m_file, 1);
    top->addWidget(browse);
    top->addWidget(browseFolders);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceBetween);
    layout->addLayout(top);
    layout->addWidget(m_state, 1);
}

QWidget* ModelStep::makeUnderstood()
{
    auto* box = new QWidget(this);
    m_understood = plainLabel({}, box);
    m_understood->setWordWrap(true);
    m_understood->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_consent = new QCheckBox(tr("I trust this file: let it run on this machine"), box);
    m_consent->setToolTip(
        plainTip(tr("A TorchScript file is a program. It is asked for each file, remembered by its SHA-256.")));
    connect(m_consent, &QCheckBox::clicked, this, &ModelStep::inspect);
    m_mismatches = new TextTableModel({tr("Tensor"), tr("What"), tr("Expected"), tr("Found")}, this);
    m_mismatchTable = new FilterTable(m_mismatches, tr("tensor that does not fit"), tr("tensors that do not fit"), box);
    m_mismatchTable->view()->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, spaceBetween, 0, 0);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_understood);
    layout->addWidget(m_consent);
    m_preprocessing = makePreprocessing();
    m_encoder = new EncoderChoices(box);
    m_where = makeDevice();
    for (QWidget* part : {m_preprocessing, static_cast<QWidget*>(m_encoder), m_where})
        layout->addWidget(part);
    layout->addWidget(m_mismatchTable, 1);
    layout->addStretch();
    return box;
}

QWidget* ModelStep::makePreprocessing()
{
    auto* box = new QWidget(this);
    m_resize = new QSpinBox(box);
    m_crop = new QSpinBox(box);
    for (auto* size : {m_resize, m_crop}) {
        size->setRange(8, 4096);
        size->setSuffix(tr(" px"));
        connect(size, &QSpinBox::valueChanged, this, [this] { m_edited = true; });
    }
    m_mean = new QLineEdit(box);
    m_deviation = new QLineEdit(box);
    for (auto* three : {m_mean, m_deviation}) {
        three->setMinimumWidth(240);
        connect(three, &QLineEdit::textEdited, this, [this] { m_edited = true; });
    }
    m_source = mutedLabel({}, box);
    auto* sizes = new QHBoxLayout;
    sizes->setSpacing(spaceBetween);
    sizes->addWidget(m_resize);
    sizes->addWidget(plainLabel(tr("then crop to"), box));
    sizes->addWidget(m_crop);
    sizes->addStretch();
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(spaceBetween);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    form->addRow(tr("Shorter side to"), sizes);
    form->addRow(tr("Mean (R G B)"), m_mean);
    form->addRow(tr("Deviation (R G B)"), m_deviation);
    form->addRow(QString(), m_source);
    return box;
}

QWidget* ModelStep::makeDevice()
{
    auto* box = new QWidget(this);
    m_device = new QComboBox(box);
    m_device->setAccessibleName(tr("Device"));
    m_device->addItem(QStringLiteral("cpu"));
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    form->addRow(tr("Device"), m_device);
    return box;
}

void ModelStep::browseFile()
{
    const auto file = QFileDialog::getOpenFileName(this, tr("Choose the model"));
    if (!file.isEmpty())
        setFile(file);
}

void ModelStep::browseFolder()
{
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Choose the folder of the language model"));
    if (!folder.isEmpty())
        setFile(folder);
}

void ModelStep::setFile(const QString& file)
{
    m_file->setText(file);
    fileEntered();
}

/// Leaving the box is no new file; another file is: consent and corrections were for the one before.
void ModelStep::fileEntered()
{
    if (m_file->text() == m_asked)
        return;
    m_asked = m_file->text();
    m_consent->setChecked(false);
    m_edited = false;
    m_otherFile = true;
    inspect();
}

ModelOptions ModelStep::options() const
{
    ModelOptions options;
    options.device = m_device->currentText().toStdString();
    options.consent = m_consent->isChecked();
    const auto mean = threeFrom(m_mean->text());
    const auto deviation = threeFrom(m_deviation->text());
    if (readsTexts())
        m_encoder->fill(options);
    else if (m_edited && mean && deviation)
        options.preprocessing = Preprocessing{m_resize->value(), m_crop->value(), *mean, *deviation};
    return options;
}

void ModelStep::inspect()
{
    if (m_file->text().isEmpty())
        return;
    m_info.reset();
    emit changed();
    m_state->showEmpty(tr("Reading…"), tr("The file is read, not run."));
    struct Found {
        ModelInfo info;
        std::vector<std::string> devices;
    };
    m_tasks.run(
        this, {tr("Reading the model"), QStringLiteral("inspect-model"), TaskRunner::Lane::Quick, true, true},
        [file = m_file->text().toStdString(), consent = m_consent->isChecked()](Progress& progress) -> Result<Found> {
            ModelOptions options;
            options.consent = consent;
            SS_TRY(auto info, inspectModel(file, options, progress));
            return Found{std::move(info), availableDevices()};
        },
        [this](const Found& found) {
            m_device->clear();
            for (const auto& device : found.devices)
                m_device->addItem(QString::fromStdString(device));
            showInfo(found.info);
        },
        [this](const Failure& failure) { failed(failure); });
}

void ModelStep::failed(const Failure& failure)
{
    if (const auto* error = std::get_if<Error>(&failure))
        m_state->showEmpty(tr("This file can't be used"),
                           QString::fromStdString(error->message) + '\n'
                               + tr("Choose a checkpoint (.pth, .pt, .bin, .safetensors), a TorchScript file or the folder of "
                                    "a Hugging Face model."));
}

QString ModelStep::understood() const
{
    const auto& info = *m_info;
    QStringList lines;
    if (info.needsConsent)
        lines << shown(info.architecture);
    else
        lines << tr("%1, %2, %3 parameters").arg(shown(info.architecture), shown(info.format), count(info.parameters));
    if (info.features > 0)
        lines << tr("Features: %1 from %2").arg(count(info.features), shown(info.layer));
    if (info.classes > 0)
        lines << tr("Own head: %1, %2%3")
                     .arg(shown(info.headName), counted(info.classes, tr("class"), tr("classes")),
                          info.classNames.empty() ? QString() : tr(" with names"));
    if (readsTexts() && !info.needsConsent)
        lines << tr("Reads texts: %1").arg(shown(info.text.tokenizer, 120));
    else if (!info.needsConsent)
        lines << (info.hasActivationMaps ? tr("Shows where in a picture a feature fires") : tr("No activation maps"));
    lines << tr("SHA-256 %1 · %2")
                 .arg(shown(info.sha256.substr(0, 16)) + QStringLiteral("…"),
                      QString::fromStdString(byteSize(info.fileBytes)));
    for (const auto& note : info.notes)
        lines << QString::fromStdString(note);
    if (!info.ignored.empty()) {
        QStringList ignored;
        for (const auto& name : info.ignored)
            ignored << shown(name, 60);
        lines << tr("Left aside, not run: %1").arg(ignored.mid(0, 8).join(QStringLiteral(", ")));
    }
    if (!info.usable() && !info.mismatches.empty())
        lines << tr("▲ This file can't be used: the network wants other tensors. Choose a complete file of it.");
    return lines.join('\n');
}

void ModelStep::showInfo(const ModelInfo& info)
{
    m_info = info;
    m_understood->setText(understood());
    m_preprocessing->setVisible(!info.needsConsent && !readsTexts());
    m_encoder->setVisible(!info.needsConsent && readsTexts());
    m_where->setVisible(!info.needsConsent);
    if (readsTexts())
        m_encoder->show(info.text, m_otherFile);
    m_otherFile = false;
    m_consent->setVisible(info.kind == ModelInfo::Kind::TorchScript);
    if (!m_edited) {
        m_resize->setValue(info.preprocessing.resize);
        m_crop->setValue(info.preprocessing.crop);
        m_mean->setText(three(info.preprocessing.mean));
        m_deviation->setText(three(info.preprocessing.deviation));
        m_edited = false;
    }
    m_source->setText(info.preprocessingSource.empty() ? QString()
                                                       : tr("from %1").arg(shown(info.preprocessingSource)));
    showMismatches();
    m_state->showContent();
    emit changed();
}

void ModelStep::showMismatches()
{
    std::vector<QStringList> rows;
    for (const auto& m : m_info->mismatches) {
        using Kind = TensorMismatch::Kind;
        const auto what = m.kind == Kind::Missing ? tr("missing")
                          : m.kind == Kind::Extra ? tr("has no place")
                                                  : tr("other shape");
        rows.push_back({shown(m.name), what, shown(m.expected), shown(m.found)});
    }
    m_mismatchTable->setVisible(!rows.empty());
    m_mismatches->setRows(std::move(rows));
}

void ModelStep::fill(AuditSettings& settings) const
{
    settings.model = m_file->text().toStdString();
    settings.modelOptions = options();
}

}  // namespace sparsescope::ui
