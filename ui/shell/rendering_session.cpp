// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/rendering_session.h"

#include "audit/audit_data.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace sparsescope::ui {

namespace {

constexpr const char* queueSlot = "rendering-queue";
constexpr const char* singleSlot = "rendering-one";

bool same(const PictureWish& a, const PictureWish& b)
{
    return a.index == b.index && a.negative == b.negative && wishKey(a) == wishKey(b);
}

LiveRendering waitingFor(const PictureWish& wish)
{
    LiveRendering live;
    live.wish = wish;
    return live;
}

}  // namespace

std::vector<PictureWish> renderingPlan(const HeadAnalysis& head, int klass, RenderingScope scope, PictureWish::Quality quality)
{
    std::vector<PictureWish> plan, later;
    const auto own = klass >= 0 ? static_cast<std::size_t>(head.head().nonZeros(klass)) : 0;
    const std::vector<int> features = pictureQueue(head, std::max(0, klass));
    for (std::size_t i = 0; i < features.size(); ++i) {
        const int feature = features[i];
        const auto& uses = head.uses(feature);
        const bool negative = i < own ? head.head().weight(klass, feature) < 0 : uses.front().weight < 0;
        if (i < own || scope == RenderingScope::Head)
            plan.push_back(plainWish(feature, negative, quality));
        const bool bothSigns = std::ranges::any_of(uses, [&](const HeadAnalysis::Use& use) { return (use.weight < 0) != negative; });
        if (bothSigns && scope == RenderingScope::Head)
            later.push_back(plainWish(feature, !negative, quality));
    }
    plan.insert(plan.end(), later.begin(), later.end());
    return plan;
}

RenderingSession::RenderingSession(TaskRunner& tasks, AuditSession& session, LinkedSelection& selection, QObject* parent)
    : QObject(parent), m_tasks(tasks), m_session(session), m_selection(selection), m_store(tasks)
{
    connect(&session, &AuditSession::opened, this, &RenderingSession::reset);
    connect(&session, &AuditSession::headChanged, this, &RenderingSession::follow);
    connect(&selection, &LinkedSelection::changed, this, [this](const Focus& now, const Focus& before) {
        if (now.klass != before.klass)
            replan();
    });
    connect(&tasks, &TaskRunner::taskChanged, this, &RenderingSession::listen);
    connect(&tasks, &TaskRunner::taskEnded, this, &RenderingSession::taskEnded);
    connect(&m_store, &RenderingStore::changed, this, &RenderingSession::pictureChanged);
}

void RenderingSession::setSource(RenderingSource source)
{
    m_given = std::move(source);
    reset();
}

void RenderingSession::reset()
{
    m_tasks.stopSlot(QLatin1String(queueSlot));
    m_tasks.stopSlot(QLatin1String(singleSlot));
    m_queue->hold(RenderingQueue::Hold::None);
    m_queue = std::make_shared<RenderingQueue>();
    m_asks.clear();
    m_queueTask = m_singleTask = 0;
    m_queueLive.reset();
    m_single.clear();
    m_paused = false;
    m_secondsLeft = -1;
    m_store.clear();
    m_data.reset();
    m_source = {};
    m_sourceTrouble.clear();
    m_cost.reset();
    m_costTrouble.clear();
    m_costAsked = false;
    follow();
    emit changed();
}

void RenderingSession::follow()
{
    const auto& head = m_session.head().head;
    if (!head || !missing().isEmpty())
        return;
    m_store.setSource(m_source, head);
    if (m_data != m_session.data()) {
        m_data = m_session.data();
        if (m_given)
            return adopt(m_given);
        TaskRunner::Options options{tr("Looking for rendered pictures"), QStringLiteral("rendered")};
        options.quiet = true;
        m_tasks.run(
            this, options, [audit = m_session.audit(), data = m_data](Progress&) { return audit->featurePictures(data); },
            [this](std::shared_ptr<const FeaturePictures> pictures) { adopt(sourceOf(std::move(pictures))); },
            [this](const Failure& failure) {
                if (const auto* error = std::get_if<Error>(&failure))
                    m_sourceTrouble = QString::fromStdString(error->message);
                emit changed();
            });
        return;
    }
    lookForHead();
    replan();
}

void RenderingSession::adopt(RenderingSource source)
{
    m_source = std::move(source);
    m_store.setSource(m_source, m_session.head().head);
    lookForHead();
    replan();
    emit changed();
}

