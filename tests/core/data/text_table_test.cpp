// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text_folder.h"

#include "data/delimited_text.h"

#include <ctime>
#include <functional>

#include <QRegularExpression>

using namespace sparsescope;
using namespace sparsescope::test;
using namespace std::string_literals;

namespace {

namespace fs = std::filesystem;

#ifdef __SANITIZE_ADDRESS__
constexpr double secondsAllowed = 20;
#else
constexpr double secondsAllowed = 2;
#endif

/// A file that is broken, hostile or odd. With a code it must be refused in words that fit the pattern; without, the
/// items must be those of `items` and the pattern be in a warning.
struct Row {
    std::string sentence;
    std::string bytes;
    const char* code = "";
    const char* pattern = "";
    QStringList items = {};
    TextDataOptions text = {};
    std::string name = "data.csv";
};

TextDataOptions with(const std::function<void(TextDataOptions&)>& change)
{
    TextDataOptions options;
    change(options);
    return options;
}

const TextDataOptions skipBad = with([](TextDataOptions& o) { o.badRows = BadRows::Skip; });
const TextDataOptions tabs = with([](TextDataOptions& o) { o.delimiter = '\t'; });
const TextDataOptions plain = with([](TextDataOptions& o) { o.quotes = QuoteRule::Plain; });

std::string utf16(const std::string& text)
{
    std::string wide;
    for (const char c : text)
        wide += {c, '\0'};
    return wide;
}

std::vector<Row> fileRows()
{
    return {
        {"T1 an empty file", "", "E-TEXT-002", "\"data.csv\": it is empty"},
        {"T1 a byte order mark only", "\xEF\xBB\xBF", "E-TEXT-002", "it is empty"},
        {"T1 empty lines only", "\n\r\n\n", "E-TEXT-002", "only empty lines"},
        {"T1 a header only", "text,label\n", "E-TEXT-007", "no text with a label"},
        {"T1 a byte order mark before the header", "\xEF\xBB\xBFtext,label\ngood,1\nbad,0\n", "", "", {"data.csv:3|0|bad", "data.csv:2|1|good"}},
        {"T1 UTF-16 with its mark", "\xFF\xFE" + utf16("text,label\ngood,1\n"), "E-TEXT-002", "UTF-16; save it as UTF-8"},
        {"T1 UTF-16 without", utf16("text,label\ngood,1\nbad,0\n"), "E-TEXT-002", "UTF-16"},
        {"T1 Latin-1", "text,label\ngood,1\ncaf\xE9 bad,0\n", "E-TEXT-003", "line 3 is not UTF-8 \\(byte 0xE9 in column 1: \"caf\\\\xE9 bad\"\\)"},
        {"T1 mixed encodings, bad rows left out", "text,label\ncaf\xC3\xA9,1\ncaf\xE9,0\nbad,0\n", "", "line 3 is not UTF-8", {"data.csv:4|0|bad", "data.csv:2|1|café"}, skipBad},
        {"T1 NUL bytes", "text,label\ngood,1\nb\0d,0\n"s, "E-TEXT-003", "line 3 has a NUL byte in column 1"},
        {"T13 gzip", "\x1F\x8B\x08\0\0"s, "E-TEXT-002", "packed with gzip"},
        {"T13 a spreadsheet", "PK\x03\x04\x14\0\x06\0"s, "E-TEXT-002", "zip archive or spreadsheet"},
        {"T13 Parquet", "PAR1\x15\x04", "E-TEXT-002", "a Parquet file"},
        {"T13 a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "E-TEXT-002", "Git LFS pointer"},
    };
}

std::vector<Row> shapeRows()
{
    std::string swallowed = "text,label\n\"never closed,1\n";
    for (int i = 0; i < 200'000; ++i)
        swallowed += "good,1\n";
    return {
        {"T2 a row with fewer columns", "text,label\ngood,1\nbad\n", "E-TEXT-006", "line 3 has 1 column, but 2 were expected: \"bad\""},
        {"T2 a row with more columns", "text,label\ngood,1\nbad, very,0\n", "E-TEXT-006", "line 3 has 3 columns, but 2 were expected: \"bad\""},
        {"T2 such rows left out", "text,label\ngood,1\nbad, very,0\nbad,0\n", "", "Left out: .*line 3 has 3 columns", {"data.csv:4|0|bad", "data.csv:2|1|good"}, skipBad},
        {"T3 a quote that swallows the file", swallowed, "E-TEXT-003", "line 2 opens a quote that is not closed before the file ends"},
        {"T3 that quote is no reason to leave rows out", swallowed, "E-TEXT-003", "line 2 opens a quote", {}, skipBad},
        {"T4 doubled quotes, commas and line breaks in quotes", "text,label\n\"a \"\"b\"\", c\nd\",1\ne,0\n", "", "", {"data.csv:4|0|e", "data.csv:2|1|a \"b\", c\nd"}},
        {"T4 a quote in the middle of a cell", "text,label\n5\" disk,1\nbad,0\n", "", "", {"data.csv:3|0|bad", "data.csv:2|1|5\" disk"}},
        {"T4 text behind a closing quote", "text,label\n\"a\\\"b\\\" c\",1\nbad,0\n", "E-TEXT-003", "line 2 has text behind a closing quote: \"b.* must be doubled"},
        {"T4 a tab inside of quotes", "text\tlabel\n\"a\tb\"\t1\nbad\t0\n", "", "", {"data.tsv:3|0|bad", "data.tsv:2|1|a\tb"}, {}, "data.tsv"},
        {"T4 TSV takes quotes as they are", "text\tlabel\n\"a\" \"b\t1\n\"bad\t0\n", "", "", {"data.tsv:3|0|\"bad", "data.tsv:2|1|\"a\" \"b"}, {}, "data.tsv"},
        {"T4 CSV takes quotes as they are if told so", "text,label\n\"a\" \"b,1\n\"bad,0\n", "", "", {"data.csv:3|0|\"bad", "data.csv:2|1|\"a\" \"b"}, plain},
        {"T5 lines end with CR", "text,label\rgood,1\rbad,0\r", "", "", {"data.csv:3|0|bad", "data.csv:2|1|good"}},
        {"T5 mixed line ends and none at the end", "text,label\r\ngood,1\nbad,0\rworse,0", "", "", {"data.csv:3|0|bad", "data.csv:4|0|worse", "data.csv:2|1|good"}},
        {"T5 line breaks in quotes count as lines", "text,label\r\n\"a\r\nb\",1\r\nbad,0\r\n", "", "", {"data.csv:4|0|bad", "data.csv:2|1|a\r\nb"}},
        {"T6 a delimiter that is not there", "id,text,label,d,e,f,g\n1,good,1,,,,\n2,bad,0,,,,\n", "E-TEXT-007", "only 1 column was found with tab; 7 with comma", {}, tabs},
        {"semicolons", "text;label\ngood, really;1\nbad;0\n", "", "", {"data.csv:3|0|bad", "data.csv:2|1|good, really"}},
        {"T10 more columns than there may be", std::string(5000, ',') + "\n", "E-TEXT-004", "more than 4.096 columns|more than 4096 columns"},
    };
}

std::vector<Row> columnRows()
{
    const auto label = [](const char* name) { return with([name](TextDataOptions& o) { o.labelColumn = name; }); };
    return {
        {"T7 a label column that is not there", "text,label\ngood,1\nbad,0\n", "E-TEXT-005", "no column \"labels\". Its columns are 1 \"text\", 2 \"label\"", {}, label("labels")},
        {"T7 a column in the wrong case", "Text,Label\ngood,1\nbad,0\n", "", "", {"data.csv:3|0|bad", "data.csv:2|1|good"}, label("label")},
        {"T7 blanks in the header", "text , label \ngood,1\nbad,0\n", "", "", {"data.csv:3|0|bad", "data.csv:2|1|good"}, label("label")},
        {"T7 a header twice", "text,label,label\ngood,1,0\nbad,0,1\n", "E-TEXT-005", "several columns are called \"label\"", {}, label("label")},
        {"T7 the second of these, by number", "text,label,label\ngood,1,0\nbad,0,1\n", "", "", {"data.csv:2|0|good", "data.csv:3|1|bad"}, label("3")},
        {"T7 a number beyond the columns", "text,label\ngood,1\nbad,0\n", "E-TEXT-005", "no column \"3\"", {}, label("3")},
        {"no header", "I loved it,positive\nI did not,negative\nSo good,positive\n", "", "", {"data.csv:2|negative|I did not", "data.csv:1|positive|I loved it", "data.csv:3|positive|So good"}},
        {"a header that is said not to be one", "text,label\ngood,1\n", "", "", {"data.csv:2|1|good", "data.csv:1|label|text"}, with([](TextDataOptions& o) { o.header = false; o.textColumn = "1"; o.labelColumn = "2"; })},
        {"columns with other names", "n,what,which\n1,some longer text,yes\n2,another longer text,no\n3,more of the text,yes\n", "", "", {"data.csv:3|no|another longer text", "data.csv:2|yes|some longer text", "data.csv:4|yes|more of the text"}},
        {"names in the header that would do harm", "text,\x1b[31m\ngood,1\nbad,0\n", "E-TEXT-005", "\"\\\\u001B\\[31m\"", {}, label("label")},
    };
}

std::vector<Row> labelRows()
{
    std::string ids = "text,label\n";
    for (int i = 0; i < 50'000; ++i)
        ids += "text " + std::to_string(i) + ",id" + std::to_string(i) + "\n";
    return {
        {"T8 blank labels and NaN", "text,label\ngood,1\nblank,\nnone,NaN\nbad,0\n", "", "2 rows have no label and are left out", {"data.csv:5|0|bad", "data.csv:2|1|good"}},
        {"T8 1.0 and 1 are one class", "text,label\ngood,1.0\nbetter,1\nbad,0.0\n", "", "2 labels are whole numbers in another form", {"data.csv:4|0|bad", "data.csv:2|1|good", "data.csv:3|1|better"}},
        {"T8 -1 is a class like others", "text,label\ngood,1\nbad,-1\n", "", "", {"data.csv:3|-1|bad", "data.csv:2|1|good"}},
        {"T8 2^63 and fractions", "text,label\na,9223372036854775808\nb,0.5\n", "", "", {"data.csv:3|0.5|b", "data.csv:2|9223372036854775808|a"}},
        {"T8 numbers and text mixed, numbers by size", "text,label\na,10\nb,9\nc,x\n", "", "", {"data.csv:3|9|b", "data.csv:2|10|a", "data.csv:4|x|c"}},
        {"T8 a column of ids", ids, "E-TEXT-007", "50.000 different values|50000 different values"},
        {"T11 control characters, overrides and emoji are kept", "text,label\n\x01\u202Ea\u200B😀,1\nbad,\u202Ex\n", "", "", {"data.csv:2|1|\x01\u202Ea\u200B😀", "data.csv:3|\u202Ex|bad"}},
        {"T12 text that spreadsheets run", "text,label\n=1+1,1\n@SUM,0\n-2,0\n", "", "", {"data.csv:3|0|@SUM", "data.csv:4|0|-2", "data.csv:2|1|=1+1"}},
        {"T15 copies and contradictions are counted", "text,label\na,1\na,1\na,0\nb,0\nb,1\n", "", "1 row repeats the text and label(.|\n)*2 texts have several labels", {"data.csv:4|0|a", "data.csv:5|0|b", "data.csv:2|1|a", "data.csv:3|1|a", "data.csv:6|1|b"}},
        {"T16 paths and addresses are texts like others", "text,label\n../../etc/passwd,1\nhttp://127.0.0.1/,0\nfile:///x,0\n", "", "", {"data.csv:3|0|http://127.0.0.1/", "data.csv:4|0|file:///x", "data.csv:2|1|../../etc/passwd"}},
        {"rows without a text", "text,label\ngood,1\n,0\n\"  \",1\nbad,0\n", "", "2 rows have no text and are left out", {"data.csv:5|0|bad", "data.csv:2|1|good"}},
    };
}

}  // namespace

Q_DECLARE_METATYPE(Row)

class TextTableTest : public QObject {
    Q_OBJECT

private slots:
    void oddTablesAreReadOrRefusedInASentence_data();
    void oddTablesAreReadOrRefusedInASentence();
    void capsHaveNumbers();
    void aFileOfHolesIsRefused();
    void readingCanBeStopped();
};

void TextTableTest::oddTablesAreReadOrRefusedInASentence_data()
{
    QTest::addColumn<Row>("row");
    for (const auto& table : {fileRows(), shapeRows(), columnRows(), labelRows()})
        for (const Row& row : table)
            QTest::newRow(row.sentence.c_str()) << row;
}

void TextTableTest::oddTablesAreReadOrRefusedInASentence()
{
    QFETCH(Row, row);
    const TextFolder folder(TextFileMap{{row.name, row.bytes}});
    DatasetOptions options = allInTrain();
    options.text = row.text;
    const std::clock_t begin = std::clock();
    const auto dataset = openTexts(folder.path(row.name), options);
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    QVERIFY2(seconds < secondsAllowed, qPrintable(QString("%1 s").arg(seconds)));
    const QRegularExpression pattern(row.pattern);
    if (*row.code != '\0') {
        QVERIFY2(dataset.failed(), "it was accepted");
        const QString message = QString::fromStdString(dataset.error().message);
        QCOMPARE(QString::fromStdString(dataset.error().code) + ": " + message, QString(row.code) + ": " + message);
        QVERIFY2(pattern.match(message).hasMatch(), qPrintable(message));
        QVERIFY2(message.startsWith("Cannot ") && message.endsWith('.'), qPrintable(message));
        QVERIFY2(!message.contains(QRegularExpression("[\\x00-\\x1f]")), "untrusted text must be escaped");
        return;
    }
    QVERIFY2(dataset.ok(), dataset.failed() ? dataset.error().message.c_str() : "");
    QCOMPARE(itemsOf(*dataset), row.items);
    QVERIFY2(pattern.match(warningsOf(*dataset)).hasMatch(), qPrintable(warningsOf(*dataset)));
    QCOMPARE(dataset->texts.size(), dataset->items.size());
    QVERIFY(dataset->kind == Dataset::Kind::Texts);
}

void TextTableTest::capsHaveNumbers()
{
    const TableLimits small{1 << 20, 100, 4, 3};
    const auto failureOf = [&](const std::string& text) -> QString {
        TableReader reader(text, {',', true}, "x.csv", small);
        TableRow row;
        for (;;) {
            const auto more = reader.next(row);
            if (more.failed())
                return QString::fromStdString(more.error().code + " " + more.error().message);
            if (!*more)
                return {};
        }
    };
    QCOMPARE(failureOf("a,b\n1,2\n3,4\n"), QString());
    QVERIFY(failureOf("1\n2\n3\n4\n").contains("E-TEXT-004 Cannot read \"x.csv\": line 4 begins row 4, the limit is 3 rows."));
    QVERIFY(failureOf("1,2,3,4,5\n").contains("line 1 has more than 4 columns, which is the limit."));
    QVERIFY(failureOf(std::string(101, 'a')).contains("line 1 has a cell of 101 bytes, the limit is 100 bytes."));
    QVERIFY(failureOf("\"" + std::string(200, 'a')).contains("E-TEXT-003 Cannot read \"x.csv\": line 1 opens a quote that is not closed within 100 bytes"));
    const TextFolder folder(TextFileMap{{"x.csv", std::string(2000, 'a')}});
    const auto text = readTableText(folder.path("x.csv"), {1000, 100, 4, 3});
    QVERIFY(text.failed());
    QCOMPARE(QString::fromStdString(text.error().message), QString("Cannot read \"x.csv\": it has 2.00 kB, the limit for a table is 1.00 kB. Split it into parts."));
}

void TextTableTest::aFileOfHolesIsRefused()
{
    const TextFolder folder(TextFileMap{{"x.csv", "text,label\n"}});
    fs::resize_file(folder.path("x.csv"), 1ULL << 40);
    const auto dataset = openTexts(folder.path("x.csv"));
    QVERIFY(dataset.failed());
    QCOMPARE(QString::fromStdString(dataset.error().code), QString("E-TEXT-004"));
    QVERIFY(openTexts("/dev/zero").failed());
    QVERIFY(openTexts(folder.path("none.csv")).failed());
}

void TextTableTest::readingCanBeStopped()
{
    const TextFolder folder(TextFileMap{{"x.csv", "text,label\na,1\nb,0\n"}});
    std::stop_source stop;
    stop.request_stop();
    Progress progress([](const ProgressUpdate&) {}, stop.get_token());
    QVERIFY(openTextData(folder.path("x.csv"), {}, progress).cancelled());
}

QTEST_APPLESS_MAIN(TextTableTest)
#include "text_table_test.moc"
