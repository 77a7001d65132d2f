// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/task_runner.h"

#include <QThread>

#include <algorithm>
#include <stop_token>

namespace sparsescope::ui {

struct TaskRunner::Task {
    TaskInfo info;
    Options options;
    QPointer<QObject> context;
    std::stop_source stop;
    bool superseded = false;  // read and written on the window's thread only
};

TaskRunner::TaskRunner(QObject* parent) : QObject(parent)
{
    m_quick.setMaxThreadCount(std::max(2, QThread::idealThreadCount()));
    m_work.setMaxThreadCount(1);
    m_model.setMaxThreadCount(1);
    m_render.setMaxThreadCount(2);
}

TaskRunner::~TaskRunner()
{
    stopAll();
    for (auto* pool : {&m_quick, &m_work, &m_model, &m_render})
        pool->waitForDone();
}

quint64 TaskRunner::start(QObject* context, const Options& options, Work work)
{
    auto task = std::make_shared<Task>();
    task->info.id = m_nextId++;
    task->info.title = options.title;
    task->info.clock.start();
    task->options = options;
    task->context = context;
    if (!options.slot.isEmpty()) {
        stopSlot(options.slot);
        m_slots[options.slot] = task->info.id;
    }
    m_tasks.insert(task->info.id, task);
    if (options.visible)
        emit taskStarted(task->info);
    pool(options.lane).start([this, task, work = std::move(work)] { execute(task, work); });
    return task->info.id;
}

void TaskRunner::execute(const std::shared_ptr<Task>& task, const Work& work)
{
    const auto toWindow = [this](std::function<void()> call) {
        QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
    };
    Outcome outcome{TaskState::Stopped, {}, {}};
    if (!task->stop.stop_requested()) {
        Progress progress([this, task, toWindow](const ProgressUpdate& u) { toWindow([=, this] { update(task, u); }); },
                          task->stop.get_token());
        const Deliver deliver = [task, toWindow](std::function<void()> part) {
            toWindow([task, part = std::move(part)] {
                if (!task->superseded && task->context)
                    part();
            });
        };
        toWindow([this, task] { update(task, {}); });
        outcome = work(progress, deliver);
    }
    toWindow([this, task, outcome = std::move(outcome)] { finish(task, outcome); });
}

void TaskRunner::update(const std::shared_ptr<Task>& task, const ProgressUpdate& progress)
{
    if (!m_tasks.contains(task->info.id))
        return;
    if (task->info.state == TaskState::Waiting)
        task->info.state = TaskState::Running;
    task->info.progress = progress;
    if (task->options.visible)
        emit taskChanged(task->info);
}

void TaskRunner::finish(const std::shared_ptr<Task>& task, const Outcome& outcome)
{
    m_tasks.remove(task->info.id);
    if (m_slots.value(task->options.slot) == task->info.id)
        m_slots.remove(task->options.slot);
    task->info.state = outcome.state;
    task->info.tookMs = task->info.clock.elapsed();
    const bool wanted = !task->superseded && task->context;
    if (outcome.state == TaskState::Failed && wanted && !task->options.quiet)
        emit problem(outcome.error, task->info.title);
    if (wanted && outcome.deliver)
        outcome.deliver();
    if (task->options.visible)
        emit taskEnded(task->info);
}

void TaskRunner::stop(quint64 id)
{
    const auto task = m_tasks.value(id);
    if (!task || task->options.kept)
        return;
    task->stop.request_stop();
    task->info.state = TaskState::Stopping;
    if (task->options.visible)
        emit taskChanged(task->info);
}

void TaskRunner::stopSlot(const QString& slot)
{
    const auto older = m_tasks.value(m_slots.value(slot));
    if (!older)
        return;
    older->superseded = true;
    stop(older->info.id);
}

void TaskRunner::stopAll()
{
    const auto ids = m_tasks.keys();
    for (const auto id : ids)
        stop(id);
}

bool TaskRunner::anyVisible() const
{
    return std::any_of(m_tasks.begin(), m_tasks.end(), [](const auto& task) { return task->options.visible; });
}

QThreadPool& TaskRunner::pool(Lane lane)
{
    switch (lane) {
    case Lane::Quick: return m_quick;
    case Lane::Work: return m_work;
    case Lane::Model: return m_model;
    case Lane::Render: break;
    }
    return m_render;
}

}  // namespace sparsescope::ui
