// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

#include <vector>

namespace sparsescope::ui {

enum class PageId { Class, ClassPath, Feature, Features, Map, Errors, Data };

/// What plots along the path are drawn over.
enum class PathAxis { Features, Lambda };

/// What every view looks at. −1: nothing of that kind.
struct Focus {
    PageId page = PageId::Class;
    int path = -1;            ///< Point of the path.
    int klass = -1;
    int feature = -1;
    qint64 example = -1;      ///< Row of the feature table.
    int cellTruth = -1;       ///< Cell of the confusion matrix; −1: all classes.
    int cellPredicted = -1;

    bool operator==(const Focus&) const = default;
};

/// The one selection that all views share, with its history. Dragging along the path is one step of it, not fifty.
class LinkedSelection : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    const Focus& focus() const { return m_focus; }
    void go(const Focus& focus);
    /// Moves without a step in the history: corrections that the person did not ask for.
    void correct(const Focus& focus);
    void reset(const Focus& focus);

    /// One for all plots, and no step of the history.
    PathAxis axis() const { return m_axis; }
    void setAxis(PathAxis axis);

    bool canGoBack() const { return !m_back.empty(); }
    bool canGoForward() const { return !m_forward.empty(); }
    void back();
    void forward();

signals:
    void changed(const sparsescope::ui::Focus& now, const sparsescope::ui::Focus& before);
    void historyChanged();
    void axisChanged(sparsescope::ui::PathAxis axis);

private:
    void moveTo(const Focus& focus);

    Focus m_focus;
    PathAxis m_axis = PathAxis::Features;
    std::vector<Focus> m_back, m_forward;
    bool m_alongPath = false;  ///< The latest step only moved along the path.
};

}  // namespace sparsescope::ui
