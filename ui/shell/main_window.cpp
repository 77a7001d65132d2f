// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/main_window.h"

#include "ui/dialogs/fit_settings.h"
#include "ui/dialogs/identity_sheet.h"
#include "ui/dialogs/new_audit.h"
#include "ui/dialogs/picture_sheet.h"
#include "ui/dialogs/quick_search.h"
#include "ui/dialogs/render_settings.h"
#include "ui/dialogs/stability_settings.h"
#include "ui/pages/class_page.h"
#include "ui/pages/map_page.h"
#include "ui/pages/page.h"
#include "ui/pages/start_page.h"
#include "ui/shell/class_dock.h"
#include "ui/shell/kind_pages.h"
#include "ui/shell/preferences.h"
#include "ui/shell/tasks_dock.h"
#include "ui/shell/window_actions.h"
#include "ui/shell/words.h"

#include <QApplication>
#include <QDesktopServices>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabWidget>

#include <algorithm>

namespace sparsescope::ui {

namespace {

/// Where audits were last, or where the samples' audits are.
QString auditsFolder()
{
    const auto recent = preferences::recentAudits();
    return recent.isEmpty() ? QString::fromStdString((userDataFolder() / "audits").string())
                            : QFileInfo(recent.front()).absolutePath();
}

}  // namespace

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent), m_session(m_tasks, m_selection), m_words(m_tasks, m_session), m_looks(m_tasks, m_session),
      m_pictures(m_tasks, m_session), m_renderings(m_tasks, m_session, m_selection),
      m_workspace{m_tasks, m_selection, m_session, m_pictures, m_renderings}
{
    setWindowTitle(QStringLiteral("Sparsescope"));
    setWindowIcon(QIcon(QStringLiteral(":/icons/sparsescope.svg")));
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    // Before any page hears of it and asks for patches.
    connect(&m_looks, &LookSession::changed, this, [this] { m_pictures.setLook(m_looks.look()); });
    makePages();
    makeDocks();
    m_actions = new WindowActions(*this);
    statusBar()->addPermanentWidget(new TaskStrip(m_tasks, this));
    connectParts();
    resize(1360, 860);
    m_plainLayout = saveState();
    restoreGeometry(preferences::windowGeometry());
    restoreState(preferences::windowState());
    showState();
}

MainWindow::~MainWindow()
{
    // Docks and pages must not hear of what the workspace says while it goes.
    for (QObject* part :
         {static_cast<QObject*>(&m_tasks), static_cast<QObject*>(&m_selection), static_cast<QObject*>(&m_session),
          static_cast<QObject*>(&m_words), static_cast<QObject*>(&m_looks), static_cast<QObject*>(&m_renderings)})
        part->disconnect();
}

void MainWindow::connectParts()
{
    const auto tell = [this](const Error& error, const QString& title) {
        m_problems.add({Problem::Kind::Error, title, QString::fromStdString(error.message),
                        QString::fromStdString(error.details), QString::fromStdString(error.code)});
    };
    connect(&m_tasks, &TaskRunner::problem, this, tell);
    connect(&m_pictures, &PictureCache::problem, this, tell);
    connect(&m_session, &AuditSession::notice, this,
            [this](const QString& title, const QString& message, const QString& details) {
                m_problems.add({Problem::Kind::Warning, title, message, details, {}});
            });
    connect(&m_session, &AuditSession::opened, this, &MainWindow::showState);
    connect(&m_session, &AuditSession::stageChanged, this, &MainWindow::showState);
    connect(&m_session, &AuditSession::headChanged, this, [this] { m_actions->update(); });
    connect(&m_words, &WordSession::changed, this, [this] { m_actions->update(); });
    connect(&m_renderings, &RenderingSession::changed, this, [this] { m_actions->update(); });
    connect(&m_looks, &LookSession::changed, this, [this] { m_actions->update(); });
    connect(&m_session, &AuditSession::reportWritten, this, [this](const QString& file) {
        statusBar()->showMessage(tr("Report written to %1").arg(file), 10000);
        if (QGuiApplication::platformName() != QLatin1String("offscreen"))
            QDesktopServices::openUrl(QUrl::fromLocalFile(file));
    });
    connect(&m_session, &AuditSession::headExported, this,
            [this](const QString& folder) { statusBar()->showMessage(tr("Head exported to %1").arg(folder), 10000); });
    connect(&m_session, &AuditSession::fitProposed, this, &MainWindow::showFitSettings);
    connect(&m_session, &AuditSession::stabilityProposed, this, &MainWindow::showStabilitySettings);
    connect(&m_renderings, &RenderingSession::proposed, this, &MainWindow::showRenderSettings);
    connect(&m_selection, &LinkedSelection::changed, this, &MainWindow::followFocus);
    connect(m_pages, &QTabWidget::currentChanged, this, &MainWindow::pageChosen);
    connect(m_start, &StartPage::newAuditWanted, this, [this] { showNewAudit(); });
    connect(m_start, &StartPage::openWanted, this, &MainWindow::chooseAudit);
    connect(m_start, &StartPage::auditWanted, this, &MainWindow::openAudit);
    connect(m_start, &StartPage::sampleWanted, this,
            [this](const QString& id) { m_session.openSample(id.toStdString()); });
}

