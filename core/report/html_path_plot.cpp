// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/html.h"
#include "report/html_report.h"
#include "report/numbers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr double left = 56;
constexpr double right = 868;
constexpr double top = 24;
constexpr double bottom = 284;

/// From features per class and accuracy to the drawing. The features are spread by log(1 + x), as the interesting part
/// is the sparse one and the path begins at none.
struct Scale {
    double mostFeatures = 1;
    double step = 0.2;      ///< Between grid lines.
    double low = 0;
    double high = 1;

    double x(double features) const { return left + (right - left) * std::log1p(features) / std::log1p(mostFeatures); }
    double y(double accuracy) const { return bottom - (bottom - top) * (accuracy - low) / (high - low); }
};

Scale scaleOf(const PathView& path)
{
    double lowest = path.originalTestAccuracy.value_or(1.0);
    double highest = path.originalTestAccuracy.value_or(0.0);
    Scale scale;
    for (const PathRow& row : path.rows) {
        scale.mostFeatures = std::max(scale.mostFeatures, row.meanFeaturesPerClass);
        for (const SplitScore& score : row.scores) {
            if (!std::isfinite(score.accuracy))
                continue;
            lowest = std::min(lowest, score.accuracy);
            highest = std::max(highest, score.accuracy);
        }
    }
    lowest = std::min(lowest, highest);
    scale.step = highest - lowest > 0.5 ? 0.2 : highest - lowest > 0.2 ? 0.1 : 0.05;
    scale.low = std::floor(lowest / scale.step) * scale.step;
    scale.high = std::max(std::ceil(highest / scale.step - 1e-9) * scale.step, scale.low + scale.step);
    return scale;
}

std::string axes(const Scale& scale)
{
    std::string out;
    for (double tick = scale.high; tick > scale.low - scale.step / 2; tick -= scale.step)
        out += fmt::format("<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>"
                           "<text x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\">{5:.0f}\u202F%</text>\n",
                           left, right, scale.y(tick), left - 8, scale.y(tick) + 4, std::abs(tick) * 100);
    out += fmt::format("<line class=\"base\" x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\"/>\n", left, right, bottom);
    constexpr std::array ticks{0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};
    for (const int tick : ticks)
        if (tick <= scale.mostFeatures)
            out += fmt::format("<line class=\"base\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>"
                               "<text x=\"{0:.1f}\" y=\"{3}\" text-anchor=\"middle\">{4}</text>\n",
                               scale.x(tick), bottom, bottom + 5, bottom + 36, tick);
    return out + fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">features per class (mean)</text>"
                             "<text x=\"{}\" y=\"14\" text-anchor=\"start\">accuracy</text>\n",
                             (left + right) / 2, bottom + 56, 8);
}

struct Label {
    std::string text;
    std::string kind;
    double y = 0;
};

/// One split's curve, and the place of its label at the right end.
std::string curve(const PathView& path, const Scale& scale, std::size_t split, std::vector<Label>& labels)
{
    std::string points;
    double last = 0;
    for (const PathRow& row : path.rows) {
        if (split >= row.scores.size() || !std::isfinite(row.scores[split].accuracy))
            continue;
        last = scale.y(row.scores[split].accuracy);
        points += fmt::format("{:.1f},{:.1f} ", scale.x(row.meanFeaturesPerClass), last);
    }
    if (points.empty())
        return {};
    const std::string& name = path.rows.front().scores[split].split;
    const std::string kind = name == "train" || name == "validation" ? name : "test";
    labels.push_back({name, kind, last});
    return fmt::format("<polyline class=\"curve {}\" points=\"{}\"/>\n", kind, points);
}

/// Labels at the right end, moved apart where they would lie on one another.
std::string endLabels(std::vector<Label> labels)
{
    std::sort(labels.begin(), labels.end(), [](const Label& a, const Label& b) { return a.y < b.y; });
    std::string out;
    double free = -std::numeric_limits<double>::infinity();
    for (const Label& label : labels) {
        const double y = std::max(label.y, free);
        out += fmt::format("<text class=\"label-{}\" x=\"{}\" y=\"{:.1f}\">{}</text>\n", label.kind, right + 8, y + 4,
                           escaped(label.text));
        free = y + 15;
    }
    return out;
}

