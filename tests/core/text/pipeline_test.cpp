// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/files.h"
#include "text/pattern_translation.h"
#include "text/text_normalizer.h"
#include "text/text_splitter.h"
#include "text/tokenizer.h"

#include <ctime>

#include <QtTest>
#include <nlohmann/json.hpp>

using namespace sparsescope;
using namespace std::string_literals;

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr double secondsAllowed = 60;
#else
constexpr double secondsAllowed = 6;
#endif

TextPattern pattern(const std::string& expression)
{
    auto compiled = TextPattern::expression(expression, "the test");
    if (!compiled.ok())
        qFatal("%s", compiled.error().message.c_str());
    return std::move(compiled).value();
}

/// "a|b|c"
std::string piecesOf(const SplitStep& step, const std::string& text)
{
    std::vector<TextSpan> pieces;
    if (!splitText({step}, text, pieces))
        return "too much work";
    std::string joined;
    for (const TextSpan& piece : pieces)
        joined += (joined.empty() ? "" : "|") + text.substr(static_cast<std::size_t>(piece.begin), static_cast<std::size_t>(piece.end - piece.begin));
    return joined;
}

SplitStep patternStep(const std::string& expression, SplitBehavior behavior, bool invert = false)
{
    SplitStep step;
    step.places = SplitPlaces::Pattern;
    step.pattern = pattern(expression);
    step.behavior = behavior;
    step.invert = invert;
    return step;
}

}  // namespace

Q_DECLARE_METATYPE(sparsescope::SplitBehavior)

/// Steps of tokenizer.json beyond BERT's and RoBERTa's own; tokenizer_test compares whole pipelines with the library.
class PipelineTest : public QObject {
    Q_OBJECT

private slots:
    void behaviorsAreThoseOfTheLibrary_data();
    void behaviorsAreThoseOfTheLibrary();
    void patternsMeanWhatOnigurumaMeans();
    void othersAreRefusedByName_data();
    void othersAreRefusedByName();
    void noPatternTakesForEver_data();
    void noPatternTakesForEver();
    void aTextThatTakesTooMuchWorkIsSaid();
    void normalizedTextKnowsItsPlaces();
    void replacementsDoNotGrowWithoutEnd();
};

void PipelineTest::behaviorsAreThoseOfTheLibrary_data()
{
    QTest::addColumn<SplitBehavior>("behavior");
    QTest::addColumn<bool>("invert");
    QTest::addColumn<QString>("expected");
    // The example of the library's own documentation.
    QTest::newRow("removed") << SplitBehavior::Removed << false << "the|final|countdown";
    QTest::newRow("isolated") << SplitBehavior::Isolated << false << "the|-|final|-|-|countdown";
    QTest::newRow("merged with previous") << SplitBehavior::MergedWithPrevious << false << "the-|final-|-|countdown";
    QTest::newRow("merged with next") << SplitBehavior::MergedWithNext << false << "the|-final|-|-countdown";
    QTest::newRow("contiguous") << SplitBehavior::Contiguous << false << "the|-|final|--|countdown";
    QTest::newRow("removed, inverted") << SplitBehavior::Removed << true << "-|-|-";
}

void PipelineTest::behaviorsAreThoseOfTheLibrary()
{
    QFETCH(const SplitBehavior, behavior);
    QFETCH(const bool, invert);
    QFETCH(const QString, expected);
    QCOMPARE(piecesOf(patternStep("-", behavior, invert), "the-final--countdown"), expected.toStdString());
}

void PipelineTest::patternsMeanWhatOnigurumaMeans()
{
    const auto found = [](const char* expression, const std::string& text) {
        return piecesOf(patternStep(expression, SplitBehavior::Removed, true), text);
    };
    QCOMPARE(found("\\s", "a\u180eb\u2003c"), "\u2003"s);            // PCRE2 alone takes U+180E for a space
    QCOMPARE(found("\\w+", "a\u0301\u203fb-c"), "a\u0301\u203fb|c"s);  // marks and connectors are in words
    QCOMPARE(found("\\v", "a\vb\n"), "\v"s);
    QCOMPARE(found("^.", "ab\ncd"), "a|c"s);                         // every line has a start
    QCOMPARE(found("a{,2}b", "aaab"), "aab"s);
    QCOMPARE(found("[^\\S\\n]+", "a \t\n b"), " \t| "s);
    QCOMPARE(found("[\\W_]", "a_b!"), "_|!"s);
    QCOMPARE(found("[a\\-z]", "m-z"), "-|z"s);
    QCOMPARE(found("[\\s-a]", " -b"), " |-"s);
    QCOMPARE(found("(?i:'LL)", "we'll"), "'ll"s);
    QCOMPARE(found("\\p{^L}", "a1"), "1"s);
    QCOMPARE(found("\\p{Han}", "\u4e2d\u3001"), "\u4e2d"s);           // the script, not its extensions
    QCOMPARE(found("\\b\\w", "ab cd"), "a|c"s);
    QCOMPARE(found("\\x{4e2d}|\\u0061", "\u4e2da"), "\u4e2d|a"s);
}