QString RenderingSession::missing() const
{
    if (!m_session.isOpen())
        return tr("No audit is open.");
    if (m_session.info().model.input == ModelInfo::Input::Texts)
        return tr("This audit is of texts: its features are shown by words.");
    if (m_session.info().settings.model.empty())
        return tr("This audit was made from features alone: without its network nothing can be rendered.");
    return m_sourceTrouble;
}

void RenderingSession::askCost()
{
    if (m_costAsked || !m_source || !m_session.head().head)
        return;
    m_costAsked = true;
    TaskRunner::Options options{tr("Measuring the cost of a picture"), QStringLiteral("rendering-cost"), TaskRunner::Lane::Model};
    options.quiet = true;
    m_tasks.run(
        this, options, [source = m_source, head = m_session.head().head](Progress& progress) { return source.cost(*head, progress); },
        [this](const PictureCost& cost) {
            m_cost = cost;
            emit changed();
        },
        [this](const Failure& failure) {
            const auto* error = std::get_if<Error>(&failure);
            m_costTrouble = error ? QString::fromStdString(error->message) : QString();
            emit changed();
        });
}

void RenderingSession::lookForHead()
{
    const auto& head = m_session.head().head;
    if (head && m_source)
        m_store.look(renderingPlan(*head, m_selection.focus().klass, RenderingScope::Head, PictureWish::Quality::Full), RenderingStore::headSlot);
}

void RenderingSession::lookFor(int feature)
{
    constexpr auto full = PictureWish::Quality::Full;
    m_store.look({plainWish(feature, false, full), plainWish(feature, true, full)}, RenderingStore::featureSlot);
}

std::vector<PictureWish> RenderingSession::planOf(const std::vector<Ask>& asks) const
{
    const auto& head = m_session.head().head;
    std::vector<PictureWish> plan;
    if (!head || !m_source)
        return plan;
    std::set<std::tuple<int, bool, PictureWish::Quality>> there;
    if (m_queueLive)
        there.insert({m_queueLive->wish.index, m_queueLive->wish.negative, m_queueLive->wish.quality});
    for (const Ask& ask : asks) {
        const int klass = ask.scope == RenderingScope::Head ? m_selection.focus().klass : ask.klass;
        for (PictureWish& wish : renderingPlan(*head, klass, ask.scope, ask.quality))
            if (!m_store.satisfied(wish) && there.insert({wish.index, wish.negative, wish.quality}).second)
                plan.push_back(std::move(wish));
    }
    return plan;
}

std::vector<PictureWish> RenderingSession::wanted(RenderingScope scope, PictureWish::Quality quality) const
{
    return planOf({{scope, m_selection.focus().klass, quality}});
}

void RenderingSession::renderQueue(RenderingScope scope, PictureWish::Quality quality)
{
    if (!m_source || !m_session.head().head)
        return;
    m_asks.insert(m_asks.begin(), {scope, m_selection.focus().klass, quality});
    setPaused(false);
    if (rendering())
        replan();
    else
        startQueue();
}

void RenderingSession::startQueue()
{
    m_queue = std::make_shared<RenderingQueue>();
    m_queue->replace(m_session.head().head, planOf(m_asks));
    updateHold();
    m_queueTask = m_tasks.run(
        this, {tr("Rendering pictures of features"), QLatin1String(queueSlot), TaskRunner::Lane::Render, true},
        [this, queue = m_queue, source = m_source](Progress& progress, const TaskRunner::Deliver& deliver) {
            RenderingEvents events;
            events.begun = [this, deliver](const PictureWish& wish) {
                deliver([this, wish] { showLive(m_queueLive.emplace(), waitingFor(wish)); });
            };
            events.updated = [this, deliver](const PictureWish& wish, const RenderUpdate& update) {
                deliver([this, live = liveRendering(wish, update)] { showLive(m_queueLive.emplace(), live); });
            };
            events.ended = [this, deliver](FeaturePicture picture) {
                deliver([this, shown = shownRendering(std::move(picture))] {
                    m_queueLive.reset();
                    m_store.take(shown);
                    emit changed();
                });
            };
            return renderAll(*queue, source, progress, events);
        },
        [](Done) {});
    emit changed();
}

void RenderingSession::showLive(LiveRendering& place, const LiveRendering& live)
{
    place = live;
    emit pictureChanged(live.wish.index);
}

/// What waits may be another class's or head's now, or be there already.
void RenderingSession::replan()
{
    if (!rendering() || !m_session.head().head)
        return;
    m_queue->replace(m_session.head().head, planOf(m_asks));
    emit changed();
}

