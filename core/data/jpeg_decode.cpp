// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/text.h"
#include "data/decode_support.h"
#include "data/jpeg_errors.h"
#include "data/orientation.h"

#include <vector>

#include <fmt/format.h>

namespace sparsescope {

namespace {

// Progressive pictures are stored in scans that each go over all pixels; ten or so are usual. Without a bound a small
// file could keep us busy for hours.
constexpr int mostScans = 100;
constexpr std::int64_t mostScannedPixels = 2'000'000'000;

/// One picture being read by libjpeg. Its failures come back by longjmp, so every step that calls the library sets the
/// landing place itself and owns nothing that would need a destructor.
class JpegDecoder {
public:
    explicit JpegDecoder(std::span<const std::byte> bytes);
    ~JpegDecoder() { jpeg_destroy_decompress(&m_info); }
    JpegDecoder(const JpegDecoder&) = delete;
    JpegDecoder& operator=(const JpegDecoder&) = delete;

    bool readHeader();
    bool readPixels(Image& image, std::vector<std::uint8_t>& inks);
    int orientation() const;

    const jpeg_decompress_struct& info() const { return m_info; }
    const JpegErrors& errors() const { return m_errors; }
    bool ranOut() const { return m_ranOut; }

private:
    static boolean refill(j_decompress_ptr info);
    static void skip(j_decompress_ptr info, long count);
    static void watchScans(j_common_ptr info);
    static JpegDecoder& self(j_decompress_ptr info) { return *static_cast<JpegDecoder*>(info->client_data); }

