// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/shown_rendering.h"

#include <QDialog>

namespace sparsescope::ui {

/// One rendered picture, large, with what is known of it; saved and copied from there. Escape closes it.
class RenderedSheet : public QDialog {
    Q_OBJECT
public:
    /// `title`: "Feature 812, + raises it". Incomplete facts are told as such.
    RenderedSheet(const QString& title, const ShownRendering& rendering, int picture, QWidget* parent = nullptr);
};

}  // namespace sparsescope::ui
