// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"
#include "ui/widgets/cursor_plot.h"

#include <functional>

namespace sparsescope::ui {

/// One class along the path: the weight of each of its features at every point. The selected feature stands out; the
/// one under the mouse is told by traceHovered(), a click selects it, a double click opens it.
class TracePlot : public CursorPlot {
    Q_OBJECT
public:
    explicit TracePlot(QWidget* parent = nullptr);

    void setView(const ClassPathView& view);
    /// −1: none.
    void setFeature(int feature);
    /// Where on the plot the trace of a feature is at a point of the path.
    QPoint pixelOf(int feature, int point) const;

signals:
    /// `trace`: place in the view's traces, −1 for none; `point`: of the path, nearest to the mouse.
    void traceHovered(int trace, int point, const QPoint& global);
    void featureSelected(int feature);
    void featureOpened(int feature);

protected:
    void draw() override;
    QString readout() const override;
    bool pressed(const QPoint& at) override;
    void hovered(const QPoint& at) override;
    void left() override;
    bool doubleClicked(const QPoint& at) override;

private:
    void addTrace(const ClassPathView::Trace& trace, bool strong);
    void addLabels();
    double pixelX(int point) const;
    double pixelY(double weight) const;
    /// Trace within a few pixels of the mouse, or −1.
    int traceAt(const QPoint& at) const;
    int pointAt(const QPoint& at) const;
    void hover(int trace, const QPoint& at);

    ClassPathView m_view;
    int m_feature = -1;
    int m_hovered = -1;
};

/// Share of the class's rows that are recognised, by split, along the path.
class RecallPlot : public CursorPlot {
    Q_OBJECT
public:
    explicit RecallPlot(QWidget* parent = nullptr);

    void setView(const ClassPathView& view);

protected:
    void draw() override;
    QString readout() const override;

private:
    ClassPathView m_view;
};

}  // namespace sparsescope::ui
