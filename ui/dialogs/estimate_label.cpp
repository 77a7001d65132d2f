// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/estimate_label.h"

#include "base/text.h"

#include <QTimer>

namespace sparsescope::ui {

namespace {

constexpr int pauseMs = 250;

}  // namespace

EstimateLabel::EstimateLabel(TaskRunner& tasks, QWidget* parent) : QLabel(parent), m_tasks(tasks)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    m_pause = new QTimer(this);
    m_pause->setSingleShot(true);
    m_pause->setInterval(pauseMs);
    connect(m_pause, &QTimer::timeout, this, &EstimateLabel::start);
}

void EstimateLabel::ask(Question question)
{
    m_question = std::move(question);
    if (text().isEmpty())
        setText(tr("Estimating how long it takes…"));
    m_pause->start();
}

void EstimateLabel::start()
{
    const auto slot = QStringLiteral("time-estimate-%1").arg(reinterpret_cast<quintptr>(this));  // one for each dialog
    m_tasks.run(
        this, {tr("Estimating the time"), slot, TaskRunner::Lane::Quick, false, true}, m_question,
        [this](const TimeEstimate& estimate) { show(estimate); },
        [this](const Failure& failure) {
            if (const auto* error = std::get_if<Error>(&failure))
                setText(QString::fromStdString(error->message));
        });
}

void EstimateLabel::show(const TimeEstimate& estimate)
{
    const auto basis = QString::fromStdString(estimate.basis);
    if (estimate.seconds < 0)
        setText(tr("How long it takes cannot be told: %1.").arg(basis));
    else if (estimate.seconds < 1)
        setText(tr("Less than a second: an estimate by %1.").arg(basis));
    else
        setText(tr("About %1: an estimate by %2.").arg(QString::fromStdString(duration(estimate.seconds)), basis));
}

}  // namespace sparsescope::ui
