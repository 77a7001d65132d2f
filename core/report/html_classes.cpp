// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/text.h"
#include "report/html.h"
#include "report/html_report.h"
#include "report/numbers.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace {

std::string optionalPercent(const std::optional<double>& share)
{
    return share ? percent(*share) : "–";
}

bool hasOriginal(const std::vector<ClassRow>& rows)
{
    return std::any_of(rows.begin(), rows.end(), [](const ClassRow& row) { return row.originalAccuracy.has_value(); });
}

std::string classRow(const ClassRow& row, bool linked, bool original)
{
    const std::string name = nameTag(row.name.empty() ? row.key : row.name);
    std::string out = "<tr><td>" + (linked ? fmt::format("<a href=\"#class-{}\">{}</a>", row.id, name) : name);
    if (row.key != row.name && !row.name.empty())
        out += fmt::format(" <span class=\"muted small\">{}</span>", nameTag(row.key, 30));
    out += fmt::format("</td><td class=\"n\">{}</td>", percent(row.accuracy));
    if (original)
        out += fmt::format("<td class=\"n\">{}</td><td class=\"n\">{}</td>", optionalPercent(row.originalAccuracy),
                           optionalPercent(row.agreement));
    out += fmt::format("<td class=\"n\">{}</td>", row.features);
    for (const std::int64_t count : row.counts)
        out += fmt::format("<td class=\"n\">{}</td>", groupedNumber(count));
    return out + "</tr>\n";
}

std::string alsoUsedBy(const ReportFeature& feature, const char* opening)
{
    if (feature.alsoUsedBy.empty())
        return "only here";
    std::string out = opening;
    for (std::size_t i = 0; i < feature.alsoUsedBy.size(); ++i)
        out += fmt::format("{}{} {}", i == 0 ? "" : ", ", nameTag(feature.alsoUsedBy[i].className, 30),
                           htmlSigned(feature.alsoUsedBy[i].weight));
    return feature.moreUses > 0 ? out + fmt::format(" and {} more", feature.moreUses) : out;
}

std::string thumbs(const ReportFeature& feature)
{
    const bool texts = !feature.pictures.empty() && !feature.pictures.front().text.empty();
    std::string out = texts ? "<div class=\"texts\">" : "<div class=\"thumbs\">";
    if (feature.rendered)
        out += fmt::format("<div class=\"rendered {}\">{}</div>", feature.weight < 0 ? "down" : "up", htmlPicture(*feature.rendered, "thumb"));
    for (const ReportPicture& picture : feature.pictures)
        out += htmlPicture(picture, "thumb");
    return out + "</div>";
}

std::string featureName(const ReportFeature& feature)
{
    if (feature.name.empty())
        return fmt::format("feature {}", feature.feature);
    return fmt::format("{}<br><span class=\"muted\">feature {}</span>", nameTag(feature.name, 80), feature.feature);
}

std::string featureRow(const ReportFeature& feature, double largest, const char* opening)
{
    const double share = largest > 0 ? std::abs(feature.weight) / largest : 0;
    return fmt::format(
        "<div class=\"feature\"><div class=\"id\">{}</div><div><div class=\"bar {}\"><span style=\"width:"
        "{:.1f}%\"></span><b>{}</b></div><div class=\"also\">{}</div></div>{}</div>\n",
        featureName(feature), feature.weight < 0 ? "negative" : "positive", share * 100, signedNumber(feature.weight),
        alsoUsedBy(feature, opening), thumbs(feature));
}

double largestWeight(const std::vector<ReportFeature>& features)
{
    double largest = 0;
    for (const ReportFeature& feature : features)
        largest = std::max(largest, std::abs(feature.weight));
    return largest;
}

bool anyRendered(const ReportDocument& document)
{
    const auto has = [](const ReportFeature& feature) { return feature.rendered.has_value(); };
    return std::ranges::any_of(document.classes, [&](const ReportClass& klass) { return std::ranges::any_of(klass.features, has); });
}

