// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/workspace.h"

#include <QWidget>

namespace sparsescope::ui {

class ClassListModel;
class FilterTable;

/// The searchable, sortable list of classes; selecting one moves the shared selection.
class ClassDock : public QWidget
{
    Q_OBJECT
public:
    explicit ClassDock(Workspace& workspace, QWidget* parent = nullptr);
    void focusSearch();

private:
    void showClasses();
    void goClass(int klass, bool open);

    Workspace& m_workspace;
    ClassListModel* m_model = nullptr;
    FilterTable* m_table = nullptr;
};

}  // namespace sparsescope::ui
