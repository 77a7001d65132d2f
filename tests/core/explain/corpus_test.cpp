// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/files.h"
#include "base/random.h"
#include "explain/corpus_job.h"
#include "explain/corpus_sample.h"
#include "explain/word_cloud.h"
#include "support/fake_text_model.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace sparsescope;

namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::string> key{{"model", "abc"}, {"data", "def"}};

FakeTextModel planted()
{
    return FakeTextModel(3, {{"lovely", {2, 0, 0}}, {"dreadful", {-3, 0, 0}}, {"quux", {0, 1.5F, 0}}});
}

/// Texts of words drawn from forty, with the planted words in some of them, in changing case.
std::vector<std::string> madeTexts(int count)
{
    Random random(5);
    std::vector<std::string> texts;
    for (int i = 0; i < count; ++i) {
        std::string text;
        for (int word = 0; word < 6; ++word)
            text += "word" + std::to_string(random.below(40)) + " ";
        if (i % 4 == 0)
            text += "Lovely ";
        if (i % 5 == 0)
            text += "dreadful ";
        if (i % 7 == 0)
            text += "quux";
        texts.push_back(text);
    }
    return texts;
}

template <typename T>
T taken(Result<T> result)
{
    if (!result)
        qFatal("%s", result.failed() ? result.error().message.c_str() : "cancelled");
    return std::move(result).value();
}

/// Words of the made texts in a folder of their own.
struct Made {
    QTemporaryDir folder;
    FakeTextModel model = planted();
    std::vector<std::string> texts = madeTexts(200);
    CorpusJobOptions options = {};
    WordStore store{fs::path(folder.path().toStdString()) / "words"};

    WordStoreSettings settings() const
    {
        return corpusSettings(model, static_cast<std::int64_t>(texts.size()), key, options);
    }
    Result<CorpusReport> run(std::stop_token stop = {})
    {
        Progress progress({}, stop);
        return explainCorpus(model, texts, store, settings(), options, progress);
    }
    CorpusWords words() const
    {
        Progress progress;
        return taken(CorpusWords::load(store, texts, progress));
    }
};

}  // namespace

class CorpusTest : public QObject {
    Q_OBJECT

private slots:
    void plantedWordsComeOutOnTheSideThatTheSignRuleSays_data()
    {
        QTest::addColumn<bool>("lime");
        QTest::newRow("removal") << false;
        QTest::newRow("lime") << true;
    }

    void plantedWordsComeOutOnTheSideThatTheSignRuleSays()
    {
        QFETCH(bool, lime);
        Made made;
        made.options.method = lime ? WordMethod::Lime : WordMethod::Removal;
        made.options.lime.samples = 600;
        taken(made.run());
        const CorpusWords words = made.words();
        QVERIFY(words.complete());
        const WordCloud cloud = wordCloud(words, words.unit(0), {});
        QCOMPARE(cloud.raises.front().text, std::string("lovely"));
        QCOMPARE(cloud.lowers.front().text, std::string("dreadful"));
        QVERIFY(std::abs(cloud.raises.front().mean - 2) < 0.1);
        QVERIFY(std::abs(cloud.lowers.front().mean + 3) < 0.1);
        QCOMPARE(cloud.lowers.front().size, 1.0);
        QCOMPARE(cloud.raises.front().texts, std::int64_t{50});

        // A feature of negative weight: what raises it speaks against the class.
        SparseHead head;
        head.features = 3;
        head.classes = {{{0, -4.0}}, {{1, 2.0}}};
        head.bias = {0, 0};
        const LogitWeights against = logitWeights(words, head, {{0, 0, 0}, {2, 1, 1}}, 0);
        const WordCloud klass = wordCloud(words, against.weights, {});
        QCOMPARE(klass.lowers.front().text, std::string("lovely"));
        QVERIFY(std::abs(klass.lowers.front().mean + 4) < 0.2);
        QCOMPARE(klass.raises.front().text, std::string("dreadful"));
        const LogitWeights other = logitWeights(words, head, {{0, 0, 0}, {2, 1, 1}}, 1);
        QCOMPARE(wordCloud(words, other.weights, {}).raises.front().text, std::string("quux"));
    }

