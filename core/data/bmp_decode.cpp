// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/decode_support.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using Rgb = std::array<std::uint8_t, 3>;

enum Compression : std::uint32_t { plain = 0, runs8 = 1, runs4 = 2, bitFields = 3, alphaBitFields = 6 };

struct BmpHeader {
    std::uint32_t size = 0;         ///< Of the information header: 12 for OS/2, 40…124 for Windows.
    std::int64_t width = 0;
    std::int64_t height = 0;
    bool topDown = false;
    std::uint32_t bits = 0;         ///< A pixel.
    std::uint32_t compression = plain;
    std::uint64_t pixels = 0;       ///< Offset of the pixel data.
    std::array<std::uint32_t, 4> masks{};  ///< Red, green, blue, alpha, for 16 and 32 bits.
    std::vector<Rgb> palette;

    std::uint64_t rowBytes() const { return (static_cast<std::uint64_t>(width) * bits + 31) / 32 * 4; }
    bool packedInRuns() const { return compression == runs8 || compression == runs4; }
};

void readSizes(const ByteView& view, BmpHeader& header)
{
    const bool old = header.size == 12;
    const auto number = [&](std::uint64_t offset) {
        return std::int64_t{static_cast<std::int32_t>(view.number(offset, 4, false))};
    };
    header.width = old ? std::int64_t{view.number(18, 2, false)} : number(18);
    header.height = old ? std::int64_t{view.number(20, 2, false)} : number(22);
    header.topDown = header.height < 0;
    header.height = std::abs(header.height);
    header.bits = view.number(old ? 24 : 28, 2, false);
    header.compression = old ? plain : view.number(30, 4, false);
}

void readMasks(const ByteView& view, BmpHeader& header)
{
    if (header.bits == 16)
        header.masks = {0x7C00, 0x03E0, 0x001F, 0};
    else
        header.masks = {0x00FF0000, 0x0000FF00, 0x000000FF, 0};
    if (header.compression != bitFields && header.compression != alphaBitFields)
        return;
    const bool alpha = header.size >= 56 || header.compression == alphaBitFields;
    for (std::size_t i = 0; i < (alpha ? 4U : 3U); ++i)
        header.masks[i] = view.number(54 + 4 * i, 4, false);
}

void readPalette(const ByteView& view, BmpHeader& header)
{
    const std::uint64_t entry = header.size == 12 ? 3 : 4;
    const std::uint32_t stated = header.size == 12 ? 0 : view.number(46, 4, false);
    const std::uint32_t most = 1U << header.bits;
    header.palette.resize(most);
    const std::uint32_t count = stated == 0 ? most : std::min(stated, most);
    for (std::uint32_t i = 0; i < count; ++i)
        for (std::uint64_t c = 0; c < 3; ++c)
            header.palette[i][c] = static_cast<std::uint8_t>(
                view.number(14 + header.size + entry * i + 2 - c, 1, false));
}

bool knownLayout(const BmpHeader& header)
{
    const std::uint32_t bits = header.bits;
    switch (header.compression) {
    case plain: return bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
    case runs8: return bits == 8 && !header.topDown;
    case runs4: return bits == 4 && !header.topDown;
    case bitFields:
    case alphaBitFields: return bits == 16 || bits == 32;
    default: return false;
    }
}

Result<BmpHeader> headerOf(const ByteView& view, const std::string& name, const DecodeLimits& limits)
{
    BmpHeader header;
    header.size = view.number(14, 4, false);
    header.pixels = view.number(10, 4, false);
    if (view.size() < 26 || view.size() < 14 + std::uint64_t{header.size})
        return cutShort(name, "the BMP ends inside its header");
    if (header.size != 12 && (header.size < 40 || header.size > 124))
        return damaged(name, fmt::format("the BMP's header says it has {} bytes", header.size));
    readSizes(view, header);
    if (header.width < 0)
        return damaged(name, fmt::format("the BMP's header says its width is {}", header.width));
    const auto width = static_cast<std::uint64_t>(header.width);
    const auto height = static_cast<std::uint64_t>(header.height);
    SS_CHECK(checkSize(width, height, name, limits));
    if (!knownLayout(header))
        return unreadVariant(name, fmt::format("it is a BMP of {} bits a pixel with compression {}", header.bits,
                                               header.compression));
    readMasks(view, header);
    if (header.bits <= 8)
        readPalette(view, header);
    const std::uint64_t needed = header.packedInRuns() ? 1 : header.rowBytes() * height;
    if (header.pixels > view.size() || needed > view.size() - header.pixels)
        return cutShort(name, fmt::format("the BMP's pixels need {} bytes, {} are there", needed,
                                          view.size() - std::min(header.pixels, view.size())));
    return header;
}

std::uint32_t scaledField(std::uint32_t pixel, std::uint32_t mask)
{
    if (mask == 0)
        return 0;
    const std::uint64_t shift = static_cast<std::uint64_t>(std::countr_zero(mask));
    const std::uint64_t largest = mask >> shift;
    return static_cast<std::uint32_t>(((pixel & mask) >> shift) * std::uint64_t{255} / largest);
}

