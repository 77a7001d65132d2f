// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/pipeline_json.h"

#include "text/safe_text.h"
#include "text/sentences.h"

#include <array>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using nlohmann::json;

constexpr std::size_t mostComponents = 32;
constexpr std::size_t longestText = 1000;  // bytes of what is put in or looked for
constexpr const char* normalizers = "BertNormalizer, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Prepend and Replace, "
                                    "and sequences of them";
constexpr const char* wordSplitters = "BertPreTokenizer, Whitespace, WhitespaceSplit, Punctuation, Digits, CharDelimiterSplit and "
                                      "Split, and sequences of them";
constexpr const char* pairSplitters = "ByteLevel, alone or as the last of a sequence with Whitespace, WhitespaceSplit, Punctuation, "
                                      "Digits, CharDelimiterSplit and Split";

Status flatten(const JsonComponent& component, const char* list, std::vector<JsonComponent>& parts)
{
    if (component.type() != "Sequence") {
        parts.push_back(component);
        return Done{};
    }
    SS_TRY(const json* inside, component.array(list));
    for (const json& part : *inside) {
        if (!part.is_object() || parts.size() >= mostComponents)
            return component.badField(list, fmt::format("a list of up to {} objects", mostComponents));
        SS_CHECK(flatten(JsonComponent(part, component.file(), component.name()), list, parts));
    }
    return Done{};
}

/// A text that is searched for or put in.
Result<std::string> readText(const JsonComponent& component, const char* field)
{
    SS_TRY(const std::string text, component.text(field, ""));
    if (text.size() > longestText)
        return component.badField(field, fmt::format("a text of up to {} bytes", longestText));
    return text;
}

/// {"String": …} or {"Regex": …}
Result<TextPattern> readPattern(const JsonComponent& component)
{
    SS_TRY(const JsonComponent pattern, component.object("pattern"));
    const std::string owner = fmt::format("the tokenizer in {}: its {}", inQuotes(component.file()), component.name());
    if (pattern.has("Regex")) {
        SS_TRY(const std::string expression, pattern.text("Regex", ""));
        return TextPattern::expression(expression, owner);
    }
    SS_TRY(std::string text, readText(pattern, "String"));
    if (text.empty())
        return component.badField("pattern", "a \"Regex\", or a \"String\" that is not empty,");
    return TextPattern::literal(std::move(text));
}

Result<BertNormalizerOptions> readBert(const JsonComponent& normalizer)
{
    BertNormalizerOptions options;
    SS_TRY(options.cleanText, normalizer.flag("clean_text", true));
    SS_TRY(options.chineseCharacters, normalizer.flag("handle_chinese_chars", true));
    SS_TRY(options.lowerCase, normalizer.flag("lowercase", true));
    SS_TRY(options.stripAccents, normalizer.flag("strip_accents", options.lowerCase));
    return options;
}

Result<NormalizerStep> readStep(const JsonComponent& normalizer)
{
    static constexpr std::array<const char*, 4> forms{"NFC", "NFD", "NFKC", "NFKD"};  // in the order of UnicodeForm
    const std::string type = normalizer.type();
    for (std::size_t i = 0; i < forms.size(); ++i)
        if (type == forms[i])
            return NormalizerStep(static_cast<UnicodeForm>(i));
    if (type == "Lowercase")
        return NormalizerStep(LowerCase{});
    if (type == "StripAccents")
        return NormalizerStep(RemoveMarks{});
    if (type == "BertNormalizer") {
        SS_TRY(const BertNormalizerOptions options, readBert(normalizer));
        return NormalizerStep(BertNormalizer(options));
    }
    if (type == "Strip") {
        StripEnds ends;
        SS_TRY(ends.left, normalizer.flag("strip_left", true));
        SS_TRY(ends.right, normalizer.flag("strip_right", true));
        return NormalizerStep(ends);
    }
    if (type == "Prepend") {
        SS_TRY(std::string text, readText(normalizer, "prepend"));
        return NormalizerStep(PrependText{std::move(text)});
    }
    if (type != "Replace")
        return normalizer.unsupported(type, normalizers);
    SS_TRY(TextPattern pattern, readPattern(normalizer));
    SS_TRY(std::string text, readText(normalizer, "content"));
    return NormalizerStep(ReplaceMatches{std::move(pattern), std::move(text)});
}

Result<SplitBehavior> readBehavior(const JsonComponent& splitter, const char* otherwise)
{
    static constexpr std::array<const char*, 5> names{"Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"};
    SS_TRY(const std::string name, splitter.text("behavior", otherwise));
    for (std::size_t i = 0; i < names.size(); ++i)
        if (name == names[i])
            return static_cast<SplitBehavior>(i);
    return splitter.badField("behavior", "one of Removed, Isolated, MergedWithPrevious, MergedWithNext and Contiguous");
}

