// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/image.h"

#include <string_view>

namespace sparsescope {

// What the decoders of the single kinds share. Their errors:
//   E-IMG-001 empty        E-IMG-002 not a kind we read   E-IMG-003 too large          E-IMG-004 cut short
//   E-IMG-005 damaged      E-IMG-006 an unread variant    E-IMG-007 decoder's failure  E-IMG-008 cannot be written

Error emptyPicture(const std::string& name);
Error cutShort(const std::string& name, const std::string& found);
Error damaged(const std::string& name, const std::string& found);
Error unreadVariant(const std::string& name, const std::string& found);

/// Refuses 0 and more than limits.pixels in all or 2^20 along a side, before any pixel memory is taken.
Status checkSize(std::uint64_t width, std::uint64_t height, const std::string& name, const DecodeLimits& limits);

Image blankImage(int width, int height, std::uint8_t value = 0);

inline const std::uint8_t* pixelAt(const Image& image, int x, int y)
{
    return image.rgb.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width)
                               + static_cast<std::size_t>(x)) * 3;
}

/// `colour` with `alpha` over white, rounded as Pillow's paste does.
inline std::uint8_t overWhite(std::uint32_t colour, std::uint32_t alpha)
{
    const std::uint32_t sum = colour * alpha + 255 * (255 - alpha) + 128;
    return static_cast<std::uint8_t>(((sum >> 8) + sum) >> 8);
}

/// Bytes of which nothing outside can be read: numbers beyond the end are 0.
class ByteView {
public:
    explicit ByteView(std::span<const std::byte> bytes) : m_bytes(bytes) {}
    std::uint64_t size() const { return m_bytes.size(); }
    bool startsWith(std::string_view text) const { return has(0, text); }
    bool has(std::uint64_t offset, std::string_view text) const;
    /// `width` 1…4 bytes at `offset`.
    std::uint32_t number(std::uint64_t offset, int width, bool bigEndian) const;

private:
    std::span<const std::byte> m_bytes;
};

// One decoder a kind. They check the header, then decode; library failures are errors. EXIF orientation is applied.
Result<Image> decodeJpeg(std::span<const std::byte> bytes, const std::string& name, const DecodeLimits& limits);
Result<Image> decodePng(std::span<const std::byte> bytes, const std::string& name, const DecodeLimits& limits);
Result<Image> decodeBmp(std::span<const std::byte> bytes, const std::string& name, const DecodeLimits& limits);
Result<Image> decodeWebp(std::span<const std::byte> bytes, const std::string& name, const DecodeLimits& limits);
Result<Image> decodeGif(std::span<const std::byte> bytes, const std::string& name, const DecodeLimits& limits);

}  // namespace sparsescope
