// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/text.h"

#include <QtTest>

using namespace sparsescope;
using namespace std::string_literals;

namespace {

QString shown(const std::string& text)
{
    return QString::fromStdString(text);
}

}  // namespace

class TextTest : public QObject {
    Q_OBJECT

private slots:
    void untrustedTextIsEscaped_data();
    void untrustedTextIsEscaped();
    void longTextIsCutByCharacters();
    void utf8IsChecked_data();
    void utf8IsChecked();
    void numbersAndSizesAreReadable();
    void durationsAreReadable();
    void slugsAreSafeFileNames_data();
    void slugsAreSafeFileNames();
};

void TextTest::untrustedTextIsEscaped_data()
{
    QTest::addColumn<QByteArray>("untrusted");
    QTest::addColumn<QString>("safe");
    const auto row = [](const char* name, const std::string& untrusted, const char* safe) {
        QTest::newRow(name) << QByteArray::fromStdString(untrusted) << QString::fromUtf8(safe);
    };
    row("plain text stays", "cat.jpg", "cat.jpg");
    row("letters of all kinds stay", "Ä日本😀", "Ä日本😀");
    row("line breaks and tabs", "a\nb\tc\r", "a\\nb\\tc\\r");
    row("NUL and escape codes", "a\0\x1b[31m"s, "a\\u0000\\u001B[31m");
    row("delete and C1 controls", "\x7f\xc2\x85", "\\u007F\\u0085");
    row("line and paragraph separators", "\u2028\u2029", "\\u2028\\u2029");
    row("bidirectional overrides", "\u202Egpj.exe\u2066", "\\u202Egpj.exe\\u2066");
    row("invisible characters", "a\u200Bb\uFEFF", "a\\u200Bb\\uFEFF");
    row("bytes that are not UTF-8", "a\xff\xc3(", "a\\xFF\\xC3(");
    row("an overlong slash", "\xc0\xaf", "\\xC0\\xAF");
    row("half of a surrogate pair", "\xed\xa0\x80", "\\xED\\xA0\\x80");
    row("a sequence cut at the end", "\xf0\x9f\x98", "\\xF0\\x9F\\x98");
    row("mark-up is not this function's business", "<b>&", "<b>&");
}

void TextTest::untrustedTextIsEscaped()
{
    QFETCH(QByteArray, untrusted);
    QFETCH(QString, safe);
    QCOMPARE(shown(displayText(untrusted.toStdString())), safe);
    QCOMPARE(shown(sparsescope::quoted(untrusted.toStdString())), "\"" + safe + "\"");
}

void TextTest::longTextIsCutByCharacters()
{
    QCOMPARE(shown(displayText("ääää", 3)), QString("äää…"));
    QCOMPARE(shown(displayText("äää", 3)), QString("äää"));
    QCOMPARE(displayText(std::string(1'000'000, 'x')).size(), 120 + std::string("…").size());
    QCOMPARE(shown(displayText("", 3)), QString());
}

void TextTest::utf8IsChecked_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("valid");
    QTest::newRow("empty") << QByteArray() << true;
    QTest::newRow("ASCII and more") << QByteArray("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80") << true;
    QTest::newRow("the last code point") << QByteArray("\xf4\x8f\xbf\xbf") << true;
    QTest::newRow("beyond the last code point") << QByteArray("\xf4\x90\x80\x80") << false;
    QTest::newRow("a lone continuation byte") << QByteArray("\x80") << false;
    QTest::newRow("a surrogate") << QByteArray("\xed\xbf\xbf") << false;
    QTest::newRow("overlong in three bytes") << QByteArray("\xe0\x80\xaf") << false;
    QTest::newRow("overlong in four bytes") << QByteArray("\xf0\x80\x80\xaf") << false;
    QTest::newRow("cut short") << QByteArray("\xe2\x82") << false;
}

void TextTest::utf8IsChecked()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, valid);
    QCOMPARE(isValidUtf8(text.toStdString()), valid);
}

void TextTest::numbersAndSizesAreReadable()
{
    QCOMPARE(shown(groupedNumber(999)), QString("999"));
    QCOMPARE(shown(groupedNumber(1234567)), QString("1\u202F234\u202F567"));
    QCOMPARE(shown(groupedNumber(-123456)), QString("-123\u202F456"));
    QCOMPARE(shown(byteSize(0)), QString("0 bytes"));
    QCOMPARE(shown(byteSize(999)), QString("999 bytes"));
    QCOMPARE(shown(byteSize(1000)), QString("1.00 kB"));
    QCOMPARE(shown(byteSize(18'826'032)), QString("18.8 MB"));
    QCOMPARE(shown(byteSize(999'600)), QString("1.00 MB"));
    QCOMPARE(shown(byteSize(UINT64_MAX)), QString("18447 PB"));
}

void TextTest::durationsAreReadable()
{
    QCOMPARE(shown(duration(3.2)), QString("3 s"));
    QCOMPARE(shown(duration(59.6)), QString("1 min 0 s"));
    QCOMPARE(shown(duration(125)), QString("2 min 5 s"));
    QCOMPARE(shown(duration(4200)), QString("1 h 10 min"));
    QCOMPARE(shown(duration(-1)), QString("unknown"));
    QCOMPARE(shown(duration(std::numeric_limits<double>::quiet_NaN())), QString("unknown"));
}

void TextTest::slugsAreSafeFileNames_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("slug");
    QTest::newRow("words") << "Golden Retriever!" << "golden-retriever";
    QTest::newRow("a path") << "../../etc/passwd" << "etc-passwd";
    QTest::newRow("nothing usable") << "😀/.." << "unnamed";
    QTest::newRow("empty") << "" << "unnamed";
    QTest::newRow("kept signs") << "a_b-c9" << "a_b-c9";
    QTest::newRow("at most 60 characters") << QString(100, 'x') << QString(60, 'x');
}

void TextTest::slugsAreSafeFileNames()
{
    QFETCH(QString, text);
    QFETCH(QString, slug);
    QCOMPARE(shown(sparsescope::slug(text.toStdString())), slug);
}

QTEST_GUILESS_MAIN(TextTest)
#include "text_test.moc"
