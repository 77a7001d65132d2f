// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/rendering_worker.h"

namespace sparsescope::ui {

namespace {

/// How far the whole list is: begun anew when the list gets another length or after a rest, which must not count in the rate.
class Range {
public:
    explicit Range(Progress& progress) : m_progress(progress) {}

    void beginPicture(int waiting)
    {
        if (const int total = m_done + 1 + waiting; total != m_total || m_rested)
            begin("Rendering pictures of features", total);
    }
    void endPicture()
    {
        ++m_done;
        m_progress.advance();
    }
    void rest(RenderingQueue::Hold why)
    {
        begin(why == RenderingQueue::Hold::Paused ? "Paused" : "Waiting for a picture that was asked for", m_total);
        m_rested = true;
    }
    void goOn()
    {
        if (m_rested && m_total > 0)
            begin("Rendering pictures of features", m_total);
    }

private:
    void begin(const char* stage, int total)
    {
        m_total = total;
        m_rested = false;
        m_progress.beginStage(stage, m_total, "pictures");
        m_progress.skipDone(m_done);
    }

    Progress& m_progress;
    int m_done = 0;
    int m_total = 0;
    bool m_rested = false;
};

}  // namespace

RenderingSource sourceOf(std::shared_ptr<const FeaturePictures> pictures)
{
    RenderingSource source;
    source.kept = [pictures](const HeadAnalysis& head, const PictureWish& wish) { return pictures->kept(head, wish); };
    source.make = [pictures](const HeadAnalysis& head, const PictureWish& wish, Progress& progress, const RenderObserver& observer) {
        return pictures->make(head, wish, progress, observer);
    };
    source.cost = [pictures](const HeadAnalysis& head, Progress& progress) { return pictures->cost(head, progress); };
    return source;
}

Result<Done> renderAll(RenderingQueue& queue, const RenderingSource& source, Progress& progress, const RenderingEvents& events)
{
    const std::stop_token stop = progress.stopToken();
    Range range(progress);
    const auto rest = [&] {
        if (queue.rest(stop, [&](RenderingQueue::Hold why) { range.rest(why); }))
            range.goOn();
    };
    while (!stop.stop_requested()) {
        rest();
        const auto next = queue.take();
        if (!next)
            return Done{};
        range.beginPicture(next->waiting);
        events.begun(next->wish);
        Progress inner({}, stop);  // the steps of one picture are not the range of all
        auto made = source.make(*next->head, next->wish, inner, [&](const RenderUpdate& update) {
            events.updated(next->wish, update);
            rest();
        });
        if (made.failed())
            return made.error();
        if (made.ok())
            events.ended(std::move(*made));
        range.endPicture();
    }
    return Cancelled{};
}

}  // namespace sparsescope::ui