void PipelineTest::othersAreRefusedByName_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("named");
    for (const char* expression : {"\\h", "\\R", "\\X", "\\G", "\\K", "\\1", "\\k<a>", "\\Q", "\\pL", "\\xff", "\\C"})
        QTest::newRow(expression) << expression << QString(expression).left(2);
    QTest::newRow("named group") << "(?<a>b)" << "(?<";
    QTest::newRow("dot over lines") << "(?m:.)" << "(?m";
    QTest::newRow("option in the middle") << "a(?i)b" << "(?i";
    QTest::newRow("verb") << "(*SKIP)a" << "(*S";
    QTest::newRow("possessive count") << "a{2,3}+" << "{2,3";
    QTest::newRow("lazy exact count") << "a{2}?" << "{2";
    QTest::newRow("class in a class") << "[a[b]]" << "[";
    QTest::newRow("intersection") << "[a&&b]" << "&";
    QTest::newRow("empty class") << "[]" << "[";
    QTest::newRow("class without end") << "[a" << "[";
    QTest::newRow("two letters that are one without case") << "(?i:ss)" << "s";
}

void PipelineTest::othersAreRefusedByName()
{
    QFETCH(const QString, expression);
    QFETCH(const QString, named);
    const TranslatedPattern translated = translatedPattern(expression.toStdString());
    QVERIFY2(QString::fromStdString(translated.refused).startsWith(named), translated.refused.c_str());
    const auto compiled = TextPattern::expression(expression.toStdString(), "the tokenizer in \"tokenizer.json\": its pre_tokenizer");
    QCOMPARE(compiled.error().code, "E-TOK-003"s);
    QVERIFY2(compiled.error().message.starts_with("Cannot use the tokenizer in"), compiled.error().message.c_str());
}

void PipelineTest::noPatternTakesForEver_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("canBeDone");
    const QByteArray letters(1'000'000, 'a');
    QTest::newRow("nested repeats") << "(a+)+$" << QByteArray(40, 'a') + "!" << false;
    QTest::newRow("nested repeats on a long text") << "(a|aa)+$" << letters + "!" << false;
    QTest::newRow("a look to the end at every letter") << "a*b" << letters << false;
    QTest::newRow("a look ahead to the end at every letter") << "(?=.*b)a" << letters << false;
    QTest::newRow("one run of letters") << "\\p{L}+" << letters << true;
    QTest::newRow("spaces up to the end") << "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+" << QByteArray(1'000'000, ' ') << true;
    QTest::newRow("nothing to be found") << "b" << letters << true;
}

void PipelineTest::noPatternTakesForEver()
{
    QFETCH(const QString, expression);
    QFETCH(const QByteArray, text);
    QFETCH(const bool, canBeDone);
    std::vector<TextSpan> found;
    const std::clock_t begin = std::clock();
    QCOMPARE(pattern(expression.toStdString()).matches({text.constData(), static_cast<std::size_t>(text.size())}, found), canBeDone);
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    QVERIFY2(seconds < secondsAllowed, qPrintable(QString("%1 s").arg(seconds)));
}

void PipelineTest::aTextThatTakesTooMuchWorkIsSaid()
{
    QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    auto file = nlohmann::json::parse(readTextFile(std::filesystem::path(SPARSESCOPE_TEST_DATA) / "text" / "patterns" / "tokenizer.json", 1 << 20).value());
    file["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = "(a+)+$";
    QVERIFY(writeFileAtomically(path / "tokenizer.json", file.dump()).ok());
    Progress progress;
    const auto tokenizer = openTokenizer(path, progress);
    QVERIFY(tokenizer.ok());
    QVERIFY(checkEncoding((*tokenizer)->encode("aaaa bbb", 64)).ok());
    const Status refused = checkEncoding((*tokenizer)->encode(std::string(40, 'a') + "!", 64));
    QCOMPARE(refused.error().code, "E-TOK-009"s);
    QVERIFY(refused.error().message.starts_with("Cannot cut a text into tokens"));
}

void PipelineTest::normalizedTextKnowsItsPlaces()
{
    const auto normalized = [](std::vector<NormalizerStep> steps, const std::string& text) {
        AlignedText aligned;
        const bool done = TextNormalizer(std::move(steps)).normalize(text, 10, aligned);
        QString shown = done ? QString::fromStdString(aligned.text) + ":" : "too much work";
        for (const TextSpan& span : aligned.spans)
            shown += QString(" %1-%2").arg(span.begin).arg(span.end);
        return shown;
    };
    QCOMPARE(normalized({UnicodeForm::Nfd}, "\u00e9b"), "e\u0301b: 10-12 10-12 10-12 12-13");
    QCOMPARE(normalized({UnicodeForm::Nfc}, "e\u0301b"), "\u00e9b: 10-11 10-11 13-14");
    QCOMPARE(normalized({UnicodeForm::Nfkc}, "\ufb01x"), "fix: 10-13 10-13 13-14");
    QCOMPARE(normalized({StripEnds{}}, " a "), "a: 11-12");
    QCOMPARE(normalized({PrependText{"_"}, LowerCase{}}, "AB"), "_ab: 10-11 10-11 11-12");
    QCOMPARE(normalized({ReplaceMatches{TextPattern::literal("ab"), "xyz"}}, "abc"), "xyzc: 11-12 11-12 11-12 12-13");
    QCOMPARE(normalized({UnicodeForm::Nfd, RemoveMarks{}}, "\u00e9"), "e: 10-12");
}

void PipelineTest::replacementsDoNotGrowWithoutEnd()
{
    std::vector<NormalizerStep> steps(8, ReplaceMatches{TextPattern::literal("a"), std::string(1000, 'a')});
    AlignedText aligned;
    QVERIFY(!TextNormalizer(std::move(steps)).normalize("aaaa", 0, aligned));
}

QTEST_APPLESS_MAIN(PipelineTest)
#include "pipeline_test.moc"
