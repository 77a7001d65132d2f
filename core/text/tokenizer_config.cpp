// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/tokenizer_config.h"

#include "text/tokenizer_json.h"

#include <charconv>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::uint64_t mostBytes = 16ULL << 20;

/// The file as an object, or an empty one where there is no such file.
Result<json> readIfThere(const fs::path& path)
{
    std::error_code error;
    if (!fs::exists(path, error))
        return json(json::object());
    return readJsonObject(path, mostBytes);
}

Status readFlag(const JsonComponent& from, const char* field, std::optional<bool>& flag)
{
    if (!from.has(field))
        return Done{};
    SS_TRY(flag, from.flag(field, false));
    return Done{};
}

/// "[CLS]" or {"content": "[CLS]", …}.
Status readSpecial(const JsonComponent& from, TokenizerConfig& config)
{
    for (const char* name : {"unk_token", "cls_token", "sep_token", "pad_token", "mask_token", "bos_token", "eos_token"}) {
        if (!from.has(name))
            continue;
        const json& value = from.json()[name];
        AddedToken token;
        if (value.is_object()) {
            SS_TRY(token, readAddedToken({value, from.file(), name}));
        } else {
            SS_TRY(token.content, from.text(name, ""));
        }
        token.special = true;
        token.normalized = false;
        config.special[name] = token;
    }
    return Done{};
}

/// "added_tokens_decoder": {"5": {"content": …}}
Status readDecoder(const JsonComponent& from, TokenizerConfig& config)
{
    if (!from.has("added_tokens_decoder"))
        return Done{};
    SS_TRY(const JsonComponent table, from.object("added_tokens_decoder"));
    for (const auto& [key, value] : table.json().items()) {
        std::int32_t id = -1;
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
        if (error != std::errc() || end != key.data() + key.size() || id < 0 || !value.is_object())
            return from.badField("added_tokens_decoder", "an object from ids to tokens");
        SS_TRY(AddedToken token, readAddedToken({value, from.file(), "added_tokens_decoder"}));
        token.id = id;
        config.added.push_back(std::move(token));
    }
    return Done{};
}

/// {"token": id}: tokens without settings, of which the decoder may know more.
Status readAdded(const json& object, TokenizerConfig& config)
{
    if (object.empty())
        return Done{};
    SS_TRY(const auto entries, readVocabulary(object, "added_tokens.json", "the file"));
    const auto known = [&](std::int32_t id) {
        for (const AddedToken& token : config.added)
            if (token.id == id)
                return true;
        return false;
    };
    std::vector<AddedToken> fresh;
    for (const TokenEntry& entry : entries)
        if (!known(entry.id)) {
            AddedToken token;
            token.content = entry.text;
            token.id = entry.id;
            token.normalized = true;
            fresh.push_back(std::move(token));
        }
    config.added.insert(config.added.end(), fresh.begin(), fresh.end());
    return Done{};
}

}  // namespace

Result<TokenizerConfig> readTokenizerConfig(const fs::path& folder)
{
    TokenizerConfig config;
    SS_TRY(const json map, readIfThere(folder / "special_tokens_map.json"));
    SS_CHECK(readSpecial({map, "special_tokens_map.json", "the file"}, config));
    SS_TRY(const json settings, readIfThere(folder / "tokenizer_config.json"));
    const JsonComponent root(settings, "tokenizer_config.json", "the file");
    SS_CHECK(readSpecial(root, config));
    SS_CHECK(readDecoder(root, config));
    SS_CHECK(readFlag(root, "do_lower_case", config.lowerCase));
    SS_CHECK(readFlag(root, "strip_accents", config.stripAccents));
    SS_CHECK(readFlag(root, "tokenize_chinese_chars", config.chineseCharacters));
    SS_CHECK(readFlag(root, "add_prefix_space", config.prefixSpace));
    SS_CHECK(readFlag(root, "trim_offsets", config.trimOffsets));
    SS_TRY(const json added, readIfThere(folder / "added_tokens.json"));
    SS_CHECK(readAdded(added, config));
    return config;
}

}  // namespace sparsescope