std::string classCard(const ReportClass& klass, double largest)
{
    const ClassRow& row = klass.row;
    std::string out = fmt::format("<section class=\"card class\" id=\"class-{}\"><header><h3>{}</h3>"
                                  "<span>sparse <b>{}</b></span>",
                                  row.id, nameTag(row.name.empty() ? row.key : row.name, 80), percent(row.accuracy));
    if (row.originalAccuracy)
        out += fmt::format("<span>original <b>{}</b></span><span>agreement <b>{}</b></span>",
                           percent(*row.originalAccuracy), optionalPercent(row.agreement));
    out += fmt::format("<span><b>{}</b> feature{}</span><span>bias {}</span></header>\n", row.features,
                       row.features == 1 ? "" : "s", htmlSigned(klass.bias));
    if (klass.features.empty())
        out += "<p class=\"muted\">This class uses no feature; only its bias speaks for it.</p>";
    for (const ReportFeature& feature : klass.features)
        out += featureRow(feature, largest, "also: ");
    if (klass.moreFeatures > 0)
        out += fmt::format("<p class=\"muted small\">And {} weaker feature{}, whose weights add up to {} in size.</p>",
                           klass.moreFeatures, klass.moreFeatures == 1 ? "" : "s", fewDigits(klass.moreWeight));
    return out + "</section>\n";
}

}  // namespace

std::string htmlSigned(double value)
{
    return fmt::format("<span class=\"{}\">{}</span>", value < 0 ? "minus" : "plus", signedNumber(value));
}

std::string htmlPicture(const ReportPicture& picture, const char* cssClass)
{
    const std::string caption = escaped(picture.caption, 300);
    if (!picture.text.empty())
        return fmt::format("<blockquote class=\"{}\" title=\"{}\">{}</blockquote>", cssClass, caption,
                           escaped(picture.text, 1000));
    if (picture.jpeg.empty())
        return fmt::format("<div class=\"{} none\" title=\"{}\">no picture</div>", cssClass, caption);
    return fmt::format(
        "<img class=\"{}\" width=\"{}\" height=\"{}\" title=\"{}\" alt=\"{}\" src=\"data:image/jpeg;base64,{}\">",
        cssClass, picture.width, picture.height, caption, caption, base64(picture.jpeg));
}

std::string htmlClassTable(const ReportDocument& document)
{
    if (document.classTable.empty())
        return {};
    const bool original = hasOriginal(document.classTable);
    std::string out =
        fmt::format("<div class=\"card scroll\"><table><thead><tr><th>class</th><th class=\"n\">accuracy on {}</th>",
                    escaped(document.evaluated));
    if (original)
        out += "<th class=\"n\">original head</th><th class=\"n\">agreement</th>";
    out += "<th class=\"n\">features</th><th class=\"n\">train</th><th class=\"n\">validation</th><th "
           "class=\"n\">test</th>"
           "</tr></thead><tbody>\n";
    for (const ClassRow& row : document.classTable) {
        const bool linked = std::any_of(document.classes.begin(), document.classes.end(),
                                        [&](const ReportClass& klass) { return klass.row.id == row.id; });
        out += classRow(row, linked, original);
    }
    out += "</tbody></table></div>\n";
    if (document.moreClasses > 0)
        out += fmt::format("<p class=\"muted\">And {} more classes.</p>\n",
                           groupedNumber(static_cast<std::int64_t>(document.moreClasses)));
    return out;
}

std::string htmlClasses(const ReportDocument& document)
{
    std::string out;
    if (!document.classesChosenBy.empty())
        out += fmt::format("<p>{}</p>\n", escaped(document.classesChosenBy, 400));
    if (anyRendered(document))
        out += "<p class=\"muted small\">Pictures with a sign in the corner show no data: they were rendered from the network alone, to raise "
               "(+) or lower (−) the feature, as its weight does to the class. How is told where the pointer rests.</p>\n";
    double largest = 0;
    for (const ReportClass& klass : document.classes)
        largest = std::max(largest, largestWeight(klass.features));
    for (const ReportClass& klass : document.classes)
        out += classCard(klass, largest);
    return out;
}

std::string htmlSharedFeatures(const ReportDocument& document)
{
    std::string out = "<section class=\"card class\">\n";
    const double largest = largestWeight(document.sharedFeatures);
    for (const ReportFeature& feature : document.sharedFeatures)
        out += featureRow(feature, largest, "");
    return out + "</section>\n";
}

}  // namespace sparsescope
