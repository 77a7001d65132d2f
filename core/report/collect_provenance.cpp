// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_data.h"
#include "base/text.h"
#include "report/collect.h"
#include "report/numbers.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

namespace sparsescope {

namespace {

std::string listed(const std::vector<std::string>& texts)
{
    std::string all;
    for (std::size_t i = 0; i < texts.size() && i < 20; ++i)
        all += (i == 0 ? "" : "; ") + texts[i];
    return texts.size() > 20 ? all + fmt::format("; and {} more", texts.size() - 20) : all;
}

ReportFacts modelFacts(const ModelInfo& model)
{
    const Preprocessing& p = model.preprocessing;
    ReportFacts facts{"Model", {}};
    facts.facts = {
        {"File", model.path},
        {"Size", byteSize(model.fileBytes)},
        {"SHA-256", model.sha256, true},
        {"Format", model.format},
        {"Architecture", model.architecture},
        {"Parameters", groupedNumber(model.parameters)},
        {"Features taken at", fmt::format("{} ({} features)", model.layer, groupedNumber(model.features))},
        {"Original head", fmt::format("{} ({} classes)", model.headName, groupedNumber(model.classes))},
        {"Preprocessing",
         fmt::format("shorter side to {}, centre crop {} × {}, mean {:g} {:g} {:g}, deviation {:g} {:g} {:g}; "
                     "from {}",
                     p.resize, p.crop, p.crop, p.mean[0], p.mean[1], p.mean[2], p.deviation[0], p.deviation[1],
                     p.deviation[2], model.preprocessingSource)},
    };
    if (!model.notes.empty())
        facts.facts.push_back({"Notes", listed(model.notes)});
    if (!model.ignored.empty())
        facts.facts.push_back({"Ignored in the file", listed(model.ignored)});
    return facts;
}

ReportFacts dataFacts(const ReportSources& sources)
{
    const AuditInfo& info = sources.info;
    std::array<std::int64_t, 3> counts{};
    for (const DatasetClass& klass : info.classes)
        for (std::size_t s = 0; s < counts.size(); ++s)
            counts[s] += klass.counts[s];
    ReportFacts facts{"Data", {}};
    facts.facts = {
        {"Folder", info.settings.data.string()},
        {"Fingerprint (SHA-256)", info.dataFingerprint, true},
        {"Pictures", fmt::format("{}: {} train, {} validation, {} test", groupedNumber(info.items),
                                 groupedNumber(counts[0]), groupedNumber(counts[1]), groupedNumber(counts[2]))},
        {"Classes", groupedNumber(static_cast<std::int64_t>(info.classes.size()))},
        {"Split", fmt::format("{:g} validation and {:g} test of each class where no folder says otherwise, seed {}",
                              info.settings.dataset.validationShare, info.settings.dataset.testShare,
                              info.settings.dataset.seed)},
        {"Skipped", groupedNumber(static_cast<std::int64_t>(info.skipped.size()))},
    };
    if (!info.settings.dataset.namesFile.empty())
        facts.facts.push_back({"Names file", info.settings.dataset.namesFile.string()});
    if (sources.data)
        facts.facts.push_back(
            {"Feature table", fmt::format("{} rows × {} features", groupedNumber(sources.data->rowCount()),
                                          groupedNumber(sources.data->featureCount()))});
    return facts;
}

ReportFacts fitFacts(const ReportSources& sources)
{
    const PathOptions& path = sources.info.settings.path;
    constexpr std::array families{"multinomial", "binomial", "gaussian"};
    ReportFacts facts{"Fit", {}};
    facts.facts = {
        {"Model", fmt::format("{} elastic net{}, α = {:g}", families[static_cast<std::size_t>(path.family)],
                              path.grouped ? ", grouped" : "", path.alpha)},
        {"Path", fmt::format("{} λs down to {:g} of the largest{}", path.lambdaCount, path.lambdaRatio,
                             path.includeZero ? ", and λ = 0" : "")},
        {"Tolerance", fmt::format("{:g}, at most {} iterations a λ", path.tolerance, path.maxIterations)},
        {"Features", path.standardize ? "standardised on train" : "as they are"},
        {"Head chosen", describe(sources.info.settings.selection)},
    };
    if (sources.head) {
        const PathRow& row = sources.data->pieces().path.rows[static_cast<std::size_t>(sources.head->index())];
        facts.facts.push_back(
            {"At", fmt::format("λ = {:.6g} (number {}), relative gap {:.2g}, largest violation {:.2g}", row.lambda,
                               row.index, row.certificate.relativeGap, row.certificate.kktViolation)});
    }
    return facts;
}

ReportFacts programFacts(const AuditInfo& info)
{
    return {"Program", {{"Sparsescope", SPARSESCOPE_VERSION}, {"LibTorch", torchVersion()},
                        {"Device", info.settings.modelOptions.device}, {"Audit made", info.createdUtc}}};
}

using Replacements = std::vector<std::pair<std::string, std::string>>;

void replaceAll(std::string& text, const Replacements& replacements)
{
    for (const auto& [from, to] : replacements)
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
}

/// Where the audit's files lie, longest first, with what stands for them. A folder of one letter hides nothing.
Replacements placesOf(const AuditInfo& info)
{
    Replacements places;
    const auto add = [&](const std::filesystem::path& place) {
        const std::string folder = place.string();
        if (folder.size() > 3)
            places.emplace_back(folder.back() == '/' ? folder : folder + "/", "");
    };
    for (const std::filesystem::path& path : {info.folder, info.settings.data, info.settings.model,
                                              std::filesystem::path(info.model.path), info.settings.dataset.namesFile})
        if (path.is_absolute())
            add(path.parent_path());
    if (const char* home = std::getenv("HOME"))
        add(home);
    std::sort(places.begin(), places.end(),
              [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    return places;
}

}  // namespace

std::vector<ReportFacts> collectProvenance(const ReportSources& sources)
{
    return {modelFacts(sources.info.model), dataFacts(sources), fitFacts(sources), programFacts(sources.info)};
}

void hidePaths(ReportDocument& document, const AuditInfo& info)
{
    const Replacements places = placesOf(info);
    for (ReportNotice& notice : document.notices) {
        replaceAll(notice.sentence, places);
        for (std::string& line : notice.lines)
            replaceAll(line, places);
    }
    for (ReportFacts& facts : document.provenance)
        for (ReportFact& fact : facts.facts)
            replaceAll(fact.value, places);
    for (ReportLogLine& line : document.log)
        replaceAll(line.text, places);
    const auto hideIn = [&](std::vector<ReportFeature>& features) {
        for (ReportFeature& feature : features)
            for (ReportPicture& picture : feature.pictures)
                replaceAll(picture.caption, places);
    };
    for (ReportClass& klass : document.classes)
        hideIn(klass.features);
    hideIn(document.sharedFeatures);
    for (ReportMistake& mistake : document.mistakes)
        replaceAll(mistake.picture.caption, places);
}

}  // namespace sparsescope
