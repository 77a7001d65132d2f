// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/rendering_store.h"

#include <QElapsedTimer>

namespace sparsescope::ui {

namespace {

constexpr int mostPictures = 96;
constexpr qint64 deliverMs = 100;

/// 0: a sentence, 1: stopped, 2: made otherwise, 3: preview, 4: full.
int rankOf(const FeaturePicture& picture)
{
    if (picture.outcome != Rendering::Outcome::Made)
        return 0;
    if (!picture.complete)
        return 1;
    if (!isPlain(picture.wish))
        return 2;
    return picture.wish.quality == PictureWish::Quality::Full ? 4 : 3;
}

QImage thumbnailOf(const ShownRendering& picture)
{
    if (picture.images.empty())
        return {};
    constexpr int side = RenderingStore::thumbnailSide;
    const QImage& first = picture.images.front();
    return first.width() <= side ? first : first.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

/// Each of these in both qualities that is kept, in portions so that the first are seen at once.
Result<Done> readAll(const RenderingSource& source, const HeadAnalysis& head, const std::vector<PictureWish>& wishes, Progress& progress,
                     const std::function<void(std::vector<ShownRendering>)>& deliver)
{
    std::vector<ShownRendering> portion;
    QElapsedTimer clock;
    clock.start();
    for (PictureWish wish : wishes) {
        if (progress.stopRequested())
            return Cancelled{};
        for (const auto quality : {PictureWish::Quality::Full, PictureWish::Quality::Preview}) {
            wish.quality = quality;
            if (auto kept = source.kept(head, wish))
                portion.push_back(shownRendering(std::move(*kept)));
        }
        if (clock.elapsed() >= deliverMs && !portion.empty()) {
            deliver(std::exchange(portion, {}));
            clock.restart();
        }
    }
    deliver(std::move(portion));
    return Done{};
}

}  // namespace

RenderingStore::RenderingStore(TaskRunner& tasks, QObject* parent) : QObject(parent), m_tasks(tasks), m_pictures(mostPictures) {}

void RenderingStore::clear()
{
    for (const auto* slot : {headSlot, featureSlot})
        m_tasks.stopSlot(QLatin1String(slot));
    ++m_generation;
    m_source = {};
    m_head.reset();
    m_standing.clear();
    m_pictures.clear();
    m_reading.clear();
    m_looked.clear();
}

void RenderingStore::setSource(RenderingSource source, std::shared_ptr<const HeadAnalysis> head)
{
    m_source = std::move(source);
    m_head = std::move(head);
}

const ShownRendering* RenderingStore::picture(const PictureWish& wish)
{
    const QByteArray key = wishKey(wish);
    if (const ShownRendering* there = m_pictures.object(key))
        return there;
    if (!m_source || !m_head || m_reading.contains(key))
        return nullptr;
    m_reading.insert(key);
    using Kept = std::shared_ptr<ShownRendering>;
    m_tasks.run(
        this, {tr("Reading a rendered picture")},
        [source = m_source, head = m_head, wish](Progress&) -> Result<Kept> {
            auto kept = source.kept(*head, wish);
            return kept ? std::make_shared<ShownRendering>(shownRendering(std::move(*kept))) : Kept();
        },
        [this, generation = m_generation](const Kept& kept) {
            if (kept && generation == m_generation)
                take(std::move(*kept));
        });
    return nullptr;
}

const RenderingStore::Standing* RenderingStore::standing(int feature, bool negative) const
{
    const auto found = m_standing.find({feature, negative});
    return found == m_standing.end() ? nullptr : &found->second;
}

void RenderingStore::look(const std::vector<PictureWish>& of, const char* slot)
{
    std::vector<PictureWish> unread;
    for (const PictureWish& wish : of)
        if (!m_looked.contains({wish.index, wish.negative}))
            unread.push_back(wish);
    if (!m_source || !m_head || unread.empty())
        return;
    m_tasks.run(
        this, {tr("Reading rendered pictures"), QLatin1String(slot)},
        [this, source = m_source, head = m_head, unread](Progress& progress, const TaskRunner::Deliver& deliver) {
            return readAll(source, *head, unread, progress, [&](std::vector<ShownRendering> portion) {
                deliver([this, shared = std::make_shared<std::vector<ShownRendering>>(std::move(portion))] {
                    for (ShownRendering& picture : *shared)
                        take(std::move(picture));
                });
            });
        },
        [this, unread](Done) {
            for (const PictureWish& wish : unread)
                m_looked.insert({wish.index, wish.negative});
        });
}

void RenderingStore::take(ShownRendering picture)
{
    const FeaturePicture& facts = picture.facts;
    const int feature = facts.wish.index;
    const int rank = rankOf(facts);
    Standing& standing = m_standing[{feature, facts.wish.negative}];
    if (rank >= standing.rank)
        standing = {facts, thumbnailOf(picture), rank};
    const QByteArray key = wishKey(facts.wish);
    m_reading.remove(key);
    m_pictures.insert(key, new ShownRendering(std::move(picture)));
    emit changed(feature);
}

bool RenderingStore::satisfied(const PictureWish& wish) const
{
    const Standing* there = standing(wish.index, wish.negative);
    if (!there || !there->facts.complete)
        return false;
    // A feature that nothing changes has no picture in any quality.
    return there->rank == 0 || there->rank >= (wish.quality == PictureWish::Quality::Full ? 4 : 3);
}

}  // namespace sparsescope::ui
