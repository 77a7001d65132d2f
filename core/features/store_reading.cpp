// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/store_reading.h"

#include "base/guard.h"
#include "base/text.h"
#include "features/shard_files.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

/// A reader that counts files until one is missing would take a stray shard for data, so it may not lie there.
Status refuseForeignShards(const fs::path& folder, std::int64_t shards)
{
    return forEachFile(folder, [&](const fs::path& path) -> Status {
        const auto number = shardNumber(path.filename().string());
        if (number && *number >= shards)
            return Error{foreignFileCode,
                         fmt::format("{} is not part of this feature store, whose {} shards are numbered from 0. "
                                     "Move it away.",
                                     quoted(path.string(), 300), shards),
                         ""};
        return Done{};
    });
}

ExpectedArrays arraysOf(const ShardRecord& record, int features)
{
    return {record.index, record.rows, features, record.featuresChecksum, record.labelsChecksum};
}

/// Record and arrays of one shard, read in full.
Status verifyShard(const fs::path& folder, int index, const StoreLayout& layout)
{
    SS_TRY(const ShardRecord record, readRecord(recordFile(folder, index), index, layout));
    SS_CHECK(checkArraySizes(folder, arraysOf(record, layout.features)));
    std::vector<float> features(static_cast<std::size_t>(record.rows) * layout.features);
    Labels labels(static_cast<std::size_t>(record.rows));
    return readArrays(folder, arraysOf(record, layout.features), features, labels);
}

Status appendShard(const fs::path& folder, int index, const Manifest& manifest, FeatureTable& table)
{
    const ManifestShard& promised = manifest.shards[index];
    SS_TRY(const ShardRecord record, readRecord(recordFile(folder, index), index, manifest.layout));
    if (!isListed(record, promised))
        return Error{
            damagedCode,
            fmt::format(
                "Shard {} of {} is not the one that its manifest.json lists. Extract again; valid shards are kept.",
                index, quoted(folder.string(), 300)),
            ""};
    const auto begin = static_cast<std::size_t>(table.rowItem.size());
    const auto rows = static_cast<std::size_t>(record.rows);
    const auto width = static_cast<std::size_t>(manifest.layout.features);
    SS_CHECK(readArrays(folder, arraysOf(record, manifest.layout.features),
                        {table.features.data() + begin * width, rows * width},
                        std::span(table.labels).subspan(begin, rows)));
    auto skipped = record.skipped.begin();
    for (std::int64_t item = record.firstItem; item < record.lastItem; ++item) {
        if (skipped != record.skipped.end() && skipped->item == item)
            ++skipped;
        else
            table.rowItem.push_back(item);
    }
    table.skipped.insert(table.skipped.end(), record.skipped.begin(), record.skipped.end());
    table.truncated += record.truncated;
    return Done{};
}

}  // namespace

Status forEachFile(const fs::path& folder, const std::function<Status(const fs::path&)>& visit)
{
    std::error_code error;
    if (!fs::exists(folder, error))
        return Done{};
    fs::directory_iterator entries(folder, error);
    for (const fs::directory_iterator end; !error && entries != end; entries.increment(error))
        SS_CHECK(visit(entries->path()));
    if (error)
        return Error{"E-STORE-006", fmt::format("Cannot list {}: {}.", quoted(folder.string(), 300), error.message()),
                     ""};
    return Done{};
}

bool canBeMadeAgain(const Error& error)
{
    return error.code == damagedCode || error.code.starts_with("E-FILE-");
}

Result<std::vector<bool>> verifyAll(const fs::path& folder, const StoreLayout& layout)
{
    std::vector<bool> valid(static_cast<std::size_t>(layout.shardCount()));
    for (int i = 0; i < layout.shardCount(); ++i) {
        const Status verdict = verifyShard(folder, i, layout);
        if (verdict.failed() && !canBeMadeAgain(verdict.error()))
            return verdict.error();
        valid[i] = verdict.ok();
    }
    SS_CHECK(refuseForeignShards(folder, layout.shardCount()));
    return valid;
}

Error incompleteError(const fs::path& folder, const StoreLayout& layout)
{
    const auto valid = verifyAll(folder, layout);
    if (!valid)
        return valid.error();
    return {incompleteCode,
            fmt::format("The features in {} are incomplete: {} of {} shards are valid. Extract again; it goes on from "
                        "there.",
                        quoted(folder.string(), 300), std::count(valid->begin(), valid->end(), true), valid->size()),
            ""};
}

bool isListed(const ShardRecord& record, const ManifestShard& promised)
{
    return record.rows == promised.rows && record.featuresChecksum == promised.featuresChecksum
           && record.labelsChecksum == promised.labelsChecksum;
}

Result<FeatureTable> readTable(const fs::path& folder, const Manifest& manifest)
{
    const StoreLayout& layout = manifest.layout;
    SS_CHECK(refuseForeignShards(folder, layout.shardCount()));
    for (std::size_t i = 0; i < manifest.shards.size(); ++i) {
        const ManifestShard& shard = manifest.shards[i];
        SS_CHECK(checkArraySizes(
            folder, {std::int64_t(i), shard.rows, layout.features, shard.featuresChecksum, shard.labelsChecksum}));
    }
    return guarded("Cannot load the features in " + quoted(folder.string(), 300), "E-STORE-008",
                   [&]() -> Result<FeatureTable> {
                       FeatureTable table;
                       table.features.resize(manifest.rows, layout.features);
                       table.labels.resize(static_cast<std::size_t>(manifest.rows));
                       table.rowItem.reserve(static_cast<std::size_t>(manifest.rows));
                       for (int i = 0; i < layout.shardCount(); ++i)
                           SS_CHECK(appendShard(folder, i, manifest, table));
                       return table;
                   });
}

}  // namespace sparsescope
