// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/text_runner.h"
#include "explain/word_effects.h"
#include "support/fake_text_model.h"

#include <QtTest>

#include <cmath>

using namespace sparsescope;

namespace {

template <typename T>
T taken(Result<T> result)
{
    if (result.failed())
        qFatal("%s", result.error().message.c_str());
    if (result.cancelled())
        qFatal("cancelled");
    return std::move(result).value();
}

FakeTextModel planted()
{
    return FakeTextModel(3, {{"good", {2, 0, 0}}, {"awful", {-3, 0, 1}}, {"not", {0, 1, 0}}});
}

int indexOf(const WordEffects& effects, const std::string& word)
{
    for (std::size_t i = 0; i < effects.words.size(); ++i)
        if (effects.words[i].word == word)
            return static_cast<int>(i);
    qFatal("no word %s", word.c_str());
}

WordEffects explained(const FakeTextModel& model, const std::string& text, WordEffectOptions options,
                      const FeatureTarget& target = allFeatures())
{
    Progress progress;
    return taken(explainWords(model, text, target, options, progress));
}

WordEffectOptions lime(int samples, std::uint64_t seed = 0, bool enumerate = true)
{
    WordEffectOptions options;
    options.lime.samples = samples;
    options.lime.seed = seed;
    options.lime.enumerate = enumerate;
    return options;
}

const std::string sentence = "A good film, not an awful one: the actors, the music and the light were good";

}  // namespace

class WordsTest : public QObject {
    Q_OBJECT

private slots:
    void aWordGoesAtAllItsPlacesAndBlanksStay()
    {
        const SplitText split("The cat saw the cat.", WordUnit::Written);
        QCOMPARE(split.size(), 4);
        QCOMPARE(split.unit(1).word, std::string("cat"));
        QCOMPARE(split.unit(1).places.size(), std::size_t{2});
        QCOMPARE(split.keeping({true, false, true, true}), std::string("The  saw the ."));
        QCOMPARE(split.keeping({true, true, true, true}), split.text());
        QCOMPARE(split.keeping({false, false, false, false}), std::string("    ."));
    }

    void unitsAreWordsFoldedWordsOrPlaces()
    {
        QCOMPARE(SplitText("The cat saw the cat.", WordUnit::Folded).size(), 3);
        QCOMPARE(SplitText("The cat saw the cat.", WordUnit::Folded).unit(0).word, std::string("the"));
        const SplitText places("cat cat", WordUnit::Place);
        QCOMPARE(places.size(), 2);
        QCOMPARE(places.keeping({false, true}), std::string(" cat"));
        QCOMPARE(SplitText("one two one", WordUnit::Written, 5).unit(0).places.size(), std::size_t{2});
        QCOMPARE(SplitText("one two one", WordUnit::Place, 5).size(), 2);
        QCOMPARE(SplitText("", WordUnit::Written).size(), 0);
    }

    void equalTokensAreRunOnce()
    {
        const FakeTextModel model = planted();
        TextRunner runner(model, 2, 3);
        QCOMPARE(runner.row("good film"), std::int64_t{0});
        QCOMPARE(runner.row("GOOD   film!"), std::int64_t{0});
        for (const char* text : {"a", "a b", "a b c", "a b c d", "good film"})
            runner.row(text);
        Progress progress;
        QVERIFY(runner.run(progress).ok());
        QCOMPARE(runner.done(), std::int64_t{5});
        QCOMPARE(model.textsRun.load(), std::int64_t{5});
        QCOMPARE(runner.features()(0, 0), 2.0F + model.effect("film", 0) + runner.features()(1, 0) - model.effect("a", 0));
        QVERIFY(runner.run(progress).ok());
        QCOMPARE(model.textsRun.load(), std::int64_t{5});
    }

    void removalIsExactAndPositiveWhereAWordRaises()
    {
        const FakeTextModel model = planted();
        WordEffectOptions options;
        options.method = WordMethod::Removal;
        const WordEffects effects = explained(model, sentence, options);
        QVERIFY(std::abs(effects.effects(indexOf(effects, "good"), 0) - 2) < 1e-5);
        QVERIFY(std::abs(effects.effects(indexOf(effects, "awful"), 0) + 3) < 1e-5);
        QVERIFY(std::abs(effects.effects(indexOf(effects, "not"), 1) - 1) < 1e-5);
        QCOMPARE(effects.passes, std::int64_t(effects.words.size() + 1));
        QCOMPARE(effects.stability.size(), Eigen::Index{0});
    }

