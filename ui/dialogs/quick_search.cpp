// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/quick_search.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/share_delegate.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr std::size_t mostShown = 60;
constexpr int mostRows = 16;

}  // namespace

QuickSearch::QuickSearch(Workspace& workspace, const QList<QAction*>& commands, QWidget* parent)
    : QDialog(parent, Qt::Popup | Qt::FramelessWindowHint), m_workspace(workspace)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("Search"));
    m_box = new QLineEdit(this);
    m_box->setPlaceholderText(tr("Class, feature or command"));
    m_box->setAccessibleName(m_box->placeholderText());
    m_box->installEventFilter(this);
    m_list = new QListView(this);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new ShareDelegate(m_list));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceBetween, spaceBetween, spaceBetween, spaceBetween);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_box);
    layout->addWidget(m_list);
    m_nothing = mutedLabel(tr("Nothing of that name"), this);
    layout->addWidget(m_nothing);
    resize(480, 0);
    connect(m_box, &QLineEdit::textChanged, this, &QuickSearch::search);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) { take(index.row()); });
    collect(commands);
    search({});
    m_box->setFocus();
}

void QuickSearch::collect(const QList<QAction*>& commands)
{
    const auto& session = m_workspace.session;
    for (const auto& row : session.head().classes.rows)
        m_all.push_back({tr("Class · %1").arg(shown(row.name)), row.id, -1, nullptr});
    for (const auto& row : session.head().features)
        m_all.push_back({row.name.empty() ? tr("Feature %1").arg(row.feature)
                                          : tr("Feature %1 · %2").arg(row.feature).arg(shown(row.name)),
                         -1, row.feature, nullptr});
    for (auto* action : commands)
        if (action->isEnabled() && !action->isSeparator() && !action->text().isEmpty() && !action->menu())
            m_all.push_back({QString(action->text()).remove('&'), -1, -1, action});
}

void QuickSearch::search(const QString& words)
{
    m_found.clear();
    const auto parts = words.split(' ', Qt::SkipEmptyParts);
    const auto whole = [&](const Target& target) {
        return !parts.isEmpty() && target.text.split(' ').contains(parts.front(), Qt::CaseInsensitive);
    };
    for (const auto& target : m_all) {
        const bool fits = std::all_of(parts.begin(), parts.end(), [&](const QString& part) {
            return target.text.contains(part, Qt::CaseInsensitive);
        });
        if (fits)
            m_found.push_back(target);
    }
    // "12" means feature 12 before it means 112.
    std::stable_partition(m_found.begin(), m_found.end(), whole);
    m_found.resize(std::min(m_found.size(), mostShown));
    QStringList texts;
    for (const auto& target : m_found)
        texts << target.text;
    m_model.setStringList(texts);
    m_list->setCurrentIndex(m_model.index(0));
    fitHeight();
}

/// As high as what was found, up to a limit.
void QuickSearch::fitHeight()
{
    const int rows = std::clamp(m_model.rowCount(), 1, mostRows);
    const int row = m_model.rowCount() > 0 ? m_list->sizeHintForRow(0) : m_box->fontMetrics().height() + spaceBetween;
    m_list->setFixedHeight(rows * row);
    m_nothing->setVisible(m_model.rowCount() == 0);
    m_list->setVisible(m_model.rowCount() > 0);
    layout()->activate();
    resize(width(), layout()->sizeHint().height());
}

void QuickSearch::take(int row)
{
    if (row < 0 || row >= std::ssize(m_found))
        return;
    const auto target = m_found[static_cast<std::size_t>(row)];
    close();
    if (target.action)
        return target.action->trigger();
    auto next = m_workspace.selection.focus();
    if (target.klass >= 0) {
        next.klass = target.klass;
        next.page = PageId::Class;
    } else {
        next.feature = target.feature;
        next.page = PageId::Feature;
    }
    m_workspace.selection.go(next);
}

void QuickSearch::paintEvent(QPaintEvent*)
{
    const auto& t = tokens(this);
    QPainter painter(this);
    painter.setPen(t.line);
    painter.setBrush(t.raised);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

bool QuickSearch::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_box && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int row = m_list->currentIndex().row();
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            const int next = std::clamp(row + (key == Qt::Key_Down ? 1 : -1), 0, std::max(0, m_model.rowCount() - 1));
            m_list->setCurrentIndex(m_model.index(next));
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            take(row);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

}  // namespace sparsescope::ui
