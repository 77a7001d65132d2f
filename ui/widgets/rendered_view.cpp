// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/rendered_view.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QImageWriter>
#include <QMenu>
#include <QMessageBox>
#include <QPainter>

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr int barHeight = 3;

}  // namespace

QString savePicture(const QImage& image, const QString& file, const QString& title, const QString& provenance)
{
    QImageWriter writer(file, "png");
    writer.setText(QStringLiteral("Title"), title);
    writer.setText(QStringLiteral("Description"), provenance);
    writer.setText(QStringLiteral("Software"), QStringLiteral("Sparsescope ") + QLatin1String(SPARSESCOPE_VERSION));
    return writer.write(image) ? QString() : QObject::tr("%1 could not be written: %2.").arg(file, writer.errorString());
}

RenderedView::RenderedView(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void RenderedView::setContent(Content content)
{
    m_content = std::move(content);
    m_current = std::clamp(m_current, 0, std::max(0, count() - 1));
    setAccessibleName(m_content.title);
    setAccessibleDescription(m_content.images.empty() ? m_content.words : m_content.provenance);
    if (m_content.images.empty())
        emit hovered(-1, {});
    update();
}

QRect RenderedView::square() const
{
    const int side = std::min(width(), height());
    return {(width() - side) / 2, (height() - side) / 2, side, side};
}

QRect RenderedView::place(int picture) const
{
    const QRect all = square();
    const int columns = count() > 1 ? 2 : 1;
    const int rows = (count() + columns - 1) / columns;
    const int side = (all.width() - (columns - 1) * spaceInside) / columns;
    const int top = all.top() + (all.height() - rows * side - (rows - 1) * spaceInside) / 2;
    return {all.left() + picture % columns * (side + spaceInside), top + picture / columns * (side + spaceInside), side, side};
}

int RenderedView::pictureAt(const QPoint& position) const
{
    for (int i = 0; i < count(); ++i)
        if (place(i).contains(position))
            return i;
    return -1;
}

void RenderedView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto& t = tokens(this);
    const QRect all = square();
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    if (m_content.images.empty()) {
        painter.fillRect(all, mixed(t.surface, t.line, 0.25));
        painter.setPen(t.muted);
        const auto inner = all.adjusted(spaceBetween, spaceBetween, -spaceBetween, -spaceBetween);
        painter.drawText(inner, Qt::AlignCenter | Qt::TextWordWrap, m_content.words);
    }
    for (int i = 0; i < count(); ++i)
        painter.drawImage(place(i), m_content.images[static_cast<std::size_t>(i)]);
    if (m_content.progress >= 0) {
        const QRect bar(all.left(), all.bottom() - barHeight + 1, all.width(), barHeight);
        painter.fillRect(bar, t.line);
        painter.fillRect(QRect(bar.topLeft(), QSize(qRound(bar.width() * m_content.progress), barHeight)), t.accent);
    }
    if (hasFocus()) {
        painter.setPen(QPen(t.accent, 2));
        painter.drawRect((count() > 0 ? place(m_current) : all).adjusted(1, 1, -1, -1));
    }
}

void RenderedView::mouseMoveEvent(QMouseEvent* event)
{
    emit hovered(pictureAt(event->position().toPoint()), event->globalPosition().toPoint());
}

void RenderedView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (const int picture = pictureAt(event->position().toPoint()); picture >= 0)
        emit opened(picture);
}

void RenderedView::leaveEvent(QEvent*)
{
    emit hovered(-1, {});
}

void RenderedView::keyPressEvent(QKeyEvent* event)
{
    if (count() == 0)
        return QWidget::keyPressEvent(event);
    if (event->matches(QKeySequence::Copy))
        return copy(m_current);
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit opened(m_current);
        break;
    case Qt::Key_Left:
    case Qt::Key_Up:
        m_current = std::max(0, m_current - 1);
        break;
    case Qt::Key_Right:
    case Qt::Key_Down:
        m_current = std::min(count() - 1, m_current + 1);
        break;
    default:
        return QWidget::keyPressEvent(event);
    }
    update();
}

void RenderedView::contextMenuEvent(QContextMenuEvent* event)
{
    const int picture = event->reason() == QContextMenuEvent::Keyboard ? (count() > 0 ? m_current : -1) : pictureAt(event->pos());
    if (picture < 0)
        return;
    emit hovered(-1, {});
    QMenu menu(this);
    connect(menu.addAction(tr("Enlarge")), &QAction::triggered, this, [this, picture] { emit opened(picture); });
    connect(menu.addAction(tr("Save picture…")), &QAction::triggered, this, [this, picture] { save(picture); });
    connect(menu.addAction(tr("Copy picture")), &QAction::triggered, this, [this, picture] { copy(picture); });
    menu.exec(event->globalPos());
}

void RenderedView::save(int picture)
{
    const QImage image = m_content.images[static_cast<std::size_t>(picture)];
    const Content content = m_content;  // it may change while the person chooses
    const auto file = QFileDialog::getSaveFileName(this, tr("Save picture"), content.fileName, tr("PNG (*.png)"));
    if (file.isEmpty())
        return;
    if (const auto trouble = savePicture(image, file, content.title, content.provenance); !trouble.isEmpty())
        QMessageBox::warning(this, tr("Save picture"), plainTip(trouble));
}

void RenderedView::copy(int picture)
{
    QApplication::clipboard()->setImage(m_content.images[static_cast<std::size_t>(picture)]);
}

}  // namespace sparsescope::ui
