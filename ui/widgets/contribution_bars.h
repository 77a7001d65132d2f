// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "explain/contributions.h"

#include <QAbstractScrollArea>

#include <functional>

namespace sparsescope::ui {

/// How a class's logit comes about for one picture: each bar begins where the one before ended, from the bias through
/// the features' parts to the logit.
class ContributionBars : public QAbstractScrollArea {
    Q_OBJECT
public:
    using FeatureName = std::function<QString(int)>;

    explicit ContributionBars(FeatureName featureName, QWidget* parent = nullptr);

    /// `title` stands above, with the probability beside it.
    void setExplanation(const QString& title, const LogitExplanation& explanation);
    /// Two beside each other share one scale.
    void setScale(double lowest, double highest);
    QPair<double, double> ownScale() const;
    void showFeature(int feature);

    QSize minimumSizeHint() const override { return {220, 160}; }

signals:
    void featureSelected(int feature);
    void featureOpened(int feature);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Line {
        QString name;
        double from = 0;
        double to = 0;
        int feature = -1;
        bool total = false;
        QString tip;
    };
    void build();
    void measureNames();
    int lineHeight() const;
    int lineAt(const QPoint& position) const;
    void paintLine(QPainter& painter, const Line& line, const QRect& place);
    void paintPinnedTotal(QPainter& painter);
    void updateBars();
    void select(int line);

    FeatureName m_featureName;
    QString m_title;
    LogitExplanation m_explanation;
    std::vector<Line> m_lines;
    double m_lowest = 0, m_highest = 1;
    int m_feature = -1;
    int m_nameWidth = 0;
};

}  // namespace sparsescope::ui
