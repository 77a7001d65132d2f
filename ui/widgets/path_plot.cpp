// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/path_plot.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/plot_style.h"

#include <QKeyEvent>
#include <QTimer>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace sparsescope::ui {

namespace {

constexpr int keyRestMs = 250;
constexpr int labelSpace = 96;

QColor lineColor(const Tokens& t, int order)
{
    return order == 0 ? t.muted : t.categories[order == 1 ? 2 : 0];
}

const SplitScore* scoreOf(const PathRow& row, const std::string& split)
{
    const auto found =
        std::find_if(row.scores.begin(), row.scores.end(), [&](const auto& s) { return s.split == split; });
    return found == row.scores.end() ? nullptr : &*found;
}

}  // namespace

PathPlot::PathPlot(QWidget* parent) : QWidget(parent)
{
    m_plot = new QCustomPlot(this);
    m_plot->setNoAntialiasingOnDrag(false);
    m_plot->installEventFilter(this);
    m_plot->xAxis->setScaleType(QCPAxis::stLogarithmic);
    auto ticker = QSharedPointer<QCPAxisTickerLog>::create();
    ticker->setLogBase(2);
    m_plot->xAxis->setTicker(ticker);
    m_plot->xAxis->setNumberFormat(QStringLiteral("g"));
    m_plot->xAxis->setNumberPrecision(4);
    m_plot->xAxis->setLabel(tr("features per class (mean, log scale)"));
    m_plot->yAxis->setLabel(tr("accuracy, %"));
    m_plot->axisRect()->setAutoMargins(QCP::msLeft | QCP::msTop | QCP::msBottom);
    m_plot->axisRect()->setMargins(QMargins(0, 0, labelSpace, 0));
    connect(m_plot, &QCustomPlot::afterLayout, this, &PathPlot::placeLabels);
    addPlotExport(*m_plot, QStringLiteral("path"));

    m_rest = new QTimer(this);
    m_rest->setSingleShot(true);
    m_rest->setInterval(keyRestMs);
    connect(m_rest, &QTimer::timeout, this, [this] { emit cursorReleased(m_cursor); });

    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Regularization path: accuracy against features per class"));
    setToolTip(plainTip(tr("Drag the line, or use the arrow keys, to look at another point of the path")));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    setMinimumHeight(140);
    restyle();
}

double PathPlot::positionOf(const PathRow& row) const
{
    // Heads without features have no place on a logarithmic axis: they stand at its left end.
    return std::max(row.meanFeaturesPerClass, m_plot->xAxis->range().lower);
}

void PathPlot::setPath(const PathView& path)
{
    m_path = path;
    if (m_cursor >= std::ssize(m_path.rows))
        m_cursor = -1;
    rebuild();
}

void PathPlot::rebuild()
{
    m_plot->clearGraphs();
    m_plot->clearItems();
    m_labels.clear();
    m_labelHeights.clear();
    m_line = new QCPItemStraightLine(m_plot);
    fitAxes();
    if (!m_path.rows.empty()) {
        int order = 0;
        for (const auto& score : m_path.rows.front().scores)
            addLine(score.split, order++);
        addOriginal();
        addChosen();
    }
    restyle();
    placeCursor();
}

void PathPlot::fitAxes()
{
    double least = 1e9, most = 1, lowest = 100, highest = 0;
    for (const auto& row : m_path.rows) {
        if (row.meanFeaturesPerClass <= 0)
            continue;
        least = std::min(least, row.meanFeaturesPerClass);
        most = std::max(most, row.meanFeaturesPerClass);
        for (const auto& score : row.scores) {
            lowest = std::min(lowest, score.accuracy * 100);
            highest = std::max(highest, score.accuracy * 100);
        }
    }
    if (m_path.originalTestAccuracy)
        highest = std::max(highest, *m_path.originalTestAccuracy * 100);
    const bool any = least < 1e9;
    m_plot->xAxis->setRange(any ? least * 0.85 : 0.5, any ? std::max(most, least * 2) * 1.1 : 64);
    m_plot->yAxis->setRange(any ? std::max(0.0, lowest - 4) : 0, any ? std::min(104.0, highest + 4) : 100);
}

void PathPlot::addLine(const std::string& split, int order)
{
    const auto& t = tokens(this);
    auto* line = m_plot->addGraph();
    auto* open = m_plot->addGraph();
    const bool judged = split == "validation";
    line->setPen(QPen(lineColor(t, order), judged ? 2.0 : 1.25));
    open->setLineStyle(QCPGraph::lsNone);
    if (judged)
        line->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, lineColor(t, order), 5));
    open->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssTriangle, QPen(t.warn, 1.5), QBrush(t.surface), 8));
    double latest = -1;
    for (const auto& row : m_path.rows) {
        const auto* score = scoreOf(row, split);
        if (!score || row.meanFeaturesPerClass <= 0)
            continue;
        line->addData(positionOf(row), score->accuracy * 100);
        if (judged && !row.certificate.converged)
            open->addData(positionOf(row), score->accuracy * 100);
        latest = score->accuracy * 100;
    }
    if (latest < 0)
        return;
    auto* label = new QCPItemText(m_plot);
    label->setText(QString::fromStdString(split));
    label->setColor(lineColor(t, order));
    label->setFont(sizedFont(font(), TextSize::Small, judged));
    m_labels.push_back(label);
    m_labelHeights.push_back(latest);
}

