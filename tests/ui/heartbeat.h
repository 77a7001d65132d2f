// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QFile>
#include <QTimer>

#include <algorithm>

#include <sys/syscall.h>
#include <unistd.h>

namespace sparsescope::ui {

/// The longest time the window's thread did not come round, less what the system took from it for other processes.
class Heartbeat
{
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(2);
        QObject::connect(&m_timer, &QTimer::timeout, [this] { beat(); });
        m_clock.start();
        m_delay = runDelay();
        m_timer.start();
    }
    qint64 longestMs() const { return m_longest; }

private:
    void beat()
    {
        const qint64 delay = runDelay();
        m_longest = std::max(m_longest, m_clock.restart() - (delay - m_delay) / 1000000);
        m_delay = delay;
    }
    static qint64 runDelay()
    {
        QFile file(QStringLiteral("/proc/self/task/%1/schedstat").arg(syscall(SYS_gettid)));
        return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() : 0;
    }

    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_delay = 0;
    qint64 m_longest = 0;
};

}  // namespace sparsescope::ui
