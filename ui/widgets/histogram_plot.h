// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "explain/examples.h"

#include <QWidget>

class QCustomPlot;

namespace sparsescope::ui {

/// How often a feature takes which value.
class HistogramPlot : public QWidget
{
    Q_OBJECT
public:
    explicit HistogramPlot(QWidget* parent = nullptr);
    void setHistogram(const Histogram& histogram);
    /// Texts are counted; pictures otherwise.
    void setOfTexts();

protected:
    void changeEvent(QEvent* event) override;

private:
    void rebuild();
    void showValue(const QPoint& position);

    Histogram m_histogram;
    bool m_texts = false;
    QCustomPlot* m_plot = nullptr;
};

}  // namespace sparsescope::ui
