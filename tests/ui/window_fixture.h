// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/synthetic_audit.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

// A window over a synthetic audit, with settings of its own.

namespace sparsescope::ui {

class WindowFixture
{
public:
    explicit WindowFixture(const SyntheticOptions& options)
    {
        auto written = writeSyntheticAudit(m_folder.path().toStdString(), options);
        if (!written)
            qFatal("no synthetic audit: %s", written.failed() ? written.error().message.c_str() : "cancelled");
        m_audit = QString::fromStdString(written->string());
        initResources();
        applyAppearance(*qApp, Appearance::Light);
        m_window = std::make_unique<MainWindow>();
        m_window->resize(1280, 800);
        m_window->show();
    }

    MainWindow& window() { return *m_window; }
    const QString& audit() const { return m_audit; }
    QString folder() const { return m_folder.path(); }

    bool open()
    {
        m_window->openAudit(m_audit);
        const bool good =
            QTest::qWaitFor([this] { return m_window->workspace().session.head().head != nullptr && calm(); }, 60000);
        if (!good)
            tellState();
        return good;
    }

    bool calm() { return m_window->workspace().tasks.idle() && m_window->workspace().pictures.idle(); }
    bool waitCalm() { return QTest::qWaitFor([this] { return calm(); }, 60000); }

    void go(PageId page)
    {
        auto focus = m_window->workspace().selection.focus();
        focus.page = page;
        m_window->workspace().selection.go(focus);
    }

private:
    void tellState()
    {
        const auto& work = m_window->workspace();
        qInfo("stage %d, path %d points, focus %d, head %d, tasks idle %d, pictures idle %d", int(work.session.stage()),
              int(work.session.path().rows.size()), work.selection.focus().path, work.session.head().index,
              work.tasks.idle(), work.pictures.idle());
        for (int row = 0; row < m_window->problems().rowCount(); ++row)
            qInfo("problem: %s", qPrintable(m_window->problems().at(row).message));
    }

    QTemporaryDir m_folder;
    QString m_audit;
    std::unique_ptr<MainWindow> m_window;
};

/// Own settings in `folder`, and no warning goes unseen.
inline void isolate(const QString& folder)
{
    qputenv("XDG_CONFIG_HOME", folder.toUtf8());
    qputenv("XDG_DATA_HOME", folder.toUtf8());
    QCoreApplication::setOrganizationName("sparsescope");
    QCoreApplication::setApplicationName("sparsescope-test");
}

/// All but what the offscreen platform says about itself.
inline QRegularExpression ourWarnings()
{
    return QRegularExpression(QStringLiteral("^(?!This plugin does not support)"));
}

}  // namespace sparsescope::ui
