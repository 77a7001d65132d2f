// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/path_plot.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace sparsescope::ui {

namespace {

QColor lineColor(const Tokens& t, const std::string& split)
{
    return split == "train" ? t.muted : t.categories[split == "validation" ? 2 : 0];
}

const SplitScore* scoreOf(const PathRow& row, const std::string& split)
{
    const auto found =
        std::find_if(row.scores.begin(), row.scores.end(), [&](const auto& s) { return s.split == split; });
    return found == row.scores.end() ? nullptr : &*found;
}

/// What heads are judged by: validation, or training rows where there is none.
const SplitScore* judged(const PathRow& row)
{
    const auto* score = scoreOf(row, "validation");
    return score || row.scores.empty() ? score : &row.scores.front();
}

std::vector<CursorPlot::Place> placesOf(const PathView& path)
{
    std::vector<CursorPlot::Place> places;
    for (const auto& row : path.rows)
        places.push_back({row.lambda, row.meanFeaturesPerClass});
    return places;
}

QString words(const std::string& split)
{
    return split == "train" ? PathPlot::tr("train") : split == "validation" ? PathPlot::tr("validation")
                                                                            : PathPlot::tr("test");
}

}  // namespace

PathPlot::PathPlot(QWidget* parent) : CursorPlot(QStringLiteral("path"), parent)
{
    setToolTip(plainTip(tr("Drag the line, or use the arrow keys, to look at another point of the path.\n"
                           "● certified to the tolerance   △ missed it   ◇ the chosen head")));
    setMinimumHeight(140);
    rebuild();
}

void PathPlot::setPath(const PathView& path)
{
    m_path = path;
    setPlaces(placesOf(m_path), placesOf(m_other));
}

void PathPlot::setMeasure(Measure measure)
{
    m_measure = measure;
    rebuild();
}

void PathPlot::setComparison(const PathView& path, const QString& name)
{
    m_other = path;
    m_otherName = name;
    setPlaces(placesOf(m_path), placesOf(m_other));
}

double PathPlot::valueOf(const SplitScore& score) const
{
    return m_measure == Measure::Accuracy ? score.accuracy * 100 : score.loss;
}

void PathPlot::draw()
{
    const bool accuracy = m_measure == Measure::Accuracy;
    setAxisTitle(accuracy ? tr("accuracy, %") : tr("loss, nats"));
    setAccessibleName(accuracy ? tr("Regularization path: accuracy") : tr("Regularization path: loss"));
    fitHeights();
    if (m_path.rows.empty())
        return;
    addComparison();
    int order = 0;
    for (const auto& score : m_path.rows.front().scores)
        addSplit(score.split, order++);
    addMarks();
    if (accuracy)
        addOriginal();
    addChosen();
}

void PathPlot::fitHeights()
{
    double lowest = 1e300, highest = -1e300;
    const auto include = [&](const PathView& path) {
        for (const auto& row : path.rows)
            for (const auto& score : row.scores)
                if (axis() == PathAxis::Lambda || row.meanFeaturesPerClass > 0) {
                    lowest = std::min(lowest, valueOf(score));
                    highest = std::max(highest, valueOf(score));
                }
    };
    include(m_path);
    include(m_other);
    const bool any = lowest <= highest;
    if (m_measure == Measure::Accuracy) {
        if (any && m_path.originalTestAccuracy)
            highest = std::max(highest, *m_path.originalTestAccuracy * 100);
        setHeights(any ? std::max(0.0, lowest - 4) : 0, any ? std::min(104.0, highest + 4) : 100);
    } else {
        const double room = any ? std::max(0.05 * (highest - lowest), 1e-9) : 0;
        setHeights(any ? std::max(0.0, lowest - room) : 0, any ? highest + room : 1);
    }
}

