// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "samples/emoji.h"
#include "samples/emoji_font.h"
#include "samples/emoji_list.h"
#include "samples/picture_folder.h"

#include <QtTest>

#include <QTemporaryDir>

#include <fstream>
#include <map>
#include <set>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

constexpr const char* twoGroups =
    "# emoji-test.txt\n"
    "# group: Smileys & Emotion\n"
    "# subgroup: face-smiling\n"
    "1F600    ; fully-qualified     # 😀 E1.0 grinning face\n"
    "263A FE0F ; fully-qualified    # ☺️ E0.6 smiling face\n"
    "263A      ; unqualified        # ☺ E0.6 smiling face\n"
    "# group: People & Body\r\n"
    "1F44B     ; fully-qualified    # 👋 E0.6 waving hand\r\n"
    "1F44B 1F3FB ; fully-qualified  # 👋🏻 E1.0 waving hand: light skin tone\n"
    "1F468 200D 1F4BB ; fully-qualified # 👨‍💻 E4.0 man technologist\n"
    "1F469 1F3FF 200D 1F4BB ; fully-qualified # E4.0 no picture woman technologist: dark\n"
    "not a line of data\n"
    "# People & Body subtotal:  4\n";

std::string readBytes(const fs::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

bool sourcesInstalled()
{
    const EmojiSources sources;
    return fs::exists(sources.font) && fs::exists(sources.list);
}

/// A folder with a list of three emoji and one that no font has.
EmojiSources smallSources(const fs::path& folder)
{
    EmojiSources sources;
    sources.list = folder / "list.txt";
    std::ofstream(sources.list) << twoGroups << "0041 0042 ; fully-qualified # E1.0 no emoji\n";
    return sources;
}

std::string failureText(const Status& status)
{
    return status.failed() ? status.error().message : status.cancelled() ? "cancelled" : "";
}

}  // namespace

class EmojiTest : public QObject {
    Q_OBJECT

private slots:
    void theListIsRead();
    void variantsAreOneFamily();
    void familiesStayInOneSplit();
    void splitsDependOnTheSeedAlone();
    void theFontDrawsSequencesAsOneGlyph();
    void picturesAreTheSameBytesTwice();
    void afterAStopEverythingIsMadeAgain();
    void missingPartsAreSentences();
    void anotherNetworkIsRefused();
};

void EmojiTest::theListIsRead()
{
    const EmojiList list = parseEmojiTest(twoGroups);
    QCOMPARE(list.groups, (std::vector<std::string>{"Smileys & Emotion", "People & Body"}));
    QCOMPARE(list.emoji.size(), std::size_t(6));
    QCOMPARE(list.emoji[0].name, std::string("grinning face"));
    QVERIFY(list.emoji[1].codePoints == std::u32string({0x263A, 0xFE0F}));
    QCOMPARE(list.emoji[3].name, std::string("waving hand: light skin tone"));
    QCOMPARE(list.emoji[3].group, 1);
}

void EmojiTest::variantsAreOneFamily()
{
    const auto emoji = parseEmojiTest(twoGroups).emoji;
    QCOMPARE(emoji[2].family, emoji[3].family);
    QCOMPARE(emoji[4].family, emoji[5].family);
    QVERIFY(emoji[0].family != emoji[1].family);
    QVERIFY(emoji[2].family != emoji[4].family);
}

void EmojiTest::familiesStayInOneSplit()
{
    if (!sourcesInstalled())
        QSKIP("the font or the list is not installed");
    const EmojiList list = parseEmojiTest(readBytes(EmojiSources().list));
    const auto splits = splitByFamily(list, 20);
    std::map<std::string, std::set<Split>> splitsOf;
    std::map<std::pair<int, Split>, int> counts;
    for (std::size_t i = 0; i < list.emoji.size(); ++i) {
        splitsOf[std::to_string(list.emoji[i].group) + list.emoji[i].family].insert(splits[i]);
        ++counts[{list.emoji[i].group, splits[i]}];
    }
    for (const auto& [family, found] : splitsOf)
        QVERIFY2(found.size() == 1, family.c_str());
    for (int group = 0; group < static_cast<int>(list.groups.size()); ++group) {
        const int train = counts[{group, Split::Train}];
        const int test = counts[{group, Split::Test}];
        const int validation = counts[{group, Split::Validation}];
        const int total = train + test + validation;
        QVERIFY(test >= total / 10 && test <= total / 6 && validation >= total / 15 && train >= 3 * total / 4);
    }
}

