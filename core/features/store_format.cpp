// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/store_format.h"

#include "base/files.h"
#include "base/guard.h"
#include "base/hash.h"
#include "base/text.h"
#include "features/json_fields.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* recordMagic = "sparsescope shard";
constexpr const char* manifestMagic = "sparsescope features";
constexpr int formatVersion = 1;
constexpr std::uint64_t recordLimit = 64ULL << 20;
constexpr std::uint64_t manifestLimit = 256ULL << 20;
constexpr std::int64_t mostItems = 1'000'000'000'000;
constexpr std::int64_t mostFeatures = 16'777'216;
constexpr std::int64_t mostPerShard = 16'777'216;

Error damaged(const std::string& name, const std::string& what)
{
    return {damagedCode,
            fmt::format("{} is damaged: {}. Extract again; only what is damaged is made anew.",
                        sparsescope::quoted(name, 300), what),
            ""};
}

std::string sealFor(std::string_view body)
{
    return fmt::format(",\n \"checksum\": \"{}\"\n}}\n", checksum(std::as_bytes(std::span(body.data(), body.size()))));
}

json keyJson(const FeatureKey& key)
{
    json object{{"model", key.modelSha256},    {"layer", key.layer},   {"preprocessing", key.preprocessing},
                {"data", key.dataFingerprint}, {"device", key.device}, {"versions", key.versions}};
    if (!key.tokenizer.empty())
        object.update({{"tokenizer", key.tokenizer}, {"maxTokens", key.maxTokens}});
    return object;
}

json layoutJson(const StoreLayout& layout)
{
    return {{"key", keyJson(layout.key)},
            {"items", layout.itemCount},
            {"features", layout.features},
            {"itemsPerShard", layout.itemsPerShard}};
}

Result<FeatureKey> keyFromJson(const FieldReader& fields)
{
    FeatureKey key;
    SS_TRY(key.modelSha256, fields.text("model"));
    SS_TRY(key.layer, fields.text("layer"));
    SS_TRY(key.dataFingerprint, fields.text("data"));
    SS_TRY(key.device, fields.text("device"));
    SS_TRY(key.versions, fields.text("versions"));
    if (fields.has("tokenizer")) {
        SS_TRY(key.tokenizer, fields.text("tokenizer"));
        SS_TRY(const std::int64_t tokens, fields.integer("maxTokens", 1, std::numeric_limits<int>::max()));
        key.maxTokens = static_cast<int>(tokens);
    }
    SS_TRY(const json* preprocessing, fields.object("preprocessing"));
    SS_TRY(key.preprocessing,
           guarded("The preprocessing in " + sparsescope::quoted(fields.file()) + " cannot be read", damagedCode,
                   [&]() -> Result<Preprocessing> { return preprocessing->get<Preprocessing>(); }));
    return key;
}

Result<StoreLayout> layoutFromJson(const FieldReader& fields)
{
    StoreLayout layout;
    SS_TRY(const json* key, fields.object("key"));
    SS_TRY(layout.key, keyFromJson(FieldReader(*key, fields.file())));
    SS_TRY(layout.itemCount, fields.integer("items", 0, mostItems));
    SS_TRY(const std::int64_t features, fields.integer("features", 1, mostFeatures));
    SS_TRY(const std::int64_t itemsPerShard, fields.integer("itemsPerShard", 1, mostPerShard));
    layout.features = static_cast<int>(features);
    layout.itemsPerShard = static_cast<int>(itemsPerShard);
    if (layout.shardCount() > std::numeric_limits<int>::max())
        return damaged(fields.file(), "it promises more shards than can be");
    return layout;
}

