// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QWidget;

namespace sparsescope::ui {

/// `?`: every key, in one window that does not block.
void showKeys(QWidget* parent);

void showAbout(QWidget* parent);

}  // namespace sparsescope::ui
