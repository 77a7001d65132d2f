// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "samples/emoji_font.h"

#include "base/text.h"

#include <algorithm>

#include <ft2build.h>
#include FT_FREETYPE_H
#include <fmt/format.h>
#include <hb-ft.h>
#include <hb.h>

namespace sparsescope {

struct EmojiFont::State {
    FT_Library library = nullptr;
    FT_Face face = nullptr;
    hb_font_t* shaper = nullptr;

    ~State()
    {
        hb_font_destroy(shaper);
        FT_Done_Face(face);
        FT_Done_FreeType(library);
    }
};

namespace {

/// The glyph that stands for the whole sequence, or 0 where the font has none.
FT_UInt singleGlyph(hb_font_t* shaper, const std::u32string& codePoints)
{
    const std::unique_ptr<hb_buffer_t, decltype(&hb_buffer_destroy)> buffer(hb_buffer_create(), hb_buffer_destroy);
    const auto* text = reinterpret_cast<const std::uint32_t*>(codePoints.data());
    hb_buffer_add_utf32(buffer.get(), text, static_cast<int>(codePoints.size()), 0, -1);
    hb_buffer_guess_segment_properties(buffer.get());
    hb_shape(shaper, buffer.get(), nullptr, 0);
    unsigned int count = 0;
    const hb_glyph_info_t* glyphs = hb_buffer_get_glyph_infos(buffer.get(), &count);
    return count == 1 ? glyphs[0].codepoint : 0;
}

/// The bitmap's pixels are BGRA with colours already multiplied by alpha: over white is colour + (255 − alpha).
Image overWhite(const FT_Bitmap& bitmap, int side)
{
    Image image{side, side, std::vector<std::uint8_t>(static_cast<std::size_t>(side) * side * 3, 255)};
    const int left = (side - static_cast<int>(bitmap.width)) / 2;
    const int top = (side - static_cast<int>(bitmap.rows)) / 2;
    for (int y = std::max(0, -top); y < std::min(static_cast<int>(bitmap.rows), side - top); ++y) {
        const std::uint8_t* row = bitmap.buffer + static_cast<std::ptrdiff_t>(y) * bitmap.pitch;
        for (int x = std::max(0, -left); x < std::min(static_cast<int>(bitmap.width), side - left); ++x) {
            const std::uint8_t* bgra = row + 4 * x;
            std::uint8_t* out = image.rgb.data() + 3 * (static_cast<std::size_t>(y + top) * side + x + left);
            for (int channel = 0; channel < 3; ++channel)
                out[channel] = static_cast<std::uint8_t>(std::min(255, bgra[2 - channel] + 255 - bgra[3]));
        }
    }
    return image;
}

Error fontError(const std::filesystem::path& path, const char* found)
{
    return {"E-SAMPLE-010",
            fmt::format("Cannot draw emoji with {}: {}. The Noto Color Emoji font with embedded bitmaps is needed "
                        "(Debian package fonts-noto-color-emoji).",
                        quoted(path.string(), 300), found),
            ""};
}

}  // namespace

Result<EmojiFont> EmojiFont::open(const std::filesystem::path& path)
{
    auto state = std::make_unique<State>();
    if (FT_Init_FreeType(&state->library) != 0 || FT_New_Face(state->library, path.c_str(), 0, &state->face) != 0)
        return fontError(path, "it is not a font that FreeType can read");
    if (!FT_HAS_COLOR(state->face) || state->face->num_fixed_sizes < 1 || FT_Select_Size(state->face, 0) != 0)
        return fontError(path, "it has no colour bitmaps");
    state->shaper = hb_ft_font_create_referenced(state->face);
    return EmojiFont(std::move(state));
}

EmojiFont::EmojiFont(std::unique_ptr<State> state) : m_state(std::move(state)) {}
EmojiFont::EmojiFont(EmojiFont&&) noexcept = default;
EmojiFont& EmojiFont::operator=(EmojiFont&&) noexcept = default;
EmojiFont::~EmojiFont() = default;

std::optional<Image> EmojiFont::render(const std::u32string& codePoints, int side) const
{
    const FT_UInt glyph = singleGlyph(m_state->shaper, codePoints);
    if (glyph == 0 || FT_Load_Glyph(m_state->face, glyph, FT_LOAD_COLOR) != 0)
        return std::nullopt;
    const FT_Bitmap& bitmap = m_state->face->glyph->bitmap;
    if (bitmap.pixel_mode != FT_PIXEL_MODE_BGRA || bitmap.buffer == nullptr)
        return std::nullopt;
    return overWhite(bitmap, side);
}

}  // namespace sparsescope