void MainWindow::showState()
{
    const bool open = m_session.stage() != AuditSession::Stage::Closed;
    m_stack->setCurrentWidget(open ? static_cast<QWidget*>(m_pages) : m_start);
    for (auto* dock : m_auditDocks)
        dock->setVisible(open && m_actions->docksWanted().contains(dock->objectName()));
    if (!open)
        m_start->showRecent(preferences::recentAudits());
    if (m_session.isOpen()) {
        preferences::addRecentAudit(QString::fromStdString(m_session.info().folder.string()));
        setWindowTitle(shown(m_session.info().title) + QStringLiteral(" – Sparsescope"));
    } else {
        setWindowTitle(QStringLiteral("Sparsescope"));
    }
    m_actions->update();
}

void MainWindow::followFocus(const Focus& now)
{
    const auto* focused = focusWidget();
    const bool insidePages = !focused || m_pages->isAncestorOf(focused);
    if (m_pages->currentIndex() != static_cast<int>(now.page)) {
        m_pages->setCurrentIndex(static_cast<int>(now.page));
        if (insidePages)  // else typing would land in the first box of the new page
            m_pages->currentWidget()->setFocus();
    }
    m_actions->update();
}

void MainWindow::pageChosen(int index)
{
    auto next = m_selection.focus();
    next.page = static_cast<PageId>(index);
    if (m_session.isOpen())
        m_selection.go(next);
}

void MainWindow::openAudit(const QString& folder)
{
    m_session.open(folder);
}

namespace {

/// Folders with a config.json are language models; of files, tables of texts are the only ones that are not models.
bool isModel(const QFileInfo& info)
{
    if (info.isDir())
        return QFileInfo::exists(info.filePath() + QLatin1String("/config.json"));
    return !QStringList{QStringLiteral("csv"), QStringLiteral("tsv")}.contains(info.suffix().toLower());
}

}  // namespace

void MainWindow::openAnything(const QString& path)
{
    const QFileInfo info(path);
    if (QFileInfo::exists(path + QLatin1String("/audit.db")) || path.endsWith(QLatin1String(".audit")))
        openAudit(path);
    else if (isModel(info))
        showNewAudit(path);
    else
        showNewAudit({}, path);
}

void MainWindow::showNewAudit(const QString& model, const QString& data)
{
    auto* assistant = new NewAudit(m_tasks, this);
    connect(assistant, &NewAudit::startWanted, &m_session, &AuditSession::create);
    assistant->propose(model, data);
    assistant->show();
}

bool MainWindow::canExplain() const
{
    return m_session.head().head && m_looks.look();
}

void MainWindow::explainPictures(const QStringList& paths)
{
    if (!canExplain() || paths.isEmpty())
        return;
    auto* sheet = new PictureSheet(m_workspace, m_looks, this);
    connect(sheet, &PictureSheet::newAuditWanted, this, [this](const QString& folder) { showNewAudit({}, folder); });
    sheet->show();
    sheet->explain(paths);
}

void MainWindow::choosePictures()
{
    explainPictures(QFileDialog::getOpenFileNames(this, tr("Explain pictures"), {},
                                                  tr("Pictures (*.jpg *.jpeg *.png *.bmp *.webp *.gif);;All files (*)")));
}