    jpeg_decompress_struct m_info{};
    JpegErrors m_errors;
    jpeg_source_mgr m_source{};
    jpeg_progress_mgr m_progress{};
    bool m_ranOut = false;
};

JpegDecoder::JpegDecoder(std::span<const std::byte> bytes)
{
    m_info.err = m_errors.install();
    if (setjmp(m_errors.landing) != 0)
        return;
    jpeg_create_decompress(&m_info);
    m_info.client_data = this;
    m_source.next_input_byte = reinterpret_cast<const JOCTET*>(bytes.data());
    m_source.bytes_in_buffer = bytes.size();
    m_source.init_source = [](j_decompress_ptr) {};
    m_source.term_source = [](j_decompress_ptr) {};
    m_source.fill_input_buffer = refill;
    m_source.skip_input_data = skip;
    m_source.resync_to_restart = jpeg_resync_to_restart;
    m_info.src = &m_source;
    m_progress.progress_monitor = watchScans;
    m_info.progress = &m_progress;
}

/// The bytes are over before the picture is: libjpeg gets an end marker, and we remember.
boolean JpegDecoder::refill(j_decompress_ptr info)
{
    static const JOCTET endMarker[2] = {0xFF, JPEG_EOI};
    self(info).m_ranOut = true;
    info->src->next_input_byte = endMarker;
    info->src->bytes_in_buffer = 2;
    return TRUE;
}

void JpegDecoder::skip(j_decompress_ptr info, long count)
{
    if (count <= 0)
        return;
    if (static_cast<std::size_t>(count) > info->src->bytes_in_buffer) {
        refill(info);
        return;
    }
    info->src->next_input_byte += count;
    info->src->bytes_in_buffer -= static_cast<std::size_t>(count);
}

void JpegDecoder::watchScans(j_common_ptr common)
{
    auto* info = reinterpret_cast<j_decompress_ptr>(common);
    const std::int64_t pixels = std::int64_t{info->image_width} * info->image_height;
    if (info->input_scan_number <= mostScans && info->input_scan_number * pixels <= mostScannedPixels)
        return;
    JpegErrors& errors = self(info).m_errors;
    errors.tooManyScans = true;
    longjmp(errors.landing, 1);
}

bool JpegDecoder::readHeader()
{
    if (m_errors.failed || setjmp(m_errors.landing) != 0)
        return false;
    jpeg_save_markers(&m_info, JPEG_APP0 + 1, 0xFFFF);
    return jpeg_read_header(&m_info, TRUE) == JPEG_HEADER_OK;
}

/// Fills `image`, which has the right size; four-ink rows go through `inks`.
bool JpegDecoder::readPixels(Image& image, std::vector<std::uint8_t>& inks)
{
    if (setjmp(m_errors.landing) != 0)
        return false;
    m_info.out_color_space = m_info.num_components == 4 ? JCS_CMYK : JCS_RGB;
    m_info.dct_method = JDCT_ISLOW;
    jpeg_start_decompress(&m_info);
    while (m_info.output_scanline < m_info.output_height) {
        std::uint8_t* row = image.rgb.data() + std::size_t{m_info.output_scanline} * m_info.output_width * 3;
        JSAMPROW target = inks.empty() ? row : inks.data();
        jpeg_read_scanlines(&m_info, &target, 1);
        // Adobe writes inks inverted, and so does everyone else; `ink` is what is left of the light.
        for (std::size_t i = 0; i * 4 < inks.size(); ++i) {
            const std::uint8_t* ink = inks.data() + i * 4;
            for (std::size_t c = 0; c < 3; ++c) {
                const std::uint32_t taken = (255U - ink[c]) * ink[3] + 128;
                row[i * 3 + c] = static_cast<std::uint8_t>(ink[3] - (((taken >> 8) + taken) >> 8));
            }
        }
    }
    jpeg_finish_decompress(&m_info);
    return true;
}

int JpegDecoder::orientation() const
{
    for (const jpeg_marker_struct* marker = m_info.marker_list; marker != nullptr; marker = marker->next) {
        const std::span data(reinterpret_cast<const std::byte*>(marker->data), marker->data_length);
        if (ByteView(data).startsWith(std::string_view("Exif\0\0", 6)))
            return exifOrientation(data);
    }
    return 1;
}

Error failureOf(const JpegDecoder& decoder, const std::string& name)
{
    const JpegErrors& errors = decoder.errors();
    if (errors.tooManyScans)
        return unreadVariant(name, fmt::format("it is a JPEG of more scans than any camera or program makes (over {})",
                                               decoder.info().input_scan_number - 1));
    if (errors.failureCode == JERR_BAD_PRECISION)
        return unreadVariant(name, "it is a JPEG of more than 8 bits a channel");
    if (errors.failureCode == JERR_SOF_UNSUPPORTED)
        return unreadVariant(name, "it is a lossless or hierarchical JPEG");
    if (errors.failureCode == JERR_CONVERSION_NOTIMPL || errors.failureCode == JERR_COMPONENT_COUNT)
        return unreadVariant(name, fmt::format("it is a JPEG of {} channels in an unknown colour space",
                                               decoder.info().num_components));
    if (decoder.ranOut())
        return cutShort(name, "the file ends inside the JPEG's headers");
    return damaged(name, "the JPEG decoder says: " + errors.failureText);
}

Status checkHeader(const JpegDecoder& decoder, const std::string& name, const DecodeLimits& limits)
{
    const jpeg_decompress_struct& info = decoder.info();
    SS_CHECK(checkSize(info.image_width, info.image_height, name, limits));
    if (info.arith_code)
        return unreadVariant(name, "it is an arithmetic-coded JPEG");
    if (info.num_components != 1 && info.num_components != 3 && info.num_components != 4)
        return unreadVariant(name, fmt::format("it is a JPEG of {} channels", info.num_components));
    return Done{};
}

}  // namespace

Result<Image> decodeJpeg(std::span<const std::byte> bytes, const std::string& name, const DecodeLimits& limits)
{
    JpegDecoder decoder(bytes);
    if (!decoder.readHeader())
        return failureOf(decoder, name);
    SS_CHECK(checkHeader(decoder, name, limits));
    const jpeg_decompress_struct& info = decoder.info();
    Image image = blankImage(static_cast<int>(info.image_width), static_cast<int>(info.image_height));
    const int orientation = decoder.orientation();  // now, as libjpeg frees its markers with the last row
    std::vector<std::uint8_t> inks(info.num_components == 4 ? std::size_t{info.image_width} * 4 : 0);
    if (!decoder.readPixels(image, inks))
        return failureOf(decoder, name);
    if (decoder.ranOut())
        return cutShort(name, "the JPEG's end marker is missing");
    if (!decoder.errors().damage.empty())
        return damaged(name, "the JPEG decoder says: " + decoder.errors().damage);
    return upright(std::move(image), orientation);
}

}  // namespace sparsescope
