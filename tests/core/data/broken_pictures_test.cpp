// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data_test_support.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>
#include <sys/stat.h>
#include <zlib.h>

using namespace sparsescope;
using namespace std::string_literals;

Q_DECLARE_METATYPE(sparsescope::Bytes)

namespace {

Bytes cut(Bytes bytes, std::size_t percent)
{
    bytes.resize(bytes.size() * percent / 100);
    return bytes;
}

std::string big32(std::uint32_t value)
{
    return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
            static_cast<char>(value)};
}

std::string little32(std::uint32_t value)
{
    const std::string big = big32(value);
    return {big.rbegin(), big.rend()};
}

std::string pngChunk(const std::string& type, const std::string& data)
{
    const std::string covered = type + data;
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(covered.data()), static_cast<uInt>(covered.size()));
    return big32(static_cast<std::uint32_t>(data.size())) + covered + big32(static_cast<std::uint32_t>(sum));
}

std::string deflated(const std::string& data)
{
    uLongf size = compressBound(data.size());
    std::string out(size, '\0');
    compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(data.data()), data.size(), 9);
    out.resize(size);
    return out;
}

std::string pngHeader(std::uint32_t width, std::uint32_t height)
{
    return "\x89PNG\r\n\x1a\n"s + pngChunk("IHDR", big32(width) + big32(height) + "\x08\x02\0\0\0"s);
}

Bytes png(std::uint32_t width, std::uint32_t height, const std::string& pixels, const std::string& extra = {})
{
    return bytesOf(pngHeader(width, height) + extra + pngChunk("IDAT", deflated(pixels)) + pngChunk("IEND", ""));
}

/// The JPEG fixture with another frame marker (SOF0 is 0xC0) and bytes put over those at `offset` from it: 4 the bits a
/// channel, 5 the height, 7 the width.
Bytes jpegWithFrame(int marker, std::size_t offset = 0, const std::string& replacement = {})
{
    Bytes bytes = fixture("rgb444.jpg");
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
        if (bytes[i] != std::byte{0xFF} || bytes[i + 1] != std::byte{0xC0})
            continue;
        bytes[i + 1] = static_cast<std::byte>(marker);
        for (std::size_t c = 0; c < replacement.size(); ++c)
            bytes[i + offset + c] = static_cast<std::byte>(replacement[c]);
        break;
    }
    return bytes;
}

/// A progressive picture whose last scan is there a thousand times.
Bytes endlessScans()
{
    const Bytes bytes = fixture("progressive.jpg");
    std::size_t lastScan = 0;
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i)
        if (bytes[i] == std::byte{0xFF} && bytes[i + 1] == std::byte{0xDA})
            lastScan = i;
    Bytes out(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(lastScan));
    for (int i = 0; i < 1000; ++i)
        out.insert(out.end(), bytes.begin() + static_cast<std::ptrdiff_t>(lastScan), bytes.end() - 2);
    out.insert(out.end(), bytes.end() - 2, bytes.end());
    return out;
}

Bytes changed(Bytes bytes, std::size_t offset, int value)
{
    bytes[offset] = static_cast<std::byte>(value);
    return bytes;
}

Bytes followedBy(const std::string& start, std::size_t size)
{
    return bytesOf(start + std::string(size, '\0'));
}

Bytes bitmap(std::int32_t width, std::int32_t height, std::uint32_t bits, std::uint32_t compression = 0)
{
    std::string head = "BM" + little32(0) + little32(0) + little32(54) + little32(40);
    head += little32(static_cast<std::uint32_t>(width)) + little32(static_cast<std::uint32_t>(height));
    head += little32(1 | bits << 16) + little32(compression) + std::string(20, '\0');
    return followedBy(head, 1000);
}

}  // namespace

class BrokenPicturesTest : public QObject {
    Q_OBJECT

private slots:
    void eachIsRefusedInWords_data();
    void eachIsRefusedInWords();
    void aJpegCutAnywhereIsNoticed_data();
    void aJpegCutAnywhereIsNoticed();
    void everyKindCutAnywhereIsNoticed();
    void noByteFlipCrashes();
    void thingsThatAreNotFilesAreRefused();
    void aFileOverTheLimitIsNotRead();
    void hostileNamesAreShownEscaped();
    void aTextBombInAPngStaysPacked();
};

