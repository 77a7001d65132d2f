// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/grouped_values.h"

#include <QWidget>

class QCustomPlot;

namespace sparsescope::ui {

/// How often a feature takes which value: bars over all rows, or a line for each group of them, by its share of the group.
class HistogramPlot : public QWidget
{
    Q_OBJECT
public:
    explicit HistogramPlot(QWidget* parent = nullptr);
    void setHistogram(const Histogram& histogram);
    void setGroups(const GroupedValues& values);
    /// Texts are counted; pictures otherwise.
    void setOfTexts();

protected:
    void changeEvent(QEvent* event) override;

private:
    void rebuild();
    void drawBars();
    void drawGroups();
    void showValue(const QPoint& position);
    QString wordsOf(std::size_t bin) const;

    Histogram m_histogram;
    GroupedValues m_groups;     ///< Where there are any they are drawn.
    bool m_texts = false;
    QCustomPlot* m_plot = nullptr;
};

}  // namespace sparsescope::ui