    void limeFindsThePlantedWordsWithTheirSigns()
    {
        const FakeTextModel model = planted();
        const WordEffects effects = explained(model, sentence, lime(1000));
        QVERIFY(!effects.enumerated);
        QCOMPARE(effects.samples, 1000);
        QVERIFY(std::abs(effects.effects(indexOf(effects, "good"), 0) - 2) < 0.1);
        QVERIFY(std::abs(effects.effects(indexOf(effects, "awful"), 0) + 3) < 0.1);
        QVERIFY(std::abs(effects.effects(indexOf(effects, "awful"), 2) - 1) < 0.1);
        QVERIFY(effects.r2[0] > 0.99);
        QVERIFY(effects.passes < 1000);
        QCOMPARE(model.textsRun.load(), effects.passes);
    }

    void shortTextsRunEveryMaskOnceWhateverTheSeed()
    {
        const FakeTextModel model = planted();
        const std::string text = "a good film not an awful one here";
        const WordEffects first = explained(model, text, lime(1000, 1));
        QVERIFY(first.enumerated);
        QCOMPARE(first.passes, std::int64_t{256});
        QCOMPARE(first.stability[0], 1.0);
        QCOMPARE(explained(model, text, lime(1000, 2)).effects, first.effects);
    }

    void drawnMasksAreNeverRunTwiceEither()
    {
        const FakeTextModel model = planted();
        const WordEffects drawn = explained(model, "a good film not an awful one here", lime(1000, 1, false));
        QVERIFY(!drawn.enumerated);
        QVERIFY(drawn.passes <= 256);
        QCOMPARE(drawn.samples, 1000);
    }

    void countsWeighAsEqualRowsWould()
    {
        LimeOptions options;
        options.samples = 300;
        options.enumerate = false;
        const MaskSample sample = drawMasks(6, options);
        QVERIFY(sample.masks.size() <= 64);
        Eigen::MatrixXd targets = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(sample.masks.size()), 2);
        for (Eigen::Index i = 0; i < targets.rows(); ++i)
            targets.row(i) << std::sin(static_cast<double>(i)), static_cast<double>(i % 7);
        const LimeFit counted = fitLime(sample.masks, sample.counts, targets, options);

