// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/page.h"

#include "ui/shell/words.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/page_header.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace sparsescope::ui {

Page::Page(Workspace& workspace, QWidget* parent) : QWidget(parent), m_workspace(workspace)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_state = new EmptyState(this);
    auto* whole = new QWidget(m_state);
    m_header = new PageHeader(whole);
    auto* inner = new QVBoxLayout(whole);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    inner->addWidget(m_header);
    m_state->setContent(whole);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_state);
    connect(m_state, &EmptyState::actionTriggered, this, &Page::doMissing);
    connect(&workspace.session, &AuditSession::opened, this, &Page::changed);
    connect(&workspace.session, &AuditSession::stageChanged, this, &Page::changed);
    connect(&workspace.session, &AuditSession::headChanged, this, &Page::changed);
    connect(&workspace.selection, &LinkedSelection::changed, this, &Page::changed);
}

void Page::setContent(QWidget* content)
{
    static_cast<QVBoxLayout*>(m_header->parentWidget()->layout())->addWidget(content, 1);
}

void Page::setParts(const std::vector<Part>& parts)
{
    auto* split = new QSplitter(m_header->parentWidget());
    split->setChildrenCollapsible(false);
    QList<int> widths;
    for (const auto& part : parts) {
        split->addWidget(part.widget);
        split->setStretchFactor(split->count() - 1, part.stretch);
        widths << part.width;
    }
    split->setSizes(widths);
    setContent(split);
}

void Page::changed()
{
    if (isVisible())
        refresh();
}

void Page::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

bool Page::explainMissing()
{
    auto& state = *m_state;
    using Stage = AuditSession::Stage;
    if (session().head().head) {
        state.showContent();
        return false;
    }
    switch (session().stage()) {
    case Stage::Closed:
        state.showEmpty(tr("No audit is open"),
                        tr("Open one, make a new one, or drop a model file or an audit folder here."));
        break;
    case Stage::Opening:
        state.showEmpty(tr("Opening…"), tr("Tasks below shows how far it is."));
        break;
    case Stage::Extracting:
        state.showEmpty(
            tr("Features are being extracted"),
            tr("Each of them goes through the network once. You can stop at any time; what is done is kept."),
            tr("Stop"));
        break;
    case Stage::Fitting:
        state.showEmpty(tr("The path is being fitted"),
                        tr("Its points appear above as they are certified. Stop when you have seen enough of it."),
                        tr("Stop"));
        break;
    case Stage::Made:
        if (session().working())
            state.showEmpty(tr("Loading…"), tr("Reading the features and the path."));
        else
            state.showEmpty(tr("Not finished"), tr("The work was stopped. What was done is kept."), tr("Go on"));
        break;
    case Stage::Ready:
        if (session().path().rows.empty()) {
            state.showEmpty(tr("No path yet"), tr("The features are there. Fit the path to see which of them decide."),
                            tr("Fit the path"));
            break;
        }
        state.showEmpty(tr("Looking at the head…"), tr("It predicts every row once."));
        break;
    }
    return true;
}

void Page::doMissing()
{
    if (session().working())
        work().session.stopWork();
    else
        work().session.resume();
}

void Page::goFeature(int feature, PageId page)
{
    auto next = focus();
    next.feature = feature;
    next.page = page;
    work().selection.go(next);
}

void Page::goExample(qint64 row)
{
    auto next = focus();
    next.example = row;
    work().selection.go(next);
}

QString exampleCaption(const AuditSession& session, const ExampleRef& example, bool withActivation)
{
    const auto name = session.className(example.label);
    return withActivation ? QStringLiteral("%1 · %2").arg(number(example.activation), name) : name;
}

QString exampleTip(const AuditSession& session, const ExampleRef& example, bool withActivation)
{
    auto tip = shown(example.path, 400)
               + QObject::tr("\n%1 · %2 picture")
                     .arg(session.className(example.label), QString::fromStdString(splitName(example.split)));
    if (example.predicted >= 0)
        tip += QObject::tr("\npredicted %1").arg(session.className(example.predicted));
    return withActivation ? tip + QObject::tr("\nactivation %1").arg(number(example.activation, 6)) : tip;
}

}  // namespace sparsescope::ui
