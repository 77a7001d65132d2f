#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the small pictures in pictures/ and expected.json: what Pillow makes of them, and of some resizes.

Needs Pillow and NumPy. Run it in this folder; what it writes is committed.
"""
import hashlib
import io
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

HERE = pathlib.Path(__file__).parent
OUT = HERE / "pictures"


def noise(width, height, seed=1):
    """The same bytes as noisePicture() in the tests."""
    values, x = bytearray(width * height * 3), seed
    for i in range(len(values)):
        x = (x * 1664525 + 1013904223) & 0xFFFFFFFF
        values[i] = x >> 24
    return np.frombuffer(bytes(values), np.uint8).reshape(height, width, 3)


def scene(width, height):
    """Smooth colours with an edge and some noise, so that lossy formats have something to do."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 255 / width, y * 255 / height, (x + y) % 64 * 4], axis=2)
    rgb[height // 3: height // 2, width // 4: width // 2] = [250, 20, 40]
    return (rgb * 0.9 + noise(width, height) * 0.1).astype(np.uint8)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, colour, rows, extra=b"", interlace=0):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows, 9))
            + chunk(b"IEND", b""))


def plain_rows(array):
    return b"".join(b"\0" + row.tobytes() for row in array)


def adam7_rows(array):
    out = b""
    for y0, x0, dy, dx in [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]:
        part = array[y0::dy, x0::dx]
        if part.size:
            out += plain_rows(part)
    return out


def exif(orientation):
    return b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01" + struct.pack(">HH", orientation, 0) + b"\0\0\0\0"


