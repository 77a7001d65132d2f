// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/decode_support.h"
#include "data/jpeg_errors.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace sparsescope {

namespace {

/// The encoder and the buffer that libjpeg grows with malloc.
struct JpegEncoder {
    jpeg_compress_struct info{};
    JpegErrors errors;
    unsigned char* buffer = nullptr;
    unsigned long size = 0;

    ~JpegEncoder()
    {
        jpeg_destroy_compress(&info);
        std::free(buffer);
    }

    bool encode(const Image& image, int quality)
    {
        info.err = errors.install();
        if (setjmp(errors.landing) != 0)
            return false;
        jpeg_create_compress(&info);
        jpeg_mem_dest(&info, &buffer, &size);
        info.image_width = static_cast<JDIMENSION>(image.width);
        info.image_height = static_cast<JDIMENSION>(image.height);
        info.input_components = 3;
        info.in_color_space = JCS_RGB;
        jpeg_set_defaults(&info);
        jpeg_set_quality(&info, quality, TRUE);
        jpeg_start_compress(&info, TRUE);
        while (info.next_scanline < info.image_height) {
            auto* row = const_cast<JSAMPROW>(pixelAt(image, 0, static_cast<int>(info.next_scanline)));
            jpeg_write_scanlines(&info, &row, 1);
        }
        jpeg_finish_compress(&info);
        return true;
    }
};

}  // namespace

Result<Bytes> encodeJpeg(const Image& image, int quality)
{
    JpegEncoder encoder;
    if (!encoder.encode(image, std::clamp(quality, 1, 100)))
        return Error{"E-IMG-008", "Cannot make a JPEG: " + encoder.errors.failureText + ".", ""};
    Bytes bytes(encoder.size);
    std::memcpy(bytes.data(), encoder.buffer, bytes.size());
    return bytes;
}

}  // namespace sparsescope
