// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/identity_audit.h"
#include "explain/text_prediction.h"
#include "support/fake_text_model.h"

#include <QtTest>

#include <cmath>

using namespace sparsescope;

namespace {

constexpr const char* list = R"(
[faith]
Orange: orange, tangerine
Apple: apple
Quince: quince
[age]
young: young
old: old
[templates]
She is {a} {word} person.
{A} {word} person came.
)";

IdentityWords words()
{
    auto parsed = parseIdentityWords(list, "list.txt");
    if (!parsed)
        qFatal("%s", parsed.error().message.c_str());
    return *parsed;
}

/// Feature 0 is raised by "apple", feature 1 by "old"; class 1 is "toxic".
FakeTextModel biased()
{
    return FakeTextModel(3, {{"apple", {2, 0, 0}}, {"old", {0, 1, 0}}, {"orange", {0, 0, 0}}, {"tangerine", {0, 0, 0}},
                             {"quince", {0, 0, 0}}, {"young", {0, 0, 0}}, {"a", {0, 0, 0}}, {"an", {0, 0, 0}}});
}

SparseHead toxicHead()
{
    SparseHead head;
    head.features = 3;
    head.classes = {{{0, -1.0}}, {{0, 1.0}, {2, 0.5}}};
    head.bias = {0, 0};
    return head;
}

const Standardization scale{{0, 0, 0}, {2, 1, 1}};

IdentityReport audited(const std::vector<std::string>& texts)
{
    const FakeTextModel model = biased();
    Progress progress;
    IdentityOptions options;
    options.klass = 1;
    auto report = auditIdentityWords(model, toxicHead(), scale, words(), texts, options, progress);
    if (!report)
        qFatal("no report");
    return *report;
}

}  // namespace

class IdentityTest : public QObject {
    Q_OBJECT

private slots:
    void theShippedListIsRead()
    {
        const auto shipped = parseIdentityWords(shippedIdentityWords(), "identity-words.txt");
        QVERIFY(shipped.ok());
        QVERIFY(shipped->axes.size() >= 5);
        QVERIFY(shipped->templates.size() >= 8);
        for (const IdentityAxis& axis : shipped->axes)
            QVERIFY(axis.groups.size() >= 2);
    }

