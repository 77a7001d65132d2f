// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/random.h"
#include "explain/examples.h"
#include "explain/name_proposal.h"

#include <QtTest>

#include <limits>
#include <set>

using namespace sparsescope;

namespace {

/// 100 rows of noise; feature 0 is the row's number. Rows 90 to 92 are the same but for feature 0, 93 is 92 to the bit.
FeatureMatrix rows()
{
    Random random(5);
    FeatureMatrix features(100, 20);
    for (Eigen::Index i = 0; i < features.size(); ++i)
        features.data()[i] = static_cast<float>(random.normal());
    for (int row = 0; row < 100; ++row)
        features(row, 0) = static_cast<float>(row) / 100.0F;
    for (const int row : {91, 92, 93})
        features.row(row).tail(19) = features.row(90).tail(19);
    features(93, 0) = features(92, 0);
    return features;
}

std::vector<std::int64_t> numbersOf(const std::vector<ChosenExample>& examples)
{
    std::vector<std::int64_t> numbers;
    for (const ChosenExample& example : examples)
        numbers.push_back(example.row);
    return numbers;
}

ExampleChoice choice(ExampleKind kind, int count)
{
    ExampleChoice result;
    result.kind = kind;
    result.count = count;
    return result;
}

}  // namespace

class ExamplesTest : public QObject {
    Q_OBJECT

private slots:
    void nearDuplicatesAreShownOnceAndCounted()
    {
        const auto most = chooseExamples(rows(), {}, choice(ExampleKind::Most, 10));
        QCOMPARE(numbersOf(most), (std::vector<std::int64_t>{99, 98, 97, 96, 95, 94, 92, 89, 88, 87}));
        QCOMPARE(most[6].identical, std::int64_t{1});
        QCOMPARE(most[6].similar, std::int64_t{2});
        QCOMPARE(most[0].identical + most[0].similar, std::int64_t{0});
        QCOMPARE(most[0].quantile, 0.99);
        ExampleChoice all = choice(ExampleKind::Most, 10);
        all.sameFrom = 2;
        QCOMPARE(numbersOf(chooseExamples(rows(), {}, all)), (std::vector<std::int64_t>{99, 98, 97, 96, 95, 94, 92, 93, 91, 90}));
    }

    void leastRandomAndQuantiles()
    {
        QCOMPARE(numbersOf(chooseExamples(rows(), {}, choice(ExampleKind::Least, 3))), (std::vector<std::int64_t>{0, 1, 2}));
        const auto spread = numbersOf(chooseExamples(rows(), {}, choice(ExampleKind::Quantiles, 5)));
        QCOMPARE(spread, (std::vector<std::int64_t>{99, 74, 49, 25, 0}));
        ExampleChoice random = choice(ExampleKind::Random, 12);
        const auto drawn = numbersOf(chooseExamples(rows(), {}, random));
        QCOMPARE(drawn.size(), std::size_t{12});
        QCOMPARE(std::set<std::int64_t>(drawn.begin(), drawn.end()).size(), std::size_t{12});
        QCOMPARE(numbersOf(chooseExamples(rows(), {}, random)), drawn);
        random.seed = 1;
        QVERIFY(numbersOf(chooseExamples(rows(), {}, random)) != drawn);
        const auto even = [](std::int64_t row) { return row % 2 == 0; };
        for (const std::int64_t row : numbersOf(chooseExamples(rows(), {}, choice(ExampleKind::Random, 80), even)))
            QVERIFY(row % 2 == 0);
    }

    void oddTablesAreNoTrouble()
    {
        QVERIFY(chooseExamples(rows(), {}, choice(ExampleKind::Most, 0)).empty());
        QVERIFY(chooseExamples(FeatureMatrix(0, 4), {}, choice(ExampleKind::Quantiles, 3)).empty());
        const FeatureMatrix nothing = FeatureMatrix::Constant(5, 2, std::numeric_limits<float>::quiet_NaN());
        QVERIFY(chooseExamples(nothing, {}, choice(ExampleKind::Most, 3)).empty());
        for (const auto kind : {ExampleKind::Most, ExampleKind::Least, ExampleKind::Random, ExampleKind::Quantiles}) {
            // All rows are 0: a vector without a direction is the same as no other.
            QCOMPARE(chooseExamples(FeatureMatrix::Zero(5, 2), {}, choice(kind, 9)).size(), std::size_t{5});
            QCOMPARE(exampleKindFromName(exampleKindName(kind)), std::optional(kind));
        }
    }

    void wordsOfPathsAreThoseBelowTheClass()
    {
        QCOMPARE(wordsOfPath("train/dog/with_Sticker 007.png", "dog"), (std::vector<std::string>{"with", "sticker"}));
        QCOMPARE(wordsOfPath("dog/beach/dog-12.ball.jpeg", "dog"), (std::vector<std::string>{"beach", "dog", "ball"}));
        QVERIFY(wordsOfPath("dog/12.png", "dog").empty());
        QVERIFY(wordsOfPath("", "").empty());
    }

    void namesComeFromClassesAndFileNames()
    {
        std::vector<std::int64_t> labels;
        std::vector<std::string> paths;
        for (int row = 0; row < 100; ++row) {
            labels.push_back(row / 25);
            paths.push_back((row < 25 ? "a/" : "b/") + std::string(row % 5 == 0 ? "red ball " : "plain ") + std::to_string(row) + ".png");
        }
        NamedRows named{{"cat", "dog", "fox", "owl"}, labels, {"a", "b", "b", "b"}, {}};
        const NameProposal byClass = proposeName(named, {0, 1, 2, 3, 4, 5, 6, 30, 31, 60});
        QCOMPARE(byClass.name, std::string("cat"));
        QCOMPARE(byClass.classes.size(), std::size_t{1});
        QCOMPARE(byClass.classes[0].share, 0.7);
        QCOMPARE(byClass.classes[0].baseShare, 0.25);
        QVERIFY(std::abs(byClass.classes[0].lift - 2.8) < 1e-12);
        for (const std::string& path : paths)
            named.paths.push_back(&path);
        const NameProposal byWord = proposeName(named, {0, 5, 30, 35, 60, 65, 80, 85, 1, 31});
        QCOMPARE(byWord.name, std::string("ball"));
        QCOMPARE(byWord.words.size(), std::size_t{2});
        QCOMPARE(byWord.words[0].share, 0.8);
        QVERIFY(proposeName(named, {}).name.empty());
        QVERIFY(proposeName(named, {1, 26, 51, 76}).name.empty());
        QCOMPARE(rowsForName(100), 10);
        QCOMPARE(rowsForName(1'000'000), 60);
    }
};

QTEST_GUILESS_MAIN(ExamplesTest)
#include "examples_test.moc"
