// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/tokenizer.h"

#include "base/files.h"

#include <ctime>
#include <thread>

#include <QtTest>
#include <nlohmann/json.hpp>

using namespace sparsescope;
using namespace std::string_literals;

namespace {

namespace fs = std::filesystem;

#ifdef __SANITIZE_ADDRESS__
constexpr double secondsAllowed = 20;
#else
constexpr double secondsAllowed = 2;
#endif
constexpr int noLimit = 1 << 30;

fs::path reference()
{
    return fs::path(SPARSESCOPE_TEST_DATA) / "text";
}

std::unique_ptr<Tokenizer> opened(const fs::path& folder)
{
    Progress progress;
    auto tokenizer = openTokenizer(folder, progress);
    if (!tokenizer.ok())
        qFatal("%s", tokenizer.failed() ? tokenizer.error().message.c_str() : "cancelled");
    return std::move(tokenizer).value();
}

std::vector<std::int32_t> idsOf(const Encoding& encoding)
{
    std::vector<std::int32_t> ids;
    for (const Token& token : encoding.tokens)
        ids.push_back(token.id);
    return ids;
}

QString shown(const std::vector<Token>& tokens)
{
    QString text;
    for (const Token& token : tokens)
        text += QString("%1[%2,%3) ").arg(token.id).arg(token.begin).arg(token.end);
    return text;
}

/// A token that stands for nothing has no place, so where it would be does not matter.
std::vector<Token> withoutEmptyPlaces(std::vector<Token> tokens)
{
    for (Token& token : tokens)
        if (token.begin == token.end)
            token.begin = token.end = 0;
    return tokens;
}

std::vector<Token> tokensOf(const nlohmann::json& row)
{
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < row[1].size(); ++i)
        tokens.push_back({row[1][i], row[2][i], row[3][i]});
    return tokens;
}

double secondsFor(const Tokenizer& tokenizer, const std::string& text, std::size_t* tokens = nullptr)
{
    const std::clock_t begin = std::clock();
    const Encoding encoding = tokenizer.encode(text, noLimit);
    if (tokens != nullptr)
        *tokens = encoding.tokens.size();
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

}  // namespace

class TokenizerTest : public QObject {
    Q_OBJECT

private slots:
    void idsAndPlacesAreThoseOfTheReference_data();
    void idsAndPlacesAreThoseOfTheReference();
    void tokenizersDescribeThemselves();
    void longTextsAreCutAndSaySo();
    void emptyTextsHaveOnlySpecialTokens_data();
    void emptyTextsHaveOnlySpecialTokens();
    void longInputsTakeLinearTime_data();
    void longInputsTakeLinearTime();
    void settingsBesideTheFileGoFirst();
    void threadsGetTheSame();
};

void TokenizerTest::idsAndPlacesAreThoseOfTheReference_data()
{
    QTest::addColumn<QString>("folder");
    QTest::newRow("WordPiece, lower case, with added tokens") << "uncased";
    QTest::newRow("WordPiece from vocab.txt, case kept") << "cased";
    QTest::newRow("byte-level BPE with a space in front") << "roberta";
    QTest::newRow("byte-level BPE from vocab.json and merges.txt") << "pairs";
    QTest::newRow("byte-level BPE behind a pattern, composed") << "patterns";
    QTest::newRow("WordPiece behind many steps") << "steps";
}

void TokenizerTest::idsAndPlacesAreThoseOfTheReference()
{
    QFETCH(QString, folder);
    const auto tokenizer = opened(reference() / folder.toStdString());
    const auto rows = nlohmann::json::parse(
        readTextFile(reference() / (folder.toStdString() + ".expected.json"), 1 << 20).value());
    QVERIFY(rows.size() >= 100);
    for (const nlohmann::json& row : rows) {
        const QByteArray text = QByteArray::fromBase64(QByteArray::fromStdString(row[0].get<std::string>()));
        const Encoding encoding = tokenizer->encode({text.constData(), static_cast<std::size_t>(text.size())}, noLimit);
        QVERIFY(!encoding.truncated);
        const auto expected = withoutEmptyPlaces(tokensOf(row));
        const auto found = withoutEmptyPlaces(encoding.tokens);
        QVERIFY2(found == expected, qPrintable(QString("%1\nfound    %2\nexpected %3").arg(QString(text.toPercentEncoding()),
                                                                                         shown(found), shown(expected))));
    }
}

void TokenizerTest::tokenizersDescribeThemselves()
{
    const auto pieces = opened(reference() / "uncased");
    QCOMPARE(pieces->description(), "WordPiece, lower case, 905 tokens"s);
    QCOMPARE(pieces->vocabularySize(), 905);
    QCOMPARE(pieces->paddingId(), 0);
    QCOMPARE(pieces->tokenText(2), "[CLS]"s);
    QCOMPARE(pieces->tokenText(900), "wildcard"s);
    QCOMPARE(pieces->tokenText(-1), ""s);
    QCOMPARE(pieces->tokenText(905), ""s);
    const auto pairs = opened(reference() / "pairs");
    QCOMPARE(pairs->description(), "Byte-level BPE, 700 tokens"s);
    QCOMPARE(pairs->paddingId(), 1);
    QCOMPARE(opened(reference() / "cased")->description(), "WordPiece, case kept, 900 tokens"s);
}

