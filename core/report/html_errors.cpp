// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/text.h"
#include "report/html.h"
#include "report/html_report.h"
#include "report/numbers.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::size_t shortList = 8;  // beside the matrix

/// Cells are as dark as their share of the row, so that rare classes are seen as well as common ones.
std::string matrixCell(std::int64_t count, std::int64_t row, bool diagonal)
{
    const double share = row > 0 ? static_cast<double>(count) / static_cast<double>(row) : 0;
    const std::string title = fmt::format("{} of {}, {}", count, row, row > 0 ? percent(share) : "no rows");
    if (count == 0)
        return fmt::format("<td{} title=\"{}\"></td>", diagonal ? " class=\"right\"" : "", title);
    return fmt::format("<td{} style=\"background:rgba(var(--heat),{:.2f})\" title=\"{}\">{}</td>",
                       diagonal ? " class=\"right\"" : "", 0.06 + 0.44 * share, title, groupedNumber(count));
}

std::string matrixTable(const ConfusionView& matrix)
{
    std::string out = "<div class=\"scroll\"><table class=\"matrix\"><thead><tr><th></th>";
    for (const std::string& name : matrix.names)
        out += fmt::format("<th><span>{}</span></th>", nameTag(name, 20));
    out += "</tr></thead><tbody>\n";
    for (std::size_t t = 0; t < matrix.counts.size(); ++t) {
        std::int64_t row = 0;
        for (const std::int64_t count : matrix.counts[t])
            row += count;
        out += fmt::format("<tr><th>{}</th>", nameTag(matrix.names[t], 30));
        for (std::size_t p = 0; p < matrix.counts[t].size(); ++p)
            out += matrixCell(matrix.counts[t][p], row, t == p);
        out += "</tr>\n";
    }
    return out + "</tbody></table></div>\n";
}

std::string confusionList(const std::vector<ReportConfusion>& confusions, std::size_t count)
{
    std::string out = "<div class=\"scroll\"><table><thead><tr><th>true class</th><th>taken for</th>"
                      "<th class=\"n\">rows</th><th class=\"n\">of the true class</th></tr></thead><tbody>\n";
    for (const ReportConfusion& confusion : std::span(confusions).first(std::min(count, confusions.size())))
        out += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
                           nameTag(confusion.truth), nameTag(confusion.predicted), groupedNumber(confusion.count),
                           percent(confusion.ofTruth > 0 ? static_cast<double>(confusion.count)
                                                             / static_cast<double>(confusion.ofTruth)
                                                         : std::nan("")));
    return out + "</tbody></table></div>\n";
}

/// A bar from the middle to the right (for) or to the left (against).
std::string partRow(const ReportPart& part, double largest)
{
    const double width = largest > 0 ? std::min(std::abs(part.part) / largest, 1.0) * 50 : 0;
    const bool against = part.part < 0;
    return fmt::format(
        "<div class=\"part {}\"><span class=\"name\" title=\"{}\"><bdi>{}</bdi></span><span class=\"track\">"
        "<i style=\"left:{:.1f}%;width:{:.1f}%\"></i></span><b>{}</b></div>\n",
        against ? "negative" : "positive", escaped(part.label, 300), escaped(part.label, 60), against ? 50 - width : 50,
        width, signedNumber(part.part));
}

std::string logitColumn(const ReportLogit& logit, const char* heading, double largest)
{
    std::string out =
        fmt::format("<div class=\"logit\"><header><span><span class=\"small\">{}</span><br><b>{}</b></span>"
                    "<span class=\"small\">{}</span></header>\n",
                    heading, nameTag(logit.className), percent(logit.probability));
    for (const ReportPart& part : logit.parts)
        out += partRow(part, largest);
    return out
           + fmt::format(
               "<div class=\"part sum\"><span class=\"name\">logit</span><span></span><b>{}</b></div></div>\n",
               signedNumber(logit.logit));
}

std::string mistakeCard(const ReportMistake& mistake)
{
    double largest = 0;
    for (const ReportLogit* logit : {&mistake.predicted, &mistake.truth})
        for (const ReportPart& part : logit->parts)
            largest = std::max(largest, std::abs(part.part));
    std::string caption = escaped(mistake.picture.caption, 120);
    if (!mistake.originalPrediction.empty())
        caption += fmt::format("<br>the network's own head says {}", nameTag(mistake.originalPrediction, 40));
    return fmt::format("<section class=\"card mistake\"><figure>{}<figcaption>{}</figcaption></figure>{}{}</section>\n",
                       htmlPicture(mistake.picture, "picture"), caption,
                       logitColumn(mistake.predicted, "predicted", largest),
                       logitColumn(mistake.truth, "true class", largest));
}

}  // namespace

std::string htmlErrors(const ReportDocument& document)
{
    if (document.evaluatedRows == 0)
        return "<p>Nothing was left to evaluate on.</p>\n";
    std::string out =
        fmt::format("<p>{} of {} {} in {} are put in a wrong class.</p>\n", groupedNumber(document.errors),
                    groupedNumber(document.evaluatedRows), document.items, escaped(document.evaluated));
    out += "<div class=\"card confusion\">";
    if (!document.matrix.names.empty())
        out += "<div>" + matrixTable(document.matrix) + "</div>";
    if (!document.confusions.empty())
        out += "<div class=\"list\">"
            + confusionList(document.confusions, document.matrix.names.empty() ? document.confusions.size() : shortList)
            + "</div>";
    out += "</div>\n";
    if (!document.matrix.names.empty())
        out += "<p class=\"muted small\">Rows are the true classes, columns what the sparse head says. A cell is as "
               "strong as "
               "its share of the row.</p>\n";
    if (document.mistakes.empty())
        return out;
    out += fmt::format(
        "<p>The {} most confident ones, at most three of a kind. The parts and the bias add up to each logit; "
        "bars to the right speak for the class, to the left against it.</p>\n",
        document.mistakes.size());
    for (const ReportMistake& mistake : document.mistakes)
        out += mistakeCard(mistake);
    return out;
}

}  // namespace sparsescope