def bmp(width, height, bits, compression, data, palette=b"", masks=b"", size=40):
    info = struct.pack("<IiiHHIIiiII", size, width, height, 1, bits, compression, len(data), 0, 0, len(palette) // 4, 0)
    info += masks + b"\0" * (size - 40 - len(masks) if size > 40 else 0)
    offset = 14 + len(info) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + info + palette + data


def saved(image, **options):
    out = io.BytesIO()
    image.save(out, **options)
    return out.getvalue()


def make_jpegs(files):
    picture = Image.fromarray(scene(61, 43))
    for name, subsampling in [("444", 0), ("422", 1), ("420", 2)]:
        files[f"rgb{name}.jpg"] = saved(picture, format="JPEG", quality=88, subsampling=subsampling)
    files["progressive.jpg"] = saved(picture, format="JPEG", quality=80, progressive=True)
    files["restarts.jpg"] = saved(picture, format="JPEG", quality=80, restart_marker_blocks=3)
    files["grey.jpg"] = saved(picture.convert("L"), format="JPEG", quality=88)
    files["one.jpg"] = saved(picture.crop((0, 0, 1, 1)), format="JPEG")
    files["column.jpg"] = saved(picture.crop((0, 0, 1, 43)), format="JPEG")
    cmyk = saved(picture.convert("CMYK"), format="JPEG", quality=88)
    files["cmyk.jpg"] = cmyk
    adobe = cmyk.index(b"\xff\xee\x00\x0eAdobe")
    files["ycck.jpg"] = cmyk[:adobe + 15] + b"\x02" + cmyk[adobe + 16:]
    files["cmyk-unmarked.jpg"] = cmyk[:adobe] + cmyk[adobe + 16:]
    small = Image.fromarray(scene(24, 16))
    for orientation in range(0, 10):
        block = b"Exif\0\0" + exif(orientation)
        files[f"orientation{orientation}.jpg"] = saved(small, format="JPEG", quality=80, exif=block)
    files["photo.jpg"] = saved(Image.fromarray(scene(160, 120)), format="JPEG", quality=85)


def make_pngs(files):
    rgb = scene(37, 23)
    picture = Image.fromarray(rgb)
    alpha = Image.fromarray(noise(37, 23, 7)[:, :, 0].copy())
    rgba = picture.copy()
    rgba.putalpha(alpha)
    grey_alpha = picture.convert("L")
    grey_alpha.putalpha(alpha)
    files["rgb.png"] = saved(picture, format="PNG")
    files["rgba.png"] = saved(rgba, format="PNG")
    files["grey.png"] = saved(picture.convert("L"), format="PNG")
    files["grey-alpha.png"] = saved(grey_alpha, format="PNG")
    files["bilevel.png"] = saved(picture.convert("1"), format="PNG")
    palette = picture.quantize(13)
    files["palette.png"] = saved(palette, format="PNG")
    files["palette-alpha.png"] = saved(palette, format="PNG", transparency=bytes(range(0, 250, 20)))
    key = bytes([0, rgb[0, 0, 0], 0, rgb[0, 0, 1], 0, rgb[0, 0, 2]])
    files["colour-key.png"] = png(37, 23, 8, 2, plain_rows(rgb), chunk(b"tRNS", key))
    files["interlaced.png"] = png(37, 23, 8, 2, adam7_rows(rgb), interlace=1)
    wide = (rgb.astype(">u2") * 256 + noise(37, 23, 3)).astype(">u2")
    files["rgb16.png"] = png(37, 23, 16, 2, plain_rows(wide))
    files["oriented.png"] = png(37, 23, 8, 2, plain_rows(rgb), chunk(b"eXIf", exif(6)))
    files["animated.png"] = saved(picture, format="PNG", save_all=True, append_images=[picture.rotate(180)])


def make_bmps(files):
    rgb = scene(21, 14)
    picture = Image.fromarray(rgb)
    files["rgb24.bmp"] = saved(picture, format="BMP")
    files["palette8.bmp"] = saved(picture.quantize(40), format="BMP")
    files["bilevel.bmp"] = saved(picture.convert("1"), format="BMP")
    files["rgbx32.bmp"] = bmp(21, 14, 32, 0, np.dstack([rgb[::-1, :, ::-1], noise(21, 14)[:, :, 0]]).tobytes())
    files["top-down.bmp"] = bmp(21, -14, 32, 0, np.dstack([rgb[:, :, ::-1], noise(21, 14)[:, :, 0]]).tobytes())
    packed = (rgb[:, :, 0].astype(np.uint16) >> 3 << 11) | (rgb[:, :, 1].astype(np.uint16) >> 2 << 5) | (rgb[:, :, 2] >> 3)
    padded = np.pad(packed[::-1], ((0, 0), (0, 1))).astype("<u2").tobytes()
    files["rgb565.bmp"] = bmp(21, 14, 16, 3, padded, masks=struct.pack("<III", 0xF800, 0x07E0, 0x001F))
    masks = struct.pack("<IIII", 0x00FF0000, 0x0000FF00, 0x000000FF, 0xFF000000)
    files["rgba32.bmp"] = bmp(21, 14, 32, 3, np.dstack([rgb[::-1, :, ::-1], noise(21, 14)[:, :, 0]]).tobytes(),
                              masks=masks, size=124)
    colours = b"".join(bytes([i * 16, 255 - i * 16, i * 7, 0]) for i in range(16))
    runs8 = b"\x05\x01\x03\x02\x00\x00" + b"\x00\x05\x01\x02\x03\x04\x05\x00" + b"\x03\x07\x00\x00" + b"\x08\x09\x00\x01"
    files["runs8.bmp"] = bmp(8, 3, 8, 1, runs8, palette=colours)
    runs4 = b"\x05\x12\x03\x34\x00\x00" + b"\x00\x05\x12\x34\x50\x00" + b"\x03\x77\x00\x00" + b"\x08\x9a\x00\x01"
    files["runs4.bmp"] = bmp(8, 3, 4, 2, runs4, palette=colours)


def animated_part(picture, width, height, left, top):
    """An animated WebP of one frame that covers a part of the canvas, which Pillow does not write."""
    frame = saved(picture, format="WEBP", quality=80)[12:]
    size = lambda value: (value - 1).to_bytes(3, "little")
    place = (left // 2).to_bytes(3, "little") + (top // 2).to_bytes(3, "little") + size(picture.width) + size(picture.height)
    part = lambda kind, data: kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    body = (part(b"VP8X", b"\x12\0\0\0" + size(width) + size(height)) + part(b"ANIM", b"\0\0\0\0\0\0")
            + part(b"ANMF", place + b"\x64\0\0\0" + frame))
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def make_others(files):
    picture = Image.fromarray(scene(37, 23))
    rgba = picture.copy()
    rgba.putalpha(Image.fromarray(noise(37, 23, 7)[:, :, 0].copy()))
    files["lossy.webp"] = saved(picture, format="WEBP", quality=80)
    files["lossy-alpha.webp"] = saved(rgba, format="WEBP", quality=80)
    files["lossless.webp"] = saved(rgba, format="WEBP", lossless=True, exact=True)
    files["oriented.webp"] = saved(picture, format="WEBP", quality=80, exif=b"Exif\0\0" + exif(8))
    turned = picture.rotate(180)
    files["animated.webp"] = saved(picture, format="WEBP", lossless=True, save_all=True, append_images=[turned])
    files["animated-alpha.webp"] = saved(rgba, format="WEBP", quality=80, save_all=True, append_images=[turned])
    files["animated-part.webp"] = animated_part(picture.crop((0, 0, 21, 13)), 37, 23, 8, 6)
    files["palette.gif"] = saved(picture, format="GIF")
    files["rows-in-order.gif"] = saved(picture, format="GIF", interlace=0)
    see_through = rgba.quantize(20, method=Image.Quantize.FASTOCTREE)
    files["see-through.gif"] = saved(see_through, format="GIF")
    files["animated.gif"] = saved(picture, format="GIF", save_all=True, append_images=[picture.rotate(90)] * 3)


def as_rgb(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image.convert("RGB"), mask=image.getchannel("A"))
        return white
    return image.convert("RGB")


def entry(image):
    return {"width": image.width, "height": image.height, "sha256": hashlib.sha256(image.tobytes()).hexdigest()}


def resizes():
    sizes = [(50, 37, 34, 25), (37, 50, 25, 34), (256, 192, 224, 168), (300, 200, 100, 200), (300, 200, 300, 77),
             (17, 33, 64, 70), (1, 9, 31, 20), (7, 5, 3, 2), (300, 2, 10, 1), (2000, 1, 1, 1), (5, 400, 5, 3),
             (640, 480, 341, 256), (3, 3, 50, 50), (97, 61, 97, 61), (1200, 31, 20, 20)]
    rows = []
    for width, height, to_width, to_height in sizes:
        image = Image.fromarray(noise(width, height)).resize((to_width, to_height), Image.BILINEAR)
        rows.append({"fromWidth": width, "fromHeight": height, **entry(image)})
    return rows


def main():
    files = {}
    for make in (make_jpegs, make_pngs, make_bmps, make_others):
        make(files)
    OUT.mkdir(exist_ok=True)
    grey16 = {"grey16.png": png(2, 1, 16, 0, b"\0\x12\xff\xfe\x01")}  # read unlike Pillow; see decode_test.cpp
    for name, data in (files | grey16).items():
        (OUT / name).write_bytes(data)
    pictures = {name: entry(as_rgb(data)) for name, data in files.items()}
    text = json.dumps({"pictures": pictures, "resizes": resizes()}, indent=1, sort_keys=True)
    (HERE / "expected.json").write_text(text + "\n")
    print(len(files), "pictures,", sum(map(len, files.values())), "bytes")


main()