Result<SplitStep> readSplit(const JsonComponent& splitter)
{
    SplitStep step{.places = SplitPlaces::Pattern};
    SS_TRY(step.pattern, readPattern(splitter));
    SS_TRY(step.behavior, readBehavior(splitter, ""));
    SS_TRY(step.invert, splitter.flag("invert", false));
    return step;
}

Result<SplitStep> readDelimiter(const JsonComponent& splitter)
{
    SS_TRY(const std::string text, splitter.text("delimiter", ""));
    std::size_t at = 0;
    const char32_t c = text.empty() || !isValidUtf8(text) ? 0 : nextCodePoint(text, at);
    if (at == 0 || at != text.size())
        return splitter.badField("delimiter", "one character");
    return SplitStep{.places = SplitPlaces::Character, .character = c};
}

/// One component that cuts and changes no character.
Result<std::vector<SplitStep>> readSplitter(const JsonComponent& splitter, const char* supported)
{
    using Steps = std::vector<SplitStep>;
    const std::string type = splitter.type();
    if (type == "BertPreTokenizer")
        return Steps{{.places = SplitPlaces::Spaces}, {.places = SplitPlaces::Punctuation, .behavior = SplitBehavior::Isolated}};
    if (type == "Whitespace")
        return Steps{{.places = SplitPlaces::Words, .invert = true}};
    if (type == "WhitespaceSplit")
        return Steps{{.places = SplitPlaces::Spaces}};
    if (type == "Punctuation") {
        SS_TRY(const SplitBehavior behavior, readBehavior(splitter, "Isolated"));
        return Steps{{.places = SplitPlaces::Punctuation, .behavior = behavior}};
    }
    if (type == "Digits") {
        SS_TRY(const bool each, splitter.flag("individual_digits", false));
        return Steps{{.places = SplitPlaces::Numbers, .behavior = each ? SplitBehavior::Isolated : SplitBehavior::Contiguous}};
    }
    if (type != "Split" && type != "CharDelimiterSplit")
        return splitter.unsupported(type, supported);
    SS_TRY(SplitStep step, type == "Split" ? readSplit(splitter) : readDelimiter(splitter));
    return Steps{std::move(step)};
}

Status readByteLevel(const JsonComponent& splitter, TokenizerParts& parts)
{
    SS_TRY(parts.bytePairs.addPrefixSpace, splitter.flag("add_prefix_space", true));
    SS_TRY(parts.bytePairs.split, splitter.flag("use_regex", true));
    return Done{};
}

}  // namespace

Result<std::vector<JsonComponent>> flattened(const JsonComponent& component, const char* list)
{
    std::vector<JsonComponent> parts;
    SS_CHECK(flatten(component, list, parts));
    return parts;
}

Status readNormalizer(const JsonComponent& root, TokenizerParts& parts)
{
    if (!root.has("normalizer"))
        return Done{};
    SS_TRY(const JsonComponent component, root.object("normalizer"));
    if (component.type() == "BertNormalizer") {
        SS_TRY(parts.normalizer, readBert(component));
        return Done{};
    }
    SS_TRY(const auto inside, flattened(component, "normalizers"));
    for (const JsonComponent& normalizer : inside) {
        SS_TRY(NormalizerStep step, readStep(normalizer));
        parts.normalizers.push_back(std::move(step));
    }
    return Done{};
}

Status readPreTokenizer(const JsonComponent& root, TokenizerParts& parts)
{
    const bool words = parts.kind == TokenModelKind::WordPiece;
    const char* supported = words ? wordSplitters : pairSplitters;
    if (!root.has("pre_tokenizer"))
        return JsonComponent(root.json(), root.file(), "pre_tokenizer").unsupported("null", supported);
    SS_TRY(const JsonComponent component, root.object("pre_tokenizer"));
    SS_TRY(const auto inside, flattened(component, "pretokenizers"));
    parts.inSequence = component.type() == "Sequence";
    parts.wordPiece.split = words && inside.size() == 1 && inside.front().type() == "BertPreTokenizer";
    if (parts.wordPiece.split)
        return Done{};
    for (std::size_t i = 0; i < inside.size(); ++i) {
        const bool last = i + 1 == inside.size();
        if (!words && last && inside[i].type() == "ByteLevel")
            return readByteLevel(inside[i], parts);
        SS_TRY(auto steps, readSplitter(inside[i], supported));
        parts.splitters.insert(parts.splitters.end(), std::make_move_iterator(steps.begin()), std::make_move_iterator(steps.end()));
    }
    if (!words)
        return component.unsupported(inside.empty() ? "Sequence" : inside.back().type(), supported);
    return Done{};
}

}  // namespace sparsescope
