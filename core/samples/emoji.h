// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "samples/samples.h"

namespace sparsescope {

/// What the Emoji sample is made from; the defaults are where Debian's packages put it.
struct EmojiSources {
    std::filesystem::path list = "/usr/share/unicode/emoji/emoji-test.txt";
    std::filesystem::path font = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf";
    std::filesystem::path network = userDataFolder() / "models" / "efficientnet-lite0-57934424.pth";
};

SampleInfo emojiSampleInfo(const EmojiSources& sources = {});

/// Draws every fully-qualified emoji that the font has as one glyph: 160 × 160 pixels, glyph in the middle over white,
/// so that a centre crop of 7/8 keeps all of it. Classes are Unicode's groups, splits keep families of variants
/// together.
Status drawEmojiPictures(const EmojiSources& sources, const std::filesystem::path& folder, std::uint64_t seed,
                         Progress& progress);

/// The network must be the very file whose SHA-256 is known.
Status checkEmojiNetwork(const std::filesystem::path& network, Progress& progress);

Result<AuditSettings> prepareEmojiSample(const std::filesystem::path& workFolder, const EmojiSources& sources,
                                         Progress& progress);

}  // namespace sparsescope
