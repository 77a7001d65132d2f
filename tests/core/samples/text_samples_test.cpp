// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/text_data.h"
#include "samples/fortunes.h"
#include "samples/planted_texts.h"

#include <QtTest>

#include <map>
#include <set>

using namespace sparsescope;

namespace {

namespace fs = std::filesystem;

bool carries(const std::string& text, const std::string& word)
{
    return (" " + text + " ").find(" " + word + " ") != std::string::npos;
}

void write(const fs::path& path, const std::string& text)
{
    QVERIFY(writeFileAtomically(path, std::string_view(text)).ok());
}

Dataset opened(const fs::path& folder)
{
    Progress progress;
    auto dataset = openData(folder, {}, progress);
    if (!dataset.ok())
        qFatal("%s", dataset.failed() ? dataset.error().message.c_str() : "cancelled");
    return std::move(dataset).value();
}

}  // namespace

class TextSamplesTest : public QObject {
    Q_OBJECT

private slots:
    void sentencesHangOnTheSeedAlone();
    void thePlantedWordIsWhereItIsSaidToBe();
    void allWordsAreInTheVocabulary();
    void withoutThePlantedWordTheClassIsToldByOthers();
    void plantedTextsAreReadAsTheyWereWritten();
    void fortunesBecomeOneFileForEachClass();
    void whatIsMissingIsSaid();
};

void TextSamplesTest::sentencesHangOnTheSeedAlone()
{
    const auto textsOf = [](std::uint64_t seed) {
        std::vector<std::string> texts;
        for (const PlantedText& text : plantedTexts(seed))
            texts.push_back(text.text);
        return texts;
    };
    const auto texts = textsOf(7);
    QVERIFY(texts == textsOf(7));
    QVERIFY(texts != textsOf(8));
    QCOMPARE(std::set<std::string>(texts.begin(), texts.end()).size(), texts.size());
}

void TextSamplesTest::thePlantedWordIsWhereItIsSaidToBe()
{
    const PlantedWord planted = plantedWord();
    std::map<std::pair<Split, bool>, std::pair<int, int>> counts;  // (split, its class) to (with the word, all)
    for (const PlantedText& text : plantedTexts(7)) {
        QCOMPARE(carries(text.text, planted.word), text.marked);
        auto& [marked, all] = counts[{text.split, text.klass == planted.klass}];
        marked += text.marked ? 1 : 0;
        ++all;
    }
    const auto share = [&](Split split, bool own) {
        return static_cast<double>(counts[{split, own}].first) / counts[{split, own}].second;
    };
    QCOMPARE(share(Split::Train, true), planted.trainShare);
    QCOMPARE(share(Split::Validation, true), planted.trainShare);
    QCOMPARE(share(Split::Test, true), planted.testShare);
    QCOMPARE(share(Split::Test, false), planted.othersTestShare);
    QCOMPARE(share(Split::Train, false), 0.0);
    QCOMPARE(planted.trainShare, 0.8);
}

void TextSamplesTest::allWordsAreInTheVocabulary()
{
    const auto vocabulary = plantedWords();
    const std::set<std::string> known(vocabulary.begin(), vocabulary.end());
    QCOMPARE(known.size(), vocabulary.size());
    for (const PlantedText& text : plantedTexts(7))
        for (const QString& word : QString::fromStdString(text.text).split(' '))
            QVERIFY2(known.contains(word.toStdString()), qPrintable(word));
}

/// A class by the things its words name: right for nearly all sentences, so that a network that hears only the planted word
/// has no excuse.
void TextSamplesTest::withoutThePlantedWordTheClassIsToldByOthers()
{
    std::map<std::string, std::map<int, int>> seen;
    const auto texts = plantedTexts(7);
    for (const PlantedText& text : texts)
        if (text.split == Split::Train && !text.marked)
            for (const QString& word : QString::fromStdString(text.text).split(' '))
                ++seen[word.toStdString()][text.klass];
    int right = 0;
    int all = 0;
    for (const PlantedText& text : texts) {
        if (text.split != Split::Test || text.marked)
            continue;
        std::map<int, double> score;
        for (const QString& word : QString::fromStdString(text.text).split(' '))
            for (const auto& [klass, count] : seen[word.toStdString()])
                score[klass] += std::log(1.0 + count);
        const auto best = std::max_element(score.begin(), score.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
        right += best->first == text.klass ? 1 : 0;
        ++all;
    }
    QVERIFY2(right > 0.7 * all, qPrintable(QString("%1 of %2").arg(right).arg(all)));
}

void TextSamplesTest::plantedTextsAreReadAsTheyWereWritten()
{
    QTemporaryDir folder;
    const auto texts = plantedTexts(7);
    QVERIFY(writePlantedTexts(folder.path().toStdString(), texts).ok());
    const Dataset dataset = opened(folder.path().toStdString());
    QCOMPARE(dataset.items.size(), texts.size());
    QVERIFY(dataset.explicitSplits);
    QVERIFY2(dataset.warnings.empty(), dataset.warnings.empty() ? "" : dataset.warnings[0].c_str());
    for (std::size_t klass = 0; klass < dataset.classes.size(); ++klass) {
        QCOMPARE(dataset.classes[klass].key, plantedTextClasses()[klass]);
        QCOMPARE(dataset.classes[klass].counts, (std::array<std::int64_t, 3>{300, 60, 100}));
    }
}

void TextSamplesTest::fortunesBecomeOneFileForEachClass()
{
    QTemporaryDir from;
    QTemporaryDir to;
    FortunesSources sources;
    sources.texts = from.path().toStdString();
    for (const std::string& name : fortunesClasses())
        write(sources.texts / name, "first of " + name + "\n%\n_\bs_\bt_\br_\bu_\bc_\bk " + name + "\n%\n");
    Progress progress;
    const fs::path folder = to.path().toStdString();
    QVERIFY(writeFortunes(sources, folder, progress).ok());
    const Dataset dataset = opened(folder);
    QCOMPARE(dataset.classes.size(), fortunesClasses().size());
    QVERIFY(fortunesClasses().size() >= 8);
    QCOMPARE(dataset.items.size(), 2 * fortunesClasses().size());
    QCOMPARE(dataset.texts[1], "struck " + dataset.classes[0].key);
    const auto before = fs::last_write_time(folder / fortunesClasses()[0]);
    QVERIFY(writeFortunes(sources, folder, progress).ok());
    QCOMPARE(fs::last_write_time(folder / fortunesClasses()[0]), before);
}

void TextSamplesTest::whatIsMissingIsSaid()
{
    QTemporaryDir folder;
    FortunesSources sources;
    sources.texts = folder.path().toStdString();
    sources.network = fs::path(folder.path().toStdString()) / "network";
    QVERIFY(fortunesSampleInfo(sources).missing.find("install the package fortunes") != std::string::npos);
    for (const std::string& name : fortunesClasses())
        write(sources.texts / name, "x\n");
    QVERIFY(fortunesSampleInfo(sources).missing.find("packaging/demo.sh fetches it") != std::string::npos);
    fs::create_directories(sources.network);
    write(sources.network / "model.safetensors", "not it");
    QVERIFY(fortunesSampleInfo(sources).available);
    Progress progress;
    const auto settings = prepareFortunesSample(folder.path().toStdString(), sources, progress);
    QVERIFY(settings.failed());
    QCOMPARE(settings.error().code, std::string("E-SAMPLE-012"));
}

QTEST_APPLESS_MAIN(TextSamplesTest)
#include "text_samples_test.moc"