void BrokenPicturesTest::eachIsRefusedInWords_data()
{
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const Bytes& bytes, const char* code, const char* sentence) {
        QTest::newRow(name) << bytes << QString(code) << QString(sentence);
    };
    row("no bytes", {}, "E-IMG-001", "empty");
    row("one byte", bytesOf("\xFF"), "E-IMG-002", "not a picture this program reads\\.");
    row("text named .jpg", bytesOf("this is not a picture\n"), "E-IMG-002", "looks like text");
    row("an HTML page named .png", bytesOf("<!DOCTYPE html><html>404</html>"), "E-IMG-002", "HTML page");
    row("a Git LFS pointer", bytesOf("version https://git-lfs.github.com/spec/v1\noid sha256:0"), "E-IMG-002",
        "Git LFS");
    row("gzip around a JPEG", bytesOf("\x1F\x8B\x08"s + std::string(40, 'x')), "E-IMG-002", "gzip");
    row("DICOM", bytesOf(std::string(128, '\0') + "DICM"), "E-IMG-002", "looks like DICOM");
    row("little-endian TIFF", followedBy("II*\0"s, 60), "E-IMG-002", "TIFF");
    row("big-endian TIFF", followedBy("MM\0*"s, 60), "E-IMG-002", "TIFF");
    row("OpenEXR", followedBy("\x76\x2F\x31\x01"s, 60), "E-IMG-002", "OpenEXR");
    row("JPEG 2000", followedBy("\0\0\0\x0CjP  "s, 60), "E-IMG-002", "JPEG 2000");
    row("a JPEG 2000 code stream", followedBy("\xFF\x4F\xFF\x51"s, 60), "E-IMG-002", "JPEG 2000");
    row("NITF", bytesOf("NITF02.10"), "E-IMG-002", "NITF");
    row("SVG with an external picture", bytesOf("<?xml version='1.0'?><svg><image href='file:///etc/passwd'/></svg>"),
        "E-IMG-002", "SVG");
    row("an icon", followedBy("\0\0\x01\0"s, 60), "E-IMG-002", "icon");
    row("Photoshop", followedBy("8BPS"s, 60), "E-IMG-002", "Photoshop");
    row("PDF", bytesOf("%PDF-1.7"), "E-IMG-002", "PDF");
    row("zip", followedBy("PK\x03\x04"s, 60), "E-IMG-002", "zip");
    row("HEIC", followedBy("\0\0\0\x18"s + "ftypheic", 60), "E-IMG-002", "HEIC");
    row("a NumPy array", followedBy("\x93NUMPY\x01"s, 60), "E-IMG-002", "NumPy");

    row("JPEG: only the start marker", bytesOf("\xFF\xD8\xFF"), "E-IMG-004", "cut short");
    row("JPEG: no end marker", cut(fixture("rgb444.jpg"), 99), "E-IMG-004", "cut short");
    row("JPEG: 65 500 x 65 500", jpegWithFrame(0xC0, 5, "\xFF\xDC\xFF\xDC"), "E-IMG-003", "pixels");
    row("JPEG: no columns", jpegWithFrame(0xC0, 7, "\0\0"s), "E-IMG-005", "damaged");
    row("JPEG: no rows", jpegWithFrame(0xC0, 5, "\0\0"s), "E-IMG-005", "damaged");
    row("JPEG: 12 bits a channel", jpegWithFrame(0xC0, 4, "\x0C"), "E-IMG-006", "8 bits a channel");
    row("JPEG: arithmetic coding", jpegWithFrame(0xC9), "E-IMG-006", "arithmetic");
    row("JPEG: lossless", jpegWithFrame(0xC3), "E-IMG-006", "lossless");
    row("JPEG: a thousand scans", endlessScans(), "E-IMG-006", "more scans");
    row("JPEG: noise in place of the scan", [] {
        Bytes bytes = fixture("photo.jpg");
        std::fill(bytes.begin() + 2000, bytes.begin() + 4000, std::byte{0x33});
        return bytes;
    }(), "E-IMG-005", "damaged");

    row("PNG: 65 000 x 65 000", png(65000, 65000, "x"), "E-IMG-003", "65\\S*000 × 65\\S*000");
    row("PNG: 1 x 2^31", png(1, 0x80000000U, "x"), "E-IMG-003", "pixels");
    row("PNG: 2^20 + 1 wide", png((1 << 20) + 1, 1, "x"), "E-IMG-003", "along a side");
    row("PNG: 0 x 0", png(0, 0, "x"), "E-IMG-005", "0 × 0");
    row("PNG: 900 megapixels", png(30000, 30000, "x"), "E-IMG-003", "at most");
    row("PNG: only the signature", bytesOf("\x89PNG\r\n\x1a\n"), "E-IMG-004", "last chunk");
    row("PNG: wrong checksum of the header", changed(fixture("rgb.png"), 19, 99), "E-IMG-005", "checksum of its IHDR");
    row("PNG: wrong checksum of the pixels", changed(fixture("rgb.png"), 60, 99), "E-IMG-005", "checksum of its IDAT");
    row("PNG: no end chunk", [] {
        Bytes bytes = fixture("rgb.png");
        bytes.resize(bytes.size() - 12);
        return bytes;
    }(), "E-IMG-004", "last chunk");
    row("PNG: pixels missing", png(50, 50, std::string(151, '\0')), "E-IMG-005", "damaged");
    row("PNG: not zlib", bytesOf(pngHeader(5, 5) + pngChunk("IDAT", "not zlib at all") + pngChunk("IEND", "")),
        "E-IMG-005", "damaged");
    row("PNG: no pixel chunk", bytesOf(pngHeader(5, 5) + pngChunk("IEND", "")), "E-IMG-005", "damaged");
    row("PNG: two headers", bytesOf(pngHeader(5, 5) + pngHeader(5, 5).substr(8) + pngChunk("IEND", "")), "E-IMG-005",
        "does not start with its header");
    row("PNG: a chunk of 4 GB", bytesOf(pngHeader(5, 5) + "\xFF\xFF\xFF\xFFIDAT"s), "E-IMG-004", "last chunk");

    row("BMP: ends in its header", followedBy("BM"s, 10), "E-IMG-004", "header");
    row("BMP: pixels missing", bitmap(100, 100, 24), "E-IMG-004", "need 30000 bytes");
    row("BMP: 65 000 x 65 000", bitmap(65000, 65000, 24), "E-IMG-003", "pixels");
    row("BMP: negative width", bitmap(-5, 5, 24), "E-IMG-005", "width is -5");
    row("BMP: smallest height", bitmap(5, std::numeric_limits<std::int32_t>::min(), 24), "E-IMG-003", "pixels");
    row("BMP: a JPEG inside", bitmap(5, 5, 24, 4), "E-IMG-006", "compression 4");
    row("BMP: 3 bits a pixel", bitmap(5, 5, 3), "E-IMG-006", "3 bits");

    row("WebP: cut in the middle", cut(fixture("lossy.webp"), 50), "E-IMG-004", "before the size");
    row("WebP: only the container", bytesOf("RIFF\x04\0\0\0WEBP"s), "E-IMG-00[45]", "WebP");
    row("WebP: headers overwritten", changed(fixture("lossy.webp"), 23, 0), "E-IMG-005", "damaged");

    row("GIF: only the signature", bytesOf("GIF89a"), "E-IMG-004", "cut short");
    row("GIF: 65 535 x 65 535", bytesOf("GIF89a\xFF\xFF\xFF\xFF\0\0\0;"s), "E-IMG-003", "pixels");
    row("GIF: no picture", bytesOf("GIF89a\x05\0\x05\0\0\0\0;"s), "E-IMG-005", "no picture");
}

