// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/screenshot_tour.h"

#include "ui/pages/class_page.h"
#include "ui/pages/map_page.h"
#include "ui/shell/main_window.h"

#include <QPixmap>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace sparsescope::ui {

namespace {

constexpr int tickMs = 60;
constexpr int calmTicksWanted = 6;       // pictures fade in after the last task
constexpr int longestWaitTicks = 20000;  // 20 minutes: a sample may be made on the way

}  // namespace

ScreenshotTour::ScreenshotTour(MainWindow& window, const QString& folder, QObject* parent)
    : QObject(parent), m_window(window), m_folder(folder)
{
}

void ScreenshotTour::start()
{
    m_good = m_folder.mkpath(QStringLiteral("."));
    plan();
    m_stops.front().arrange();
    wait();
}

void ScreenshotTour::plan()
{
    addStops(QStringLiteral("light"), false);
    addStops(QStringLiteral("dark"), true);
}

void ScreenshotTour::addStops(const QString& suffix, bool dark)
{
    auto& selection = m_window.workspace().selection;
    const auto go = [this, &selection](PageId page) {
        auto next = selection.focus();
        next.page = page;
        if (next.feature < 0)
            next.feature = weightiestFeature();
        selection.go(next);
    };
    const std::vector<std::pair<QString, PageId>> pages{
        {"class", PageId::Class},   {"class-dense", PageId::Class}, {"class-path", PageId::ClassPath}, {"feature", PageId::Feature}, {"features", PageId::Features}, {"map", PageId::Map}, {"flow", PageId::Map},
        {"errors", PageId::Errors}, {"data", PageId::Data}};
    for (const auto& [name, page] : pages)
        m_stops.push_back({name + '-' + suffix, [this, go, name = name, page = page, dark] {
                               applyAppearance(*qApp, dark ? Appearance::Dark : Appearance::Light);
                               m_window.findChild<ClassPage*>()->showDense(name == QLatin1String("class-dense"));
                               m_window.findChild<MapPage*>()->showFlow(name == QLatin1String("flow"));
                               go(page);
                           }});
}

/// Where nothing was selected yet there would be nothing to see on the feature's page. −1 where there is none.
int ScreenshotTour::weightiestFeature() const
{
    const auto& features = m_window.workspace().session.head().features;
    const auto largest = std::max_element(features.begin(), features.end(), [](const FeatureRow& a, const FeatureRow& b) {
        return std::abs(a.largestWeight) < std::abs(b.largestWeight);
    });
    return largest == features.end() ? -1 : largest->feature;
}

bool ScreenshotTour::calm() const
{
    const auto& work = m_window.workspace();
    return work.tasks.idle() && work.pictures.idle();
}

void ScreenshotTour::wait()
{
    m_calmTicks = calm() ? m_calmTicks + 1 : 0;
    if (m_calmTicks >= calmTicksWanted || ++m_ticks > longestWaitTicks)
        return next();
    QTimer::singleShot(tickMs, this, &ScreenshotTour::wait);
}

void ScreenshotTour::next()
{
    m_calmTicks = 0;
    shoot(m_stops[m_at].name);
    if (++m_at == m_stops.size()) {
        emit finished(m_good && m_window.workspace().session.head().head != nullptr);
        return;
    }
    m_stops[m_at].arrange();
    QTimer::singleShot(tickMs, this, &ScreenshotTour::wait);
}

void ScreenshotTour::shoot(const QString& name)
{
    m_good = m_window.grab().save(m_folder.filePath(name + QStringLiteral(".png"))) && m_good;
}

}  // namespace sparsescope::ui