void MainWindow::showFitSettings(const std::vector<WeightRule>& rules)
{
    if (!m_session.info().extracted)
        return;
    auto* settings = findChild<FitSettings*>();
    if (!settings)
        settings = new FitSettings(m_workspace, this);
    settings->propose(rules);
    settings->show();
    settings->raise();
    settings->activateWindow();
}

void MainWindow::showStabilitySettings()
{
    if (m_session.head().head)
        (new StabilitySettings(m_workspace, this))->show();
}

void MainWindow::showRenderSettings(RenderingScope scope)
{
    if (m_session.head().head && m_renderings.missing().isEmpty())
        (new RenderSettings(m_workspace, scope, this))->show();
}

void MainWindow::chooseAudit()
{
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Open audit"), auditsFolder());
    if (!folder.isEmpty())
        openAudit(folder);
}

void MainWindow::chooseReport()
{
    const auto file = QFileDialog::getSaveFileName(this, tr("Write report"), proposedName(QStringLiteral(".html")),
                                                   tr("HTML (*.html)"));
    if (!file.isEmpty())
        m_session.writeReport(file);
}

void MainWindow::chooseExport()
{
    const auto folder = QFileDialog::getSaveFileName(this, tr("Export head: name of a new folder"),
                                                     proposedName(QStringLiteral("-head")));
    if (!folder.isEmpty())
        m_session.exportHead(folder);
}

/// Beside the audit, and named as it.
QString MainWindow::proposedName(const QString& ending) const
{
    const QFileInfo audit(QString::fromStdString(m_session.info().folder.string()));
    return audit.absolutePath() + '/' + audit.completeBaseName() + ending;
}

void MainWindow::renameShown()
{
    auto* page = qobject_cast<Page*>(m_pages->currentWidget());
    if (const auto* kinds = qobject_cast<KindPages*>(m_pages->currentWidget()))
        page = kinds->page();
    if (page)
        page->rename();
}

void MainWindow::showIdentity()
{
    auto* sheet = new IdentitySheet(m_workspace, m_words, this);
    sheet->show();
    sheet->start();
}

/// On the class page, where the two heads stand side by side; for texts their clouds always do.
void MainWindow::showOriginalHead()
{
    auto next = m_selection.focus();
    const bool there = next.page == PageId::Class;
    next.page = PageId::Class;
    m_selection.go(next);
    auto* page = m_pages->findChild<ClassPage*>();
    page->showDense(!there || !page->showsDense());
}

/// The map's other view, or the map itself first.
void MainWindow::showFlow()
{
    auto next = m_selection.focus();
    const bool there = next.page == PageId::Map;
    next.page = PageId::Map;
    m_selection.go(next);
    auto* page = m_pages->findChild<MapPage*>();
    page->showFlow(!there || !page->showsFlow());
}

void MainWindow::showSearch()
{
    auto* search = new QuickSearch(m_workspace, m_actions->commands(), this);
    search->move(mapToGlobal(QPoint((width() - search->width()) / 2, spaceAround * 3)));
    search->show();
    search->box()->setFocus();
}

void MainWindow::showProblems()
{
    m_problemDock->show();
    m_problemDock->raise();
    m_problems.markAllRead();
}

void MainWindow::stepBack()
{
    if (m_selection.canGoBack())
        m_selection.back();
}

void MainWindow::setAppearance(Appearance appearance)
{
    applyAppearance(*qApp, appearance);
    preferences::setAppearance(appearance);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    preferences::setWindow(saveGeometry(), saveState());
    m_tasks.stopAll();
    QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_actions)
        m_actions->recolor();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().front().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    QStringList paths;
    for (const auto& url : event->mimeData()->urls())
        if (url.isLocalFile())
            paths << url.toLocalFile();
    if (paths.isEmpty())
        return;
    if (canExplain() && std::all_of(paths.begin(), paths.end(), mayBePictures))
        explainPictures(paths);
    else
        openAnything(paths.front());
}

void MainWindow::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::BackButton)
        m_selection.back();
    else if (event->button() == Qt::ForwardButton)
        m_selection.forward();
    else
        QMainWindow::mousePressEvent(event);
}

}  // namespace sparsescope::ui
