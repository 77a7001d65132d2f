// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDir>
#include <QObject>

#include <functional>
#include <vector>

namespace sparsescope::ui {

class MainWindow;

/// Visits every page of the open audit in light and dark and writes what it sees as PNG files: for people who have no
/// display at hand, and for tests. Waits for tasks and pictures before each one.
class ScreenshotTour : public QObject
{
    Q_OBJECT
public:
    ScreenshotTour(MainWindow& window, const QString& folder, QObject* parent = nullptr);
    void start();

signals:
    void finished(bool allWritten);

private:
    struct Stop {
        QString name;
        std::function<void()> arrange;
    };
    void plan();
    void addStops(const QString& suffix, bool dark);
    void wait();
    void next();
    int weightiestFeature() const;
    bool calm() const;
    void shoot(const QString& name);

    MainWindow& m_window;
    QDir m_folder;
    std::vector<Stop> m_stops;
    std::size_t m_at = 0;
    int m_calmTicks = 0;
    int m_ticks = 0;
    bool m_good = true;
};

}  // namespace sparsescope::ui
