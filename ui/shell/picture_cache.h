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

/// Which picture: the row as the network sees it, `side` pixels wide; with a feature, its activation map on top, or only the
/// patch that it likes.
struct PictureKey {
    qint64 row = -1;
    int side = 0;        ///< Device pixels of the longer side; 0: as large as the network's input.
    int overlayOf = -1;  ///< Feature, or −1 for the plain picture.
    bool patch = false;

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
    bool idle() const { return m_wanted.empty() && m_plainUnderWay + m_mapsUnderWay == 0; }
    void clear();
    /// Cuts patches; without one there are none.
    void setLook(std::shared_ptr<PictureLook> look) { m_look = std::move(look); }

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
    std::function<Result<Image>(Progress&)> makerOf(const PictureKey& key) const;
    void arrived(const PictureKey& key, const QImage& image);
    void announce();
    void tellOnce(const Failure& failure);

    TaskRunner& m_tasks;
    AuditSession& m_session;
    std::shared_ptr<PictureLook> m_look;
    QCache<PictureKey, Entry> m_entries;  ///< Cost in kilobytes.
    QSet<PictureKey> m_requested, m_failed;
    QSet<QString> m_toldCodes;
    std::deque<PictureKey> m_wanted;
    int m_plainUnderWay = 0, m_mapsUnderWay = 0;
    int m_generation = 0;
    bool m_announcing = false;
    QElapsedTimer m_clock;
};

}  // namespace sparsescope::ui