void BrokenPicturesTest::eachIsRefusedInWords()
{
    QFETCH(Bytes, bytes);
    QFETCH(QString, code);
    QFETCH(QString, sentence);
    QElapsedTimer timer;
    timer.start();
    const auto image = decodeImage(bytes, "cat.jpg");
    QVERIFY2(timer.elapsed() < 5000, "took too long");
    QVERIFY(image.failed());
    const QString message = QString::fromStdString(image.error().message);
    QVERIFY2(QRegularExpression("^" + code + "$").match(QString::fromStdString(image.error().code)).hasMatch(),
             qPrintable(QString::fromStdString(image.error().code) + " " + message));
    QVERIFY2(QRegularExpression(sentence).match(message).hasMatch(), qPrintable(message));
    QVERIFY2(message.contains("\"cat.jpg\""), qPrintable(message));
}

void BrokenPicturesTest::aJpegCutAnywhereIsNoticed_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("baseline") << "photo.jpg";
    QTest::newRow("progressive") << "progressive.jpg";
    QTest::newRow("with restart markers") << "restarts.jpg";
    QTest::newRow("four inks") << "cmyk.jpg";
}

void BrokenPicturesTest::aJpegCutAnywhereIsNoticed()
{
    QFETCH(QString, name);
    const Bytes whole = fixture(name.toStdString());
    QVERIFY(decodeImage(whole, "whole").ok());
    for (std::size_t percent = 5; percent < 100; percent += 5) {
        const auto image = decodeImage(cut(whole, percent), "cut");
        QVERIFY2(image.failed(), qPrintable(QString::number(percent)));
        QCOMPARE(image.error().code, "E-IMG-004");
    }
    for (std::size_t missing = 1; missing < 40; ++missing)
        QVERIFY(decodeImage(std::span(whole).first(whole.size() - missing), "cut").failed());
}

