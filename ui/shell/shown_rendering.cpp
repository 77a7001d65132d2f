// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/shown_rendering.h"

#include "audit/feature_picture_json.h"
#include "ui/shell/picture_cache.h"
#include "ui/shell/words.h"

#include <algorithm>

namespace sparsescope::ui {

namespace {

QString list(const FeaturePicture& picture, double FeaturePicture::Made::* value)
{
    QStringList numbers;
    for (const auto& made : picture.pictures)
        numbers << number(made.*value);
    return numbers.join(QStringLiteral(", "));
}

QString onData(const FeaturePicture::OnData& extreme)
{
    return extreme.row < 0 ? QStringLiteral("–") : number(extreme.activation);
}

/// A picture of the data set does as much already.
bool surpassed(const FeaturePicture& picture)
{
    if (picture.pictures.empty() || picture.wish.negative || picture.highest.row < 0)
        return false;
    const auto best = std::ranges::max(picture.pictures, {}, &FeaturePicture::Made::activation);
    return best.activation < picture.highest.activation;
}

}  // namespace

ShownRendering shownRendering(FeaturePicture picture)
{
    ShownRendering shown;
    for (FeaturePicture::Made& made : picture.pictures) {
        shown.images.push_back(toQImage(made.image));
        made.image = {};
    }
    shown.facts = std::move(picture);
    return shown;
}

LiveRendering liveRendering(const PictureWish& wish, const RenderUpdate& update)
{
    LiveRendering live{wish, update.step, update.steps, {}, update.values};
    for (const Image& image : update.pictures)
        live.images.push_back(toQImage(image));
    return live;
}

QByteArray wishKey(const PictureWish& wish)
{
    return QByteArray::fromStdString(toJson(wish).dump());
}

PictureWish plainWish(int feature, bool negative, PictureWish::Quality quality)
{
    PictureWish wish;
    wish.index = feature;
    wish.negative = negative;
    wish.quality = quality;
    return wish;
}

bool isPlain(const PictureWish& wish)
{
    return wishKey(wish) == wishKey(plainWish(wish.index, wish.negative, wish.quality));
}

QString signWords(bool negative)
{
    return negative ? QObject::tr("− lowers it") : QObject::tr("+ raises it");
}

QString settingsWords(const PictureWish& wish)
{
    QStringList parts{wish.quality == PictureWish::Quality::Full ? QObject::tr("full") : QObject::tr("preview")};
    parts << QObject::tr("seed %1").arg(wish.seed);
    if (wish.fromRow >= 0)
        parts << QObject::tr("from a picture of the data");
    if (wish.count > 1)
        parts << QObject::tr("%1 together, diversity %2").arg(wish.count).arg(number(wish.diversity));
    return parts.join(QStringLiteral(", "));
}

QString reachedWords(const FeaturePicture& picture)
{
    if (!picture.wish.negative)
        return QObject::tr("reached %1 · highest on real data %2")
            .arg(list(picture, &FeaturePicture::Made::activation), onData(picture.highest));
    if (picture.driveKnown)
        return QObject::tr("drive %1 · lowest on real data %2")
            .arg(list(picture, &FeaturePicture::Made::drive), onData(picture.lowest));
    return QObject::tr("reached %1 · lowest on real data %2")
        .arg(list(picture, &FeaturePicture::Made::activation), onData(picture.lowest));
}

QString reachedTip(const FeaturePicture& picture)
{
    QString tip = QObject::tr("Reached: the feature's value on this very picture.\nOn real data: its highest and lowest values "
                              "on the pictures of the audit, %1 and %2.")
                      .arg(onData(picture.highest), onData(picture.lowest));
    if (picture.wish.negative && picture.driveKnown)
        tip += QObject::tr("\nDrive: what goes into the feature's last activation function, averaged over the picture. A "
                           "rectified feature cannot fall below 0, so its drive tells how far it was pushed down. The "
                           "feature itself is %1 here.")
                   .arg(list(picture, &FeaturePicture::Made::activation));
    return tip;
}

QString cautionWords(const FeaturePicture& picture)
{
    if (!picture.complete && picture.outcome == Rendering::Outcome::Made)
        return QObject::tr("▲ incomplete: stopped after %1 of %2 steps").arg(count(picture.steps), count(picture.wantedSteps));
    return surpassed(picture) ? QObject::tr("▲ a real picture raises it more") : QString();
}

QString pictureFileName(const PictureWish& wish, int picture)
{
    const auto number = picture > 0 ? QStringLiteral("-%1").arg(picture + 1) : QString();
    return QStringLiteral("feature-%1-%2%3.png").arg(wish.index).arg(QLatin1String(wish.negative ? "minus" : "plus"), number);
}

QString provenanceWords(const FeaturePicture& picture)
{
    QStringList lines{QObject::tr("Feature %1, %2").arg(picture.wish.index).arg(signWords(picture.wish.negative)),
                      QObject::tr("%1; %2 of %3 steps at %4 pixels")
                          .arg(settingsWords(picture.wish)).arg(picture.steps).arg(picture.wantedSteps).arg(picture.side),
                      reachedWords(picture)};
    for (const auto& [name, version] : picture.versions)
        lines << shown(name) + ' ' + shown(version);
    return lines.join('\n');
}

}  // namespace sparsescope::ui
