// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/shard_store.h"

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "features/shard_files.h"
#include "features/store_reading.h"
#include "features/store_format.h"
#include "formats/npy.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

Status removeFile(const fs::path& path)
{
    std::error_code error;
    fs::remove(path, error);
    if (error)
        return Error{"E-STORE-007", fmt::format("Cannot remove {}: {}.", quoted(path.string(), 300), error.message()),
                     ""};
    return Done{};
}

Status checkRows(const FeatureTable& rows, std::int64_t items, int features)
{
    const auto count = static_cast<std::int64_t>(rows.labels.size());
    if (rows.features.rows() == count && rows.features.cols() == features
        && count + static_cast<std::int64_t>(rows.skipped.size()) == items)
        return Done{};
    return Error{
        "E-STORE-009",
        fmt::format("A shard of {} items cannot be written: it has {} × {} features, {} labels and {} skipped "
                    "items, expected {} features each.",
                    items, rows.features.rows(), rows.features.cols(), count, rows.skipped.size(), features),
        ""};
}

/// Writes the array and returns its file's checksum.
Result<std::string> writeArray(const fs::path& file, DType dtype, const Shape& shape, std::span<const std::byte> data)
{
    const Bytes bytes = npyBytes(dtype, shape, data);
    SS_CHECK(writeFileAtomically(file, bytes));
    return checksum(bytes);
}

}  // namespace

ShardStore::ShardStore(fs::path folder, FeatureKey key, std::int64_t itemCount, int features, int itemsPerShard)
    : m_folder(std::move(folder)), m_key(std::move(key)), m_itemCount(std::max<std::int64_t>(itemCount, 0)),
      m_features(features), m_itemsPerShard(std::max(itemsPerShard, 1))
{
}

StoreLayout ShardStore::layout() const
{
    return {m_key, m_itemCount, m_features, m_itemsPerShard};
}

int ShardStore::shardCount() const
{
    return static_cast<int>(layout().shardCount());
}

std::pair<std::int64_t, std::int64_t> ShardStore::itemRange(int index) const
{
    const std::int64_t first = std::int64_t(index) * m_itemsPerShard;
    return {first, std::min(first + m_itemsPerShard, m_itemCount)};
}

Result<std::vector<bool>> ShardStore::validShards() const
{
    // A manifest of other settings is refused even where its shards are gone.
    const auto manifest = readManifest(manifestFile(m_folder));
    if (manifest.failed() && !canBeMadeAgain(manifest.error()))
        return manifest.error();
    if (manifest) {
        if (const auto changes = layoutChanges(manifest->layout, layout()); !changes.empty())
            return otherKeyError(manifestFile(m_folder), changes);
    }
    return verifyAll(m_folder, layout());
}

Status ShardStore::writeShard(int index, const FeatureTable& rows, int batch) const
{
    const auto [first, last] = itemRange(index);
    SS_CHECK(checkRows(rows, last - first, m_features));
    // Without its record the shard is not valid, so the arrays may be replaced.
    SS_CHECK(removeFile(recordFile(m_folder, index)));
    ShardRecord record{index, first, last, rows.features.rows(), batch, rows.skipped, "", "", rows.truncated};
    const auto values = static_cast<std::size_t>(rows.features.size());
    SS_TRY(record.featuresChecksum, writeArray(featuresFile(m_folder, index), DType::F32, {record.rows, m_features},
                                               std::as_bytes(std::span(rows.features.data(), values))));
    SS_TRY(record.labelsChecksum,
           writeArray(labelsFile(m_folder, index), DType::I64, {record.rows}, std::as_bytes(std::span(rows.labels))));
    return writeFileAtomically(recordFile(m_folder, index), recordText(record, layout()));
}

