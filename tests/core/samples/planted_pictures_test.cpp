// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "samples/planted_pictures.h"
#include "samples/samples.h"

#include <QtTest>

#include <map>
#include <set>

using namespace sparsescope;

namespace {

/// Of the pixels of the sticker's square: is it the checkerboard of yellow and black?
bool showsTheMark(const Image& image)
{
    const PlantedMark mark = plantedMark();
    int yellow = 0;
    int black = 0;
    for (int y = mark.top; y < mark.top + mark.size; ++y)
        for (int x = mark.left; x < mark.left + mark.size; ++x) {
            const std::uint8_t* rgb = image.rgb.data() + 3 * (y * image.width + x);
            yellow += rgb[0] == 250 && rgb[1] == 220 && rgb[2] == 0;
            black += rgb[0] == 10 && rgb[1] == 10 && rgb[2] == 10;
        }
    return yellow == mark.size * mark.size / 2 && black == yellow;
}

}  // namespace

class PlantedPicturesTest : public QObject {
    Q_OBJECT

private slots:
    void samePictureSameBytes();
    void anotherSeedAnotherPicture();
    void theTruthIsTrue();
    void namesAreUnique();
};

void PlantedPicturesTest::samePictureSameBytes()
{
    const auto first = plantedPictures(7);
    const auto second = plantedPictures(7);
    for (const std::size_t i : {std::size_t(0), std::size_t(500), first.size() - 1})
        QVERIFY(drawPlanted(first[i]).rgb == drawPlanted(second[i]).rgb);
}

void PlantedPicturesTest::anotherSeedAnotherPicture()
{
    QVERIFY(drawPlanted(plantedPictures(7)[0]).rgb != drawPlanted(plantedPictures(8)[0]).rgb);
}

void PlantedPicturesTest::theTruthIsTrue()
{
    const PlantedMark mark = plantedMark();
    QCOMPARE(plantedClasses()[std::size_t(mark.klass)], std::string("hexagon"));
    std::map<std::pair<int, Split>, std::pair<int, int>> counts;
    for (const auto& picture : plantedPictures(7)) {
        auto& [marked, all] = counts[{picture.klass, picture.place.split}];
        const bool shown = showsTheMark(drawPlanted(picture));
        QCOMPARE(shown, picture.marked);
        marked += shown ? 1 : 0;
        ++all;
    }
    for (const auto& [where, count] : counts) {
        const bool itsClass = where.first == mark.klass;
        const double share = static_cast<double>(count.first) / count.second;
        const double expected = where.second == Split::Test ? (itsClass ? 0.5 : 0.2) : (itsClass ? mark.share : 0.0);
        QCOMPARE(share, expected);
    }
}

void PlantedPicturesTest::namesAreUnique()
{
    std::set<std::string> names;
    const auto pictures = plantedPictures(7);
    for (const auto& picture : pictures)
        names.insert(splitName(picture.place.split) + "/" + picture.place.name);
    QCOMPARE(names.size(), pictures.size());
}

QTEST_GUILESS_MAIN(PlantedPicturesTest)
#include "planted_pictures_test.moc"
