// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "samples/samples.h"
#include "ui/shell/task_runner.h"

#include <QWidget>

class QVBoxLayout;

namespace sparsescope::ui {

/// What one sees first: samples, recent audits, and the two ways in.
class StartPage : public QWidget
{
    Q_OBJECT
public:
    explicit StartPage(TaskRunner& tasks, QWidget* parent = nullptr);

    void showRecent(const QStringList& folders);

signals:
    void newAuditWanted();
    void openWanted();
    void auditWanted(const QString& folder);
    void sampleWanted(const QString& id);

private:
    QWidget* makeIntro();
    void showSamples(const std::vector<SampleInfo>& samples);
    QWidget* makeSample(const SampleInfo& sample);

    QVBoxLayout* m_samples = nullptr;
    QVBoxLayout* m_recent = nullptr;
};

}  // namespace sparsescope::ui
