// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_state.h"

#include "base/text.h"
#include "data/balance.h"
#include "data/copies.h"

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

Status checkModel(const ModelInfo& model)
{
    if (model.usable())
        return Done{};
    const std::string name = quoted(fs::path(model.path).filename().string(), 120);
    if (model.needsConsent)
        return Error{"E-AUDIT-023", fmt::format("{} is a program (TorchScript): opening it runs what it says. Agree to that for "
                                                "this file if you trust where it comes from.", name), ""};
    std::string table;
    for (const TensorMismatch& mismatch : model.mismatches)
        table += fmt::format("{}: expected {}, found {}\n", displayText(mismatch.name), displayText(mismatch.expected),
                             displayText(mismatch.found));
    return Error{"E-AUDIT-024", fmt::format("{} cannot be used: {} of its tensors do not fit the architecture \"{}\". See what does "
                                            "not fit, and choose a complete file.", name, model.mismatches.size(),
                                            displayText(model.architecture)), table};
}

AuditSettings withFullPaths(AuditSettings settings)
{
    std::error_code ignored;
    settings.model = fs::absolute(settings.model, ignored).lexically_normal();
    settings.data = fs::absolute(settings.data, ignored).lexically_normal();
    if (!settings.dataset.namesFile.empty())
        settings.dataset.namesFile = fs::absolute(settings.dataset.namesFile, ignored).lexically_normal();
    for (fs::path* file : {&settings.dataset.text.testFile, &settings.dataset.text.testLabels})
        if (!file->empty())
            *file = fs::absolute(*file, ignored).lexically_normal();
    return settings;
}

/// Equal pictures in several splits; a table of texts tells its own.
Result<std::vector<std::string>> copiesIn(const Dataset& data, Progress& progress)
{
    return data.kind == Dataset::Kind::Texts ? std::vector<std::string>() : notesAboutCopies(data, progress);
}

std::string balanceText(const Dataset& data, const DatasetOptions& options)
{
    return balanceSentence(balanceRows(data, options.balance, options.seed), options.balance, data.classes);
}

std::string titleOf(const AuditSettings& settings, const fs::path& folder)
{
    if (!settings.title.empty())
        return settings.title;
    const fs::path name = folder.has_filename() ? folder : folder.parent_path();
    return name.stem().string();
}

}  // namespace

Status checkNewAudit(const fs::path& folder)
{
    std::error_code error;
    if (fs::exists(folder / "audit.db", error))
        return Error{"E-AUDIT-020", fmt::format("{} already holds an audit. Open it, or choose another name.",
                                                quoted(folder.string(), 300)), ""};
    if (!fs::exists(folder, error))
        return Done{};
    if (!fs::is_directory(folder, error))
        return Error{"E-AUDIT-021", fmt::format("{} is not a folder. Choose another name.", quoted(folder.string(), 300)), ""};
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        if (name != ".lock" && !name.starts_with("audit.db.new"))
            return Error{"E-AUDIT-022", fmt::format("{} is not empty: it holds {}. Choose another name for the audit.",
                                                    quoted(folder.string(), 300), quoted(name, 60)), ""};
    }
    return Done{};
}

Audit::Audit(std::shared_ptr<State> state) : m_state(std::move(state)) {}
Audit::~Audit() = default;

Result<std::shared_ptr<Audit>> Audit::create(const fs::path& folder, const AuditSettings& settings, Progress& progress)
{
    SS_CHECK(checkNewAudit(folder));
    AuditRecord record;
    record.settings = withFullPaths(settings);
    progress.beginStage("Looking at the model", 0, "");
    SS_TRY(record.model, inspectModel(record.settings.model, settings.modelOptions, progress));
    SS_CHECK(checkModel(record.model));
    SS_TRY(const Dataset data, openDataFor(record.model, record.settings, progress));
    SS_TRY(const std::vector<std::string> copies, copiesIn(data, progress));
    if (progress.stopRequested())
        return Cancelled{};
    record.createdUtc = nowUtc();
    record.fingerprint = data.fingerprint;
    record.warnings = data.warnings;
    record.warnings.insert(record.warnings.end(), copies.begin(), copies.end());
    record.classes = data.classes;
    record.balance = balanceText(data, record.settings.dataset);

    SS_CHECK(createFolders(folder));
    {
        SS_TRY(const FolderLock lock, FolderLock::take(folder));
        SS_CHECK(checkNewAudit(folder));
        SS_CHECK(AuditStore::create(folder / "audit.db", record, data.items, data.texts));
    }
    SS_TRY(auto audit, open(folder));
    audit->m_state->note("new", fmt::format("Made from {} ({}, SHA-256 {}) and {} {} in {} classes.",
                                            record.settings.model.filename().string(), record.model.architecture,
                                            record.model.sha256, data.items.size(), audit->m_state->itemNoun(),
                                            data.classes.size()));
    if (!record.balance.empty())
        audit->m_state->note("new", record.balance);
    return audit;
}

