// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QImage>
#include <QWidget>

#include <vector>

namespace sparsescope::ui {

/// Up to four rendered pictures in a square, with how far they are, or words in their place. A double click or Enter
/// enlarges one; its menu saves and copies it.
class RenderedView : public QWidget {
    Q_OBJECT
public:
    struct Content {
        std::vector<QImage> images;
        QString words;              ///< In place of pictures.
        double progress = -1;       ///< 0…1 while it renders.
        QString title;              ///< "Feature 812, + raises it": read out, and the title of what is saved.
        QString provenance;         ///< Goes into files that are saved.
        QString fileName;           ///< "feature-812-plus.png"
    };

    explicit RenderedView(QWidget* parent = nullptr);

    void setContent(Content content);
    const Content& content() const { return m_content; }
    /// Which picture is at a place; −1: none.
    int pictureAt(const QPoint& position) const;

    void save(int picture);
    void copy(int picture);

    QSize sizeHint() const override { return {200, 200}; }
    QSize minimumSizeHint() const override { return {96, 96}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return width; }

signals:
    void opened(int picture);
    /// The mouse rests on a picture; −1: it does not.
    void hovered(int picture, const QPoint& global);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QRect square() const;
    QRect place(int picture) const;
    int count() const { return static_cast<int>(m_content.images.size()); }

    Content m_content;
    int m_current = 0;              ///< By keyboard.
};

/// Writes a PNG with these words inside; a sentence where it could not be written.
QString savePicture(const QImage& image, const QString& file, const QString& title, const QString& provenance);

}  // namespace sparsescope::ui
