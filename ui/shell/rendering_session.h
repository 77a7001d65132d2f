// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/audit_session.h"
#include "ui/shell/rendering_store.h"
#include "ui/shell/selection.h"

#include <optional>

namespace sparsescope::ui {

/// Whose pictures the queue renders: one class's features, or all features of the head, the shown class's first.
enum class RenderingScope { Class, Head };

/// The pictures of the features, each with the sign in which the head uses it: those of the class by |weight|; then, for
/// Head, all others by how many classes use them, with the sign of the largest weight; then the other signs in use.
std::vector<PictureWish> renderingPlan(const HeadAnalysis& head, int klass, RenderingScope scope, PictureWish::Quality quality);

/// What the window knows of rendered pictures of features: which are kept in the audit, which one renders now, and what
/// waits. Nothing renders before a person asks. Empty for audits without a network for pictures.
class RenderingSession : public QObject {
    Q_OBJECT
public:
    RenderingSession(TaskRunner& tasks, AuditSession& session, LinkedSelection& selection, QObject* parent = nullptr);

    /// In place of the audit's own, for one whose network is not at hand.
    void setSource(RenderingSource source);
    RenderingStore& store() { return m_store; }
    const RenderingStore& store() const { return m_store; }

    /// Why nothing can be rendered, as a sentence; empty: it can.
    QString missing() const;
    /// What one picture takes, once it was measured; or why that cannot be told.
    const std::optional<PictureCost>& cost() const { return m_cost; }
    const QString& costTrouble() const { return m_costTrouble; }
    void askCost();

    /// Pictures of this scope that are not there yet.
    std::vector<PictureWish> wanted(RenderingScope scope, PictureWish::Quality quality) const;
    /// Renders them in the background. While a queue works this changes what it is for.
    void renderQueue(RenderingScope scope, PictureWish::Quality quality);
    bool rendering() const { return m_queueTask != 0; }
    int left() const;               ///< In the queue, with the one in the making.
    double secondsLeft() const { return m_secondsLeft; }  ///< Of the queue; negative where it cannot be told.
    bool paused() const { return m_paused; }
    void setPaused(bool paused);
    void stopQueue();
    /// Asks the person what to render.
    void propose(RenderingScope scope) { emit proposed(scope); }

    /// Renders one now; the queue rests meanwhile.
    void render(const PictureWish& wish);
    /// Ends it, or takes it back while it waits; what is there is kept.
    void stop(const PictureWish& wish);

    /// The picture in the making, or waiting to be, by render() or the queue; else null.
    const LiveRendering* live(const PictureWish& wish) const;
    /// The same for any picture of this feature and sign.
    const LiveRendering* live(int feature, bool negative) const;
    /// Reads what is kept of a feature that the head may not use.
    void lookFor(int feature);
    /// Live where it renders, else the standing one; null where there is none.
    QImage thumbnail(int feature, bool negative) const;

signals:
    void changed();                 ///< What can be rendered, what it costs, the queue.
    void pictureChanged(int feature);
    void proposed(sparsescope::ui::RenderingScope scope);

private:
    /// What the queue is for: the latest wish of the person first.
    struct Ask {
        RenderingScope scope;
        int klass;                  ///< Head: whatever is looked at.
        PictureWish::Quality quality;
    };
    void reset();
    void follow();
    void adopt(RenderingSource source);
    void lookForHead();
    std::vector<PictureWish> planOf(const std::vector<Ask>& asks) const;
    void startQueue();
    void replan();
    void updateHold();
    void queueEnded();
    void listen(const TaskInfo& task);
    void taskEnded(const TaskInfo& task);
    void singleEnded(bool failed);
    void showLive(LiveRendering& place, const LiveRendering& live);
    void startNext();

    TaskRunner& m_tasks;
    AuditSession& m_session;
    LinkedSelection& m_selection;
    RenderingStore m_store;
    std::shared_ptr<const AuditData> m_data;        ///< That the source belongs to.
    RenderingSource m_given;
    RenderingSource m_source;
    QString m_sourceTrouble;
    std::optional<PictureCost> m_cost;
    QString m_costTrouble;
    bool m_costAsked = false;

    std::shared_ptr<RenderingQueue> m_queue = std::make_shared<RenderingQueue>();
    std::vector<Ask> m_asks;
    quint64 m_queueTask = 0;
    bool m_paused = false;
    double m_secondsLeft = -1;
    std::optional<LiveRendering> m_queueLive;
    std::vector<LiveRendering> m_single;            ///< By render(), in order; the first is in the making.
    quint64 m_singleTask = 0;
};

}  // namespace sparsescope::ui