void EmojiTest::splitsDependOnTheSeedAlone()
{
    EmojiList list;
    list.groups = {"one"};
    for (int i = 0; i < 40; ++i)
        list.emoji.push_back({U"x", "x", 0, std::to_string(i)});
    QVERIFY(splitByFamily(list, 1) == splitByFamily(list, 1));
    QVERIFY(splitByFamily(list, 1) != splitByFamily(list, 2));
}

void EmojiTest::theFontDrawsSequencesAsOneGlyph()
{
    if (!sourcesInstalled())
        QSKIP("the font or the list is not installed");
    const auto font = EmojiFont::open(EmojiSources().font);
    QVERIFY(font.ok());
    const auto technologist = font->render({0x1F469, 0x1F3FF, 0x200D, 0x1F4BB}, 160);
    QVERIFY(technologist.has_value());
    QCOMPARE(technologist->width, 160);
    QCOMPARE(int(technologist->rgb[0]), 255);
    const std::set<std::uint8_t> tones(technologist->rgb.begin(), technologist->rgb.end());
    QVERIFY(tones.size() > 50);
    QVERIFY(!font->render({0x1F469, 0x1F4BB}, 160).has_value());
    QVERIFY(!font->render({0x41}, 160).has_value() || font->render({0x41}, 160)->rgb.empty());
}

void EmojiTest::picturesAreTheSameBytesTwice()
{
    if (!sourcesInstalled())
        QSKIP("the font or the list is not installed");
    const QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    const EmojiSources sources = smallSources(root);
    Progress progress;
    for (const char* name : {"a", "b"}) {
        const auto drawn = drawEmojiPictures(sources, root / name, 3, progress);
        QVERIFY2(drawn.ok(), failureText(drawn).c_str());
    }
    QCOMPARE(leftOut(root / "a"), std::int64_t(1));
    int pictures = 0;
    for (const auto& entry : fs::recursive_directory_iterator(root / "a"))
        if (entry.is_regular_file()) {
            QCOMPARE(readBytes(entry.path()), readBytes(root / "b" / entry.path().lexically_relative(root / "a")));
            ++pictures;
        }
    QCOMPARE(pictures, 6);
}

void EmojiTest::afterAStopEverythingIsMadeAgain()
{
    if (!sourcesInstalled())
        QSKIP("the font or the list is not installed");
    const QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    const EmojiSources sources = smallSources(root);
    std::stop_source stop;
    stop.request_stop();
    Progress stopped({}, stop.get_token());
    QVERIFY(drawEmojiPictures(sources, root / "pictures", 3, stopped).cancelled());
    QVERIFY(!fs::exists(root / "pictures.json"));

    Progress progress;
    QVERIFY(drawEmojiPictures(sources, root / "pictures", 3, progress).ok());
    const fs::path lost = root / "pictures" / "train" / "Smileys & Emotion";
    fs::remove_all(lost);
    QVERIFY(drawEmojiPictures(sources, root / "pictures", 3, progress).ok());
    QVERIFY(fs::exists(lost));
}

void EmojiTest::missingPartsAreSentences()
{
    EmojiSources sources;
    sources.font = "/nowhere/font.ttf";
    QVERIFY(!emojiSampleInfo(sources).available);
    QVERIFY(emojiSampleInfo(sources).missing.find("fonts-noto-color-emoji") != std::string::npos);
    Progress progress;
    const auto prepared = prepareEmojiSample("/nowhere/work", sources, progress);
    QVERIFY(prepared.failed());
    QCOMPARE(prepared.error().code, std::string("E-SAMPLE-013"));
    const auto unknown = prepareSample("dingbats", "/nowhere/work", progress);
    QCOMPARE(unknown.error().code, std::string("E-SAMPLE-003"));
}

void EmojiTest::anotherNetworkIsRefused()
{
    const QTemporaryDir folder;
    const fs::path network = folder.filePath("network.pth").toStdString();
    std::ofstream(network) << "not the network";
    Progress progress;
    const auto checked = checkEmojiNetwork(network, progress);
    QVERIFY(checked.failed());
    QCOMPARE(checked.error().code, std::string("E-SAMPLE-012"));
    QVERIFY(checked.error().message.find("demo.sh") != std::string::npos);
}

QTEST_GUILESS_MAIN(EmojiTest)
#include "emoji_test.moc"
