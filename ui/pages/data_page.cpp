// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/data_page.h"

#include "base/text.h"
#include "ui/models/text_table_model.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/filter_table.h"
#include "ui/widgets/page_header.h"

#include <QHeaderView>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace sparsescope::ui {

DataPage::DataPage(Workspace& workspace, QWidget* parent) : Page(workspace, parent)
{
    m_classes = new TextTableModel({tr("Class"), tr("Folder"), tr("Train"), tr("Validation"), tr("Test")}, this);
    m_skipped = new TextTableModel({tr("File"), tr("Reason")}, this);
    m_origin = new TextTableModel({tr("What"), tr("Value")}, this);
    m_tabs = new QTabWidget(this);
    m_tabs->setDocumentMode(true);
    const auto add = [this](TextTableModel* model, const QString& one, const QString& many, const QString& title,
                            int wide) {
        auto* table = new FilterTable(model, one, many, m_tabs);
        table->view()->horizontalHeader()->setSectionResizeMode(wide, QHeaderView::Stretch);
        m_tabs->addTab(table, title);
    };
    add(m_classes, tr("class"), tr("classes"), tr("Classes"), 0);
    add(m_skipped, tr("skipped picture"), tr("skipped pictures"), tr("Skipped"), 1);
    add(m_origin, tr("entry"), tr("entries"), tr("Origin and log"), 1);
    setContent(m_tabs);
    setFocusProxy(m_tabs);
}

void DataPage::refresh()
{
    if (!session().isOpen()) {
        explainMissing();
        m_shownAudit = nullptr;
        return;
    }
    state().showContent();
    // Another head also comes when a class got another name.
    if (m_shownHead != session().head().head || m_shownAudit != session().audit().get() || m_shownStage != session().stage())
        showAudit();
}

void DataPage::showAudit()
{
    m_shownHead = session().head().head;
    m_shownAudit = session().audit().get();
    m_shownStage = session().stage();
    const auto& info = session().info();
    header().setTitle(tr("Data"), shown(info.title));
    const bool texts = info.model.input == ModelInfo::Input::Texts;
    header().setNumbers(
        {{texts ? tr("texts") : tr("pictures"), count(info.items), {}},
         {tr("classes"), count(std::ssize(info.classes)), {}},
         {tr("features"), count(info.model.features), {}},
         {tr("skipped"), count(std::ssize(info.skipped)), texts ? tr("Texts that could not be used; see Skipped") : tr("Pictures that could not be read; see Skipped")}});
    std::vector<QStringList> classes, skipped;
    for (const auto& c : info.classes)
        classes.push_back({shown(c.name), shown(c.key), count(c.counts[0]), count(c.counts[1]), count(c.counts[2])});
    for (const auto& s : info.skipped)
        skipped.push_back({shown(s.path, 400), QString::fromStdString(s.reason)});
    m_classes->setRows(std::move(classes), {2, 3, 4});
    m_skipped->setRows(std::move(skipped));
    work().tasks.run(
        this, {tr("Reading the log"), QStringLiteral("data-page")},
        [audit = session().audit()](Progress&) -> Result<std::vector<LogEntry>> { return audit->log(); },
        [this](const std::vector<LogEntry>& log) { showLog(log); });
}

void DataPage::showLog(const std::vector<LogEntry>& log)
{
    const auto& info = session().info();
    const auto& model = info.model;
    std::vector<QStringList> rows{
        {tr("Audit folder"), shown(info.folder.string(), 400)},
        {tr("Made"), shown(info.createdUtc)},
        {tr("Model"), shown(info.settings.model.string(), 400)},
        {tr("SHA-256"), shown(model.sha256)},
        {tr("Architecture"), shown(model.architecture) + QStringLiteral(", ") + shown(model.format)},
        {tr("Features from"), shown(model.layer)},
        {tr("Parameters"), count(model.parameters)},
        {tr("Data"), shown(info.settings.data.string(), 400)},
    };
    for (const auto& entry : log)
        rows.push_back({shown(entry.utc) + QStringLiteral(" · ") + shown(entry.verb), shown(entry.text, 400)});
    m_origin->setRows(std::move(rows));
}

}  // namespace sparsescope::ui
