// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"
#include "ui/shell/task_runner.h"

#include <QLabel>

class QTimer;

namespace sparsescope::ui {

/// What a long computation would take, asked for in the background once the person pauses: "About 12 s: an estimate by
/// the times of the present path."
class EstimateLabel : public QLabel {
    Q_OBJECT
public:
    using Question = std::function<Result<TimeEstimate>(Progress&)>;

    explicit EstimateLabel(TaskRunner& tasks, QWidget* parent = nullptr);

    void ask(Question question);
    void show(const TimeEstimate& estimate);
    using QLabel::show;

private:
    void start();

    TaskRunner& m_tasks;
    QTimer* m_pause = nullptr;
    Question m_question;
};

}  // namespace sparsescope::ui