/// The checksum was right, so a wrong magic means somebody else's file, not damage.
Status checkKind(const FieldReader& fields, const char* magic)
{
    SS_TRY(const std::string found, fields.text("magic"));
    if (found != magic)
        return Error{foreignFileCode,
                     fmt::format("{} is not a file of this feature store: it says {}, expected {}. Move it away.",
                                 sparsescope::quoted(fields.file(), 300), sparsescope::quoted(found),
                                 sparsescope::quoted(magic)),
                     ""};
    SS_TRY(const std::int64_t version, fields.integer("version", 0, std::numeric_limits<int>::max()));
    if (version > formatVersion)
        return Error{newerVersionCode,
                     fmt::format("{} was made by a newer version of Sparsescope (format {}, this one reads up to {}). "
                                 "Update Sparsescope, or clear the features and extract again.",
                                 sparsescope::quoted(fields.file(), 300), version, formatVersion),
                     ""};
    if (version < formatVersion)
        return damaged(fields.file(), fmt::format("there is no format {}", version));
    return Done{};
}

std::string safePath(const std::string& path)
{
    return isValidUtf8(path) ? path : displayText(path, 4096);
}

json skippedJson(const std::vector<SkippedItem>& skipped)
{
    json list = json::array();
    for (const SkippedItem& one : skipped)
        list.push_back({{"item", one.item}, {"path", safePath(one.path)}, {"reason", displayText(one.reason, 2000)}});
    return list;
}

Result<std::vector<SkippedItem>> skippedFromJson(const FieldReader& fields, std::int64_t first, std::int64_t last)
{
    SS_TRY(const json* list, fields.array("skipped"));
    std::vector<SkippedItem> skipped;
    std::int64_t lowest = first;
    for (const json& one : *list) {
        const FieldReader entry(one, fields.file());
        SkippedItem item;
        SS_TRY(item.item, entry.integer("item", lowest, last - 1));
        SS_TRY(item.path, entry.text("path"));
        SS_TRY(item.reason, entry.text("reason"));
        lowest = item.item + 1;
        skipped.push_back(std::move(item));
    }
    return skipped;
}

Result<ShardRecord> recordFromJson(const FieldReader& fields)
{
    ShardRecord record;
    SS_TRY(const std::int64_t index, fields.integer("index", 0, std::numeric_limits<int>::max()));
    SS_TRY(const std::int64_t batch, fields.integer("batch", 0, 1 << 20));
    SS_TRY(record.firstItem, fields.integer("firstItem", 0, mostItems));
    SS_TRY(record.lastItem, fields.integer("lastItem", record.firstItem, mostItems));
    SS_TRY(record.rows, fields.integer("rows", 0, mostPerShard));
    SS_TRY(record.skipped, skippedFromJson(fields, record.firstItem, record.lastItem));
    SS_TRY(record.featuresChecksum, fields.text("featuresChecksum"));
    SS_TRY(record.labelsChecksum, fields.text("labelsChecksum"));
    if (fields.has("truncated")) {
        SS_TRY(record.truncated, fields.integer("truncated", 0, mostPerShard));
    }
    record.index = static_cast<int>(index);
    record.batch = static_cast<int>(batch);
    return record;
}

Status checkPlace(const ShardRecord& record, int index, const StoreLayout& layout, const std::string& name)
{
    if (record.index != index)
        return damaged(name, fmt::format("it is the record of shard {}", record.index));
    const std::int64_t first = std::int64_t(index) * layout.itemsPerShard;
    const std::int64_t last = std::min(first + layout.itemsPerShard, layout.itemCount);
    if (record.firstItem != first || record.lastItem != last)
        return damaged(name, fmt::format("it covers items {} to {}, expected {} to {}", record.firstItem,
                                         record.lastItem, first, last));
    const std::int64_t rows = last - first - static_cast<std::int64_t>(record.skipped.size());
    if (record.rows != rows)
        return damaged(name, fmt::format("it has {} rows, expected {}", record.rows, rows));
    return Done{};
}

Result<ManifestShard> manifestShardFromJson(const json& entry, const std::string& name, std::int64_t mostRows)
{
    const FieldReader fields(entry, name);
    ManifestShard shard;
    SS_TRY(shard.rows, fields.integer("rows", 0, mostRows));
    SS_TRY(shard.featuresChecksum, fields.text("featuresChecksum"));
    SS_TRY(shard.labelsChecksum, fields.text("labelsChecksum"));
    // Shards are found by number alone; a field that names a file could only be there to lead us elsewhere.
    SS_CHECK(fields.onlyThese({"rows", "featuresChecksum", "labelsChecksum"}));
    return shard;
}

}  // namespace

