// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "html_reader.h"
#include "report/html.h"
#include "report/html_report.h"
#include "report/numbers.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <set>

using namespace sparsescope;

namespace {

ReportPicture pictureCalled(const std::string& name)
{
    return {{std::byte{0xFF}, std::byte{0xD8}, std::byte{0xFF}}, 4, 4, name};
}

ReportFeature featureCalled(const std::string& name, double weight)
{
    return {7, name, weight, {pictureCalled(name)}, {{name, -0.2}}, 3};
}

ReportLogit logitOf(const std::string& name)
{
    return {name, 1.5, 0.7, {{name, 2.0}, {"bias", -0.5}}};
}

ClassRow classCalled(const std::string& name, int id)
{
    return {id, name, name, {5, 1, 2}, 0.5, 3, 0.75, 0.8};
}

PathView pathOf(int points)
{
    PathView path;
    for (int i = 0; i < points; ++i) {
        PathRow row{i,      1.0 / (i + 1), static_cast<double>(i * i), {}, {0.1, 1e-4, i == 3 ? 0.5 : 1e-4, i != 3},
                    0.1 * i};
        for (const char* split : {"train", "validation", "test"})
            row.scores.push_back({split, 0.5 + 0.4 * i / points, 1.0});
        path.rows.push_back(row);
    }
    path.complete = true;
    path.chosen = points > 4 ? 4 : -1;
    path.originalTestAccuracy = 0.93;
    return path;
}

/// A document in which every text that comes from outside is `name`.
ReportDocument documentCalled(const std::string& name)
{
    ReportDocument document;
    document.title = name;
    document.subtitle = name;
    document.keyNumbers = {{"91.2 %", name}};
    document.notices = {{ReportNotice::Kind::Warning, name, {name, name}, 2}, {ReportNotice::Kind::Good, "fine"}};
    document.path = pathOf(8);
    document.path.title = name;
    document.path.chosenBy = name;
    document.path.rows[0].scores[0].split = name;
    document.evaluated = name;
    document.classTable = {classCalled(name, 0), classCalled("other", 1)};
    document.classes = {{classCalled(name, 0), 0.1, {featureCalled(name, 1.5), featureCalled(name, -0.5)}, 2, 0.3}};
    document.classesChosenBy = name;
    document.sharedFeatures = {featureCalled(name, 0.4)};
    document.matrix = {Split::Test, {{3, 1}, {0, 4}}, {name, "other"}, 8, 1};
    document.confusions = {{name, name, 1, 4}};
    document.mistakes = {{pictureCalled(name), logitOf(name), logitOf(name), name}};
    document.errors = 1;
    document.evaluatedRows = 8;
    document.provenance = {{name, {{name, name, true}}}};
    document.log = {{name, name, name}};
    return document;
}

QString problemIn(const HtmlPage& page)
{
    const std::set<std::string> forbidden{"script",        "iframe", "object", "embed", "base",
                                          "form",          "link",   "input",  "video", "audio",
                                          "foreignobject", "use",    "image",  "frame", "template"};
    for (const HtmlTag& tag : page.tags) {
        if (forbidden.contains(tag.name))
            return "tag " + QString::fromStdString(tag.name);
        for (const auto& [name, value] : tag.attributes) {
            if (name.starts_with("on"))
                return "handler " + QString::fromStdString(name);
            if (name == "src" && !value.starts_with("data:image/jpeg;base64,"))
                return "source " + QString::fromStdString(value);
            if (name == "href" && !value.starts_with("#"))
                return "link " + QString::fromStdString(value);
            if (name == "http-equiv" && value != "Content-Security-Policy")
                return "meta " + QString::fromStdString(value);
            if (name == "style" && value.find_first_of("<>\"'@\\") != std::string::npos)
                return "style " + QString::fromStdString(value);
        }
    }
    for (const char* word : {"url(", "@import", "expression", "</"})
        if (page.style.find(word) != std::string::npos)
            return QString("style sheet with ") + word;
    return {};
}

std::map<std::string, int> countTags(const HtmlPage& page)
{
    std::map<std::string, int> counts;
    for (const HtmlTag& tag : page.tags)
        ++counts[tag.name];
    return counts;
}

}  // namespace