    void mistakesInAListNameTheirLine_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << "" << "at least one";
        QTest::newRow("no axis") << "a: b\n" << "line 1";
        QTest::newRow("one group") << "[x]\na: b\n" << "two groups";
        QTest::newRow("no colon") << "[x]\n# c\nword\n" << "line 3";
        QTest::newRow("no word") << "[x]\na: b, ,c\n" << "the term \"\"";
        QTest::newRow("twice") << "[x]\na: b\nc: B\n" << "the term \"B\" again";
        QTest::newRow("group twice") << "[x]\na: b\na: c\n" << "the group";
        QTest::newRow("axis twice") << "[x]\na: b\nc: d\n[x]\n" << "the axis";
        QTest::newRow("bracket") << "[x\n" << "brackets";
        QTest::newRow("no slot") << "[x]\na: b\nc: d\n[templates]\nHello.\n" << "{word}";
        QTest::newRow("two slots") << "[x]\na: b\nc: d\n[templates]\n{word} {word}.\n" << "once";
        QTest::newRow("bytes") << "[x]\n\xFF: b\n" << "line 2";
    }

    void mistakesInAListNameTheirLine()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const auto parsed = parseIdentityWords(QTest::currentDataTag() == QByteArray("bytes") ? "[x]\n\xFF: b\n" : text.toStdString(), "my list.txt");
        QVERIFY(parsed.failed());
        QCOMPARE(parsed.error().code, std::string("E-BIAS-001"));
        const QString message = QString::fromStdString(parsed.error().message);
        QVERIFY2(message.contains(says) && message.contains("my list.txt"), qPrintable(message));
    }

    void articlesAndCapitalsFollowTheTerm()
    {
        QCOMPARE(frameOfTemplate("She is {a} {word} person.").with("apple"), std::string("She is an apple person."));
        QCOMPARE(frameOfTemplate("She is {a} {word} person.").with("European"), std::string("She is a European person."));
        QCOMPARE(frameOfTemplate("{A} {word} man.").with("old"), std::string("An old man."));
        QCOMPARE(frameOfTemplate("{a} very {word} man.").with("old"), std::string("a very old man."));
        QCOMPARE(frameOfTemplate("{word} people").with("old"), std::string("Old people"));
        const auto frames = framesOfText(words(), "I met an Apple man, an old one.", 7);
        QCOMPARE(frames.size(), std::size_t{2});
        QCOMPARE(frames[0].text, std::int64_t{7});
        QCOMPARE(frames[0].with("quince"), std::string("I met a quince man, an old one."));
        QCOMPARE(frames[1].axis, 1);
        QCOMPARE(frames[1].with("young"), std::string("I met an Apple man, a young one."));
        QCOMPARE(framesOfText(words(), "Old men. Old women.", 0)[0].with("young"), std::string("Young men. Old women."));
        QVERIFY(framesOfText(words(), "Applesauce, and nothing older", 0).empty());
        const auto twoWords = parseIdentityWords("[g]\na: non-binary\nb: male\n", "x");
        QCOMPARE(framesOfText(*twoWords, "a non binary person", 0)[0].with("male"), std::string("a male person"));
        QVERIFY(framesOfText(*twoWords, "non. Binary", 0).empty());
    }

    void gapsHaveTheirSignAndTheirFeatures()
    {
        const IdentityReport report = audited({});
        QCOMPARE(report.axes.size(), std::size_t{2});
        const AxisGaps& faith = report.axes[0];
        QCOMPARE(faith.templates, 2);
        // The margin is 2 · x0 / 2 + x2 / 2: "apple" adds 2, so the gaps are 4/3, −2/3, −2/3.
        QCOMPARE(faith.groups[1].group, std::string("Apple"));
        QVERIFY(std::abs(faith.groups[1].marginGap - 4.0 / 3) < 1e-5);
        QVERIFY(std::abs(faith.groups[0].marginGap + 2.0 / 3) < 1e-5);
        QVERIFY(std::abs(faith.marginRange - 2) < 1e-5);
        QVERIFY(faith.groups[1].probabilityGap > 0.1);
        QVERIFY(faith.groups[1].marginError < 1e-5);
        QCOMPARE(faith.carriers[0].feature, 0);
        for (const GroupGap& group : faith.groups) {
            double sum = 0;
            for (const GapPart& part : group.parts)
                sum += part.part;
            QVERIFY(std::abs(sum - group.marginGap) < 1e-9);
        }
        // The head does not use what "old" raises.
        QVERIFY(std::abs(report.axes[1].marginRange) < 1e-5);
    }

    void ownTextsAreSwappedWithinTheirAxis()
    {
        const IdentityReport report = audited({"nothing here", "My orange friend sang.", "The old apple man"});
        QCOMPARE(report.axes[0].texts, 2);
        QCOMPARE(report.axes[1].texts, 1);
        QVERIFY(!report.swaps.empty());
        QCOMPARE(report.swaps[0].highest, std::string("apple"));
        QVERIFY(report.swaps[0].text == 1 || report.swaps[0].text == 2);
        QVERIFY(report.swaps[0].highestText.find("apple") != std::string::npos);
        QVERIFY(report.swaps[0].highestProbability > report.swaps[0].lowestProbability);
    }

    void nothingToFillAndNoSuchClassAreSentences()
    {
        const FakeTextModel model = biased();
        Progress progress;
        IdentityWords none = words();
        none.templates.clear();
        QCOMPARE(auditIdentityWords(model, toxicHead(), scale, none, {}, {}, progress).error().code, std::string("E-BIAS-002"));
        IdentityOptions options;
        options.klass = 2;
        QCOMPARE(auditIdentityWords(model, toxicHead(), scale, words(), {}, options, progress).error().code, std::string("E-BIAS-002"));
    }

    void anEditMovesFeaturesAndTheLogitByTheirParts()
    {
        const FakeTextModel model = biased();
        const auto before = predictText(model, toxicHead(), scale, "the orange fell");
        const auto after = predictText(model, toxicHead(), scale, "the apple fell");
        QVERIFY(before.ok() && after.ok());
        QCOMPARE(after->encoding.tokens.size(), std::size_t{5});
        QCOMPARE(after->predicted, 1);
        QVERIFY(std::abs(after->probabilities.sum() - 1) < 1e-12);
        const TextChange change = compareTexts(*before, *after, toxicHead(), scale, 1);
        QCOMPARE(change.moved.size(), std::size_t{2});
        QCOMPARE(change.moved[0].feature, 0);
        QVERIFY(std::abs(change.moved[0].part - 1) < 1e-5);
        QVERIFY(std::abs(change.moved[0].after - change.moved[0].before - 1) < 1e-5);
        QVERIFY(std::abs(change.logitChange - change.moved[0].part - change.moved[1].part) < 1e-9);
        QVERIFY(change.probabilityChange > 0);
        QVERIFY(predictText(model, toxicHead(), scale, "").ok());
    }
};

QTEST_GUILESS_MAIN(IdentityTest)
#include "identity_test.moc"