Result<std::shared_ptr<Audit>> Audit::open(const fs::path& folder)
{
    std::error_code ignored;
    const fs::path file = folder / "audit.db";
    if (!fs::exists(file, ignored))
        return Error{"E-AUDIT-025", fmt::format("There is no audit in {}: it has no audit.db. Choose a folder NAME.audit.",
                                                quoted(folder.string(), 300)), ""};
    auto state = std::make_shared<State>();
    state->folder = folder;
    SS_TRY(state->store, AuditStore::open(file));
    SS_TRY(state->record, state->store->record());
    SS_TRY(const auto names, state->store->featureNames());
    for (const auto& [feature, entry] : names)
        state->names->set(feature, entry);
    return std::shared_ptr<Audit>(new Audit(std::move(state)));
}

AuditInfo Audit::info() const
{
    const AuditRecord record = m_state->recordCopy();
    AuditInfo info;
    info.folder = m_state->folder;
    info.settings = record.settings;
    if (auto inForce = m_state->store->selection(); inForce.ok())
        info.settings.selection = *inForce;
    info.title = titleOf(record.settings, m_state->folder);
    info.model = record.model;
    info.classes = record.namedClasses();
    info.items = record.items;
    info.warnings = record.warnings;
    info.createdUtc = record.createdUtc;
    info.dataFingerprint = record.fingerprint;
    info.balance = record.balance;
    info.extracted = m_state->extracted();
    info.fitted = m_state->paths().hasPoints();
    if (auto skipped = m_state->store->skipped(); skipped.ok())
        info.skipped = std::move(skipped).value();
    return info;
}

std::vector<LogEntry> Audit::log() const
{
    auto entries = m_state->store->log();
    return entries.ok() ? std::move(entries).value() : std::vector<LogEntry>();
}

Status Audit::select(const Selection& selection)
{
    const PathStore paths = m_state->paths();
    SS_TRY(const StoredPath stored, paths.summary());
    const std::vector<StoredPoint>& points = stored.points;
    if (points.empty())
        return Error{"E-AUDIT-026", "There is no path to choose from yet. Fit it first.", ""};
    if (chosenPoint(points, selection) < 0) {
        const auto last = static_cast<int>(points.size()) - 1;
        return Error{"E-AUDIT-027", fmt::format("\"{} {}\" picks no head. Index takes a point from 0 to {}, absolute points of "
                                                "accuracy, relative and percentile a share from 0 to 1, sparsity features per "
                                                "class.", ruleName(selection.rule), selection.value, last), ""};
    }
    SS_CHECK(m_state->store->setSelection(selection));
    m_state->note("select", describe(selection));
    return Done{};
}

Status Audit::setDevice(const std::string& device)
{
    SS_CHECK(m_state->changeSettings([&](AuditSettings& settings) { settings.modelOptions.device = device; }));
    const std::lock_guard lock(m_state->modelMutex);
    m_state->model.reset();
    return Done{};
}

Status Audit::nameFeature(int feature, const std::string& name, const std::optional<std::string>& note)
{
    const int width = m_state->recordCopy().model.features;
    if (feature < 0 || feature >= width)
        return Error{"E-AUDIT-028", fmt::format("There is no feature {}: this model has features 0 to {}.", feature, width - 1), ""};
    const FeatureNames::Entry entry{name, note.value_or(m_state->names->get(feature).note)};
    SS_CHECK(m_state->store->setFeatureName(feature, entry));
    m_state->names->set(feature, entry);
    return Done{};
}

Status Audit::nameClass(int klass, const std::string& name)
{
    const std::lock_guard lock(m_state->mutex);
    AuditRecord& record = m_state->record;
    const auto count = static_cast<int>(record.classes.size());
    if (klass < 0 || klass >= count)
        return Error{"E-AUDIT-029", fmt::format("There is no class {}: this audit has classes 0 to {}.", klass, count - 1), ""};
    std::map<int, std::string> names = record.classNames;
    names.erase(klass);
    if (!name.empty() && name != record.classes[static_cast<std::size_t>(klass)].name)
        names[klass] = name;
    SS_CHECK(m_state->store->setClassNames(names));
    record.classNames = std::move(names);
    return Done{};
}

}  // namespace sparsescope