    void sharesCountsAndNames()
    {
        Made made;
        taken(made.run());
        const CorpusWords words = made.words();
        QCOMPARE(words.wordCount(), 43);
        const CloudOptions none{0, 0, 1, 0, 60};
        QVERIFY(wordCloud(words, words.unit(0), none).raises.empty());
        const CloudOptions half{0.05, 1, 1, 0, 60};
        const WordCloud cloud = wordCloud(words, words.unit(0), half);
        QCOMPARE(cloud.raises.size(), std::size_t{3});
        QVERIFY(cloud.lowers.size() > 10);
        CloudOptions many;
        many.minTexts = 45;
        QCOMPARE(wordCloud(words, words.unit(0), many).counted, std::int64_t{1});
        QCOMPARE(proposedName(wordCloud(words, words.unit(0), {})), std::string("lovely"));
        QCOMPARE(proposedName(wordCloud(words, -words.unit(1), {})), std::string("less: quux"));
        QCOMPARE(proposedName({}), std::string());
    }

    void aWordLeadsToItsTexts()
    {
        Made made;
        taken(made.run());
        const CorpusWords words = made.words();
        const auto uses = words.uses(*words.find("LOVELY"), words.unit(0), 10);
        QCOMPARE(uses.size(), std::size_t{10});
        for (const WordUse& use : uses) {
            QVERIFY(use.text % 4 == 0);
            QVERIFY(std::abs(use.effect - 2) < 1e-4);
        }
        QVERIFY(!words.find("nowhere"));
        const auto inText = words.effectsIn(0, words.unit(1));
        QCOMPARE(words.word(inText.back().first), std::string("quux"));
        QVERIFY(std::abs(inText.back().second - 1.5) < 1e-4);
    }

    void aCancelledJobGoesOnAndEndsWithTheSameBytes()
    {
        Made whole;
        taken(whole.run());
        Made cut;
        std::stop_source stop;
        const auto before = cut.model.textsRun.load();
        cut.model.beforeCall = [&]() -> Status {
            if (cut.model.textsRun.load() - before > 700)
                stop.request_stop();
            return Done{};
        };
        QVERIFY(cut.run(stop.get_token()).cancelled());
        cut.model.beforeCall = {};
        const CorpusWords part = cut.words();
        QVERIFY(!part.complete() && part.explainedTexts() > 0);
        QCOMPARE(wordCloud(part, part.unit(0), {}).raises.front().text, std::string("lovely"));
        const CorpusReport report = taken(cut.run());
        QCOMPARE(report.resumedTexts, part.explainedTexts());
        for (int shard = 0; shard < cut.settings().shardCount(); ++shard) {
            const std::string name = std::to_string(shard) + "_words.safetensors";
            QCOMPARE(taken(readTextFile(cut.store.folder() / name, 1 << 24)), taken(readTextFile(whole.store.folder() / name, 1 << 24)));
        }
    }

