// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/html_report.h"

#include "base/text.h"
#include "report/html.h"
#include "report/numbers.h"

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr const char* policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; "
                               "base-uri 'none'";

std::string keyNumbers(const ReportDocument& document)
{
    if (document.keyNumbers.empty())
        return {};
    std::string out = "<div class=\"numbers\">";
    for (const ReportKeyNumber& number : document.keyNumbers)
        out += fmt::format("<div><b>{}</b><span>{}</span></div>", escaped(number.value), escaped(number.meaning));
    return out + "</div>\n";
}

std::string notice(const ReportNotice& notice)
{
    using Kind = ReportNotice::Kind;
    const char* mark = notice.kind == Kind::Good ? "✓" : notice.kind == Kind::Warning ? "▲" : "✕";
    const char* name = notice.kind == Kind::Good ? "good" : notice.kind == Kind::Warning ? "warning" : "bad";
    std::string out = fmt::format("<li><i class=\"{}\">{}</i><div>{}", name, mark, escaped(notice.sentence, 600));
    if (!notice.lines.empty()) {
        out += "<details><summary>Which</summary><ul>";
        for (const std::string& line : notice.lines)
            out += fmt::format("<li>{}</li>", escaped(line, 400));
        out += notice.moreLines > 0 ? fmt::format("<li>and {} more</li>", notice.moreLines) : "";
        out += "</ul></details>";
    }
    return out + "</div></li>\n";
}

std::string notices(const ReportDocument& document)
{
    std::string out = "<ul class=\"notices\">\n";
    for (const ReportNotice& one : document.notices)
        out += notice(one);
    return out + "</ul>\n";
}

std::string facts(const ReportFacts& facts)
{
    std::string out =
        fmt::format("<div class=\"card\"><h3>{}</h3><table class=\"facts\"><tbody>\n", escaped(facts.title));
    for (const ReportFact& fact : facts.facts) {
        const std::string value = escaped(fact.value, 1000);
        out += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", escaped(fact.name),
                           fact.code ? "<code>" + value + "</code>" : value);
    }
    return out + "</tbody></table></div>\n";
}

std::string log(const ReportDocument& document)
{
    if (document.log.empty())
        return {};
    std::string out = "<div class=\"card\"><h3>What was done</h3><div class=\"scroll\"><table><tbody>\n";
    for (const ReportLogLine& line : document.log)
        out += fmt::format(
            "<tr><td class=\"small muted n\">{}</td><td class=\"small\">{}</td><td class=\"small\">{}</td></tr>\n",
            escaped(line.utc), escaped(line.verb), escaped(line.text, 500));
    return out + "</tbody></table></div></div>\n";
}

struct Section {
    const char* id;
    const char* title;
    std::string explanation;
    std::string body;
};

std::vector<Section> sections(const ReportDocument& document)
{
    std::vector<Section> all;
    if (!document.path.rows.empty())
        all.push_back({"path", "Path", document.path.chosenBy,
                       "<div class=\"card\">" + htmlPathPlot(document.path, document.evaluated)
                           + "</div>\n"
                             "<p class=\"muted small\">Each λ of the path is one sparse head. A tick under the axis "
                             "marks a head whose "
                             "optimality was certified, a triangle one that missed the tolerance.</p>\n"});
    if (!document.classTable.empty())
        all.push_back({"classes", "Classes",
                       "Accuracy is the share of a class's own " + document.items + " that the head puts in it. "
                       "Agreement is the share on which it says the same as the network's own head.",
                       htmlClassTable(document)});
    if (!document.classes.empty())
        all.push_back(
            {"class-features", "What each class is told by",
             "Each row is one feature: its weight for the class on the standardised value (bars are on one scale "
             "for all classes), the " + document.items + " on which it is strongest, and other classes that use it."
                 + (document.items == "pictures" ? " Bright places on a picture are where the feature fires." : ""),
             htmlClasses(document)});
    if (!document.sharedFeatures.empty())
        all.push_back({"shared", "Features that several classes share",
                       "One look at these covers much of the head. The bar is the largest weight in any class.",
                       htmlSharedFeatures(document)});
    if (!document.keyNumbers.empty())
        all.push_back({"errors", "Errors", "", htmlErrors(document)});
    std::string provenance;
    for (const ReportFacts& one : document.provenance)
        provenance += facts(one);
    all.push_back({"provenance", "Provenance", "What would make every number here again.", provenance + log(document)});
    return all;
}

}  // namespace

std::string renderHtml(const ReportDocument& document)
{
    const std::vector<Section> parts = sections(document);
    std::string out =
        fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                    "<meta name=\"generator\" content=\"Sparsescope {}\">\n<title>{}</title>\n<style>{}</style>\n"
                    "</head>\n<body>\n<main>\n",
                    policy, SPARSESCOPE_VERSION, escaped(document.title), htmlStyle());
    out += fmt::format("<header><h1>{}</h1><p class=\"muted\">{}</p></header>\n", nameTag(document.title, 100),
                       escaped(document.subtitle, 400));
    out += keyNumbers(document) + notices(document) + "<nav>";
    for (const Section& part : parts)
        out += fmt::format("<a href=\"#{}\">{}</a>", part.id, part.title);
    out += "</nav>\n";
    for (const Section& part : parts) {
        const bool plot = part.id == std::string_view("path") && !document.path.title.empty();
        out +=
            fmt::format("<section id=\"{}\"><h2>{}</h2>\n", part.id, plot ? escaped(document.path.title) : part.title);
        out +=
            part.explanation.empty() ? "" : fmt::format("<p class=\"muted\">{}</p>\n", escaped(part.explanation, 600));
        out += part.body + "</section>\n";
    }
    return out + "</main>\n</body>\n</html>\n";
}

}  // namespace sparsescope