std::string sealedText(const json& object)
{
    std::string body = object.dump(1);
    body.resize(body.size() - 2); // "\n}"
    return body + sealFor(body);
}

Result<json> unsealed(const std::string& text, const std::string& name)
{
    const std::size_t sealLength = sealFor("").size();
    if (text.size() <= sealLength)
        return damaged(name, fmt::format("it has only {} bytes", text.size()));
    const std::string_view body(text.data(), text.size() - sealLength);
    if (text.compare(body.size(), sealLength, sealFor(body)) != 0)
        return damaged(name, "its checksum does not match");
    json parsed = json::parse(text, nullptr, false);
    if (!parsed.is_object())
        return damaged(name, "it is not a JSON object");
    return parsed;
}

std::string recordText(const ShardRecord& record, const StoreLayout& layout)
{
    json object = layoutJson(layout);
    object.update({{"magic", recordMagic},
                   {"version", formatVersion},
                   {"index", record.index},
                   {"firstItem", record.firstItem},
                   {"lastItem", record.lastItem},
                   {"rows", record.rows},
                   {"batch", record.batch},
                   {"skipped", skippedJson(record.skipped)},
                   {"featuresChecksum", record.featuresChecksum},
                   {"labelsChecksum", record.labelsChecksum}});
    if (record.truncated > 0)
        object["truncated"] = record.truncated;
    return sealedText(object);
}

std::string manifestText(const Manifest& manifest)
{
    json shards = json::array();
    for (const ManifestShard& shard : manifest.shards)
        shards.push_back({{"rows", shard.rows},
                          {"featuresChecksum", shard.featuresChecksum},
                          {"labelsChecksum", shard.labelsChecksum}});
    json object = layoutJson(manifest.layout);
    object.update(
        {{"magic", manifestMagic}, {"version", formatVersion}, {"rows", manifest.rows}, {"shards", std::move(shards)}});
    return sealedText(object);
}

Result<ShardRecord> readRecord(const fs::path& file, int index, const StoreLayout& layout)
{
    const std::string name = file.string();
    SS_TRY(const std::string text, readTextFile(file, recordLimit));
    SS_TRY(const json object, unsealed(text, name));
    const FieldReader fields(object, name);
    SS_CHECK(checkKind(fields, recordMagic));
    SS_TRY(const StoreLayout was, layoutFromJson(fields));
    if (const auto changes = layoutChanges(was, layout); !changes.empty())
        return otherKeyError(file, changes);
    SS_TRY(ShardRecord record, recordFromJson(fields));
    SS_CHECK(checkPlace(record, index, layout, name));
    return record;
}

Result<Manifest> readManifest(const fs::path& file)
{
    const std::string name = file.string();
    SS_TRY(const std::string text, readTextFile(file, manifestLimit));
    SS_TRY(const json object, unsealed(text, name));
    const FieldReader fields(object, name);
    SS_CHECK(checkKind(fields, manifestMagic));
    Manifest manifest;
    SS_TRY(manifest.layout, layoutFromJson(fields));
    SS_TRY(manifest.rows, fields.integer("rows", 0, manifest.layout.itemCount));
    SS_TRY(const json* shards, fields.array("shards"));
    if (static_cast<std::int64_t>(shards->size()) != manifest.layout.shardCount())
        return damaged(name, fmt::format("it lists {} shards, {} items need {}", shards->size(),
                                         manifest.layout.itemCount, manifest.layout.shardCount()));
    std::int64_t rows = 0;
    for (const json& entry : *shards) {
        SS_TRY(ManifestShard shard, manifestShardFromJson(entry, name, manifest.layout.itemsPerShard));
        rows += shard.rows;
        manifest.shards.push_back(std::move(shard));
    }
    if (rows != manifest.rows)
        return damaged(name, fmt::format("it promises {} rows, its shards have {}", manifest.rows, rows));
    return manifest;
}

}  // namespace sparsescope
