// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/collect.h"

#include "audit/audit_data.h"
#include "base/text.h"
#include "report/numbers.h"
#include "report/picture_maker.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr int mistakesPerCell = 3;

std::string className(const HeadAnalysis& head, int klass)
{
    return head.data().pieces().classes[static_cast<std::size_t>(klass)].name;
}

std::string featureLabel(const HeadAnalysis& head, int feature)
{
    const std::string name = head.data().pieces().names->get(feature).name;
    return name.empty() ? fmt::format("feature {}", feature) : fmt::format("{} (feature {})", name, feature);
}

std::vector<ReportKeyNumber> keyNumbers(const ReportSources& sources, const ClassList& list)
{
    const PathView path = pathView(*sources.data);
    const HeadAnalysis& head = *sources.head;
    std::vector<ReportKeyNumber> numbers;
    const std::string split = splitName(list.evaluated);
    numbers.push_back({percent(list.accuracy), "accuracy of the sparse head on " + split});
    if (path.originalTestAccuracy)
        numbers.push_back({percent(*path.originalTestAccuracy), "accuracy of the network's own head"});
    numbers.push_back({fewDigits(head.head().meanNonZerosPerClass()), "features per class, on average"});
    numbers.push_back(
        {fmt::format("{} of {}", groupedNumber(static_cast<std::int64_t>(head.head().usedFeatures().size())),
                     groupedNumber(head.data().featureCount())),
         "features used by any class"});
    numbers.push_back({groupedNumber(head.data().rowCount()), std::string(itemNoun(sources.info.model.input)) + " looked at"});
    return numbers;
}

/// Classes by how much there is to see: the largest loss against the network's own head, then the lowest accuracy.
std::vector<ClassRow> byInterest(std::vector<ClassRow> rows)
{
    const auto interest = [](const ClassRow& row) {
        if (std::isnan(row.accuracy))
            return -1.0;
        return row.originalAccuracy ? 1 + *row.originalAccuracy - row.accuracy : 1 - row.accuracy;
    };
    std::stable_sort(rows.begin(), rows.end(),
                     [&](const ClassRow& a, const ClassRow& b) { return interest(a) > interest(b); });
    return rows;
}

std::vector<ReportUse> someUses(const HeadAnalysis& head, const std::vector<WeightBar::AlsoUsedBy>& uses)
{
    std::vector<ReportUse> some;
    for (std::size_t i = 0; i < uses.size() && i < ReportCaps::uses; ++i)
        some.push_back({className(head, uses[i].klass), uses[i].weight});
    return some;
}

ReportClass reportClass(const HeadAnalysis& head, int klass, const ReportOptions& options, PictureMaker& pictures)
{
    const ClassView view = classView(head, klass);
    ReportClass section;
    section.row = view.row;
    section.bias = view.bias;
    for (const WeightBar& bar : view.bars) {
        if (section.features.size() == ReportCaps::features) {
            ++section.moreFeatures;
            section.moreWeight += std::abs(bar.weight);
            continue;
        }
        ReportFeature feature{bar.feature, bar.featureName, bar.weight, {}, someUses(head, bar.alsoUsedBy), 0};
        feature.moreUses = bar.alsoUsedBy.size() - feature.alsoUsedBy.size();
        feature.pictures = pictures.strongest(bar.best, bar.feature, options.picturesPerFeature);
        feature.rendered = pictures.rendered(bar.feature, bar.weight);
        section.features.push_back(std::move(feature));
    }
    return section;
}

Status collectClasses(const ReportSources& sources, const ClassList& list, const ReportOptions& options,
                      PictureMaker& pictures, Progress& progress, ReportDocument& document)
{
    const bool all = list.rows.size() <= ReportCaps::classes;
    std::vector<ClassRow> shown = all ? list.rows : byInterest(list.rows);
    shown.resize(std::min(shown.size(), ReportCaps::classes));
    if (!all)
        document.classesChosenBy = fmt::format(
            "{} of {} classes are shown: those that lost most against the network's own head, or else have the lowest "
            "accuracy.", shown.size(), groupedNumber(static_cast<std::int64_t>(list.rows.size())));
    progress.beginStage("Drawing classes", static_cast<std::int64_t>(shown.size()), "classes");
    for (const ClassRow& row : shown) {
        if (progress.stopRequested())
            return Cancelled{};
        document.classes.push_back(reportClass(*sources.head, row.id, options, pictures));
        progress.advance();
    }
    return Done{};
}

Status collectSharedFeatures(const ReportSources& sources, const ReportOptions& options, PictureMaker& pictures,
                             Progress& progress, ReportDocument& document)
{
    std::vector<FeatureRow> rows = featureList(*sources.head);
    std::erase_if(rows, [](const FeatureRow& row) { return row.classes < 2; });
    std::stable_sort(rows.begin(), rows.end(), [](const FeatureRow& a, const FeatureRow& b) {
        return std::pair(-a.classes, -std::abs(a.largestWeight)) < std::pair(-b.classes, -std::abs(b.largestWeight));
    });
    rows.resize(std::min(rows.size(), ReportCaps::sharedFeatures));
    progress.beginStage("Drawing shared features", static_cast<std::int64_t>(rows.size()), "features");
    for (const FeatureRow& row : rows) {
        if (progress.stopRequested())
            return Cancelled{};
        const FeatureView view = featureView(*sources.head, row.feature);
        ReportFeature feature{row.feature, row.name, row.largestWeight, {}, someUses(*sources.head, view.classes), 0};
        feature.moreUses = view.classes.size() - feature.alsoUsedBy.size();
        feature.pictures = pictures.strongest(view.most, row.feature, options.picturesPerFeature);
        feature.rendered = pictures.rendered(row.feature, row.largestWeight);
        document.sharedFeatures.push_back(std::move(feature));
        progress.advance();
    }
    return Done{};
}

