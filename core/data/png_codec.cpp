// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/text.h"
#include "data/decode_support.h"
#include "data/orientation.h"

#include <algorithm>
#include <csetjmp>
#include <cstring>

#include <fmt/format.h>
#include <png.h>
#include <zlib.h>

namespace sparsescope {

namespace {

constexpr std::uint64_t signatureSize = 8;

/// What a walk over the chunks finds, before libpng sees any of them. Only the chunks that make pixels are passed on,
/// so that a bomb in a text, colour profile or animation chunk is never unpacked.
struct PngOutline {
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    int orientation = 1;
    Bytes pixelChunks;
};

bool makesPixels(const ByteView& chunk)
{
    return chunk.has(4, "IHDR") || chunk.has(4, "PLTE") || chunk.has(4, "tRNS") || chunk.has(4, "IDAT")
        || chunk.has(4, "IEND");
}

bool hasRightChecksum(std::span<const std::byte> chunk)
{
    const std::size_t covered = chunk.size() - 8;
    const auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(chunk.data()) + 4, covered);
    return sum == ByteView(chunk).number(covered + 4, 4, true);
}

/// Takes in one whole chunk: length, type, data, checksum.
Status takeChunk(PngOutline& outline, std::span<const std::byte> chunk, const std::string& name,
                 const DecodeLimits& limits)
{
    const ByteView view(chunk);
    const bool first = outline.pixelChunks.size() == signatureSize;
    if (first != view.has(4, "IHDR") || (first && chunk.size() != 25))
        return damaged(name, "the PNG does not start with its header");
    if (view.has(4, "eXIf"))
        outline.orientation = exifOrientation(chunk.subspan(8, chunk.size() - 12));
    if (!makesPixels(view))
        return Done{};
    const std::string type = displayText({reinterpret_cast<const char*>(chunk.data()) + 4, 4});
    if (!hasRightChecksum(chunk))
        return damaged(name, fmt::format("the checksum of its {} chunk is wrong", type));
    if (first) {
        outline.width = view.number(8, 4, true);
        outline.height = view.number(12, 4, true);
        SS_CHECK(checkSize(outline.width, outline.height, name, limits));
    }
    outline.pixelChunks.insert(outline.pixelChunks.end(), chunk.begin(), chunk.end());
    return Done{};
}

Result<PngOutline> outlineOf(std::span<const std::byte> bytes, const std::string& name, const DecodeLimits& limits)
{
    const ByteView view(bytes);
    PngOutline outline;
    outline.pixelChunks.assign(bytes.begin(), bytes.begin() + signatureSize);
    for (std::uint64_t at = signatureSize; at + 12 <= bytes.size();) {
        const std::uint64_t size = std::uint64_t{view.number(at, 4, true)} + 12;
        if (size > bytes.size() - at)
            break;
        SS_CHECK(takeChunk(outline, bytes.subspan(at, size), name, limits));
        if (view.has(at + 4, "IEND"))
            return outline;
        at += size;
    }
    return cutShort(name, "the PNG's last chunk is missing");
}

struct PngFailure {
    std::jmp_buf landing{};
    char text[200] = {};
};

[[noreturn]] void fail(png_structp png, png_const_charp text)
{
    auto* failure = static_cast<PngFailure*>(png_get_error_ptr(png));
    std::snprintf(failure->text, sizeof failure->text, "%s", text);
    std::longjmp(failure->landing, 1);
}

void ignoreWarning(png_structp, png_const_charp) {}

/// One PNG being read. As libpng's failures come by longjmp, nothing in readRgba() needs a destructor.
struct PngReader {
    png_structp png = nullptr;
    png_infop info = nullptr;
    PngFailure failure;
    std::span<const std::byte> rest;

    PngReader() = default;
    PngReader(const PngReader&) = delete;
    PngReader& operator=(const PngReader&) = delete;
    ~PngReader() { png_destroy_read_struct(&png, &info, nullptr); }