Rgb maskedColour(std::uint32_t pixel, const BmpHeader& header)
{
    const std::uint32_t alpha = header.masks[3] == 0 ? 255 : scaledField(pixel, header.masks[3]);
    Rgb colour{};
    for (std::size_t c = 0; c < 3; ++c)
        colour[c] = overWhite(scaledField(pixel, header.masks[c]), alpha);
    return colour;
}

Rgb colourAt(const ByteView& view, const BmpHeader& header, std::uint64_t row, std::uint64_t x)
{
    if (header.bits <= 8) {
        const std::uint64_t bit = x * header.bits;
        const std::uint32_t byte = view.number(row + bit / 8, 1, false);
        return header.palette[(byte >> (8 - header.bits - bit % 8)) & ((1U << header.bits) - 1)];
    }
    const std::uint64_t at = row + x * header.bits / 8;
    if (header.bits == 24)
        return {static_cast<std::uint8_t>(view.number(at + 2, 1, false)),
                static_cast<std::uint8_t>(view.number(at + 1, 1, false)),
                static_cast<std::uint8_t>(view.number(at, 1, false))};
    return maskedColour(view.number(at, static_cast<int>(header.bits / 8), false), header);
}

/// Puts palette colours one after another along the rows, from the bottom row up.
class RunPainter {
public:
    RunPainter(const BmpHeader& header, Image& image) : m_header(header), m_image(image) {}

    void put(std::uint32_t index)
    {
        if (m_x < m_image.width && m_y < m_image.height)
            std::copy_n(m_header.palette[index].begin(), 3,
                        const_cast<std::uint8_t*>(pixelAt(m_image, static_cast<int>(m_x),
                                                          static_cast<int>(m_image.height - 1 - m_y))));
        ++m_x;
    }
    void nextRow() { move(-m_x, 1); }
    void move(std::int64_t right, std::int64_t up)
    {
        m_x += right;
        m_y += up;
    }
    bool done() const { return m_y >= m_image.height; }

private:
    const BmpHeader& m_header;
    Image& m_image;
    std::int64_t m_x = 0;
    std::int64_t m_y = 0;
};

/// The palette index of pixel i of a run whose data start at `at`.
std::uint32_t runIndex(const ByteView& view, const BmpHeader& header, std::uint64_t at, std::uint32_t i)
{
    if (header.bits == 8)
        return view.number(at + i, 1, false);
    return (view.number(at + i / 2, 1, false) >> (i % 2 == 0 ? 4 : 0)) & 15;
}

Status paintRuns(const ByteView& view, const BmpHeader& header, const std::string& name, Image& image)
{
    RunPainter painter(header, image);
    for (std::uint64_t at = header.pixels; !painter.done();) {
        if (at + 2 > view.size())
            return cutShort(name, "the BMP's runs end early");
        const std::uint32_t count = view.number(at, 1, false);
        const std::uint32_t code = view.number(at + 1, 1, false);
        at += 2;
        if (count > 0) {
            const std::uint32_t both = header.bits == 8 ? code : (code >> 4);
            for (std::uint32_t i = 0; i < count; ++i)
                painter.put(i % 2 == 0 ? both : header.bits == 8 ? code : (code & 15));
        } else if (code == 0) {
            painter.nextRow();
        } else if (code == 1) {
            return Done{};
        } else if (code == 2) {
            painter.move(view.number(at, 1, false), view.number(at + 1, 1, false));
            at += 2;
        } else {
            for (std::uint32_t i = 0; i < code; ++i)
                painter.put(runIndex(view, header, at, i));
            const std::uint64_t bytes = header.bits == 8 ? code : (code + 1) / 2;
            at += bytes + bytes % 2;
        }
    }
    return Done{};
}

void paintRows(const ByteView& view, const BmpHeader& header, Image& image)
{
    std::uint8_t* to = image.rgb.data();
    for (int y = 0; y < image.height; ++y) {
        const int stored = header.topDown ? y : image.height - 1 - y;
        const std::uint64_t row = header.pixels + header.rowBytes() * static_cast<std::uint64_t>(stored);
        for (int x = 0; x < image.width; ++x, to += 3)
            std::memcpy(to, colourAt(view, header, row, static_cast<std::uint64_t>(x)).data(), 3);
    }
}

}  // namespace

Result<Image> decodeBmp(std::span<const std::byte> bytes, const std::string& name, const DecodeLimits& limits)
{
    const ByteView view(bytes);
    SS_TRY(const BmpHeader header, headerOf(view, name, limits));
    Image image = blankImage(static_cast<int>(header.width), static_cast<int>(header.height));
    if (!header.packedInRuns()) {
        paintRows(view, header, image);
        return image;
    }
    SS_CHECK(paintRuns(view, header, name, image));
    return image;
}

}  // namespace sparsescope
