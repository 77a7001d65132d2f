// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/workspace.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace sparsescope::ui {

class ElidedLabel;

/// One line about the rendered pictures of a class's features: how many are there and a button to make the others; while
/// the queue works, how far it is, and how to pause and stop it. Where nothing can be rendered it says why.
class RenderingRow : public QWidget {
    Q_OBJECT
public:
    explicit RenderingRow(Workspace& workspace, QWidget* parent = nullptr);

    void refresh();

private:
    void showQueue();
    void showClass();

    Workspace& m_workspace;
    ElidedLabel* m_words = nullptr;
    QPushButton* m_render = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_stop = nullptr;
};

}  // namespace sparsescope::ui
