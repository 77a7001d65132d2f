// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/extract.h"
#include "text/tokenizer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <limits>
#include <sstream>

using namespace sparsescope;

/// Extraction of texts: equal ones run once, cut ones counted, the same bits however a run was interrupted.
class TextExtractTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void everyTextHasItsFeatures();
    void equalTextsRunOnce();
    void cutTextsAreCountedAlsoAfterAResume();
    void aStoppedRunGoesOnToTheSameBits();
    void outOfMemoryHalves();
    void notFiniteFeaturesAreSkipped();
    void picturesAreRefused();
    void anotherLengthIsAnotherStore();
    void theEstimateRuns();

private:
    std::filesystem::path folder(const char* name) const { return std::filesystem::path(m_folder->path().toStdString()) / name; }

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace
{

/// A word is a number; its id is that number plus 3. [CLS] is 1, [SEP] is 2.
class NumberTokenizer : public Tokenizer
{
public:
    std::string description() const override { return "numbers"; }
    int vocabularySize() const override { return 1'000; }
    std::int32_t paddingId() const override { return 0; }
    Encoding encode(std::string_view text, int maxTokens) const override
    {
        Encoding encoding{{{1, 0, 0}}, false};
        std::istringstream words{std::string(text)};
        for (int number = 0; words >> number;) {
            if (static_cast<int>(encoding.tokens.size()) + 1 < maxTokens)
                encoding.tokens.push_back({number + 3, 0, 0});
            else
                encoding.truncated = true;
        }
        encoding.tokens.push_back({2, 0, 0});
        return encoding;
    }
    std::string tokenText(std::int32_t id) const override { return std::to_string(id - 3); }
};

/// Features: sum, count and last word of a text. 666 is not finite.
class NumberModel : public TextModel
{
public:
    static constexpr int width = 3;

    NumberModel()
    {
        m_info.input = ModelInfo::Input::Texts;
        m_info.sha256 = std::string(64, 'b');
        m_info.layer = "sums";
        m_info.features = width;
        m_info.text.tokenizer = m_tokenizer.description();
        m_info.text.maxTokens = 8;
        m_info.text.layers = 1;
    }

    mutable std::atomic<int> textsRun = 0;
    std::size_t mostAtOnce = 1'000;
    std::string deviceName = "cpu";
    std::function<void()> onForward;
    ModelInfo& mutableInfo() { return m_info; }

    const ModelInfo& info() const override { return m_info; }
    const OriginalHead& originalHead() const override { return m_head; }
    std::string device() const override { return deviceName; }
    const Tokenizer& tokenizer() const override { return m_tokenizer; }
    int maxTokens() const override { return m_info.text.maxTokens; }
    Status features(std::span<const TokenIds> texts, std::span<float> features) const override
    {
        if (texts.size() > mostAtOnce)
            return Error{"E-MEM-001", "There is not enough free memory.", ""};
        for (std::size_t i = 0; i < texts.size(); ++i) {
            float* row = features.data() + i * width;
            row[0] = 0;
            for (const std::int32_t id : texts[i])
                row[0] += static_cast<float>(id);
            row[1] = static_cast<float>(texts[i].size());
            row[2] = texts[i].size() > 2 && texts[i][1] == 669 ? std::numeric_limits<float>::infinity()
                                                                : static_cast<float>(texts[i][texts[i].size() - 2]);
        }
        textsRun += static_cast<int>(texts.size());
        if (onForward)
            onForward();
        return Done{};
    }
    Result<std::vector<float>> hiddenStates(const TokenIds&) const override { return std::vector<float>(); }

private:
    NumberTokenizer m_tokenizer;
    ModelInfo m_info;
    OriginalHead m_head;
};

Dataset numbers(int count)
{
    Dataset data;
    data.kind = Dataset::Kind::Texts;
    data.classes = {{"a", "a", {}}, {"b", "b", {}}};
    data.fingerprint = "numbers";
    for (int i = 0; i < count; ++i) {
        data.items.push_back({"train.tsv:" + std::to_string(i + 2), i % 2, Split::Train});
        std::string text;
        for (int word = 0; word < i % 5; ++word)
            text += std::to_string(i) + " ";
        data.texts.push_back(text);
    }
    return data;
}

ShardStore storeAt(const std::filesystem::path& folder, const NumberModel& model, const Dataset& data)
{
    return {folder, featureKey(model, data), static_cast<std::int64_t>(data.items.size()), NumberModel::width, 40};
}

ExtractOptions optionsFor(int threads)
{
    ExtractOptions options;
    options.threads = threads;
    return options;
}

} // namespace

void TextExtractTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TextExtractTest::everyTextHasItsFeatures()
{
    const NumberModel model;
    const Dataset data = numbers(203);
    const ShardStore store = storeAt(folder("all"), model, data);
    Progress progress;
    const auto report = extractFeatures(model, data, store, optionsFor(2), progress);
    QVERIFY2(report.ok(), report.ok() ? "" : report.error().message.c_str());
    QCOMPARE(report->rows, 203);
    const auto table = store.load();
    QVERIFY(table.ok());
    for (int i = 0; i < 203; ++i) {
        const int words = i % 5;
        QCOMPARE(table->features(i, 0), static_cast<float>(3 + words * (i + 3)));
        QCOMPARE(table->features(i, 1), static_cast<float>(2 + words));
        QCOMPARE(table->labels[static_cast<std::size_t>(i)], i % 2);
    }
}

void TextExtractTest::equalTextsRunOnce()
{
    NumberModel model;
    Dataset data = numbers(200);
    for (std::size_t i = 0; i < data.texts.size(); ++i)
        data.texts[i] = i % 2 == 0 ? "7 7 7" : std::to_string(i);
    Progress progress;
    QVERIFY(extractFeatures(model, data, storeAt(folder("cpu"), model, data), optionsFor(1), progress).ok());
    QCOMPARE(model.textsRun.load(), 101);
    // On a device within a batch only: 200 texts lie in five shards, each one batch.
    model.textsRun = 0;
    model.deviceName = "cuda:0";
    QVERIFY(extractFeatures(model, data, storeAt(folder("cuda"), model, data), optionsFor(1), progress).ok());
    QCOMPARE(model.textsRun.load(), 105);
}

void TextExtractTest::cutTextsAreCountedAlsoAfterAResume()
{
    const NumberModel model;
    Dataset data = numbers(90);
    for (const std::size_t i : {3U, 50U, 89U})
        data.texts[i] = "1 2 3 4 5 6 7 8 9 10 11 12";
    Progress progress;
    for (int run = 0; run < 2; ++run) {
        const auto report = extractFeatures(model, data, storeAt(folder("cut"), model, data), optionsFor(1), progress);
        QVERIFY(report.ok());
        QCOMPARE(report->truncated, 3);
        QCOMPARE(report->resumedRows, run == 0 ? 0 : 90);
    }
    QCOMPARE(storeAt(folder("cut"), model, data).load()->truncated, 3);
}

void TextExtractTest::aStoppedRunGoesOnToTheSameBits()
{
    NumberModel model;
    const Dataset data = numbers(400);
    Progress free;
    QVERIFY(extractFeatures(model, data, storeAt(folder("whole"), model, data), optionsFor(1), free).ok());
    const auto whole = storeAt(folder("whole"), model, data).load();

    std::stop_source source;
    int calls = 0;
    model.onForward = [&] {
        if (++calls == 5)
            source.request_stop();
    };
    Progress stopped([](const ProgressUpdate&) {}, source.get_token());
    const auto first = extractFeatures(model, data, storeAt(folder("parts"), model, data), optionsFor(1), stopped);
    QVERIFY(first.cancelled());
    model.onForward = {};
    const auto second = extractFeatures(model, data, storeAt(folder("parts"), model, data), optionsFor(2), free);
    QVERIFY(second.ok());
    QVERIFY(second->resumedRows > 0 && second->resumedRows < 400);
    QVERIFY(storeAt(folder("parts"), model, data).load()->features == whole->features);
}

void TextExtractTest::outOfMemoryHalves()
{
    NumberModel model;
    model.mostAtOnce = 5;
    const Dataset data = numbers(100);
    Progress progress;
    const auto report = extractFeatures(model, data, storeAt(folder("half"), model, data), optionsFor(1), progress);
    QVERIFY(report.ok());
    QCOMPARE(report->rows, 100);
    QVERIFY(!report->notes.empty());
    QVERIFY(report->notes.front().find("texts") != std::string::npos);
    model.mostAtOnce = 0;
    const auto none = extractFeatures(model, data, storeAt(folder("none"), model, data), optionsFor(1), progress);
    QCOMPARE(none.error().code, "E-EXTRACT-005");
}

void TextExtractTest::notFiniteFeaturesAreSkipped()
{
    const NumberModel model;
    Dataset data = numbers(30);
    data.texts[17] = "666";
    Progress progress;
    const auto report = extractFeatures(model, data, storeAt(folder("finite"), model, data), optionsFor(1), progress);
    QVERIFY(report.ok());
    QCOMPARE(report->skipped.size(), 1U);
    QCOMPARE(report->skipped[0].path, "train.tsv:19");
}

void TextExtractTest::picturesAreRefused()
{
    const NumberModel model;
    Dataset data = numbers(30);
    data.kind = Dataset::Kind::Pictures;
    Progress progress;
    const auto report = extractFeatures(model, data, storeAt(folder("no"), model, data), optionsFor(1), progress);
    QCOMPARE(report.error().code, "E-EXTRACT-010");
}

void TextExtractTest::anotherLengthIsAnotherStore()
{
    NumberModel model;
    const Dataset data = numbers(30);
    Progress progress;
    QVERIFY(extractFeatures(model, data, storeAt(folder("key"), model, data), optionsFor(1), progress).ok());
    model.mutableInfo().text.maxTokens = 5;
    const auto report = extractFeatures(model, data, storeAt(folder("key"), model, data), optionsFor(1), progress);
    QVERIFY(report.failed());
    QVERIFY(report.error().message.find("the longest text in tokens (was 8, is 5)") != std::string::npos);
}

void TextExtractTest::theEstimateRuns()
{
    const NumberModel model;
    const Dataset data = numbers(300);
    Progress progress;
    const auto estimate = estimateExtraction(model, data, folder("later"), optionsFor(1), progress);
    QVERIFY(estimate.ok());
    QVERIFY(estimate->seconds > 0 && estimate->seconds < 60);
    QVERIFY(estimate->diskBytes >= 300U * NumberModel::width * sizeof(float));
}

QTEST_GUILESS_MAIN(TextExtractTest)

#include "text_extract_test.moc"
