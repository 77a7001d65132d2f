// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/words.h"

#include <QtTest>

using namespace sparsescope;

class WordsTest : public QObject {
    Q_OBJECT

private slots:
    void wordsAreFound_data();
    void wordsAreFound();
    void wordsAreFolded_data();
    void wordsAreFolded();
};

void WordsTest::wordsAreFound_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char* name, const char* text, const QStringList& words) {
        QTest::newRow(name) << QByteArray(text) << words;
    };
    row("no text", "", {});
    row("spaces only", " \t\n", {});
    row("letters, digits and underscores", "It's 42_a!", {"It", "s", "42_a"});
    row("a word at either end", "a b", {"a", "b"});
    row("letters beyond ASCII", "naïve Größe, 日本語。", {"naïve", "Größe", "日本語"});
    row("marks belong to their letters", "ne\u0301e \u0915\u093F\u0924\u093E\u092C", {"ne\u0301e", "\u0915\u093F\u0924\u093E\u092C"});
    row("joiners go on with a word", "\u200D \u0645\u06CC\u200C\u062E", {"\u0645\u06CC\u200C\u062E"});
    row("emoji are no words", "ok 😀👍 ok", {"ok", "ok"});
    row("numbers of other kinds", "x² Ⅷ ٣", {"x²", "Ⅷ", "٣"});
    row("broken UTF-8 ends a word", "a\xff" "b\xe2\x82", {"a", "b"});
}

void WordsTest::wordsAreFound()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, words);
    QStringList found;
    for (const Word& word : splitWords({text.constData(), static_cast<std::size_t>(text.size())}))
        found << QString::fromUtf8(text.mid(word.begin, word.end - word.begin));
    QCOMPARE(found, words);
}

void WordsTest::wordsAreFolded_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("folded");
    const auto row = [](const char* name, const char* word, const char* folded) {
        QTest::newRow(name) << QString::fromUtf8(word) << QString::fromUtf8(folded);
    };
    row("ASCII", "Word_1", "word_1");
    row("letters with accents", "ÉCOLE", "école");
    row("a decomposed accent is composed", "E\u0301cole", "école");
    row("sharp s stays", "Größe", "größe");
    row("a sigma at the end", "ΟΔΟΣ", "οδος");
    row("no rules of a language", "I", "i");
}

void WordsTest::wordsAreFolded()
{
    QFETCH(QString, word);
    QFETCH(QString, folded);
    QCOMPARE(QString::fromStdString(foldedWord(word.toStdString())), folded);
}

QTEST_APPLESS_MAIN(WordsTest)
#include "words_test.moc"