Status ShardStore::writeManifest() const
{
    Manifest manifest{layout(), 0, {}};
    for (int i = 0; i < shardCount(); ++i) {
        SS_TRY(const ShardRecord record, readRecord(recordFile(m_folder, i), i, manifest.layout));
        manifest.shards.push_back({record.rows, record.featuresChecksum, record.labelsChecksum});
        manifest.rows += record.rows;
    }
    return writeFileAtomically(manifestFile(m_folder), manifestText(manifest));
}

bool ShardStore::complete() const
{
    const auto manifest = readManifest(manifestFile(m_folder));
    if (!manifest || !layoutChanges(manifest->layout, layout()).empty())
        return false;
    for (int i = 0; i < shardCount(); ++i) {
        const auto record = readRecord(recordFile(m_folder, i), i, manifest->layout);
        if (!record || !isListed(*record, manifest->shards[i]))
            return false;
    }
    return true;
}

int ShardStore::batchOfEarlierRun() const
{
    // The last one: where memory ran out, the batch was halved on the way.
    for (int i = shardCount() - 1; i >= 0; --i) {
        const auto record = readRecord(recordFile(m_folder, i), i, layout());
        if (record && record->batch > 0)
            return record->batch;
    }
    return 0;
}

Result<std::vector<SkippedItem>> ShardStore::skippedItems() const
{
    std::vector<SkippedItem> all;
    for (int i = 0; i < shardCount(); ++i) {
        SS_TRY(const ShardRecord record, readRecord(recordFile(m_folder, i), i, layout()));
        all.insert(all.end(), record.skipped.begin(), record.skipped.end());
    }
    return all;
}

Result<std::int64_t> ShardStore::truncatedTexts() const
{
    std::int64_t all = 0;
    for (int i = 0; i < shardCount(); ++i) {
        SS_TRY(const ShardRecord record, readRecord(recordFile(m_folder, i), i, layout()));
        all += record.truncated;
    }
    return all;
}

Result<FeatureTable> ShardStore::load() const
{
    std::error_code ignored;
    if (!fs::exists(manifestFile(m_folder), ignored))
        return incompleteError(m_folder, layout());
    SS_TRY(const Manifest manifest, readManifest(manifestFile(m_folder)));
    if (const auto changes = layoutChanges(manifest.layout, layout()); !changes.empty())
        return otherKeyError(manifestFile(m_folder), changes);
    return readTable(m_folder, manifest);
}

Result<FeatureTable> ShardStore::loadFinished(const fs::path& folder, FeatureKey* key)
{
    std::error_code ignored;
    if (!fs::exists(manifestFile(folder), ignored))
        return Error{incompleteCode,
                     fmt::format("The features in {} are incomplete: there is no manifest.json, which is written last. "
                                 "Extract again; it goes on from there.",
                                 quoted(folder.string(), 300)),
                     ""};
    SS_TRY(const Manifest manifest, readManifest(manifestFile(folder)));
    if (key != nullptr)
        *key = manifest.layout.key;
    return readTable(folder, manifest);
}

Status ShardStore::removeLeftovers() const
{
    return forEachFile(m_folder, [](const fs::path& path) -> Status {
        return isLeftover(path.filename().string()) ? removeFile(path) : Done{};
    });
}

Status ShardStore::reopen() const
{
    return removeFile(manifestFile(m_folder));
}

Status ShardStore::clear() const
{
    std::vector<fs::path> arrays;
    std::vector<fs::path> records;
    SS_CHECK(forEachFile(m_folder, [&](const fs::path& path) -> Status {
        const std::string name = path.filename().string();
        if (isLeftover(name) || (shardNumber(name) && path.extension() == ".npy"))
            arrays.push_back(path);
        else if (shardNumber(name))
            records.push_back(path);
        return Done{};
    }));
    // Records last: they tell whose store it is.
    for (const auto* list : {&arrays, &records}) {
        for (const fs::path& path : *list)
            SS_CHECK(removeFile(path));
    }
    return removeFile(manifestFile(m_folder));
}

}  // namespace sparsescope