void RenderingSession::queueEnded()
{
    const int feature = m_queueLive ? m_queueLive->wish.index : -1;
    m_queueTask = 0;
    m_asks.clear();
    m_queueLive.reset();
    m_paused = false;
    m_secondsLeft = -1;
    if (feature >= 0)
        emit pictureChanged(feature);
    emit changed();
}

int RenderingSession::left() const
{
    return rendering() ? m_queue->waiting() + (m_queueLive ? 1 : 0) : 0;
}

void RenderingSession::listen(const TaskInfo& task)
{
    if (task.id != m_queueTask || task.progress.secondsLeft == m_secondsLeft)
        return;
    m_secondsLeft = task.progress.secondsLeft;
    emit changed();
}

void RenderingSession::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    updateHold();
    emit changed();
}

void RenderingSession::updateHold()
{
    using enum RenderingQueue::Hold;
    m_queue->hold(!m_single.empty() ? Other : m_paused ? Paused : None);
}

void RenderingSession::stopQueue()
{
    m_tasks.stop(m_queueTask);
}

void RenderingSession::render(const PictureWish& wish)
{
    if (!m_source || !m_session.head().head || live(wish))
        return;
    m_single.push_back(waitingFor(wish));
    if (m_single.size() == 1)
        startNext();
    emit pictureChanged(wish.index);
}

void RenderingSession::startNext()
{
    updateHold();
    if (m_single.empty())
        return;
    const PictureWish wish = m_single.front().wish;
    m_singleTask = m_tasks.run(
        this, {tr("Rendering feature %1").arg(wish.index), QLatin1String(singleSlot), TaskRunner::Lane::Render, true},
        [this, source = m_source, head = m_session.head().head, wish](Progress& progress, const TaskRunner::Deliver& deliver)
        -> Result<ShownRendering> {
            SS_TRY(FeaturePicture picture, source.make(*head, wish, progress, [&](const RenderUpdate& update) {
                       deliver([this, live = liveRendering(wish, update)] { showLive(m_single.front(), live); });
                   }));
            return shownRendering(std::move(picture));
        },
        [this](ShownRendering picture) {
            // No longer live when its readers hear of it.
            m_single.front().images.clear();
            m_store.take(std::move(picture));
        });
}

/// Also of what was stopped before it began, of which nothing else is heard.
void RenderingSession::taskEnded(const TaskInfo& task)
{
    if (task.id == m_queueTask)
        queueEnded();
    else if (task.id == m_singleTask && !m_single.empty())
        singleEnded(task.state == TaskState::Failed);
}

void RenderingSession::singleEnded(bool failed)
{
    const int feature = m_single.front().wish.index;
    // What failed for one fails for all of them.
    m_single.erase(m_single.begin(), failed ? m_single.end() : m_single.begin() + 1);
    m_singleTask = 0;
    startNext();
    emit pictureChanged(feature);
}

void RenderingSession::stop(const PictureWish& wish)
{
    for (std::size_t i = 0; i < m_single.size(); ++i) {
        if (!same(m_single[i].wish, wish))
            continue;
        if (i == 0)
            return m_tasks.stop(m_singleTask);
        m_single.erase(m_single.begin() + static_cast<std::ptrdiff_t>(i));
        emit pictureChanged(wish.index);
        return;
    }
    if (m_queueLive && same(m_queueLive->wish, wish))
        stopQueue();
}

const LiveRendering* RenderingSession::live(const PictureWish& wish) const
{
    for (const LiveRendering& single : m_single)
        if (same(single.wish, wish))
            return &single;
    return m_queueLive && same(m_queueLive->wish, wish) ? &*m_queueLive : nullptr;
}

const LiveRendering* RenderingSession::live(int feature, bool negative) const
{
    const auto of = [&](const LiveRendering& live) { return live.wish.index == feature && live.wish.negative == negative; };
    const auto found = std::ranges::find_if(m_single, of);
    if (found != m_single.end())
        return &*found;
    return m_queueLive && of(*m_queueLive) ? &*m_queueLive : nullptr;
}

QImage RenderingSession::thumbnail(int feature, bool negative) const
{
    if (const LiveRendering* now = live(feature, negative); now && !now->images.empty())
        return now->images.front();
    const RenderingStore::Standing* standing = m_store.standing(feature, negative);
    return standing ? standing->thumbnail : QImage();
}

}  // namespace sparsescope::ui