class HtmlReportTest : public QObject {
    Q_OBJECT

private slots:
    void hostileTextStaysText_data()
    {
        QTest::addColumn<QByteArray>("name");
        const auto row = [](const char* what, const QByteArray& name) { QTest::newRow(what) << name; };
        row("a script", "<script>alert(1)</script>");
        row("a picture with a handler", "<img src=x onerror=alert(1)>");
        row("out of an attribute", "\" onmouseover=\"alert(1)\" x=\"");
        row("out of an attribute in single quotes", "' onload='alert(1)");
        row("out of the title", "</title><script>alert(1)</script>");
        row("out of the style", "</style><script>alert(1)</script>");
        row("a comment", "<!--");
        row("the end of a section", "]]>");
        row("an entity", "&lt;script&gt;");
        row("a link", "javascript:alert(1)");
        row("a line separator", "a\xE2\x80\xA8" "b");
        row("a template", "{{7*7}} ${7*7} {} {0}");
        row("a lone surrogate", "\xED\xA0\x80");
        row("right-to-left override", "\xE2\x80\xAEgnp.exe");
        row("control characters", QByteArray("\0\x1B[31m\r\n", 8));
        row("not UTF-8", "\xFF\xFE\xC0\x80");
        row("a closing bdi and a new table", "</bdi></td></tr></table><h1>");
        row("a megabyte", QByteArray(1'000'000, 'x'));
        row("a style value", "red;background:url(http://x)");
        row("an external URL", "https://example.org/x.png");
    }
    void hostileTextStaysText()
    {
        QFETCH(QByteArray, name);
        const std::string html = renderHtml(documentCalled(name.toStdString()));
        const HtmlPage page = HtmlReader(html).read();
        QCOMPARE(problemIn(page), QString());
        // The text makes no element of its own: the page has the bones of one with a harmless name.
        const HtmlPage harmless = HtmlReader(renderHtml(documentCalled("plain"))).read();
        QCOMPARE(countTags(page), countTags(harmless));
        QVERIFY(html.size() < 400'000);
        for (const char c : html)
            QVERIFY(static_cast<unsigned char>(c) >= 0x20 || c == '\n');
        QVERIFY(html.find("\xE2\x80\xAE") == std::string::npos);
    }

    void policyForbidsEverythingButPictures()
    {
        const HtmlPage page = HtmlReader(renderHtml(documentCalled("x"))).read();
        bool found = false;
        for (const HtmlTag& tag : page.tags)
            if (tag.name == "meta" && tag.attributes.contains("http-equiv")) {
                found = true;
                QVERIFY(tag.attributes.at("content").starts_with(
                    "default-src 'none'; img-src data:; style-src 'unsafe-inline'"));
            }
        QVERIFY(found);
    }

    void tagsAreBalanced()
    {
        const std::set<std::string> empty{"meta", "img", "br", "line", "circle", "polyline", "path"};
        std::vector<std::string> open;
        for (const HtmlTag& tag : HtmlReader(renderHtml(documentCalled("x"))).read().tags) {
            if (tag.name.starts_with("/")) {
                QVERIFY(!open.empty());
                QCOMPARE(tag.name.substr(1), open.back());
                open.pop_back();
            } else if (!empty.contains(tag.name)) {
                open.push_back(tag.name);
            }
        }
        QVERIFY(open.empty());
    }

    void nothingIsMadeUpWhereNothingIs_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("an empty document") << 0;
        QTest::newRow("a path of one point without evaluation") << 1;
        QTest::newRow("a class without rows and features") << 2;
        QTest::newRow("all accuracies unknown") << 3;
    }
    void nothingIsMadeUpWhereNothingIs()
    {
        QFETCH(int, kind);
        ReportDocument document;
        document.title = "t";
        const double unknown = std::numeric_limits<double>::quiet_NaN();
        if (kind == 1) {
            document.path = pathOf(1);
            document.path.rows[0].scores.clear();
        } else if (kind == 2) {
            document.classTable = {{0, "k", "k", {}, unknown, 0, {}, {}}};
            document.classes = {{document.classTable[0], 0, {}, 0, 0}};
            document.matrix = {Split::Test, {{0}}, {"k"}, 0, 0};
        } else if (kind == 3) {
            document.path = pathOf(5);
            for (PathRow& row : document.path.rows)
                for (SplitScore& score : row.scores)
                    score.accuracy = unknown;
            document.path.originalTestAccuracy.reset();
        }
        const std::string html = renderHtml(document);
        QCOMPARE(problemIn(HtmlReader(html).read()), QString());
        for (const char* bad : {"nan", "inf", "-nan", "NaN"})
            QVERIFY2(html.find(std::string(">") + bad) == std::string::npos
                         && html.find(std::string("\"") + bad) == std::string::npos, bad);
    }

    void sameDocumentSameBytes() { QCOMPARE(renderHtml(documentCalled("x")), renderHtml(documentCalled("x"))); }

    void longNamesKeepTheirRestInATooltip()
    {
        const std::string tag = nameTag(std::string(100, 'a') + "end", 10);
        QVERIFY(tag.find("aaaaaaaaaa…</bdi>") != std::string::npos);
        QVERIFY(tag.find("end\">") != std::string::npos);
    }

    void base64IsThatOfTheStandard_data()
    {
        QTest::addColumn<QByteArray>("plain");
        for (const char* plain : {"", "f", "fo", "foo", "foob", "fooba", "foobar", "\xFF\xEF\xBE\x7F"})
            QTest::addRow("%d bytes", static_cast<int>(strlen(plain))) << QByteArray(plain);
    }
    void base64IsThatOfTheStandard()
    {
        QFETCH(QByteArray, plain);
        const std::string got =
            base64(std::as_bytes(std::span(plain.constData(), static_cast<std::size_t>(plain.size()))));
        QCOMPARE(QByteArray::fromStdString(got), plain.toBase64());
    }

    void numbersReadAsPeopleWriteThem_data()
    {
        QTest::addColumn<QString>("got");
        QTest::addColumn<QString>("expected");
        const auto row = [](const std::string& got, const char* expected) {
            QTest::newRow(expected) << QString::fromStdString(got) << QString(expected);
        };
        row(percent(0.91234), "91.2\u202F%");
        row(percent(std::nan("")), "–");
        row(signedNumber(1.834), "+1.83");
        row(signedNumber(-0.55), "−0.55");
        row(signedNumber(-0.0031), "−0.003");
        row(fewDigits(14), "14");
        row(fewDigits(3.71), "3.7");
        row(fewDigits(0.424), "0.42");
    }
    void numbersReadAsPeopleWriteThem()
    {
        QFETCH(QString, got);
        QTEST(got, "expected");
    }
};

QTEST_GUILESS_MAIN(HtmlReportTest)
#include "html_report_test.moc"
