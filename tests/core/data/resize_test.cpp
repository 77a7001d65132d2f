// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data_test_support.h"

#include <QTest>

using namespace sparsescope;

class ResizeTest : public QObject {
    Q_OBJECT

private slots:
    void resizedPixelsAreThoseOfPillow_data()
    {
        QTest::addColumn<int>("index");
        const nlohmann::json rows = expectedByPillow()["resizes"];
        for (int i = 0; i < static_cast<int>(rows.size()); ++i) {
            const auto& row = rows[static_cast<std::size_t>(i)];
            QTest::addRow("%d x %d becomes %d x %d", row["fromWidth"].get<int>(), row["fromHeight"].get<int>(),
                          row["width"].get<int>(), row["height"].get<int>())
                << i;
        }
    }
    void resizedPixelsAreThoseOfPillow()
    {
        QFETCH(int, index);
        const nlohmann::json row = expectedByPillow()["resizes"][static_cast<std::size_t>(index)];
        const Image result = resized(noisePicture(row["fromWidth"], row["fromHeight"]), row["width"], row["height"]);
        QCOMPARE(result.width, row["width"].get<int>());
        QCOMPARE(result.height, row["height"].get<int>());
        QCOMPARE(hashOf(result), row["sha256"].get<std::string>());
    }

    void whiteStaysWhiteHoweverStrongTheShrinking()
    {
        const Image white{5000, 3, std::vector<std::uint8_t>(45000, 255)};
        for (const int width : {1, 7, 500, 9000})
            QCOMPARE(resized(white, width, 2).rgb, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * 6, 255));
    }

    void shorterSideFollowsTorchvision_data()
    {
        QTest::addColumn<QSize>("from");
        QTest::addColumn<QSize>("to");
        QTest::newRow("landscape is cut off, not rounded") << QSize(500, 375) << QSize(341, 256);
        QTest::newRow("portrait likewise") << QSize(375, 500) << QSize(256, 341);
        QTest::newRow("a square stays one") << QSize(31, 31) << QSize(256, 256);
        QTest::newRow("small pictures grow") << QSize(10, 25) << QSize(256, 640);
        QTest::newRow("the right size is left alone") << QSize(256, 300) << QSize(256, 300);
    }
    void shorterSideFollowsTorchvision()
    {
        QFETCH(QSize, from);
        QFETCH(QSize, to);
        const Image result = resizedShorterSide(noisePicture(from.width(), from.height()), 256);
        QCOMPARE(QSize(result.width, result.height), to);
    }

    void cropTakesTheAskedPixels()
    {
        const Image image = noisePicture(9, 7);
        const Image part = cropped(image, 2, 3, 4, 2);
        QCOMPARE(part.width, 4);
        QCOMPARE(part.height, 2);
        for (int y = 0; y < 2; ++y)
            for (int i = 0; i < 12; ++i)
                QCOMPARE(part.rgb[static_cast<std::size_t>(y * 12 + i)],
                         image.rgb[static_cast<std::size_t>(((3 + y) * 9 + 2) * 3 + i)]);
    }
};

QTEST_GUILESS_MAIN(ResizeTest)
#include "resize_test.moc"
