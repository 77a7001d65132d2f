// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/look_session.h"
#include "ui/shell/workspace.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSlider;

namespace sparsescope::ui {

class LimePanel;
class MapViewer;

/// Where on a picture a feature fires, or what of it speaks for a class: one picture with an activation, gradient or
/// occlusion map, an outline of its strongest part, or superpixels by LIME. Used by every page that shows one picture large.
class WhereBox : public QWidget {
    Q_OBJECT
public:
    enum Kind { Plain, Activation, Gradient, Occlusion, Lime };

    WhereBox(Workspace& workspace, LookSession& looks, QWidget* parent = nullptr);

    /// A picture of the audit or any other, and what is asked about it. `words` tell which picture it is.
    void ask(const PictureSource& source, const PictureTarget& target, const QString& words);
    void clear();
    /// Where the network has no activation maps, the gradient is taken in their place.
    void setKind(Kind kind);
    Kind kind() const;

    MapViewer* viewer() const { return m_viewer; }
    LimePanel* lime() const { return m_lime; }
    /// What stands below the picture: its story, a note on the map, or what went wrong.
    QString words() const;

private:
    QWidget* makeMapControls();
    void offerKinds();
    void refresh();
    void askPlain();
    void askMap();
    void showMap(const MapAnswer& answer);
    void askPieces();
    void askLime();
    void showLime(const SegmentAnswer& answer);
    void showPieces();
    void follow(const TaskInfo& task);
    void ended();
    void stop();
    void fail(const Failure& failure);
    void note(const QString& sentence);
    QString targetWords() const;
    QString readout(const QPointF& place) const;
    std::shared_ptr<const HeadAnalysis> head() const { return m_workspace.session.head().head; }

    Workspace& m_workspace;
    LookSession& m_looks;
    QComboBox* m_kind = nullptr;
    MapViewer* m_viewer = nullptr;
    QWidget* m_mapControls = nullptr;
    QSlider *m_strength = nullptr, *m_outline = nullptr;
    QWidget* m_runControls = nullptr;
    QProgressBar* m_progress = nullptr;
    LimePanel* m_lime = nullptr;
    QLabel* m_words = nullptr;
    PictureSource m_source;
    PictureTarget m_target;
    QString m_story;
    std::shared_ptr<const HeadAnalysis> m_askedHead;
    Superpixels m_pieces;
    ActivationMap m_map;
    Kind m_wanted = Activation;
    QString m_slot;     ///< Of this box's own jobs: several may be open at once.
    quint64 m_task = 0;
};

}  // namespace sparsescope::ui
