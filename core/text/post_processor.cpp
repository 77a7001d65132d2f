// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/post_processor.h"

#include "text/sentences.h"

#include <fmt/format.h>

namespace sparsescope {

namespace {

using nlohmann::json;

bool isId(const json& value)
{
    return value.is_number_integer() && value >= 0 && value <= INT32_MAX;
}

/// ["[CLS]", 101]
Result<std::int32_t> readPair(const JsonComponent& processor, const char* field)
{
    const json& pair = processor.json().contains(field) ? processor.json()[field] : json();
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !isId(pair[1]))
        return processor.badField(field, "a token and its id");
    return pair[1].get<std::int32_t>();
}

Status readEnds(const JsonComponent& processor, TokenTemplate& around)
{
    SS_TRY(const std::int32_t first, readPair(processor, "cls"));
    SS_TRY(const std::int32_t last, readPair(processor, "sep"));
    around.before.insert(around.before.begin(), first);
    around.behind.push_back(last);
    return Done{};
}

/// The ids that the template's "special_tokens" gives for a name; one name may stand for several.
Result<std::vector<std::int32_t>> idsOf(const JsonComponent& processor, const std::string& name)
{
    const json& table = processor.json().contains("special_tokens") ? processor.json()["special_tokens"] : json();
    const json& entry = table.is_object() && table.contains(name) ? table[name] : json();
    const json& ids = entry.is_object() && entry.contains("ids") ? entry["ids"] : json();
    std::vector<std::int32_t> found;
    for (const json& id : ids.is_array() ? ids : json::array()) {
        if (!isId(id))
            return processor.badField("special_tokens", "ids that are whole numbers from 0 on");
        found.push_back(id.get<std::int32_t>());
    }
    if (found.empty())
        return Error{"E-TOK-007",
                     fmt::format("Cannot use the tokenizer in {}: its post_processor puts {} around a text, but its "
                                 "special_tokens do not say which ids that has.", inQuotes(processor.file()), inQuotes(name, 60)),
                     ""};
    return found;
}

Status readTemplate(const JsonComponent& processor, TokenTemplate& around)
{
    SS_TRY(const json* pieces, processor.array("single"));
    bool behind = false;
    std::vector<std::int32_t> before;
    for (const json& piece : *pieces) {
        if (piece.is_object() && piece.contains("Sequence") && !behind) {
            behind = true;
            continue;
        }
        const json& special = piece.is_object() && piece.contains("SpecialToken") ? piece["SpecialToken"] : json();
        if (!special.is_object() || !special.contains("id") || !special["id"].is_string())
            return processor.badField("single", "special tokens around one sequence");
        SS_TRY(const auto ids, idsOf(processor, special["id"].get<std::string>()));
        auto& side = behind ? around.behind : before;
        side.insert(side.end(), ids.begin(), ids.end());
    }
    if (!behind)
        return processor.badField("single", "special tokens around one sequence");
    around.before.insert(around.before.begin(), before.begin(), before.end());
    return Done{};
}

}  // namespace

Status readProcessor(const JsonComponent& processor, TokenTemplate& around)
{
    const std::string type = processor.type();
    if (type == "TemplateProcessing")
        return readTemplate(processor, around);
    if (type == "BertProcessing")
        return readEnds(processor, around);
    if (type != "RobertaProcessing" && type != "ByteLevel")
        return processor.unsupported(type, "TemplateProcessing, BertProcessing, RobertaProcessing and ByteLevel");
    SS_TRY(around.trimOffsets, processor.flag("trim_offsets", true));
    SS_TRY(around.prefixSpace, processor.flag("add_prefix_space", true));
    return type == "RobertaProcessing" ? readEnds(processor, around) : Status(Done{});
}

}  // namespace sparsescope