void TokenizerTest::longTextsAreCutAndSaySo()
{
    const auto tokenizer = opened(reference() / "uncased");
    std::string text;
    for (int i = 0; i < 100'000; ++i)
        text += "the ";
    const Encoding cut = tokenizer->encode(text, 12);
    QVERIFY(cut.truncated);
    QCOMPARE(cut.tokens.size(), std::size_t{12});
    QCOMPARE(tokenizer->tokenText(cut.tokens.front().id), "[CLS]"s);
    QCOMPARE(tokenizer->tokenText(cut.tokens[10].id), "the"s);
    QCOMPARE(cut.tokens[10].begin, 36);
    QCOMPARE(tokenizer->tokenText(cut.tokens.back().id), "[SEP]"s);
    const Encoding fits = tokenizer->encode("the the", 4);
    QVERIFY(!fits.truncated);
    QCOMPARE(fits.tokens.size(), std::size_t{4});
    for (const int tooFew : {2, 1, 0, -5}) {
        const Encoding ends = tokenizer->encode("the the", tooFew);
        QVERIFY(ends.truncated);
        QCOMPARE(ends.tokens.size(), std::size_t{2});
    }
    // Words of several tokens are cut where the limit falls.
    const auto whole = idsOf(tokenizer->encode("unbelievableness", noLimit));
    auto part = idsOf(tokenizer->encode("unbelievableness", 5));
    QCOMPARE(part.size(), std::size_t{5});
    part.pop_back();
    QVERIFY(std::equal(part.begin(), part.end(), whole.begin()));
}

void TokenizerTest::emptyTextsHaveOnlySpecialTokens_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QByteArray>("text");
    for (const char* folder : {"uncased", "cased", "roberta", "pairs", "patterns", "steps"})
        QTest::addRow("%s, no text", folder) << folder << QByteArray();
    QTest::newRow("uncased, only spaces") << "uncased" << QByteArray("  \t\n\u00a0");
    QTest::newRow("uncased, only control characters") << "uncased" << QByteArray("\0\x01\x7f", 3);
    QTest::newRow("uncased, only accents") << "uncased" << QByteArray("\u0301\u0302");
    QTest::newRow("uncased, only bytes that are not UTF-8") << "uncased" << QByteArray("\xff\xc3\xed\xa0\x80");
}

void TokenizerTest::emptyTextsHaveOnlySpecialTokens()
{
    QFETCH(QString, folder);
    QFETCH(QByteArray, text);
    const auto tokenizer = opened(reference() / folder.toStdString());
    const Encoding encoding = tokenizer->encode({text.constData(), static_cast<std::size_t>(text.size())}, 16);
    QCOMPARE(encoding.tokens.size(), std::size_t{2});
    QVERIFY(!encoding.truncated);
    for (const Token& token : encoding.tokens)
        QCOMPARE(token.begin, token.end);
}

void TokenizerTest::longInputsTakeLinearTime_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QByteArray>("unit");
    for (const char* folder : {"uncased", "roberta", "patterns", "steps"}) {
        const auto row = [&](const char* name, const QByteArray& unit) { QTest::addRow("%s, %s", folder, name) << folder << unit; };
        row("one letter as one word", "a");
        row("two letters as one word", "ab");
        row("a word again and again", "word ");
        row("spaces", " ");
        row("quotes", "'");
        row("ideographs", "\u4e2d");
        row("accents", "\u0316\u0301");
        row("bytes that are not UTF-8", "\xff");
        row("starts of special tokens", "<[");
        row("special tokens", "[MASK]<mask>");
        row("spaces before special tokens", "      <left>");
    }
}

void TokenizerTest::longInputsTakeLinearTime()
{
    QFETCH(QString, folder);
    QFETCH(QByteArray, unit);
    const auto tokenizer = opened(reference() / folder.toStdString());
    const std::string megabyte = unit.repeated(1'000'000 / unit.size()).toStdString();
    const double seconds = secondsFor(*tokenizer, megabyte);
    QVERIFY2(seconds < secondsAllowed, qPrintable(QString("%1 s").arg(seconds)));
}

void TokenizerTest::settingsBesideTheFileGoFirst()
{
    QTemporaryDir folder;
    const fs::path path = folder.path().toStdString();
    fs::copy_file(reference() / "uncased" / "tokenizer.json", path / "tokenizer.json");
    const std::string text = "The \u00c5ngstr\u00f6m";
    const auto before = idsOf(opened(path)->encode(text, noLimit));
    QVERIFY(writeFileAtomically(path / "tokenizer_config.json", std::string_view(R"({"do_lower_case": false})")).ok());
    const auto cased = opened(path);
    QCOMPARE(cased->description(), "WordPiece, case kept, 905 tokens"s);
    QVERIFY(idsOf(cased->encode(text, noLimit)) != before);
    QVERIFY(writeFileAtomically(path / "tokenizer_config.json",
                                std::string_view(R"({"do_lower_case": null, "pad_token": {"content": "[SEP]"}})")).ok());
    QCOMPARE(opened(path)->paddingId(), 3);
    QVERIFY(idsOf(opened(path)->encode(text, noLimit)) == before);
}

void TokenizerTest::threadsGetTheSame()
{
    const auto tokenizer = opened(reference() / "roberta");
    const std::string text = "Several threads, one tokenizer: na\u00efve caf\u00e9 <mask> 42";
    const auto expected = tokenizer->encode(text, noLimit).tokens;
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int round = 0; round < 200; ++round)
                wrong += tokenizer->encode(text, noLimit).tokens == expected ? 0 : 1;
        });
    for (std::thread& thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

QTEST_APPLESS_MAIN(TokenizerTest)
#include "tokenizer_test.moc"
