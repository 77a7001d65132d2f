// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/start_page.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/card.h"

#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace sparsescope::ui {

namespace {

constexpr int columnWidth = 400;

void clearLayout(QLayout* layout)
{
    while (auto* item = layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

QLabel* heading(const QString& text, QWidget* parent)
{
    auto* label = plainLabel(text, parent);
    label->setFont(sizedFont(label->font(), TextSize::Body, true));
    return label;
}

}  // namespace

StartPage::StartPage(TaskRunner& tasks, QWidget* parent) : QWidget(parent)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Window);
    m_samples = new QVBoxLayout;
    m_samples->setSpacing(spaceBetween);
    m_recent = new QVBoxLayout;
    m_recent->setSpacing(spaceBetween);
    auto* left = new QVBoxLayout;
    left->setSpacing(spaceBetween);
    left->addWidget(heading(tr("Samples"), this));
    left->addLayout(m_samples);
    left->addStretch();
    auto* right = new QVBoxLayout;
    right->setSpacing(spaceBetween);
    right->addWidget(heading(tr("Recent audits"), this));
    right->addLayout(m_recent);
    right->addStretch();
    auto* columns = new QHBoxLayout;
    columns->setSpacing(2 * spaceAround);
    columns->addStretch(1);
    columns->addLayout(left);
    columns->addLayout(right);
    columns->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceAround, spaceAround, spaceAround, spaceAround);
    layout->addStretch(2);
    layout->addWidget(makeIntro(), 0, Qt::AlignHCenter);
    layout->addSpacing(2 * spaceAround);
    layout->addLayout(columns);
    layout->addStretch(3);
    showRecent({});
    tasks.run(
        this, {tr("Looking for samples"), QStringLiteral("samples")},
        [](Progress&) -> Result<std::vector<SampleInfo>> { return samples(); },
        [this](const std::vector<SampleInfo>& found) { showSamples(found); });
}

QWidget* StartPage::makeIntro()
{
    auto* intro = new QWidget(this);
    auto* title = plainLabel(QStringLiteral("Sparsescope"), intro);
    auto font = sizedFont(title->font(), TextSize::Title, true);
    font.setPointSizeF(font.pointSizeF() * 1.4);
    title->setFont(font);
    auto* words =
        plainLabel(tr("Put a sparse linear layer in place of a network's last one, and see which few features "
                      "decide about each class."),
                   intro);
    words->setWordWrap(true);
    auto* create = new QPushButton(tr("&New audit…"), intro);
    create->setDefault(true);
    setFocusProxy(create);
    create->setToolTip(plainTip(tr("From a model file and a folder of pictures (Ctrl+N)")));
    auto* open = new QPushButton(tr("&Open audit…"), intro);
    open->setToolTip(plainTip(tr("A folder that ends in .audit (Ctrl+O)")));
    connect(create, &QPushButton::clicked, this, &StartPage::newAuditWanted);
    connect(open, &QPushButton::clicked, this, &StartPage::openWanted);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(spaceBetween);
    buttons->addWidget(create);
    buttons->addWidget(open);
    buttons->addWidget(mutedLabel(tr("or drop a model, a folder of pictures or an audit here"), intro));
    buttons->addStretch();
    auto* layout = new QVBoxLayout(intro);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceAround);
    layout->addWidget(title);
    layout->addWidget(words);
    layout->addLayout(buttons);
    intro->setFixedWidth(2 * columnWidth + 2 * spaceAround);
    return intro;
}

QWidget* StartPage::makeSample(const SampleInfo& sample)
{
    const auto words =
        sample.available ? QString::fromStdString(sample.description) : QString::fromStdString(sample.missing);
    auto* card = new Card(QString::fromStdString(sample.title), words, this);
    card->setFixedWidth(columnWidth);
    card->setEnabled(sample.available);
    connect(card, &Card::clicked, this, [this, id = QString::fromStdString(sample.id)] { emit sampleWanted(id); });
    return card;
}

void StartPage::showSamples(const std::vector<SampleInfo>& found)
{
    clearLayout(m_samples);
    for (const auto& sample : found)
        m_samples->addWidget(makeSample(sample));
}

void StartPage::showRecent(const QStringList& folders)
{
    clearLayout(m_recent);
    for (const auto& folder : folders.mid(0, 5)) {
        const QFileInfo info(folder);
        auto* card =
            new Card(shown(info.completeBaseName().toStdString()), shown(info.path().toStdString(), 300), this);
        card->setFixedWidth(columnWidth);
        connect(card, &Card::clicked, this, [this, folder] { emit auditWanted(folder); });
        m_recent->addWidget(card);
    }
    if (folders.isEmpty()) {
        auto* none = mutedLabel(tr("None yet. Audits that you open appear here."), this);
        none->setFixedWidth(columnWidth);
        m_recent->addWidget(none);
    }
}

}  // namespace sparsescope::ui