    /// The network reads the first 128 words: work goes by them, not by the text.
    void aVeryLongTextTakesNoMoreWorkThanWhatIsReadOfIt()
    {
        Made made;
        made.texts = {madeTexts(1).front() + "Lovely "};
        for (int word = 0; word < 100'000; ++word)
            made.texts.front() += "long" + std::to_string(word) + " ";
        taken(made.run());
        QVERIFY2(made.model.bytesCut < 3 * std::ssize(made.texts.front()), qPrintable(QString::number(made.model.bytesCut.load())));
        const CorpusWords words = made.words();
        QVERIFY(std::abs(wordCloud(words, words.unit(0), {.minTexts = 1}).raises.front().mean - 2) < 0.1);
    }

    /// Told in texts cut into tokens after the stop, not in seconds.
    void aStopIsHeardBetweenTheMasksOfOneText_data()
    {
        QTest::addColumn<bool>("corpus");
        QTest::newRow("all texts") << true;
        QTest::newRow("one text") << false;
    }

    void aStopIsHeardBetweenTheMasksOfOneText()
    {
        QFETCH(const bool, corpus);
        Made made;
        std::stop_source stop;
        int encoded = 0;
        int after = 0;
        made.model.beforeEncode = [&] {
            after += stop.stop_requested() ? 1 : 0;
            if (++encoded == 5)
                stop.request_stop();
        };
        if (corpus) {
            QVERIFY(made.run(stop.get_token()).cancelled());
        } else {
            Progress progress({}, stop.get_token());
            const FeatureTarget target = [](FeatureMatrixRef features) -> Eigen::MatrixXd { return features.cast<double>(); };
            QVERIFY(explainWords(made.model, made.texts.front(), target, {}, progress).cancelled());
        }
        QVERIFY2(after <= 1, qPrintable(QString::number(after)));
    }

    void aSampleHasEachClassInItsShare()
    {
        std::vector<int> labels(100, 0);
        std::fill(labels.begin() + 60, labels.begin() + 90, 2);
        std::fill(labels.begin() + 90, labels.end(), 1);
        const auto rows = sampledTexts(labels, 25, 3);
        QCOMPARE(rows.size(), std::size_t{25});
        QVERIFY(std::is_sorted(rows.begin(), rows.end(), std::less_equal<>()));
        std::map<int, int> counts;
        for (const std::int64_t row : rows)
            ++counts[labels[static_cast<std::size_t>(row)]];
        QCOMPARE(counts[0], 15);
        QVERIFY(counts[2] == 7 || counts[2] == 8);
        QCOMPARE(counts[1] + counts[2], 10);
        QCOMPARE(sampledTexts(labels, 25, 3), rows);
        QVERIFY(sampledTexts(labels, 25, 4) != rows);
        QCOMPARE(sampledTexts(labels, 1000, 3).size(), std::size_t{100});
        QVERIFY(sampledTexts({}, 5, 3).empty());
    }

    void wordsOfASampleSayWhatTheyAre()
    {
        Made made;
        Progress progress;
        const std::vector<int> labels(200, 0);
        made.options.rows = sampledTexts(labels, 90, 1);
        const CorpusCost cost = taken(estimateCorpus(made.model, made.texts, made.options, progress));
        QCOMPARE(cost.texts, std::int64_t{90});
        QCOMPARE(cost.allTexts, std::int64_t{200});
        const CorpusReport report = taken(made.run());
        QCOMPARE(report.texts, std::int64_t{90});
        QCOMPARE(report.allTexts, std::int64_t{200});
        const CorpusWords words = made.words();
        QVERIFY(words.complete());
        QCOMPARE(words.textCount(), std::int64_t{90});
        QCOMPARE(words.corpusSize(), std::int64_t{200});
        QCOMPARE(words.settings().rows, made.options.rows);
        // Rows are those of all texts.
        for (const WordUse& use : words.uses(*words.find("lovely"), words.unit(0), 10))
            QVERIFY(use.text % 4 == 0 && std::abs(use.effect - 2) < 1e-4);
        const std::int64_t in = made.options.rows.back();
        QVERIFY(!words.effectsIn(in, words.unit(0)).empty());
        std::int64_t out = 0;
        while (std::ranges::binary_search(made.options.rows, out))
            ++out;
        QVERIFY(words.effectsIn(out, words.unit(0)).empty());
        // Another sample, or all of them, is another thing.
        made.options.rows = sampledTexts(labels, 90, 2);
        QVERIFY(made.run().error().message.find("the choice of texts changed") != std::string::npos);
        made.options.rows.clear();
        QVERIFY(made.run().error().message.find("the number of texts changed") != std::string::npos);
        made.texts.pop_back();
        QCOMPARE(CorpusWords::load(made.store, made.texts, progress).error().code, std::string("E-WORD-013"));
    }

    void aDamagedShardIsMadeAnew()
    {
        Made made;
        taken(made.run());
        const fs::path shard = made.store.folder() / "1_words.safetensors";
        std::string bytes = taken(readTextFile(shard, 1 << 24));
        bytes[bytes.size() - 3] = static_cast<char>(bytes[bytes.size() - 3] ^ 1);
        QVERIFY(writeFileAtomically(shard, std::string_view(bytes)).ok());
        QCOMPARE(made.words().explainedTexts(), std::int64_t{136});
        QCOMPARE(taken(made.run()).resumedTexts, std::int64_t{136});
        QVERIFY(made.words().complete());
    }

    void otherSettingsAreRefusedByName()
    {
        Made made;
        taken(made.run());
        made.options.features = {0, 2};
        const auto refused = made.run();
        QCOMPARE(refused.error().code, std::string("E-WORD-011"));
        QVERIFY(refused.error().message.find("the choice of features changed") != std::string::npos);
        Progress progress;
        WordStoreSettings other = made.settings();
        other.features = {0, 1, 2};
        other.key["model"] = "xyz";
        QVERIFY(made.store.begin(other).error().message.find("the model changed") != std::string::npos);
        QVERIFY(made.store.clear().ok());
        taken(made.run());
        const CorpusWords words = made.words();
        QVERIFY(!words.column(1));
        QCOMPARE(*words.column(2), 1);
        SparseHead head;
        head.features = 3;
        head.classes = {{{0, 3.0}, {1, -1.0}}};
        head.bias = {0};
        const LogitWeights weights = logitWeights(words, head, {{0, 0, 0}, {1, 1, 1}}, 0);
        QCOMPARE(weights.missing, 1);
        QCOMPARE(weights.missingShare, 0.25);
    }

    void otherTextsAreRefused()
    {
        Made made;
        taken(made.run());
        Progress progress;
        std::vector<std::string> fewer(made.texts.begin(), made.texts.end() - 1);
        QCOMPARE(CorpusWords::load(made.store, fewer, progress).error().code, std::string("E-WORD-013"));
        std::vector<std::string> others(made.texts.size(), "short");
        QCOMPARE(CorpusWords::load(made.store, others, progress).error().code, std::string("E-WORD-013"));
        const WordStore nothing(fs::path(made.folder.path().toStdString()) / "nothing");
        QCOMPARE(CorpusWords::load(nothing, made.texts, progress).error().code, std::string("E-WORD-014"));
    }

    void hostileSettingsAreSentences_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("not json") << QByteArray("{");
        QTest::newRow("array") << QByteArray("[]");
        QTest::newRow("other file") << QByteArray(R"({"magic": "x"})");
        QTest::newRow("no fields") << QByteArray(R"({"magic": "sparsescope words 1"})");
        QTest::newRow("negative") << QByteArray(R"({"magic": "sparsescope words 1", "key": {"a": "b"}, "method": "removal",
            "texts": -1, "textsPerShard": 0, "features": [1]})");
        QTest::newRow("disorder") << QByteArray(R"({"magic": "sparsescope words 1", "key": {"a": "b"}, "method": "removal",
            "texts": 1, "textsPerShard": 64, "features": [2, 1]})");
    }

    void hostileSettingsAreSentences()
    {
        QFETCH(QByteArray, text);
        Made made;
        QVERIFY(createFolders(made.store.folder()).ok());
        QVERIFY(writeFileAtomically(made.store.folder() / "settings.json", std::string_view(text.constData(), static_cast<std::size_t>(text.size()))).ok());
        Progress progress;
        QCOMPARE(CorpusWords::load(made.store, made.texts, progress).error().code, std::string("E-WORD-010"));
        QVERIFY(made.store.clear().ok());
        taken(made.run());
    }

    void theCostIsToldBefore()
    {
        Made made;
        Progress progress;
        const CorpusCost cost = taken(estimateCorpus(made.model, made.texts, made.options, progress));
        QCOMPARE(cost.texts, std::int64_t{200});
        taken(made.run());
        const CorpusWords words = made.words();
        std::int64_t rows = 0;
        for (int word = 0; word < words.wordCount(); ++word)
            rows += words.textsWith(word);
        QCOMPARE(cost.words, rows);
        QCOMPARE(cost.passes, rows + 200);
        QCOMPARE(cost.diskBytes, static_cast<std::uint64_t>(rows) * 12);
        QVERIFY(cost.seconds > 0);
        made.options.method = WordMethod::Lime;
        QVERIFY(taken(estimateCorpus(made.model, made.texts, made.options, progress)).passes > 10 * cost.passes);
    }
};

QTEST_GUILESS_MAIN(CorpusTest)
#include "corpus_test.moc"
