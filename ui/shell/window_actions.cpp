// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/window_actions.h"

#include "ui/dialogs/sheets.h"
#include "ui/shell/class_dock.h"
#include "ui/shell/main_window.h"
#include "ui/shell/preferences.h"
#include "ui/shell/words.h"

#include <QActionGroup>
#include <QApplication>
#include <QDockWidget>
#include <QFileDialog>
#include <QMenuBar>
#include <QTabWidget>
#include <QToolBar>
#include <QToolButton>

#include <array>

namespace sparsescope::ui {

WindowActions::WindowActions(MainWindow& window) : QObject(&window), m_window(window)
{
    makeFileMenu();
    makeAuditMenu();
    makeGoMenu();
    makeViewMenu();
    makeHelpMenu();
    makeToolBar();
    recolor();
}

QAction* WindowActions::add(QMenu* menu, const QString& text, const QString& keys, const std::function<void()>& act,
                            const QString& icon)
{
    auto* action = menu->addAction(text);
    action->setShortcuts(QKeySequence::listFromString(keys));
    if (!icon.isEmpty())
        m_icons.append({action, icon});
    connect(action, &QAction::triggered, this, act);
    m_window.addAction(action);
    m_commands << action;
    const auto plain = QString(text).remove('&');
    action->setToolTip(plainTip(
        keys.isEmpty() ? plain
                       : plain + QStringLiteral("  (%1)").arg(action->shortcut().toString(QKeySequence::NativeText))));
    return action;
}

void WindowActions::makeFileMenu()
{
    auto* menu = m_window.menuBar()->addMenu(tr("&File"));
    m_new = add(
        menu, tr("&New audit…"), QStringLiteral("Ctrl+N"), [this] { m_window.showNewAudit(); }, QStringLiteral("new"));
    m_open = add(
        menu, tr("&Open audit…"), QStringLiteral("Ctrl+O"), [this] { m_window.chooseAudit(); }, QStringLiteral("open"));
    m_recent = menu->addMenu(tr("Open &recent"));
    connect(m_recent, &QMenu::aboutToShow, this, [this] {
        m_recent->clear();
        for (const auto& folder : preferences::recentAudits())
            connect(m_recent->addAction(plainAction(shown(folder.toStdString(), 300))), &QAction::triggered, this,
                    [this, folder] { m_window.openAudit(folder); });
        if (m_recent->isEmpty())
            m_recent->addAction(tr("None yet"))->setEnabled(false);
    });
    menu->addSeparator();
    m_withLook << add(menu, tr("&Explain pictures…"), QStringLiteral("Ctrl+Shift+O"), [this] { m_window.choosePictures(); })
               << add(menu, tr("Explain a &folder of pictures…"), {}, [this] {
                      const auto folder = QFileDialog::getExistingDirectory(&m_window, tr("Explain a folder of pictures"));
                      if (!folder.isEmpty())
                          m_window.explainPictures({folder});
                  });
    menu->addSeparator();
    m_withAudit << add(menu, tr("&Close audit"), QStringLiteral("Ctrl+W"), [this] { m_window.m_session.close(); });
    menu->addSeparator();
    add(menu, tr("&Quit"), QStringLiteral("Ctrl+Q"), [this] { m_window.close(); });
}

void WindowActions::makeAuditMenu()
{
    auto* menu = m_window.menuBar()->addMenu(tr("&Audit"));
    m_withHead << add(menu, tr("Re&name class or feature…"), QStringLiteral("F2"), [this] { m_window.renameShown(); });
    m_withWords << add(menu, tr("&Identity words…"), QStringLiteral("Ctrl+I"), [this] { m_window.showIdentity(); });
    menu->addSeparator();
    m_withHead << add(menu, tr("&Fit again…"), QStringLiteral("Ctrl+Shift+F"), [this] { m_window.m_session.proposeFit(); })
               << add(menu, tr("Forbid the selected feature…"), {},
                      [this] { proposeRule(WeightRule::Kind::Forbidden); })
               << add(menu, tr("Force the selected weight to be +…"), {},
                      [this] { proposeRule(WeightRule::Kind::Positive); })
               << add(menu, tr("Force the selected weight to be −…"), {},
                      [this] { proposeRule(WeightRule::Kind::Negative); })
               << add(menu, tr("Measure &stability…"), {}, [this] { m_window.m_session.proposeStability(); });
    m_withRendering << add(menu, tr("Render &pictures of features…"), QStringLiteral("Ctrl+Shift+V"),
                           [this] { m_window.m_renderings.propose(RenderingScope::Head); });
    menu->addSeparator();
    m_report = add(
        menu, tr("Write &report…"), QStringLiteral("Ctrl+R"), [this] { m_window.chooseReport(); },
        QStringLiteral("report"));
    m_withHead << m_report
               << add(menu, tr("&Export head…"), QStringLiteral("Ctrl+E"), [this] { m_window.chooseExport(); });
}

/// For the class and the feature that are looked at; on the Feature page a feature is forbidden for all classes.
void WindowActions::proposeRule(WeightRule::Kind kind)
{
    const auto& focus = m_window.m_selection.focus();
    if (focus.feature < 0)
        return m_window.m_session.proposeFit();
    const bool everywhere = focus.page == PageId::Feature && kind == WeightRule::Kind::Forbidden;
    m_window.m_session.proposeFit({{focus.feature, everywhere ? -1 : focus.klass, kind}});
}

void WindowActions::makeGoMenu()
{
    auto* menu = m_window.menuBar()->addMenu(tr("&Go"));
    m_back = add(
        menu, tr("&Back"), QStringLiteral("Alt+Left; Back"), [this] { m_window.m_selection.back(); },
        QStringLiteral("back"));
    m_forward = add(
        menu, tr("&Forward"), QStringLiteral("Alt+Right; Forward"), [this] { m_window.m_selection.forward(); },
        QStringLiteral("forward"));
    m_search = add(
        menu, tr("&Search…"), QStringLiteral("Ctrl+K"), [this] { m_window.showSearch(); }, QStringLiteral("search"));
    m_withAudit << add(menu, tr("Step back"), QStringLiteral("Esc"), [this] { m_window.stepBack(); });
    menu->addSeparator();
    const std::array pages{tr("&Class"), tr("Class pa&th"), tr("F&eature"), tr("Feat&ures"), tr("&Map"), tr("E&rrors"), tr("&Data")};
    for (std::size_t i = 0; i < pages.size(); ++i)
        m_withAudit << add(menu, pages[i], QStringLiteral("Ctrl+%1").arg(i + 1),
                           [this, i] { m_window.m_pages->setCurrentIndex(int(i)); });
    menu->addSeparator();
    m_withAudit << add(menu, tr("To the class &list"), QStringLiteral("Ctrl+L"),
                       [this] { m_window.m_classes->focusSearch(); });
    m_withAudit << add(menu, tr("To the &path"), QStringLiteral("Ctrl+P"), [this] { m_window.m_path->setFocus(); });
}

void WindowActions::makeViewMenu()
{
    auto* menu = m_window.menuBar()->addMenu(tr("&View"));
    const auto wish = [&](const QString& text) {
        auto* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(true);
        connect(action, &QAction::toggled, this, [this] { m_window.showState(); });
        return action;
    };
    m_showClasses = wish(tr("&Classes"));
    m_showPath = wish(tr("&Path"));
    for (auto* dock : m_window.m_auditDocks)
        connect(dock, &QDockWidget::visibilityChanged, this, [this, dock] {
            // Closed by its own button: remembered, so that the next audit does not bring it back.
            if (dock->isHidden() && m_window.m_session.isOpen() && m_window.isVisible())
                (dock->objectName() == QLatin1String("path") ? m_showPath : m_showClasses)->setChecked(false);
        });
    const std::array docks{std::pair{m_window.m_taskDock, tr("&Tasks")},
                           std::pair{m_window.m_problemDock, tr("P&roblems")}};
    for (const auto& [dock, title] : docks) {
        auto* action = dock->toggleViewAction();
        action->setText(title);
        menu->addAction(action);
        m_commands << action;
    }
    m_withHead << add(menu, tr("&Original head beside the class"), QStringLiteral("Ctrl+D"), [this] { m_window.showOriginalHead(); });
    m_withHead << add(menu, tr("&Flow from features to classes"), QStringLiteral("Ctrl+M"), [this] { m_window.showFlow(); });
    add(menu, tr("&Reset layout"), {}, [this] {
        m_showClasses->setChecked(true);
        m_showPath->setChecked(true);
        m_window.resetLayout();
    });
    menu->addSeparator();
    auto* group = new QActionGroup(this);
    const std::array appearances{tr("As the &system"), tr("&Light"), tr("&Dark")};
    for (std::size_t i = 0; i < appearances.size(); ++i) {
        auto* action = add(menu, appearances[i], {}, [this, i] { m_window.setAppearance(static_cast<Appearance>(i)); });
        action->setCheckable(true);
        action->setChecked(preferences::appearance() == static_cast<Appearance>(i));
        group->addAction(action);
    }
    add(menu, tr("S&witch between light and dark"), QStringLiteral("Ctrl+Shift+D"), [this, group] {
        group->actions()[isDark(m_window.palette()) ? 1 : 2]->trigger();
        group->actions()[isDark(m_window.palette()) ? 2 : 1]->setChecked(true);
    });
}

void WindowActions::makeHelpMenu()
{
    auto* menu = m_window.menuBar()->addMenu(tr("&Help"));
    add(menu, tr("&Keys"), QStringLiteral("?; F1"), [this] { showKeys(&m_window); });
    add(menu, tr("&About"), {}, [this] { showAbout(&m_window); });
}

void WindowActions::makeToolBar()
{
    auto* bar = m_window.addToolBar(tr("Tools"));
    bar->setObjectName(QStringLiteral("tools"));
    bar->setMovable(false);
    bar->setIconSize({20, 20});
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->addActions({m_back, m_forward});
    for (auto* action : {m_back, m_forward})
        static_cast<QToolButton*>(bar->widgetForAction(action))->setToolButtonStyle(Qt::ToolButtonIconOnly);
    bar->addSeparator();
    bar->addActions({m_new, m_open, m_report});
    auto* space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    bar->addAction(m_search);
}

void WindowActions::update()
{
    const auto& window = m_window;
    for (auto* action : m_withAudit)
        action->setEnabled(window.m_session.isOpen());
    for (auto* action : m_withHead)
        action->setEnabled(window.m_session.head().head != nullptr);
    for (auto* action : m_withWords)
        action->setEnabled(window.m_session.head().head != nullptr && window.m_words.look() != nullptr);
    const auto missing = window.m_renderings.missing();
    for (auto* action : m_withRendering) {
        action->setEnabled(window.m_session.head().head != nullptr && missing.isEmpty());
        action->setStatusTip(missing);
    }
    for (auto* action : m_withLook)
        action->setEnabled(window.canExplain());
    m_back->setEnabled(window.m_selection.canGoBack());
    m_forward->setEnabled(window.m_selection.canGoForward());
}

void WindowActions::recolor()
{
    for (const auto& [action, icon] : m_icons)
        action->setIcon(themedIcon(icon, m_window.palette()));
}

QStringList WindowActions::docksWanted() const
{
    QStringList names;
    if (m_showClasses->isChecked())
        names << QStringLiteral("classes");
    if (m_showPath->isChecked())
        names << QStringLiteral("path");
    return names;
}

}  // namespace sparsescope::ui