void BrokenPicturesTest::everyKindCutAnywhereIsNoticed()
{
    for (const char* name : {"rgb.png", "interlaced.png", "rgb24.bmp", "runs8.bmp", "lossy.webp", "lossless.webp",
                             "palette.gif", "rows-in-order.gif"}) {
        const Bytes whole = fixture(name);
        QVERIFY(decodeImage(whole, name).ok());
        for (std::size_t percent = 0; percent < 96; ++percent)
            QVERIFY2(decodeImage(cut(whole, percent), name).failed(), name);
    }
}

/// Every byte of small pictures set to a few values in turn: an error or a picture, never a crash. The sanitizer build
/// gives this its teeth.
void BrokenPicturesTest::noByteFlipCrashes()
{
    const DecodeLimits limits{4'000'000, 1 << 20};
    for (const char* name : {"orientation6.jpg", "one.jpg", "bilevel.png", "palette-alpha.png", "runs8.bmp",
                             "runs4.bmp", "bilevel.bmp", "lossless.webp", "lossy-alpha.webp", "palette.gif",
                             "see-through.gif"}) {
        const Bytes whole = fixture(name);
        for (std::size_t i = 0; i < whole.size(); ++i)
            for (const int value : {0x00, 0x7F, 0xFF})
                if (const auto image = decodeImage(changed(whole, i, value), name, limits); image.ok())
                    QCOMPARE(static_cast<std::int64_t>(image->rgb.size()),
                             std::int64_t{image->width} * image->height * 3);
    }
}

void BrokenPicturesTest::thingsThatAreNotFilesAreRefused()
{
    QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    std::filesystem::create_directory(root / "a.jpg");
    QCOMPARE(::mkfifo((root / "b.jpg").c_str(), 0600), 0);
    QCOMPARE(loadImage(root / "a.jpg").error().code, "E-FILE-002");
    QCOMPARE(loadImage(root / "b.jpg").error().code, "E-FILE-002");  // and it does not wait for a writer
    QCOMPARE(loadImage(root / "gone.jpg").error().code, "E-FILE-001");
    QCOMPARE(loadImage("/dev/zero").error().code, "E-FILE-002");
}

void BrokenPicturesTest::aFileOverTheLimitIsNotRead()
{
    QTemporaryDir folder;
    const std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "huge.jpg";
    QVERIFY(writeFileAtomically(file, "x").ok());
    std::filesystem::resize_file(file, 10ULL << 30);
    QCOMPARE(loadImage(file).error().code, "E-FILE-005");
}

void BrokenPicturesTest::hostileNamesAreShownEscaped()
{
    const auto image = decodeImage(bytesOf("text"), "a\nb\x1B[31m\xFF.jpg");
    QVERIFY(image.failed());
    for (const char c : image.error().message)
        QVERIFY(static_cast<unsigned char>(c) >= 0x20);
}

void BrokenPicturesTest::aTextBombInAPngStaysPacked()
{
    const std::string bomb = "k\0\0"s + deflated(std::string(200'000'000, '\0'));
    rusage before{};
    getrusage(RUSAGE_SELF, &before);
    const std::string bombs = pngChunk("zTXt", bomb) + pngChunk("iCCP", bomb);
    const auto image = decodeImage(png(2, 2, std::string(14, '\0'), bombs), "bomb");
    rusage after{};
    getrusage(RUSAGE_SELF, &after);
    QVERIFY(image.ok());
    QVERIFY(after.ru_maxrss - before.ru_maxrss < 50'000);
}

QTEST_GUILESS_MAIN(BrokenPicturesTest)
#include "broken_pictures_test.moc"
