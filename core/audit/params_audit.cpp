// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_state.h"

#include "audit/feature_cache.h"
#include "audit/params_folder.h"
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

/// What becomes of a folder of the original code.
struct Contents {
    AuditRecord record;
    std::vector<DatasetItem> items;
    FeatureMatrix features;
};

Result<fs::path> cacheFolder(const fs::path& original, const std::string& name)
{
    for (const fs::path& candidate : {original / "features" / name, original / name}) {
        std::error_code ignored;
        if (fs::is_directory(candidate, ignored))
            return candidate;
    }
    return Error{"E-CACHE-002", fmt::format("There is no folder \"features/{}\" in {}. An audit needs the cached features that the heads were "
                                            "fitted on: run the original code with its option for caching, or import into an audit that "
                                            "has features.", name, sparsescope::quoted(original.string(), 300)), ""};
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

void addRows(const CachedRows& rows, const std::string& origin, const std::function<Split(std::size_t)>& splitOf, Contents& contents)
{
    const Eigen::Index first = contents.features.rows();
    contents.features.conservativeResize(first + rows.features.rows(), rows.features.cols());
    contents.features.bottomRows(rows.features.rows()) = rows.features;
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

Result<Contents> readContents(const fs::path& original, const DatasetOptions& options, Progress& progress)
{
    SS_TRY(const ParamsFolder found, findParams(original));
    SS_TRY(const Shape shape, readParamsShape(found.params.front()));
    const auto classes = static_cast<int>(shape[0]);
    SS_TRY(const fs::path trainFolder, cacheFolder(original, "features_train"));
    SS_TRY(const fs::path testFolder, cacheFolder(original, "features_test"));
    SS_TRY(const CachedRows train, readFeatureCache(trainFolder, classes, progress));
    SS_TRY(const CachedRows test, readFeatureCache(testFolder, classes, progress));
    for (const auto& [rows, folder] : {std::pair{&train, &trainFolder}, std::pair{&test, &testFolder}})
        if (rows->features.cols() != shape[1])
            return Error{"E-CACHE-003", fmt::format("The features in {} are {} wide, but the heads take {}. They do not belong together.",
                                                    sparsescope::quoted(folder->string(), 300), rows->features.cols(), shape[1]), ""};
    Contents contents;
    SS_TRY(contents.record.classes, namedClasses(classes, options.namesFile));
    const std::vector<bool> held = originalValidationRows(train.features.rows(), options.validationShare, options.seed);
    addRows(train, "features_train", [&](std::size_t i) { return held[i] ? Split::Validation : Split::Train; }, contents);
    addRows(test, "features_test", [](std::size_t) { return Split::Test; }, contents);

    AuditRecord& record = contents.record;
    std::error_code ignored;
    record.settings.data = fs::absolute(original, ignored).lexically_normal();
    record.settings.dataset = options;
    record.fingerprint = sha256(fmt::format("{} {} {} {}", train.sha256, test.sha256, options.validationShare, options.seed));
    record.model = featuresOnly(static_cast<int>(shape[1]), sha256(train.sha256 + test.sha256));
    record.createdUtc = nowUtc();
    return contents;
}

/// The store that extraction would have written.
Status writeFeatures(const fs::path& folder, const Contents& contents)
{
    SS_CHECK(createFolders(folder));
    const FeatureKey key{contents.record.model.sha256, contents.record.model.layer, {}, contents.record.fingerprint, "cpu", "imported"};
    const auto count = static_cast<std::int64_t>(contents.items.size());
    const ShardStore store(folder, key, count, static_cast<int>(contents.features.cols()), rowsPerShard);
    for (int shard = 0; shard < store.shardCount(); ++shard) {
        const auto [first, last] = store.itemRange(shard);
        FeatureTable rows;
        rows.features = contents.features.middleRows(first, last - first);
        for (std::int64_t i = first; i < last; ++i) {
            rows.labels.push_back(contents.items[static_cast<std::size_t>(i)].label);
            rows.rowItem.push_back(i);
        }
        SS_CHECK(store.writeShard(shard, rows));
    }
    return store.writeManifest();
}

}  // namespace

Result<std::shared_ptr<Audit>> Audit::createFromParams(const fs::path& folder, const fs::path& original, const DatasetOptions& options,
                                                       Progress& progress)
{
    SS_CHECK(checkNewAudit(folder));
    SS_TRY(const Contents contents, readContents(original, options, progress));
    // Made under another name, so that the audit appears whole.
    fs::path draft = folder.has_filename() ? folder : folder.parent_path();
    draft += ".new";
    SS_CHECK(createFolders(draft));
    {
        SS_TRY(const FolderLock lock, FolderLock::take(draft));
        std::error_code ignored;
        fs::remove_all(draft / "features", ignored);
        fs::remove(draft / "audit.db", ignored);
        SS_CHECK(writeFeatures(draft / "features", contents));
        SS_CHECK(AuditStore::create(draft / "audit.db", contents.record, contents.items));
        fs::remove(folder / ".lock", ignored);
        fs::remove(folder, ignored);  // An empty one may have been there.
        if (io::rename(draft.c_str(), folder.c_str()) != 0)
            return Error{"E-AUDIT-054", fmt::format("Cannot move {} into place: {}.", sparsescope::quoted(folder.string(), 300),
                                                    std::strerror(errno)), ""};
    }
    SS_TRY(auto audit, open(folder));
    audit->m_state->note("new", fmt::format("Made from the cached features in {}: {} rows of {} features in {} classes, without a network.",
                                            sparsescope::quoted(contents.record.settings.data.string(), 300), contents.items.size(),
                                            contents.features.cols(), contents.record.classes.size()));
    return audit;
}

}  // namespace sparsescope
