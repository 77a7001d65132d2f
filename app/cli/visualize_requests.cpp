// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/visualize_requests.h"

#include "base/text.h"

#include <charconv>
#include <ranges>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace sparsescope::cli {

namespace {

template <typename Number>
bool readAll(std::string_view text, Number& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

Result<std::vector<Direction::Term>> parseMix(const std::string& text)
{
    std::vector<Direction::Term> mix;
    for (const auto part : std::views::split(text, ',')) {
        const std::string_view term(part.begin(), part.end());
        const auto colon = term.find(':');
        Direction::Term read{0, 1};
        if (!readAll(term.substr(0, colon), read.feature) || (colon != std::string_view::npos && !readAll(term.substr(colon + 1), read.weight)))
            return Error{"E-CLI-012", fmt::format("{} is no mix of features: give FEATURE:WEIGHT,FEATURE:WEIGHT, for example 12:0.5,40:-1.",
                                                  sparsescope::quoted(text, 60)), ""};
        mix.push_back(read);
    }
    return mix;
}

void PictureRequest::addTo(CLI::App& verb)
{
    verb.add_option("--feature", feature, "A feature by its number")->check(CLI::NonNegativeNumber);
    verb.add_option("--class", klass, "The logit of a class (number, key or name)");
    verb.add_option("--mix", mix, "A weighted sum of features: 12:0.5,40:-1");
    verb.add_option("--difference", difference, "What speaks for the first class and against the second")->expected(2);
    verb.add_option("--class-features", classFeatures, "All features of a class, one after the other, into a folder");
    verb.add_flag("--negative", wish.negative, "What pushes it down");
    verb.add_option("--seed", wish.seed, "Of the noise it grows from (0)");
    verb.add_option("--count", wish.count, "Pictures that are made together (1)");
    verb.add_option("--diversity", wish.diversity, "How hard several pictures are pushed apart: times as hard as up (0)");
    verb.add_flag("--preview", preview, "In seconds, only to be recognised");
    verb.add_option("--steps", wish.steps, "Instead of the quality's own (512)");
    verb.add_option("--size", wish.side, "Pixels on a side (the network's own)");
    verb.add_flag("--pixels", wish.pixels, "Climb in pixels instead of frequencies");
    verb.add_option("--from", wish.fromRow, "Start from a picture of the data by its row")->check(CLI::NonNegativeNumber);
    verb.add_option("--out", out, "The PNG file, or the folder of --class-features")->required();
}

Result<PictureWish> PictureRequest::parsed(const AuditInfo& info) const
{
    const int asked = (feature >= 0) + !klass.empty() + !mix.empty() + !difference.empty() + !classFeatures.empty();
    if (asked != 1)
        return Error{"E-CLI-011", "Say what the picture is of: one of --feature, --class, --mix, --difference and --class-features.", ""};
    PictureWish parsed = wish;
    parsed.quality = preview ? PictureWish::Quality::Preview : PictureWish::Quality::Full;
    parsed.index = feature;
    if (!klass.empty() || !classFeatures.empty()) {
        parsed.of = PictureWish::Of::Class;
        SS_TRY(parsed.index, findClass(info, klass + classFeatures));
    }
    if (!mix.empty()) {
        parsed.of = PictureWish::Of::Mix;
        parsed.index = 0;
        SS_TRY(parsed.mix, parseMix(mix));
    }
    if (!difference.empty()) {
        parsed.of = PictureWish::Of::Difference;
        SS_TRY(parsed.index, findClass(info, difference[0]));
        SS_TRY(parsed.other, findClass(info, difference[1]));
    }
    return parsed;
}

}  // namespace sparsescope::cli
