// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/rendered_bars.h"

#include "ui/shell/words.h"
#include "ui/widgets/feature_popup.h"
#include "ui/widgets/weight_bars.h"

namespace sparsescope::ui {

namespace {

QStringList linesOf(const RenderingSession& renderings, int feature, bool negative)
{
    if (const auto* live = renderings.live(feature, negative); live && live->steps > 0)
        return {QObject::tr("step %1 of %2").arg(live->step).arg(live->steps)};
    const auto* standing = renderings.store().standing(feature, negative);
    if (!standing)
        return {};
    QStringList lines{reachedWords(standing->facts), settingsWords(standing->facts.wish), cautionWords(standing->facts)};
    lines.removeAll(QString());
    return lines;
}

/// In full size where that was read already; else it is there the next time.
QImage pictureOf(RenderingSession& renderings, int feature, bool negative)
{
    const auto* standing = renderings.store().standing(feature, negative);
    if (standing && !renderings.live(feature, negative))
        if (const auto* full = renderings.store().picture(standing->facts.wish); full && !full->images.empty())
            return full->images.front();
    return renderings.thumbnail(feature, negative);
}

void showPopup(FeaturePopup& popup, RenderingSession& renderings, const WeightBars& bars, int row, const QPoint& global)
{
    const WeightBar& bar = bars.bars().bars()[static_cast<std::size_t>(row)];
    const bool negative = bar.weight < 0;
    popup.showLarge(QObject::tr("%1, %2").arg(featureTitle(bar.feature, bar.featureName), signWords(negative)),
                    linesOf(renderings, bar.feature, negative), pictureOf(renderings, bar.feature, negative), global);
}

}  // namespace

void showRendered(WeightBars& bars, Workspace& workspace)
{
    auto& renderings = workspace.renderings;
    auto* popup = new FeaturePopup(workspace.pictures, &bars);
    bars.bars().setRendered([&renderings](int feature, bool negative) { return renderings.thumbnail(feature, negative); });
    QObject::connect(&renderings, &RenderingSession::pictureChanged, &bars.bars(), &WeightBarModel::renderedChanged);
    QObject::connect(&bars, &WeightBars::renderedHovered, popup, [&bars, &renderings, popup](int feature, const QPoint& global) {
        const int row = bars.bars().indexOfFeature(feature);
        if (row < 0)
            return popup->hide();
        showPopup(*popup, renderings, bars, row, global);
    });
}

}  // namespace sparsescope::ui
