// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/audit_session.h"

#include <QCache>
#include <QElapsedTimer>
#include <QObject>
#include <QPixmap>
#include <QSet>

#include <deque>
#include <optional>

namespace sparsescope::ui {

/// Which picture: the row as the network sees it, `side` pixels wide; with a feature, its activation map on top.
struct PictureKey {
    qint64 row = -1;
    int side = 0;        ///< Device pixels of the longer side; 0: as large as the network's input.
    int overlayOf = -1;  ///< Feature, or −1 for the plain picture.

    bool operator==(const PictureKey&) const = default;
};
size_t qHash(const PictureKey& key, size_t seed = 0);

/// For the screen; `side` as in PictureKey.
QImage toQImage(const Image& image, int side = 0);

/// Pictures of the open audit, made in the background, the latest wish first, the least recently used dropped.
class PictureCache : public QObject
{
    Q_OBJECT
public:
    PictureCache(TaskRunner& tasks, AuditSession& session, QObject* parent = nullptr);

    /// The picture, or a null pixmap now and ready() soon.
    QPixmap picture(const PictureKey& key);
    /// 0…1 while a picture that has just come fades in.
    double opacity(const PictureKey& key) const;
    bool failed(const PictureKey& key) const { return m_failed.contains(key); }
    bool idle() const { return m_wanted.empty() && m_underWay == 0; }
    void clear();

signals:
    void problem(const sparsescope::Error& error, const QString& title);  ///< Once for each kind of error.
    void ready();  ///< At least one more picture is there; sent at most 30 times a second.

private:
    struct Entry {
        QPixmap pixmap;
        qint64 arrivedMs = 0;
    };
    void pump();
    void start(const PictureKey& key);
    void arrived(const PictureKey& key, const QImage& image);
    void announce();
    void tellOnce(const Failure& failure);

    TaskRunner& m_tasks;
    AuditSession& m_session;
    QCache<PictureKey, Entry> m_entries;  ///< Cost in kilobytes.
    QSet<PictureKey> m_requested, m_failed;
    QSet<QString> m_toldCodes;
    std::deque<PictureKey> m_wanted;
    int m_underWay = 0;
    int m_generation = 0;
    bool m_announcing = false;
    QElapsedTimer m_clock;
};

}  // namespace sparsescope::ui
