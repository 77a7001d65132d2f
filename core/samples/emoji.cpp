// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "samples/emoji.h"

#include "base/hash.h"
#include "base/parallel.h"
#include "base/text.h"
#include "samples/emoji_font.h"
#include "samples/emoji_list.h"
#include "samples/picture_folder.h"

#include <set>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

constexpr int pictureSide = 160;
constexpr std::uint64_t sampleSeed = 20;
constexpr const char* networkSha256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db";

/// Emoji names hold colons and the like; letters of any script stay as they are.
std::string fileNameFrom(const std::string& text)
{
    std::string name;
    for (const char c : text)
        name += c == '/' || c == '\\' || c == '"' || c == '*' || c == '?' ? '-' : c == ':' ? ',' : c;
    return name;
}

std::vector<PlannedPicture> planPictures(const EmojiList& list, std::uint64_t seed)
{
    const auto splits = splitByFamily(list, seed);
    std::set<std::string> taken;
    std::vector<PlannedPicture> plan;
    for (std::size_t i = 0; i < list.emoji.size(); ++i) {
        const Emoji& emoji = list.emoji[i];
        std::string name = fileNameFrom(emoji.name);
        if (!taken.insert(name).second)
            name += fmt::format(" {:X}", static_cast<std::uint32_t>(emoji.codePoints.front()));
        plan.push_back({splits[i], fileNameFrom(list.groups[static_cast<std::size_t>(emoji.group)]), name});
    }
    return plan;
}

Result<EmojiList> readList(const fs::path& path)
{
    SS_TRY(const std::string text, readTextFile(path, 16 << 20));
    EmojiList list = parseEmojiTest(text);
    if (list.emoji.empty())
        return Error{"E-SAMPLE-011",
                     fmt::format("{} names no fully-qualified emoji: Unicode's emoji-test.txt was expected (Debian "
                                 "package unicode-data).",
                                 quoted(path.string(), 300)),
                     ""};
    return list;
}

Result<nlohmann::json> recipeOf(const EmojiSources& sources, std::uint64_t seed)
{
    Progress silent;
    SS_TRY(const std::string list, sha256OfFile(sources.list, silent));
    SS_TRY(const std::string font, sha256OfFile(sources.font, silent));
    return nlohmann::json{{"sample", "emoji"},   {"version", 1}, {"seed", seed},
                          {"side", pictureSide}, {"list", list}, {"font", font}};
}

Result<Drawer> emojiDrawer(const EmojiSources& sources, const EmojiList& list)
{
    SS_TRY(EmojiFont opened, EmojiFont::open(sources.font));
    const auto font = std::make_shared<EmojiFont>(std::move(opened));
    return Drawer([font, &list](std::size_t index) -> Result<std::optional<Image>> {
        return font->render(list.emoji[index].codePoints, pictureSide);
    });
}

std::string missingSentence(const EmojiSources& sources)
{
    std::error_code error;
    if (!fs::exists(sources.font, error))
        return "The Noto Color Emoji font is not installed (Debian package fonts-noto-color-emoji).";
    if (!fs::exists(sources.list, error))
        return "Unicode's list of emoji is not installed (Debian package unicode-data).";
    if (!fs::exists(sources.network, error))
        return fmt::format("The network {} is not there: packaging/demo.sh fetches it.",
                           quoted(sources.network.string(), 300));
    return {};
}

}  // namespace

SampleInfo emojiSampleInfo(const EmojiSources& sources)
{
    SampleInfo info;
    info.id = "emoji";
    info.title = "Emoji";
    info.description =
        "About 3,600 emoji in Unicode's nine groups, of unequal size (more than half are people), seen by an "
        "EfficientNet-Lite0 that was trained on photographs; variants of one emoji share a split.";
    info.missing = missingSentence(sources);
    info.available = info.missing.empty();
    return info;
}

Status drawEmojiPictures(const EmojiSources& sources, const fs::path& folder, std::uint64_t seed, Progress& progress)
{
    SS_TRY(const auto recipe, recipeOf(sources, seed));
    SS_TRY(const EmojiList list, readList(sources.list));
    return makePictureFolder(
        folder, recipe, planPictures(list, seed), [&] { return emojiDrawer(sources, list); }, progress);
}

Status checkEmojiNetwork(const fs::path& network, Progress& progress)
{
    SS_TRY(const std::string found, sha256OfFile(network, progress));
    if (found == networkSha256)
        return Done{};
    return Error{
        "E-SAMPLE-012",
        fmt::format("{} is not the network of the Emoji sample: its SHA-256 is {}, expected was {}. Delete it and "
                    "run packaging/demo.sh, which fetches it again.",
                    quoted(network.string(), 300), found, networkSha256),
        ""};
}

Result<AuditSettings> prepareEmojiSample(const fs::path& workFolder, const EmojiSources& sources, Progress& progress)
{
    if (const std::string missing = missingSentence(sources); !missing.empty())
        return Error{"E-SAMPLE-013", "The Emoji sample cannot be made. " + missing, ""};
    SS_CHECK(checkEmojiNetwork(sources.network, progress));
    const fs::path pictures = workFolder / "emoji" / "pictures";
    SS_CHECK(drawEmojiPictures(sources, pictures, sampleSeed, progress));

    AuditSettings settings;
    settings.title = "Emoji";
    settings.model = sources.network;
    settings.data = pictures;
    settings.path.threads = availableCores();
    return settings;
}

}  // namespace sparsescope
