// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_state.h"

#include "audit/feature_cache.h"
#include "audit/params_folder.h"
#include "base/guard.h"
#include "base/hash.h"
#include "base/io_seam.h"
#include "base/text.h"
#include "data/class_names.h"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

constexpr int rowsPerShard = 20000;

/// What becomes of a folder of the original code. Items are the rows of train and then those of test.
struct Contents {
    AuditRecord record;
    std::vector<DatasetItem> items;
    CachedRows train;
    CachedRows test;

    Eigen::Index width() const { return train.features.cols(); }
    auto row(Eigen::Index i) const
    {
        return i < train.features.rows() ? train.features.row(i) : test.features.row(i - train.features.rows());
    }
};

Result<fs::path> cacheFolder(const fs::path& original, const std::string& name)
{
    for (const fs::path& candidate : {original / "features" / name, original / name}) {
        std::error_code ignored;
        if (fs::is_directory(candidate, ignored))
            return candidate;
    }
    return Error{
        "E-CACHE-002",
        fmt::format("There is no folder \"features/{}\" in {}. An audit needs the cached features that the heads were "
                    "fitted on: run the original code with its option for caching, or import into an audit that "
                    "has features.",
                    name, sparsescope::quoted(original.string(), 300)),
        ""};
}

Result<std::vector<DatasetClass>> namedClasses(int count, const fs::path& namesFile)
{
    std::map<std::string, std::string> names;
    if (!namesFile.empty()) {
        SS_TRY(names, readClassNames(namesFile));
    }
    std::vector<DatasetClass> classes;
    for (int k = 0; k < count; ++k) {
        const std::string key = std::to_string(k);
        const auto name = names.find(key);
        classes.push_back({key, name != names.end() ? name->second : "class " + key});
    }
    return classes;
}

void addItems(const CachedRows& rows, const std::string& origin, const std::function<Split(std::size_t)>& splitOf,
              Contents& contents)
{
    for (std::size_t i = 0; i < rows.labels.size(); ++i) {
        const Split split = splitOf(i);
        const auto label = static_cast<std::size_t>(rows.labels[i]);
        contents.items.push_back({fmt::format("{} row {}", origin, i), static_cast<int>(label), split});
        ++contents.record.classes[label].counts[static_cast<std::size_t>(split)];
    }
}

ModelInfo featuresOnly(int features, const std::string& identity)
{
    ModelInfo model;
    model.sha256 = identity;
    model.format = "npy";
    model.architecture = "features only";
    model.layer = "as cached";
    model.features = features;
    return model;
}

/// The rows of one cache, which must be as wide as the heads.
Result<CachedRows> readRows(const fs::path& original, const char* name, const Shape& heads, Progress& progress)
{
    SS_TRY(const fs::path folder, cacheFolder(original, name));
    SS_TRY(CachedRows rows, readFeatureCache(folder, static_cast<int>(heads[0]), progress));
    if (rows.features.cols() == heads[1])
        return rows;
    return Error{"E-CACHE-003",
                 fmt::format("The features in {} are {} wide, but the heads take {}. They do not belong together.",
                             sparsescope::quoted(folder.string(), 300), rows.features.cols(), heads[1]),
                 ""};
}

void fillRecord(const fs::path& original, const DatasetOptions& options, Contents& contents)
{
    AuditRecord& record = contents.record;
    const std::string rows = contents.train.sha256 + contents.test.sha256;
    std::error_code ignored;
    record.settings.data = fs::absolute(original, ignored).lexically_normal();
    record.settings.dataset = options;
    record.fingerprint = sha256(fmt::format("{} {} {}", rows, options.validationShare, options.seed));
    record.model = featuresOnly(static_cast<int>(contents.width()), sha256(rows));
    record.createdUtc = nowUtc();
}

Result<Contents> readContents(const fs::path& original, const DatasetOptions& options, Progress& progress)
{
    SS_TRY(const ParamsFolder found, findParams(original));
    SS_TRY(const Shape heads, readParamsShape(found.params.front()));
    Contents contents;
    SS_TRY(contents.train, readRows(original, "features_train", heads, progress));
    SS_TRY(contents.test, readRows(original, "features_test", heads, progress));
    SS_TRY(contents.record.classes, namedClasses(static_cast<int>(heads[0]), options.namesFile));
    const std::vector<bool> held =
        originalValidationRows(contents.train.features.rows(), options.validationShare, options.seed);
    const auto splitOf = [&](std::size_t i) { return held[i] ? Split::Validation : Split::Train; };
    addItems(contents.train, "features_train", splitOf, contents);
    addItems(
        contents.test, "features_test", [](std::size_t) { return Split::Test; }, contents);
    fillRecord(original, options, contents);
    return contents;
}

/// The store that extraction would have written.
Status writeFeatures(const fs::path& folder, const Contents& contents)
{
    SS_CHECK(createFolders(folder));
    const FeatureKey key{
        contents.record.model.sha256, contents.record.model.layer, {}, contents.record.fingerprint, "cpu", "imported"};
    const auto count = static_cast<std::int64_t>(contents.items.size());
    const ShardStore store(folder, key, count, static_cast<int>(contents.width()), rowsPerShard);
    for (int shard = 0; shard < store.shardCount(); ++shard) {
        const auto [first, last] = store.itemRange(shard);
        FeatureTable rows;
        rows.features.resize(last - first, contents.width());
        for (std::int64_t i = first; i < last; ++i) {
            rows.features.row(i - first) = contents.row(i);
            rows.labels.push_back(contents.items[static_cast<std::size_t>(i)].label);
            rows.rowItem.push_back(i);
        }
        SS_CHECK(store.writeShard(shard, rows));
    }
    return store.writeManifest();
}

/// Written under another name and then renamed, so that the audit appears whole.
Status writeAudit(const fs::path& folder, const Contents& contents)
{
    fs::path draft = folder;
    draft += ".new";
    SS_CHECK(createFolders(draft));
    SS_TRY(const FolderLock lock, FolderLock::take(draft));
    std::error_code ignored;
    fs::remove_all(draft / "features", ignored);  // Of a run that died.
    fs::remove(draft / "audit.db", ignored);
    SS_CHECK(writeFeatures(draft / "features", contents));
    SS_CHECK(AuditStore::create(draft / "audit.db", contents.record, contents.items));
    fs::remove(folder / ".lock", ignored);
    fs::remove(folder, ignored);  // An empty one may have been there.
    if (io::rename(draft.c_str(), folder.c_str()) == 0)
        return Done{};
    return Error{
        "E-AUDIT-054",
        fmt::format("Cannot move {} into place: {}.", sparsescope::quoted(folder.string(), 300), std::strerror(errno)),
        ""};
}

}  // namespace

Result<std::shared_ptr<Audit>> Audit::createFromParams(const fs::path& folder, const fs::path& original,
                                                       const DatasetOptions& options, Progress& progress)
{
    SS_CHECK(checkNewAudit(folder));
    SS_TRY(const Contents contents, guarded("Cannot read the cached features", "E-CACHE-004",
                                            [&] { return readContents(original, options, progress); }));
    const fs::path home = folder.has_filename() ? folder : folder.parent_path();
    SS_CHECK(writeAudit(home, contents));
    SS_TRY(auto audit, open(home));
    audit->m_state->note(
        "new",
        fmt::format("Made from the cached features in {}: {} rows of {} features in {} classes, without a network.",
                    sparsescope::quoted(contents.record.settings.data.string(), 300), contents.items.size(),
                    contents.width(), contents.record.classes.size()));
    return audit;
}

}  // namespace sparsescope
