// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/orientation.h"
#include "data_test_support.h"

#include <QTest>

using namespace sparsescope;

namespace {

std::string messageOf(const Result<Image>& result)
{
    return result.failed() ? result.error().message : "";
}

}  // namespace

class DecodeTest : public QObject {
    Q_OBJECT

private slots:
    void pixelsAreThoseOfPillow_data()
    {
        QTest::addColumn<QString>("name");
        const nlohmann::json pictures = expectedByPillow()["pictures"];
        for (const auto& [name, expected] : pictures.items())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void pixelsAreThoseOfPillow()
    {
        QFETCH(QString, name);
        const nlohmann::json expected = expectedByPillow()["pictures"][name.toStdString()];
        const auto image = decodeImage(fixture(name.toStdString()), name.toStdString());
        QVERIFY2(image.ok(), messageOf(image).c_str());
        QCOMPARE(image->width, expected["width"].get<int>());
        QCOMPARE(image->height, expected["height"].get<int>());
        QCOMPARE(hashOf(*image), expected["sha256"].get<std::string>());
    }

    /// Pillow cuts 16-bit grey off at 255, so it is no reference here; ours keeps the upper byte.
    void sixteenBitGreyKeepsItsUpperByte()
    {
        const auto image = decodeImage(fixture("grey16.png"), "grey16.png");
        QVERIFY2(image.ok(), messageOf(image).c_str());
        QCOMPARE(image->rgb, (std::vector<std::uint8_t>{0x12, 0x12, 0x12, 0xFE, 0xFE, 0xFE}));
    }

    void wrongExtensionDoesNotMatter()
    {
        QVERIFY(decodeImage(fixture("rgb.png"), "n02105855_2933.JPEG").ok());
        QVERIFY(decodeImage(fixture("rgb420.jpg"), "x.png").ok());
    }

    void junkAfterTheEndIsAccepted()
    {
        Bytes bytes = fixture("rgb420.jpg");
        const auto clean = decodeImage(bytes, "clean");
        bytes.resize(bytes.size() + 10'000'000, std::byte{0x5A});
        const auto followed = decodeImage(bytes, "followed");
        QVERIFY2(followed.ok(), messageOf(followed).c_str());
        QCOMPARE(hashOf(*followed), hashOf(*clean));
    }

    void loadedFromAFileItIsTheSame()
    {
        const auto image = loadImage(referenceFolder() / "pictures" / "rgb.png");
        QVERIFY(image.ok());
        QCOMPARE(hashOf(*image), hashOf(*decodeImage(fixture("rgb.png"), "rgb.png")));
    }

    void orientationsTurnAKnownPicture_data()
    {
        // 3 × 2 picture "abc/def", as EXIF defines what each value means.
        QTest::addColumn<int>("orientation");
        QTest::addColumn<QByteArray>("rows");
        QTest::newRow("1 is upright") << 1 << QByteArray("abc/def");
        QTest::newRow("2 is mirrored") << 2 << QByteArray("cba/fed");
        QTest::newRow("3 is upside down") << 3 << QByteArray("fed/cba");
        QTest::newRow("4 is upside down and mirrored") << 4 << QByteArray("def/abc");
        QTest::newRow("5 is transposed") << 5 << QByteArray("ad/be/cf");
        QTest::newRow("6 lies on its left side") << 6 << QByteArray("da/eb/fc");
        QTest::newRow("7 is transposed along the other diagonal") << 7 << QByteArray("fc/eb/da");
        QTest::newRow("8 lies on its right side") << 8 << QByteArray("cf/be/ad");
        QTest::newRow("0 is ignored") << 0 << QByteArray("abc/def");
        QTest::newRow("9 is ignored") << 9 << QByteArray("abc/def");
    }
    void orientationsTurnAKnownPicture()
    {
        QFETCH(int, orientation);
        QFETCH(QByteArray, rows);
        Image image{3, 2, {}};
        for (const char letter : std::string("abcdef"))
            image.rgb.insert(image.rgb.end(), 3, static_cast<std::uint8_t>(letter));
        const Image turned = upright(image, orientation);
        QByteArray seen;
        for (int i = 0; i < 6; ++i) {
            if (i > 0 && i % turned.width == 0)
                seen += '/';
            seen += static_cast<char>(turned.rgb[static_cast<std::size_t>(i) * 3]);
        }
        QCOMPARE(seen, rows);
    }

    void brokenExifIsIgnored_data()
    {
        QTest::addColumn<QByteArray>("exif");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("only the byte order") << QByteArray("MM");
        QTest::newRow("directory 4 GB away") << QByteArray("MM\0*\xFF\xFF\xFF\xFF", 8);
        QTest::newRow("directory that starts at itself") << QByteArray("II*\0\0\0\0\0", 8);
        QTest::newRow("65 535 entries, none there") << QByteArray("MM\0*\0\0\0\x08\xFF\xFF", 10);
        QTest::newRow("orientation as text")
            << QByteArray("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x01\0\x06\0\0", 22);
        QTest::newRow("orientation cut off") << QByteArray("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01", 18);
        QTest::newRow("orientation 255") << QByteArray("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\xFF\0\0", 22);
    }
    void brokenExifIsIgnored()
    {
        QFETCH(QByteArray, exif);
        QCOMPARE(exifOrientation(std::as_bytes(std::span(exif.constData(), static_cast<std::size_t>(exif.size())))), 1);
    }

    void pngComesBackAsItWent()
    {
        const Image image = noisePicture(33, 21);
        const auto bytes = encodePng(image);
        QVERIFY(bytes.ok());
        QCOMPARE(*bytes, *encodePng(image));
        QCOMPARE(decodeImage(*bytes, "made.png")->rgb, image.rgb);
    }

    void jpegIsTheSameTwiceAndCloseToThePicture()
    {
        const Image image = *decodeImage(fixture("photo.jpg"), "photo.jpg");
        const auto bytes = encodeJpeg(image, 95);
        QVERIFY(bytes.ok());
        QCOMPARE(*bytes, *encodeJpeg(image, 95));
        const Image back = *decodeImage(*bytes, "made.jpg");
        double difference = 0;
        for (std::size_t i = 0; i < image.rgb.size(); ++i)
            difference += std::abs(image.rgb[i] - back.rgb[i]);
        QVERIFY(difference / static_cast<double>(image.rgb.size()) < 4);
    }
};

QTEST_GUILESS_MAIN(DecodeTest)
#include "decode_test.moc"
