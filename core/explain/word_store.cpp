// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/word_store.h"

#include "base/files.h"
#include "base/guard.h"
#include "base/hash.h"
#include "base/text.h"
#include "formats/checkpoint.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sparsescope {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* magic = "sparsescope words 1";
constexpr std::uint64_t settingsLimit = 16ULL << 20;
constexpr std::int64_t mostTexts = 1'000'000'000;

Error damaged(const fs::path& file, const std::string& what)
{
    return {"E-WORD-010", fmt::format("{} is damaged: {}. Make the words again; only what is damaged is made anew.",
                                      quoted(file.string(), 300), what), ""};
}

json settingsJson(const WordStoreSettings& settings)
{
    json object{{"magic", magic}, {"key", settings.key}, {"method", settings.method}, {"texts", settings.texts},
                {"textsPerShard", settings.textsPerShard}, {"features", settings.features}};
    if (!settings.rows.empty())
        object.update({{"allTexts", settings.allTexts}, {"rows", settings.rows}});
    return object;
}

std::string settingsId(const WordStoreSettings& settings)
{
    return sha256(settingsJson(settings).dump());
}

WordStoreSettings settingsFrom(const json& object)
{
    WordStoreSettings settings;
    object.at("key").get_to(settings.key);
    object.at("method").get_to(settings.method);
    object.at("texts").get_to(settings.texts);
    object.at("textsPerShard").get_to(settings.textsPerShard);
    object.at("features").get_to(settings.features);
    if (object.contains("rows")) {
        object.at("rows").get_to(settings.rows);
        object.at("allTexts").get_to(settings.allTexts);
    }
    return settings;
}

bool plausibleSample(const WordStoreSettings& settings)
{
    const auto& rows = settings.rows;
    return rows.empty()
        || (std::ssize(rows) == settings.texts && rows.front() >= 0 && rows.back() < settings.allTexts
            && settings.allTexts <= mostTexts && std::is_sorted(rows.begin(), rows.end(), std::less_equal<>()));
}

bool plausible(const WordStoreSettings& settings)
{
    if (!plausibleSample(settings))
        return false;
    return settings.texts >= 0 && settings.texts <= mostTexts && settings.textsPerShard > 0
           && settings.textsPerShard <= 1'000'000 && !settings.features.empty() && settings.features.front() >= 0
           && std::is_sorted(settings.features.begin(), settings.features.end(), std::less_equal<>());
}

/// What is not the same, in words: "the model and the method".
std::string difference(const WordStoreSettings& a, const WordStoreSettings& b)
{
    std::vector<std::string> changed;
    for (const auto& [name, value] : b.key)
        if (const auto found = a.key.find(name); found == a.key.end() || found->second != value)
            changed.push_back("the " + displayText(name));
    if (a.method != b.method)
        changed.push_back("the method");
    if (a.features != b.features)
        changed.push_back("the choice of features");
    if (a.texts != b.texts || a.textsPerShard != b.textsPerShard)
        changed.push_back("the number of texts");
    else if (a.rows != b.rows || a.corpusSize() != b.corpusSize())
        changed.push_back("the choice of texts");
    std::string text;
    for (std::size_t i = 0; i < changed.size(); ++i)
        text += (i == 0 ? "" : i + 1 == changed.size() ? " and " : ", ") + changed[i];
    return text.empty() ? "something" : text;
}

template <typename T>
Tensor tensorOf(DType dtype, Shape shape, const T* data, std::size_t count)
{
    Tensor tensor{dtype, std::move(shape), Bytes(count * sizeof(T))};
    if (count > 0)
        std::memcpy(tensor.bytes.data(), data, tensor.bytes.size());
    return tensor;
}

std::string checksumOf(const Tensor& counts, const Tensor& effects)
{
    return checksum(counts.bytes) + checksum(effects.bytes);
}

const TensorEntry* entryNamed(const Checkpoint& checkpoint, std::string_view name)
{
    for (const TensorEntry& entry : checkpoint.tensors)
        if (entry.name() == name)
            return &entry;
    return nullptr;
}

std::string fact(const Checkpoint& checkpoint, const std::string& name)
{
    const auto found = checkpoint.facts.find(name);
    return found != checkpoint.facts.end() ? found->second : std::string();
}

}  // namespace

int WordStoreSettings::shardCount() const
{
    return static_cast<int>((texts + textsPerShard - 1) / textsPerShard);
}

std::pair<std::int64_t, std::int64_t> WordStoreSettings::textRange(int index) const
{
    const std::int64_t first = static_cast<std::int64_t>(index) * textsPerShard;
    return {std::min(first, texts), std::min(first + textsPerShard, texts)};
}

fs::path WordStore::shardFile(int index) const
{
    return m_folder / fmt::format("{}_words.safetensors", index);
}