/// Under the axis, a tick for each certified λ and a triangle for one that missed its tolerance.
std::string certificates(const PathView& path, const Scale& scale)
{
    std::string out;
    for (const PathRow& row : path.rows) {
        const double x = scale.x(row.meanFeaturesPerClass);
        if (row.certificate.converged)
            out += fmt::format("<line class=\"certified\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>", x,
                               bottom + 10, bottom + 18);
        else
            out += fmt::format("<path class=\"missed\" d=\"M{:.1f} {}l4.5 8h-9z\"/>", x, bottom + 10);
    }
    return out + "\n";
}

std::string chosenMark(const PathView& path, const Scale& scale, const std::string& evaluated)
{
    if (path.chosen < 0 || path.chosen >= static_cast<int>(path.rows.size()))
        return {};
    const PathRow& row = path.rows[static_cast<std::size_t>(path.chosen)];
    const double x = scale.x(row.meanFeaturesPerClass);
    std::string out =
        fmt::format("<line class=\"chosen\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>", x, top, bottom);
    for (const SplitScore& score : row.scores)
        if (score.split == evaluated && std::isfinite(score.accuracy))
            out += fmt::format("<circle class=\"chosen-dot\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4.5\"/>", x,
                               scale.y(score.accuracy));
    const bool atRight = x > (left + right) / 2;
    return out
           + fmt::format("<text class=\"chosen-text\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"{}\">chosen: {} features per "
                         "class</text>\n",
                         x + (atRight ? -6 : 6), top - 8, atRight ? "end" : "start",
                         fewDigits(row.meanFeaturesPerClass));
}

std::string ownHead(const PathView& path, const Scale& scale)
{
    if (!path.originalTestAccuracy)
        return {};
    const double y = scale.y(*path.originalTestAccuracy);
    return fmt::format(
        "<line class=\"own\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/><text x=\"{3}\" y=\"{4:.1f}\">"
        "the network's own head {5}</text>\n",
        left, right, y, left + 8, y - 5, percent(*path.originalTestAccuracy));
}

std::string table(const PathView& path)
{
    std::string out =
        "<details><summary>The numbers</summary><div class=\"scroll\"><table><thead><tr><th class=\"n\">#</th>"
        "<th class=\"n\">λ</th><th class=\"n\">features per class</th>";
    for (const SplitScore& score : path.rows.front().scores)
        out += fmt::format("<th class=\"n\">{}</th>", escaped(score.split));
    out += "<th class=\"n\">relative gap</th><th class=\"n\">violation</th><th>certificate</th></tr></thead><tbody>\n";
    for (const PathRow& row : path.rows) {
        out += fmt::format("<tr><td class=\"n\">{}</td><td class=\"n\">{:.4g}</td><td class=\"n\">{:.2f}</td>",
                           row.index, row.lambda, row.meanFeaturesPerClass);
        for (const SplitScore& score : row.scores)
            out += fmt::format("<td class=\"n\">{}</td>", percent(score.accuracy));
        out += fmt::format("<td class=\"n\">{:.1e}</td><td class=\"n\">{:.1e}</td><td>{}</td></tr>\n",
                           row.certificate.relativeGap, row.certificate.kktViolation,
                           row.certificate.converged ? "<span class=\"good\">✓ certified</span>"
                                                     : "<span class=\"warning\">▲ missed</span>");
    }
    return out + "</tbody></table></div></details>\n";
}

}  // namespace

std::string htmlPathPlot(const PathView& path, const std::string& evaluated)
{
    if (path.rows.empty())
        return {};
    const Scale scale = scaleOf(path);
    std::vector<Label> labels;
    std::string curves;
    for (std::size_t split = 0; split < path.rows.front().scores.size(); ++split)
        curves += curve(path, scale, split, labels);
    return fmt::format("<svg viewBox=\"0 0 960 350\" role=\"img\" aria-label=\"Accuracy against features per class\">\n"
                       "{}{}{}{}{}{}</svg>\n{}",
                       axes(scale), ownHead(path, scale), curves, certificates(path, scale),
                       chosenMark(path, scale, evaluated), endLabels(labels), table(path));
}

}  // namespace sparsescope
