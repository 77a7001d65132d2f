// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/main_window.h"

#include "ui/pages/class_page.h"
#include "ui/pages/class_path_page.h"
#include "ui/pages/data_page.h"
#include "ui/pages/errors_page.h"
#include "ui/pages/feature_page.h"
#include "ui/pages/features_page.h"
#include "ui/pages/map_page.h"
#include "ui/pages/path_panel.h"
#include "ui/pages/start_page.h"
#include "ui/pages/text_class_page.h"
#include "ui/pages/text_errors_page.h"
#include "ui/pages/text_feature_page.h"
#include "ui/shell/class_dock.h"
#include "ui/shell/kind_pages.h"
#include "ui/shell/problems_dock.h"
#include "ui/shell/tasks_dock.h"

#include <QDockWidget>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

// Where the parts of the window stand.

namespace sparsescope::ui {

void MainWindow::makePages()
{
    m_start = new StartPage(m_tasks, this);
    m_pages = new QTabWidget(this);
    m_pages->setDocumentMode(true);
    const auto kinds = [this](Page* pictures, Page* texts) { return new KindPages(pictures, texts, m_session, m_words, m_pages); };
    m_pages->addTab(kinds(new ClassPage(m_workspace), new TextClassPage(m_workspace, m_words)), tr("Class"));
    m_pages->addTab(new ClassPathPage(m_workspace, m_pages), tr("Class path"));
    m_pages->addTab(kinds(new FeaturePage(m_workspace, m_looks), new TextFeaturePage(m_workspace, m_words)), tr("Feature"));
    m_pages->addTab(new FeaturesPage(m_workspace, m_words, m_pages), tr("Features"));
    m_pages->addTab(new MapPage(m_workspace, m_pages), tr("Map"));
    m_pages->addTab(kinds(new ErrorsPage(m_workspace, m_looks), new TextErrorsPage(m_workspace, m_words)), tr("Errors"));
    m_pages->addTab(new DataPage(m_workspace, m_pages), tr("Data"));
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_start);
    m_stack->addWidget(m_pages);
    auto* banner = new ProblemBanner(m_problems, this);
    connect(banner, &ProblemBanner::detailsWanted, this, &MainWindow::showProblems);
    auto* center = new QWidget(this);
    auto* layout = new QVBoxLayout(center);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(banner);
    layout->addWidget(m_stack, 1);
    setCentralWidget(center);
}

QDockWidget* MainWindow::addDock(QWidget* content, const QString& title, const QString& name, Qt::DockWidgetArea area)
{
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setWidget(content);
    addDockWidget(area, dock);
    return dock;
}

void MainWindow::makeDocks()
{
    setCorner(Qt::TopLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::TopRightCorner, Qt::RightDockWidgetArea);
    m_classes = new ClassDock(m_workspace, this);
    m_path = new PathPanel(m_workspace, this);
    auto* classes = addDock(m_classes, tr("Classes"), QStringLiteral("classes"), Qt::LeftDockWidgetArea);
    auto* path = addDock(m_path, tr("Path"), QStringLiteral("path"), Qt::TopDockWidgetArea);
    m_auditDocks = {classes, path};
    m_taskDock = addDock(new TasksView(m_tasks, this), tr("Tasks"), QStringLiteral("tasks"), Qt::BottomDockWidgetArea);
    m_problemDock = addDock(new ProblemsView(m_problems, this), tr("Problems"), QStringLiteral("problems"),
                            Qt::BottomDockWidgetArea);
    tabifyDockWidget(m_taskDock, m_problemDock);
    resizeDocks({classes}, {384}, Qt::Horizontal);
    resizeDocks({path, m_taskDock}, {290, 170}, Qt::Vertical);
    m_taskDock->hide();
    m_problemDock->hide();
}

void MainWindow::resetLayout()
{
    restoreState(m_plainLayout);
    showState();
}

}  // namespace sparsescope::ui
