// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/new_audit.h"

#include "ui/dialogs/data_step.h"
#include "ui/dialogs/model_step.h"
#include "ui/dialogs/start_step.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace sparsescope::ui {

NewAudit::NewAudit(TaskRunner& tasks, QWidget* parent) : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("New audit"));
    resize(760, 620);
    m_where = mutedLabel({}, this);
    m_model = new ModelStep(tasks, this);
    m_data = new DataStep(tasks, this);
    m_start = new StartStep(tasks, this);
    m_steps = new QStackedWidget(this);
    for (QWidget* step :
         {static_cast<QWidget*>(m_model), static_cast<QWidget*>(m_data), static_cast<QWidget*>(m_start)})
        m_steps->addWidget(step);
    m_back = new QPushButton(tr("&Back"), this);
    m_next = new QPushButton(this);
    m_next->setDefault(true);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    for (auto* button : {m_back, cancel})
        button->setAutoDefault(false);
    connect(m_back, &QPushButton::clicked, this, [this] { goTo(step() - 1); });
    connect(m_next, &QPushButton::clicked, this, &NewAudit::next);
    connect(cancel, &QPushButton::clicked, this, &QDialog::close);
    connect(m_model, &ModelStep::changed, this, &NewAudit::showStep);
    connect(m_data, &DataStep::changed, this, &NewAudit::showStep);
    connect(m_start, &StartStep::changed, this, &NewAudit::showStep);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(spaceBetween);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_back);
    buttons->addWidget(m_next);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceAround, spaceAround, spaceAround, spaceAround);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_where);
    layout->addWidget(m_steps, 1);
    layout->addLayout(buttons);
    showStep();
}

void NewAudit::propose(const QString& model, const QString& data)
{
    if (!model.isEmpty())
        m_model->setFile(model);
    if (!data.isEmpty())
        m_data->setFolder(data);
}

int NewAudit::step() const
{
    return m_steps->currentIndex();
}

void NewAudit::goTo(int step)
{
    m_steps->setCurrentIndex(step);
    m_data->setTexts(m_model->readsTexts());
    if (m_steps->currentWidget() == m_start)
        m_start->estimate(settings());
    showStep();
    m_steps->currentWidget()->setFocus();
}

void NewAudit::showStep()
{
    const std::array titles{tr("Model"), tr("Data"), tr("Cost and start")};
    m_where->setText(tr("Step %1 of %2 · %3").arg(step() + 1).arg(titles.size()).arg(titles[std::size_t(step())]));
    const bool last = m_steps->currentWidget() == m_start;
    m_back->setEnabled(step() > 0);
    m_next->setText(last ? tr("&Start") : tr("&Next"));
    m_next->setEnabled(last ? m_start->ready() : step() == 0 ? m_model->ready() : m_data->ready());
}

AuditSettings NewAudit::settings() const
{
    AuditSettings settings;
    m_model->fill(settings);
    m_data->fill(settings);
    m_start->fill(settings);
    return settings;
}

void NewAudit::next()
{
    if (m_steps->currentWidget() != m_start)
        return goTo(step() + 1);
    emit startWanted(m_start->folder(), settings());
    close();
}

}  // namespace sparsescope::ui