    static void read(png_structp png, png_bytep out, png_size_t size)
    {
        auto& rest = static_cast<PngReader*>(png_get_io_ptr(png))->rest;
        if (size > rest.size())
            png_error(png, "the data end early");
        std::memcpy(out, rest.data(), size);
        rest = rest.subspan(size);
    }

    bool readHeader()
    {
        png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &failure, fail, ignoreWarning);
        info = png != nullptr ? png_create_info_struct(png) : nullptr;
        if (info == nullptr || setjmp(failure.landing) != 0)
            return false;
        png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);
        png_set_read_fn(png, this, read);
        png_read_info(png, info);
        png_set_expand(png);
        png_set_strip_16(png);
        png_set_gray_to_rgb(png);
        png_set_add_alpha(png, 0xFF, PNG_FILLER_AFTER);
        png_set_interlace_handling(png);
        png_read_update_info(png, info);
        return png_get_rowbytes(png, info) == std::size_t{png_get_image_width(png, info)} * 4;
    }

    /// Interlaced pictures come in passes over all rows, so all rows stay at hand.
    bool readRgba(std::uint8_t** rows)
    {
        if (setjmp(failure.landing) != 0)
            return false;
        png_read_image(png, rows);
        png_read_end(png, nullptr);
        return true;
    }
};

Image flattened(const std::vector<std::uint8_t>& rgba, int width, int height)
{
    Image image = blankImage(width, height);
    for (std::size_t i = 0; i * 4 < rgba.size(); ++i)
        for (std::size_t c = 0; c < 3; ++c)
            image.rgb[i * 3 + c] = overWhite(rgba[i * 4 + c], rgba[i * 4 + 3]);
    return image;
}

/// The file being written; libpng appends to it.
void append(png_structp png, png_bytep data, png_size_t size)
{
    auto* bytes = static_cast<Bytes*>(png_get_io_ptr(png));
    bytes->insert(bytes->end(), reinterpret_cast<std::byte*>(data), reinterpret_cast<std::byte*>(data) + size);
}

bool writePng(png_structp png, png_infop info, PngFailure& failure, const Image& image)
{
    if (setjmp(failure.landing) != 0)
        return false;
    png_set_IHDR(png, info, static_cast<png_uint_32>(image.width), static_cast<png_uint_32>(image.height), 8,
                 PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int y = 0; y < image.height; ++y)
        png_write_row(png, pixelAt(image, 0, y));
    png_write_end(png, info);
    return true;
}

}  // namespace

Result<Image> decodePng(std::span<const std::byte> bytes, const std::string& name, const DecodeLimits& limits)
{
    SS_TRY(const PngOutline outline, outlineOf(bytes, name, limits));
    PngReader reader;
    reader.rest = outline.pixelChunks;
    std::vector<std::uint8_t> rgba(outline.width * outline.height * 4);
    std::vector<std::uint8_t*> rows(outline.height);
    for (std::size_t y = 0; y < rows.size(); ++y)
        rows[y] = rgba.data() + y * outline.width * 4;
    if (!reader.readHeader() || !reader.readRgba(rows.data()))
        return damaged(name, fmt::format("the PNG decoder says: {}", reader.failure.text));
    return upright(flattened(rgba, static_cast<int>(outline.width), static_cast<int>(outline.height)),
                   outline.orientation);
}

Result<Bytes> encodePng(const Image& image)
{
    PngFailure failure;
    Bytes bytes;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &failure, fail, ignoreWarning);
    png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
    const auto flush = [](png_structp) {};
    if (info != nullptr)
        png_set_write_fn(png, &bytes, append, flush);
    const bool written = info != nullptr && writePng(png, info, failure, image);
    png_destroy_write_struct(&png, &info);
    if (!written)
        return Error{"E-IMG-008", fmt::format("Cannot make a PNG: {}.", failure.text), ""};
    return bytes;
}

}  // namespace sparsescope
