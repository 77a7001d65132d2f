// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/guard.h"
#include "base/progress.h"
#include "base/result.h"

#include <QElapsedTimer>
#include <QMap>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace sparsescope::ui {

enum class TaskState { Waiting, Running, Stopping, Done, Stopped, Failed };

/// What the Tasks dock shows of one piece of background work.
struct TaskInfo {
    quint64 id = 0;
    QString title;
    TaskState state = TaskState::Waiting;
    ProgressUpdate progress;
    QElapsedTimer clock;  ///< Since it was asked for.
    qint64 tookMs = 0;    ///< Once it has ended.

    bool active() const { return state <= TaskState::Stopping; }
};

/// The only place that starts background work. A job is a function of Progress& that returns a Result; its value comes
/// home on the window's thread or not at all: never after its context has died, never after a newer job took its slot.
/// An error becomes problem(); a stop becomes nothing. Exceptions are errors.
class TaskRunner : public QObject {
    Q_OBJECT
public:
    /// Quick: a few at once, for views and pictures. Work and Model: one after the other (an audit's verbs; forward
    /// passes for maps), so that two never fight for the same folder or the same memory. Render: pictures of features,
    /// which take long, so that maps come beside them; of its two the one waits while the other renders.
    enum class Lane { Quick, Work, Model, Render };

    struct Options {
        QString title;      ///< "Extracting features": for Tasks and in the sentence of an error.
        QString slot = {};  ///< A newer job of the same slot makes this one worthless; empty: none.
        Lane lane = Lane::Quick;
        bool visible = false;  ///< Listed in Tasks.
        bool quiet = false;    ///< A failure is told to `otherwise` alone.
        bool kept = false;     ///< Stores what a person wrote: runs to its end even if the window closes meanwhile.
    };

    /// Hands a partial result to the window's thread, under the same rule as the final one.
    using Deliver = std::function<void(std::function<void()>)>;

    explicit TaskRunner(QObject* parent = nullptr);
    ~TaskRunner() override;

    /// `job`: Result<T>(Progress&) or Result<T>(Progress&, const Deliver&). `done`: void(T). `otherwise` hears a
    /// failure that still matters, after problem() was told.
    template <typename Job, typename Done>
    quint64 run(QObject* context, const Options& options, Job job, Done done,
                std::function<void(const Failure&)> otherwise = {});

    void stop(quint64 id);
    void stopSlot(const QString& slot);
    void stopAll();
    /// Nothing runs and nothing waits, or nothing visible does.
    bool idle() const { return m_tasks.isEmpty(); }
    bool anyVisible() const;

signals:
    void taskStarted(const sparsescope::ui::TaskInfo& task);
    void taskChanged(const sparsescope::ui::TaskInfo& task);
    void taskEnded(const sparsescope::ui::TaskInfo& task);
    void problem(const sparsescope::Error& error, const QString& title);

private:
    struct Task;
    struct Outcome {
        TaskState state = TaskState::Done;
        Error error;
        std::function<void()> deliver;  ///< Called on the window's thread where it still matters.
    };
    using Work = std::function<Outcome(Progress&, const Deliver&)>;

    quint64 start(QObject* context, const Options& options, Work work);
    void execute(const std::shared_ptr<Task>& task, const Work& work);
    void finish(const std::shared_ptr<Task>& task, const Outcome& outcome);
    void update(const std::shared_ptr<Task>& task, const ProgressUpdate& progress);
    QThreadPool& pool(Lane lane);

    QMap<quint64, std::shared_ptr<Task>> m_tasks;
    QMap<QString, quint64> m_slots;
    quint64 m_nextId = 1;
    QThreadPool m_quick, m_work, m_model, m_render;
};

template <typename Job, typename Done>
quint64 TaskRunner::run(QObject* context, const Options& options, Job job, Done done,
                        std::function<void(const Failure&)> otherwise)
{
    const auto doing = options.title.toStdString();
    return start(context, options, [=](Progress& progress, const Deliver& deliver) mutable {
        auto result = guarded("Could not finish “" + doing + "”", "E-TASK-001", [&] {
            if constexpr (std::is_invocable_v<Job, Progress&, const Deliver&>)
                return job(progress, deliver);
            else
                return job(progress);
        });
        using Value = std::decay_t<decltype(result.value())>;
        if (result.ok()) {
            auto value = std::make_shared<Value>(std::move(result).value());
            return Outcome{TaskState::Done, {}, [value, done]() mutable { done(std::move(*value)); }};
        }
        const auto failure = result.failure();
        return Outcome{result.failed() ? TaskState::Failed : TaskState::Stopped,
                       result.failed() ? result.error() : Error{}, [failure, otherwise] {
                           if (otherwise)
                               otherwise(failure);
                       }};
    });
}

}  // namespace sparsescope::ui
