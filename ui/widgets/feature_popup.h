// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/picture_cache.h"

#include <QWidget>

namespace sparsescope::ui {

/// Beside the mouse: a feature's strongest pictures, its name and a few lines about it. Takes no clicks and no focus.
class FeaturePopup : public QWidget {
    Q_OBJECT
public:
    FeaturePopup(PictureCache& pictures, QWidget* parent);

    void showFor(const QString& title, const QStringList& lines, const std::vector<qint64>& rows, const QPoint& global);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PictureCache& m_pictures;
    QString m_title;
    QStringList m_lines;
    std::vector<qint64> m_rows;
};

}  // namespace sparsescope::ui