Result<WordStoreSettings> WordStore::settings() const
{
    std::error_code ignored;
    if (!fs::exists(settingsFile(), ignored))
        return WordStoreSettings{};
    SS_TRY(const std::string text, readTextFile(settingsFile(), settingsLimit));
    auto read = guarded("The settings cannot be read", "E-WORD-010", [&]() -> Result<WordStoreSettings> {
        const json object = json::parse(text);
        if (object.at("magic") != magic)
            return damaged(settingsFile(), "it is not a file of this program, or of a newer version");
        return settingsFrom(object);
    });
    if (!read || !plausible(*read))
        return damaged(settingsFile(), read ? "its numbers cannot be" : "its fields are not those expected");
    return read;
}

Status WordStore::begin(const WordStoreSettings& settings) const
{
    if (!plausible(settings))
        return Error{"E-WORD-001", "Words need at least one feature, in ascending order, and texts.", ""};
    auto found = this->settings();
    if (found && !found->key.empty()) {
        if (settingsId(*found) == settingsId(settings))
            return Done{};
        return Error{"E-WORD-011", fmt::format("The words in {} were made with something else: {} changed since. Make them anew.",
                                               quoted(m_folder.string(), 300), difference(*found, settings)), ""};
    }
    SS_CHECK(createFolders(m_folder));
    return writeFileAtomically(settingsFile(), std::string_view(settingsJson(settings).dump(1)));
}

Status WordStore::clear() const
{
    std::error_code error;
    // Settings first: shards without them belong to nothing.
    fs::remove(settingsFile(), error);
    std::vector<fs::path> files;
    for (fs::directory_iterator it(m_folder, error), end; !error && it != end; it.increment(error))
        if (const std::string name = it->path().filename().string();
            name.ends_with("_words.safetensors") || (name.starts_with('.') && name.ends_with(".part")))
            files.push_back(it->path());
    for (const fs::path& file : files)
        fs::remove(file, error);
    if (fs::exists(settingsFile(), error))
        return Error{"E-WORD-012", fmt::format("Cannot delete {}. Delete it by hand.", quoted(settingsFile().string(), 300)), ""};
    return Done{};
}

std::vector<bool> WordStore::validShards(const WordStoreSettings& settings) const
{
    std::vector<bool> valid(static_cast<std::size_t>(settings.shardCount()));
    std::error_code ignored;
    for (int index = 0; index < settings.shardCount(); ++index)
        valid[static_cast<std::size_t>(index)] = fs::exists(shardFile(index), ignored) && readShard(settings, index).ok();
    return valid;
}

Status WordStore::writeShard(const WordStoreSettings& settings, int index, const WordRows& rows) const
{
    const auto texts = static_cast<std::int64_t>(rows.counts.size());
    const Tensor counts = tensorOf(DType::I64, {texts}, rows.counts.data(), rows.counts.size());
    const Tensor effects = tensorOf(DType::F32, {rows.effects.rows(), rows.effects.cols()}, rows.effects.data(),
                                    static_cast<std::size_t>(rows.effects.size()));
    return writeSafetensors(shardFile(index), {{"counts", counts}, {"effects", effects}},
                            {{"settings", settingsId(settings)}, {"shard", std::to_string(index)},
                             {"checksum", checksumOf(counts, effects)}});
}

Result<WordRows> WordStore::readShard(const WordStoreSettings& settings, int index) const
{
    const fs::path file = shardFile(index);
    SS_TRY(const Checkpoint checkpoint, openCheckpoint(file));
    if (fact(checkpoint, "settings") != settingsId(settings) || fact(checkpoint, "shard") != std::to_string(index))
        return damaged(file, "it was made under other settings");
    const TensorEntry* const countsEntry = entryNamed(checkpoint, "counts");
    const TensorEntry* const effectsEntry = entryNamed(checkpoint, "effects");
    const auto [first, last] = settings.textRange(index);
    if (!countsEntry || !effectsEntry || countsEntry->dtype != DType::I64 || countsEntry->shape != Shape{last - first}
        || effectsEntry->dtype != DType::F32 || effectsEntry->shape.size() != 2
        || effectsEntry->shape[1] != static_cast<std::int64_t>(settings.features.size()))
        return damaged(file, "its arrays are not those expected");
    SS_TRY(const Tensor counts, checkpoint.read(*countsEntry));
    SS_TRY(const Tensor effects, checkpoint.read(*effectsEntry));
    if (fact(checkpoint, "checksum") != checksumOf(counts, effects))
        return damaged(file, "its checksum is not that of its bytes");
    WordRows rows;
    rows.counts.resize(static_cast<std::size_t>(last - first));
    rows.effects.resize(effectsEntry->shape[0], effectsEntry->shape[1]);
    if (!counts.bytes.empty())
        std::memcpy(rows.counts.data(), counts.bytes.data(), counts.bytes.size());
    if (!effects.bytes.empty())
        std::memcpy(rows.effects.data(), effects.bytes.data(), effects.bytes.size());
    const bool negative = std::any_of(rows.counts.begin(), rows.counts.end(), [](std::int64_t count) { return count < 0 || count > (1 << 24); });
    if (negative || std::accumulate(rows.counts.begin(), rows.counts.end(), std::int64_t{0}) != rows.effects.rows())
        return damaged(file, "its counts of words do not add up");
    return rows;
}

}  // namespace sparsescope
