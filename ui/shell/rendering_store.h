// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/rendering_worker.h"
#include "ui/shell/shown_rendering.h"
#include "ui/shell/task_runner.h"

#include <QCache>
#include <QSet>

#include <map>

namespace sparsescope::ui {

/// The rendered pictures that an audit keeps, as far as the window has read them.
class RenderingStore : public QObject {
    Q_OBJECT
public:
    /// The best picture there is of a feature and sign: full before preview, complete before stopped.
    struct Standing {
        FeaturePicture facts;       ///< Without images.
        QImage thumbnail;           ///< Null where a sentence says why there is none.
        int rank = 0;
    };
    static constexpr int thumbnailSide = 128;
    /// A newer look into the same slot makes the earlier one worthless.
    static constexpr const char* headSlot = "rendered-head";
    static constexpr const char* featureSlot = "rendered-feature";

    RenderingStore(TaskRunner& tasks, QObject* parent = nullptr);

    void clear();
    void setSource(RenderingSource source, std::shared_ptr<const HeadAnalysis> head);

    /// The picture if it is at hand; else null, and changed() once it was read.
    const ShownRendering* picture(const PictureWish& wish);
    /// Null where there is none, or where it was not looked for yet.
    const Standing* standing(int feature, bool negative) const;
    /// Reads what is kept of a feature and sign in either quality, unless it was done.
    void look(const std::vector<PictureWish>& of, const char* slot);
    /// One that was just rendered.
    void take(ShownRendering picture);
    /// It is complete, as asked or better, so that it need not be rendered again.
    bool satisfied(const PictureWish& wish) const;

signals:
    void changed(int feature);

private:
    using Key = std::pair<int, bool>;

    TaskRunner& m_tasks;
    RenderingSource m_source;
    std::shared_ptr<const HeadAnalysis> m_head;
    std::map<Key, Standing> m_standing;
    QCache<QByteArray, ShownRendering> m_pictures;
    QSet<QByteArray> m_reading;     ///< Or read in vain.
    QSet<QPair<int, bool>> m_looked;
    int m_generation = 0;
};

}  // namespace sparsescope::ui
