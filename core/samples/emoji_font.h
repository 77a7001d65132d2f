// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "data/image.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace sparsescope {

/// A colour font of embedded bitmaps, such as Noto Color Emoji. One object belongs to one thread.
class EmojiFont {
public:
    static Result<EmojiFont> open(const std::filesystem::path& path);
    EmojiFont(EmojiFont&&) noexcept;
    EmojiFont& operator=(EmojiFont&&) noexcept;
    ~EmojiFont();

    /// The glyph laid over white in the middle of a white square `side` pixels wide. Nothing where the font does not
    /// draw the whole sequence as one glyph.
    std::optional<Image> render(const std::u32string& codePoints, int side) const;

private:
    struct State;
    explicit EmojiFont(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace sparsescope