        std::vector<WordMask> masks;
        Eigen::MatrixXd repeated(static_cast<Eigen::Index>(sample.draws.size()), 2);
        for (std::size_t i = 0; i < sample.draws.size(); ++i) {
            masks.push_back(sample.masks[static_cast<std::size_t>(sample.draws[i])]);
            repeated.row(static_cast<Eigen::Index>(i)) = targets.row(sample.draws[i]);
        }
        const LimeFit plain = fitLime(masks, std::vector<double>(masks.size(), 1.0), repeated, options);
        QVERIFY((counted.effects - plain.effects).cwiseAbs().maxCoeff() < 1e-12);
        QVERIFY((counted.intercept - plain.intercept).cwiseAbs().maxCoeff() < 1e-12);
        QVERIFY((counted.r2 - plain.r2).cwiseAbs().maxCoeff() < 1e-12);
    }

    void enumeratedCountsAreThoseThatAreDrawnOnAverage()
    {
        LimeOptions options;
        options.samples = 200'000;
        const MaskSample all = drawMasks(4, options);
        QCOMPARE(all.masks.size(), std::size_t{16});
        options.enumerate = false;
        const MaskSample drawn = drawMasks(4, options);
        QCOMPARE(drawn.masks.size(), std::size_t{16});
        for (std::size_t i = 0; i < all.masks.size(); ++i) {
            const auto same = std::find(drawn.masks.begin(), drawn.masks.end(), all.masks[i]) - drawn.masks.begin();
            const double count = drawn.counts[static_cast<std::size_t>(same)];
            QVERIFY2(std::abs(count - all.counts[i]) < 5 * std::sqrt(all.counts[i]) + 1,
                     qPrintable(QString("%1 drawn, %2 expected").arg(count).arg(all.counts[i])));
        }
    }

    void theSameSeedGivesTheSameBytesAndThreadsDoNotMatter()
    {
        const FakeTextModel model = planted();
        WordEffectOptions options = lime(400, 7);
        const WordEffects first = explained(model, sentence, options);
        QCOMPARE(explained(model, sentence, options).effects, first.effects);
        options.threads = 3;
        QCOMPARE(explained(model, sentence, options).effects, first.effects);
        QVERIFY(explained(model, sentence, lime(400, 8)).effects != first.effects);
    }

    void otherSeedsTellHowStableItIs()
    {
        const FakeTextModel model = planted();
        WordEffectOptions options = lime(600);
        QVERIFY(std::isnan(explained(model, sentence, options).stability[0]));
        options.repeats = 2;
        const WordEffects effects = explained(model, sentence, options);
        QVERIFY(effects.stability[0] > 0.99);
        QVERIFY(effects.stability[0] < 1.0);
        QVERIFY(effects.passes < 1800);
    }

    void logitsAndProbabilitiesAreTargetsToo()
    {
        const FakeTextModel model = planted();
        SparseHead head;
        head.features = 3;
        head.classes = {{{0, -2.0}}, {{0, 2.0}}};
        head.bias = {0, 0};
        const Standardization scale{{0, 0, 0}, {4, 1, 1}};
        WordEffectOptions options;
        options.method = WordMethod::Removal;
        const WordEffects effects = explained(model, sentence, options,
                                              joinedTargets({headLogits(head, scale), headProbabilities(head, scale), someFeatures({2})}));
        QCOMPARE(effects.effects.cols(), Eigen::Index{5});
        const int good = indexOf(effects, "good");
        QVERIFY(std::abs(effects.effects(good, 1) - 1.0) < 1e-5);
        QVERIFY(std::abs(effects.effects(good, 0) + 1.0) < 1e-5);
        QVERIFY(effects.effects(good, 3) > 0);
        QVERIFY(std::abs(effects.effects(good, 2) + effects.effects(good, 3)) < 1e-9);
        QVERIFY(std::abs(effects.effects(indexOf(effects, "awful"), 4) - 1) < 1e-5);
    }

    void aCancelKeepsWhatIsDone()
    {
        std::stop_source stop;
        FakeTextModel model = planted();
        model.beforeCall = [&]() -> Status {
            if (model.callsMade == 10)
                stop.request_stop();
            return Done{};
        };
        Progress progress({}, stop.get_token());
        const WordEffects effects = taken(explainWords(model, sentence, allFeatures(), lime(1000), progress));
        QVERIFY(!effects.complete);
        QVERIFY(effects.samples > 100 && effects.samples < 1000);
        QVERIFY(effects.effects(indexOf(effects, "good"), 0) > 1.5);
    }

    void aCancelAtOnceIsACancel()
    {
        std::stop_source stop;
        stop.request_stop();
        Progress progress({}, stop.get_token());
        const FakeTextModel model = planted();
        QVERIFY(explainWords(model, sentence, allFeatures(), lime(100), progress).cancelled());
    }

    void aFailingNetworkIsAnError()
    {
        FakeTextModel model = planted();
        model.beforeCall = [&]() -> Status { return Error{"E-TEST", "Out of memory.", ""}; };
        Progress progress;
        QVERIFY(explainWords(model, sentence, allFeatures(), lime(100), progress).failed());
    }

    void textsWithoutWordsHaveAValueOnly()
    {
        const FakeTextModel model = planted();
        for (const char* text : {"", "…!"}) {
            const WordEffects effects = explained(model, text, lime(100));
            QVERIFY(effects.words.empty());
            QCOMPARE(effects.value.size(), Eigen::Index{3});
            WordEffectOptions removal;
            removal.method = WordMethod::Removal;
            QCOMPARE(explained(model, text, removal).passes, std::int64_t{1});
        }
    }

    void longTextsAreExplainedAsFarAsTheyAreRead()
    {
        const FakeTextModel model(1, {{"late", {1}}}, 6);
        WordEffectOptions options;
        options.method = WordMethod::Removal;
        const WordEffects effects = explained(model, "one two three four late", options);
        QVERIFY(effects.cut);
        QCOMPARE(effects.words.size(), std::size_t{4});
        QVERIFY2(effects.effects(0, 0) < -0.9, "without the first word the late one moves into sight");
    }

    void badOptionsAreRefusedInWords()
    {
        const FakeTextModel model = planted();
        Progress progress;
        const auto refused = explainWords(model, "a", allFeatures(), lime(1), progress);
        QCOMPARE(refused.error().code, std::string("E-LIME-001"));
    }
};

QTEST_GUILESS_MAIN(WordsTest)
#include "words_test.moc"