void PathPlot::addOriginal()
{
    if (!m_path.originalTestAccuracy)
        return;
    const double height = *m_path.originalTestAccuracy * 100;
    auto* line = new QCPItemStraightLine(m_plot);
    line->point1->setCoords(1, height);
    line->point2->setCoords(2, height);
    line->setPen(QPen(tokens(this).muted, 1, Qt::DashLine));
    auto* label = new QCPItemText(m_plot);
    label->setText(tr("original head"));
    label->setColor(tokens(this).muted);
    label->setFont(sizedFont(font(), TextSize::Small));
    m_labels.push_back(label);
    m_labelHeights.push_back(height);
}

void PathPlot::addChosen()
{
    if (m_path.chosen < 0 || m_path.chosen >= std::ssize(m_path.rows))
        return;
    const auto& row = m_path.rows[static_cast<std::size_t>(m_path.chosen)];
    const auto* score = scoreOf(row, "validation");
    if (!score && !row.scores.empty())
        score = &row.scores.front();
    if (!score)
        return;
    auto* mark = m_plot->addGraph();
    const auto& t = tokens(this);
    mark->setLineStyle(QCPGraph::lsNone);
    mark->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDiamond, QPen(t.text, 1.5), QBrush(t.surface), 12));
    mark->addData(positionOf(row), score->accuracy * 100);
}

void PathPlot::placeLabels()
{
    std::vector<std::size_t> order(m_labels.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return m_labelHeights[a] > m_labelHeights[b]; });
    double lowestFree = -1e9;
    const double step = fontMetrics().height();
    for (const auto i : order) {
        const double wanted = m_plot->yAxis->coordToPixel(m_labelHeights[i]);
        const double y = std::max(wanted, lowestFree);
        lowestFree = y + step;
        m_labels[i]->setClipToAxisRect(false);
        m_labels[i]->position->setType(QCPItemPosition::ptAbsolute);
        m_labels[i]->setPositionAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        m_labels[i]->position->setCoords(m_plot->axisRect()->right() + spaceBetween, y);
    }
}

void PathPlot::restyle()
{
    stylePlot(*m_plot, tokens(this));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PathPlot::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        rebuild();
}

void PathPlot::setCursor(int index)
{
    if (m_dragging || index == m_cursor)
        return;
    m_cursor = index >= 0 && index < std::ssize(m_path.rows) ? index : -1;
    placeCursor();
}

void PathPlot::placeCursor()
{
    if (!m_line)
        return;
    m_line->setVisible(m_cursor >= 0);
    if (m_cursor >= 0) {
        const double x = positionOf(m_path.rows[static_cast<std::size_t>(m_cursor)]);
        m_line->point1->setCoords(x, 0);
        m_line->point2->setCoords(x, 1);
        m_line->setPen(QPen(tokens(this).accent, m_dragging || hasFocus() ? 2.5 : 2));
        setAccessibleDescription(readout());
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

QString PathPlot::readout() const
{
    if (m_cursor < 0)
        return {};
    const auto& row = m_path.rows[static_cast<std::size_t>(m_cursor)];
    auto text = tr("λ %1 · %2 features per class").arg(number(row.lambda), number(row.meanFeaturesPerClass));
    for (const auto& score : row.scores)
        if (score.split != "train")
            text += QStringLiteral(" · %1 %2").arg(QString::fromStdString(score.split), percent(score.accuracy));
    return text + (row.certificate.converged ? tr(" · ● certified, gap %1") : tr(" · △ not certified, gap %1"))
                      .arg(number(row.certificate.relativeGap, 2));
}

int PathPlot::nearest(double pixelX) const
{
    int best = -1;
    double distance = 1e12;
    for (std::size_t i = 0; i < m_path.rows.size(); ++i) {
        const double away = std::abs(m_plot->xAxis->coordToPixel(positionOf(m_path.rows[i])) - pixelX);
        if (away <= distance) {
            distance = away;
            best = static_cast<int>(i);
        }
    }
    return best;
}

void PathPlot::moveTo(int index)
{
    if (m_path.rows.empty())
        return;
    index = std::clamp(index, 0, static_cast<int>(m_path.rows.size()) - 1);
    if (index == m_cursor)
        return;
    m_cursor = index;
    placeCursor();
    emit cursorMoved(index);
}

bool PathPlot::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_plot || m_path.rows.empty())
        return QWidget::eventFilter(watched, event);
    const auto* mouse = dynamic_cast<QMouseEvent*>(event);
    if (event->type() == QEvent::MouseButtonPress && mouse->button() == Qt::LeftButton) {
        setFocus();
        m_dragging = true;
        moveTo(nearest(mouse->position().x()));
    } else if (event->type() == QEvent::MouseMove && m_dragging) {
        moveTo(nearest(mouse->position().x()));
    } else if (event->type() == QEvent::MouseButtonRelease && m_dragging && mouse->button() == Qt::LeftButton) {
        m_dragging = false;
        placeCursor();
        emit cursorReleased(m_cursor);
    }
    return QWidget::eventFilter(watched, event);
}

void PathPlot::keyPressEvent(QKeyEvent* event)
{
    const int page = 10;
    const int last = static_cast<int>(m_path.rows.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left: moveTo(m_cursor - 1); break;
    case Qt::Key_Right: moveTo(m_cursor + 1); break;
    case Qt::Key_PageDown: moveTo(m_cursor - page); break;
    case Qt::Key_PageUp: moveTo(m_cursor + page); break;
    case Qt::Key_Home: moveTo(0); break;
    case Qt::Key_End: moveTo(last); break;
    default: return QWidget::keyPressEvent(event);
    }
    m_rest->start();
}

}  // namespace sparsescope::ui