/// The largest parts, and what is left in one part, so that they still add up to the logit.
ReportLogit reportLogit(const HeadAnalysis& head, const LogitExplanation& explanation)
{
    ReportLogit logit{className(head, explanation.klass), explanation.logit, explanation.probability, {}};
    double rest = explanation.logit - explanation.bias;
    for (std::size_t i = 0; i < explanation.parts.size() && i < ReportCaps::parts; ++i) {
        const Contribution& part = explanation.parts[i];
        logit.parts.push_back({featureLabel(head, part.feature), part.part});
        rest -= part.part;
    }
    if (explanation.parts.size() > ReportCaps::parts) {
        const std::size_t count = explanation.parts.size() - ReportCaps::parts;
        logit.parts.push_back({fmt::format("{} more feature{}", count, count == 1 ? "" : "s"), rest});
    }
    logit.parts.push_back({"bias", explanation.bias});
    return logit;
}

/// The most confident errors, but only a few of each kind.
std::vector<ExampleRef> variedErrors(const HeadAnalysis& head, int count)
{
    std::map<std::pair<int, int>, int> taken;
    std::vector<ExampleRef> varied;
    for (const ExampleRef& example : cellExamples(head, -1, -1, std::max(500, count * 20))) {
        if (static_cast<int>(varied.size()) >= count)
            break;
        if (++taken[{example.label, example.predicted}] <= mistakesPerCell)
            varied.push_back(example);
    }
    return varied;
}

Status collectErrors(const ReportSources& sources, const ReportOptions& options, PictureMaker& pictures,
                     Progress& progress, ReportDocument& document)
{
    const HeadAnalysis& head = *sources.head;
    ConfusionView matrix = confusion(head);
    document.errors = matrix.errors;
    document.evaluatedRows = matrix.rows;
    for (std::size_t t = 0; t < matrix.counts.size(); ++t) {
        std::int64_t rows = 0;
        for (const std::int64_t count : matrix.counts[t])
            rows += count;
        for (std::size_t p = 0; p < matrix.counts.size(); ++p)
            if (t != p && matrix.counts[t][p] > 0)
                document.confusions.push_back({matrix.names[t], matrix.names[p], matrix.counts[t][p], rows});
    }
    std::stable_sort(document.confusions.begin(), document.confusions.end(),
                     [](const ReportConfusion& a, const ReportConfusion& b) { return a.count > b.count; });
    document.confusions.resize(std::min(document.confusions.size(), ReportCaps::confusions));
    if (matrix.names.size() <= ReportCaps::matrix)
        document.matrix = std::move(matrix);

    const std::vector<ExampleRef> examples = variedErrors(head, options.errors);
    progress.beginStage("Explaining errors", static_cast<std::int64_t>(examples.size()), itemNoun(sources.info.model.input));
    for (const ExampleRef& example : examples) {
        if (progress.stopRequested())
            return Cancelled{};
        SS_TRY(const ExampleView view, exampleView(head, example.row));
        ReportMistake mistake{
            pictures.plain(example), reportLogit(head, view.predicted), reportLogit(head, view.truth), {}};
        if (view.originalPrediction)
            mistake.originalPrediction = className(head, *view.originalPrediction);
        document.mistakes.push_back(std::move(mistake));
        progress.advance();
    }
    return Done{};
}

Status collectHead(const ReportSources& sources, const ReportOptions& options, Progress& progress,
                   ReportDocument& document)
{
    const ClassList list = classList(*sources.head);
    document.evaluated = splitName(list.evaluated);
    document.keyNumbers = keyNumbers(sources, list);
    document.classTable = list.rows.size() <= ReportCaps::classes ? list.rows : byInterest(list.rows);
    if (document.classTable.size() > ReportCaps::classRows) {
        document.moreClasses = document.classTable.size() - ReportCaps::classRows;
        document.classTable.resize(ReportCaps::classRows);
    }
    PictureMaker pictures(sources, progress);
    SS_CHECK(collectClasses(sources, list, options, pictures, progress, document));
    SS_CHECK(collectSharedFeatures(sources, options, pictures, progress, document));
    return collectErrors(sources, options, pictures, progress, document);
}

std::string subtitleOf(const AuditInfo& info)
{
    return fmt::format("{} on {} {} in {} classes from {}. Audit made {}.",
                       info.model.architecture.empty() ? "A network" : info.model.architecture,
                       groupedNumber(info.items), itemNoun(info.model.input), groupedNumber(static_cast<std::int64_t>(info.classes.size())),
                       info.settings.data.filename().string(), info.createdUtc);
}

}  // namespace

Result<ReportDocument> collectReport(const ReportSources& sources, const ReportOptions& options, Progress& progress)
{
    ReportDocument document;
    document.title = sources.info.title.empty() ? sources.info.folder.stem().string() : sources.info.title;
    document.subtitle = subtitleOf(sources.info);
    document.items = itemNoun(sources.info.model.input);
    document.notices = collectNotices(sources);
    document.tolerance = sources.info.settings.path.tolerance;
    if (sources.data)
        document.path = pathView(*sources.data);
    if (sources.head)
        SS_CHECK(collectHead(sources, options, progress, document));
    document.provenance = collectProvenance(sources);
    const std::size_t skippedLines = sources.log.size() - std::min(sources.log.size(), ReportCaps::logLines);
    for (std::size_t i = skippedLines; i < sources.log.size(); ++i)
        document.log.push_back({sources.log[i].utc, sources.log[i].verb, sources.log[i].text});
    if (!options.absolutePaths)
        hidePaths(document, sources.info);
    return document;
}

}  // namespace sparsescope
