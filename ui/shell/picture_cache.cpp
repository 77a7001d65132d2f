// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/picture_cache.h"

#include "audit/audit_data.h"
#include "audit/picture_look.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QTimer>

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr int cacheKilobytes = 192 * 1024;
constexpr int plainAtOnce = 3;
constexpr int mapsAtOnce = 2;  // they wait for the network; plain pictures must not wait for them
constexpr std::size_t longestWishList = 400;  // what was scrolled past long ago is not made any more
constexpr qint64 fadeMs = 140;

/// What stands for a text where pictures stand otherwise: its beginning on a card.
QImage textCard(const QString& text, int side, const Tokens& t, QFont font)
{
    constexpr int usualSide = 224;
    constexpr int mostPixels = 13;
    const int pixels = side > 0 ? side : usualSide;
    QImage card(pixels, pixels, QImage::Format_RGB32);
    card.fill(t.raised);
    QPainter painter(&card);
    font.setPixelSize(std::clamp(pixels / 7, 6, mostPixels));
    painter.setFont(font);
    painter.setPen(t.text);
    const int edge = std::max(2, pixels / 16);
    painter.drawText(card.rect().adjusted(edge, edge, -edge, -edge), Qt::TextWordWrap | Qt::TextWrapAnywhere, text);
    return card;
}

}  // namespace

QImage toQImage(const Image& image, int side)
{
    const QImage view(image.rgb.data(), image.width, image.height, image.width * 3, QImage::Format_RGB888);
    if (side <= 0 || std::max(image.width, image.height) <= side)
        return view.convertToFormat(QImage::Format_RGB32);
    return view.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation).convertToFormat(QImage::Format_RGB32);
}

size_t qHash(const PictureKey& key, size_t seed)
{
    return qHashMulti(seed, key.row, key.side, key.overlayOf, key.patch);
}

PictureCache::PictureCache(TaskRunner& tasks, AuditSession& session, QObject* parent)
    : QObject(parent), m_tasks(tasks), m_session(session), m_entries(cacheKilobytes)
{
    m_clock.start();
    connect(&session, &AuditSession::opened, this, &PictureCache::clear);
}

void PictureCache::clear()
{
    ++m_generation;
    m_entries.clear();
    m_requested.clear();
    m_failed.clear();
    m_toldCodes.clear();
    m_wanted.clear();
    m_plainUnderWay = m_mapsUnderWay = 0;
}

QPixmap PictureCache::picture(const PictureKey& key)
{
    if (const auto* entry = m_entries.object(key))
        return entry->pixmap;
    if (key.patch && !m_look)
        return {};
    if (key.row < 0 || m_requested.contains(key) || m_failed.contains(key) || !m_session.data())
        return {};
    m_requested.insert(key);
    m_wanted.push_front(key);
    while (m_wanted.size() > longestWishList) {
        m_requested.remove(m_wanted.back());
        m_wanted.pop_back();
    }
    pump();
    return {};
}

double PictureCache::opacity(const PictureKey& key) const
{
    const auto* entry = m_entries.object(key);
    return entry ? std::clamp(double(m_clock.elapsed() - entry->arrivedMs) / fadeMs, 0.0, 1.0) : 0.0;
}

void PictureCache::pump()
{
    const auto hasRoom = [this](const PictureKey& key) {
        return key.overlayOf >= 0 ? m_mapsUnderWay < mapsAtOnce : m_plainUnderWay < plainAtOnce;
    };
    for (;;) {
        const auto next = std::find_if(m_wanted.begin(), m_wanted.end(), hasRoom);
        if (next == m_wanted.end())
            return;
        const auto key = *next;
        m_wanted.erase(next);
        start(key);
    }
}

void PictureCache::start(const PictureKey& key)
{
    const AuditPieces& pieces = m_session.data()->pieces();
    if (pieces.texts) {
        const auto item = static_cast<std::size_t>(pieces.table.rowItem[static_cast<std::size_t>(key.row)]);
        return arrived(key, textCard(shown((*pieces.texts)[item], 400), key.side, tokens(QGuiApplication::palette()), QGuiApplication::font()));
    }
    const bool map = key.overlayOf >= 0;
    ++(map ? m_mapsUnderWay : m_plainUnderWay);
    const auto lane = map ? TaskRunner::Lane::Model : TaskRunner::Lane::Quick;
    const auto ended = [this, key, map, generation = m_generation](const QImage& image) {
        if (generation != m_generation)
            return;
        --(map ? m_mapsUnderWay : m_plainUnderWay);
        arrived(key, image);
        pump();
    };
    m_tasks.run(
        this, {tr("Showing a picture"), {}, lane, false, true},
        [key, make = makerOf(key)](Progress& progress) -> Result<QImage> {
            SS_TRY(const auto image, make(progress));
            return toQImage(image, key.side);
        },
        ended,
        [this, ended](const Failure& failure) {
            tellOnce(failure);
            ended({});
        });
}

/// What runs in the background: nothing of the window's.
std::function<Result<Image>(Progress&)> PictureCache::makerOf(const PictureKey& key) const
{
    const auto audit = m_session.audit();
    const auto data = m_session.data();
    if (key.overlayOf >= 0 && key.patch && m_look && m_session.head().head)
        return [key, look = m_look, head = m_session.head().head](Progress& progress) {
            return look->patch(*head, {key.row, {}}, key.overlayOf, progress);
        };
    if (key.overlayOf >= 0)
        return [key, audit, data](Progress& progress) { return audit->activationOverlay(*data, key.row, key.overlayOf, progress); };
    return [key, audit, data](Progress&) { return audit->picture(*data, key.row, true); };
}

void PictureCache::tellOnce(const Failure& failure)
{
    const auto* error = std::get_if<Error>(&failure);
    if (!error || m_toldCodes.contains(QString::fromStdString(error->code)))
        return;
    m_toldCodes.insert(QString::fromStdString(error->code));
    emit problem(*error, tr("Showing a picture"));
}

void PictureCache::arrived(const PictureKey& key, const QImage& image)
{
    m_requested.remove(key);
    if (image.isNull()) {
        m_failed.insert(key);
    } else {
        auto* entry = new Entry{QPixmap::fromImage(image), m_clock.elapsed()};
        m_entries.insert(key, entry, std::max<qsizetype>(1, image.sizeInBytes() / 1024));
    }
    announce();
}

void PictureCache::announce()
{
    if (m_announcing)
        return;
    m_announcing = true;
    QTimer::singleShot(33, this, [this] {
        m_announcing = false;
        emit ready();
    });
}

}  // namespace sparsescope::ui
