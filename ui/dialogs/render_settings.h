// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/workspace.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;

namespace sparsescope::ui {

/// Which features' pictures are rendered in the background, in which quality, and what that takes. Blocks nothing.
class RenderSettings : public QDialog {
    Q_OBJECT
public:
    RenderSettings(Workspace& workspace, RenderingScope scope, QWidget* parent = nullptr);

    RenderingScope scope() const;
    PictureWish::Quality quality() const;

private:
    void refresh();
    QString costWords(qint64 pictures) const;
    void start();

    Workspace& m_workspace;
    QComboBox* m_scope = nullptr;
    QComboBox* m_quality = nullptr;
    QLabel* m_count = nullptr;
    QLabel* m_cost = nullptr;
    QPushButton* m_start = nullptr;
};

}  // namespace sparsescope::ui