void PathPlot::addSplit(const std::string& split, int order)
{
    const auto color = lineColor(tokens(this), split);
    const bool strong = split == "validation" || (order == 0 && !scoreOf(m_path.rows.front(), "validation"));
    std::vector<QPointF> line;
    for (int i = 0; i < std::ssize(m_path.rows); ++i) {
        const auto* score = scoreOf(m_path.rows[static_cast<std::size_t>(i)], split);
        if (score && hasPlace(i) && std::isfinite(valueOf(*score)))
            line.emplace_back(positionOf(i), valueOf(*score));
    }
    addLine(QPen(color, strong ? 2.0 : 1.25), line);
    if (!line.empty())
        addLabel(words(split), color, line.back().y(), strong);
}

/// Certificates: a disc where the optimum is proved to be near, a hollow triangle where the tolerance was missed.
void PathPlot::addMarks()
{
    const auto& t = tokens(this);
    const auto* first = judged(m_path.rows.front());
    if (!first)
        return;
    const auto color = lineColor(t, first->split);
    auto* certified = plot().addGraph();
    auto* missed = plot().addGraph();
    certified->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, color, 5));
    missed->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssTriangle, QPen(t.warn, 1.5), QBrush(t.surface), 8));
    for (auto* marks : {certified, missed})
        marks->setLineStyle(QCPGraph::lsNone);
    for (int i = 0; i < std::ssize(m_path.rows); ++i) {
        const auto& row = m_path.rows[static_cast<std::size_t>(i)];
        const auto* score = judged(row);
        if (score && hasPlace(i) && std::isfinite(valueOf(*score)))
            (row.certificate.converged ? certified : missed)->addData(positionOf(i), valueOf(*score));
    }
}

double PathPlot::otherPosition(const PathRow& row) const
{
    return axis() == PathAxis::Lambda ? row.lambda : row.meanFeaturesPerClass;
}

/// The split that heads are judged by, and nothing else: one line more can be read, three cannot.
void PathPlot::addComparison()
{
    const auto& t = tokens(this);
    std::vector<QPointF> line;
    for (const auto& row : m_other.rows) {
        const auto* score = judged(row);
        if (score && otherPosition(row) > 0 && std::isfinite(valueOf(*score)))
            line.emplace_back(otherPosition(row), valueOf(*score));
    }
    addLine(QPen(t.categories[3], 1.5, Qt::DashLine), line);
    if (!line.empty())
        addLabel(m_otherName, t.categories[3], line.back().y());
}

void PathPlot::addOriginal()
{
    if (!m_path.originalTestAccuracy)
        return;
    const double height = *m_path.originalTestAccuracy * 100;
    auto* line = new QCPItemStraightLine(&plot());
    line->point1->setCoords(1, height);
    line->point2->setCoords(2, height);
    line->setPen(QPen(tokens(this).muted, 1, Qt::DotLine));
    addLabel(tr("original head"), tokens(this).muted, height);
}

void PathPlot::addChosen()
{
    if (m_path.chosen < 0 || m_path.chosen >= std::ssize(m_path.rows))
        return;
    const auto* score = judged(m_path.rows[static_cast<std::size_t>(m_path.chosen)]);
    if (!score)
        return;
    auto* mark = plot().addGraph();
    const auto& t = tokens(this);
    mark->setLineStyle(QCPGraph::lsNone);
    mark->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDiamond, QPen(t.text, 1.5), QBrush(t.surface), 12));
    mark->addData(positionOf(m_path.chosen), valueOf(*score));
}

QString PathPlot::readout() const
{
    if (cursor() < 0)
        return {};
    const auto& row = m_path.rows[static_cast<std::size_t>(cursor())];
    auto text = tr("λ %1 · %2 features per class").arg(number(row.lambda), number(row.meanFeaturesPerClass));
    for (const auto& score : row.scores) {
        const bool accuracy = m_measure == Measure::Accuracy;
        if (score.split != "train")
            text += QStringLiteral(" · %1 %2").arg(words(score.split),
                                                   accuracy ? percent(score.accuracy) : number(score.loss));
    }
    return text + (row.certificate.converged ? tr(" · ● certified, gap %1, KKT %2") : tr(" · △ not certified, gap %1, KKT %2"))
                      .arg(number(row.certificate.relativeGap, 1), number(row.certificate.kktViolation, 1));
}

}  // namespace sparsescope::ui
