// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "html_reader.h"
#include "report/collect.h"
#include "report/html_report.h"
#include "support/synthetic_audit.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

Image greyPicture(std::int64_t row)
{
    return {32, 32, std::vector<std::uint8_t>(32 * 32 * 3, static_cast<std::uint8_t>(row))};
}

/// Sources over made-up rows in memory, the head at point `index` of the path.
ReportSources sourcesOver(const SyntheticOptions& options, int index)
{
    Progress progress;
    ReportSources sources;
    sources.data = syntheticData(options).value();
    sources.head = analyseHead(sources.data, index, progress).value();
    sources.info.title = "made up";
    sources.info.extracted = true;
    sources.info.fitted = true;
    sources.info.classes = sources.data->pieces().classes;
    sources.info.items = sources.data->rowCount();
    sources.picture = [](std::int64_t row) { return greyPicture(row); };
    sources.overlay = [](std::int64_t row, int) { return greyPicture(row); };
    return sources;
}

ReportDocument documentOf(const ReportSources& sources, const ReportOptions& options = {})
{
    Progress progress;
    return collectReport(sources, options, progress).value();
}

const ReportNotice* noticeWith(const ReportDocument& document, const std::string& text)
{
    for (const ReportNotice& notice : document.notices)
        if (notice.sentence.find(text) != std::string::npos)
            return &notice;
    return nullptr;
}

std::string written(const fs::path& file)
{
    return readTextFile(file, 1ULL << 30).value();
}

}  // namespace

class ReportTest : public QObject {
    Q_OBJECT

private slots:
    void logitsAreTheSumsOfTheirParts();
    void skippedPicturesAndMissedTolerancesComeFirst();
    void aPathCutShortIsSaid();
    void aHeadWithoutFeaturesIsSaid();
    void aThousandClassesAreCappedAndSaid();
    void picturesThatAreGoneSayWhy();
    void anAuditOnDiskBecomesOneFile();
    void hostileNamesInAnAuditStayText();
    void anAuditWithoutAPathSaysSo();
    void renderedPicturesSayHowTheyWereMade();
    void stoppingLeavesNoFile();
};

void ReportTest::logitsAreTheSumsOfTheirParts()
{
    const ReportDocument document = documentOf(sourcesOver({}, 12));
    QVERIFY(!document.mistakes.empty());
    for (const ReportMistake& mistake : document.mistakes)
        for (const ReportLogit* logit : {&mistake.predicted, &mistake.truth}) {
            double sum = 0;
            for (const ReportPart& part : logit->parts)
                sum += part.part;
            QVERIFY(std::abs(sum - logit->logit) < 1e-9);
            QVERIFY(logit->parts.size() <= ReportCaps::parts + 2);
        }
    QVERIFY(document.mistakes.front().predicted.logit >= document.mistakes.front().truth.logit);
}

void ReportTest::skippedPicturesAndMissedTolerancesComeFirst()
{
    ReportSources sources = sourcesOver({}, 3);
    sources.info.skipped = {{5, "cat/a.jpg", "Cannot read the picture \"cat/a.jpg\": it is cut short."},
                            {9, "dog/b.jpg", "no such file"}};
    sources.info.items = 240;
    const ReportDocument document = documentOf(sources);
    const ReportNotice* notice = noticeWith(document, "2 of 240 pictures were skipped");
    QVERIFY(notice != nullptr);
    QCOMPARE(notice->lines.size(), 2U);
    QVERIFY(notice->lines[0].find("cut short") != std::string::npos);
    QCOMPARE(notice->lines[1], "dog/b.jpg: no such file");
}

void ReportTest::aPathCutShortIsSaid()
{
    SyntheticOptions options;
    const auto whole = syntheticData(options).value();
    AuditPieces pieces = whole->pieces();
    pieces.path.complete = false;
    pieces.path.rows[2].certificate = {0.5, 0.2, 0.7, false};
    Progress progress;
    ReportSources sources = sourcesOver(options, 3);
    sources.data = AuditData::make(pieces).value();
    sources.head = analyseHead(sources.data, 3, progress).value();
    const ReportDocument document = documentOf(sources);
    QVERIFY(noticeWith(document, "The path was stopped after 20 of 100 λs") != nullptr);
    const ReportNotice* missed = noticeWith(document, "did not reach the tolerance");
    QVERIFY(missed != nullptr);
    QVERIFY(missed->lines[0].find("(number 2)") != std::string::npos);
}

void ReportTest::aHeadWithoutFeaturesIsSaid()
{
    ReportSources sources = sourcesOver({}, 3);
    Progress progress;
    SparseHead empty = sources.head->head();
    for (auto& klass : empty.classes)
        klass.clear();
    sources.head = HeadAnalysis::make(sources.data, 3, empty, progress).value();
    const ReportDocument document = documentOf(sources);
    QVERIFY(noticeWith(document, "uses no feature") != nullptr);
    QVERIFY(document.sharedFeatures.empty());
}

void ReportTest::aThousandClassesAreCappedAndSaid()
{
    SyntheticOptions options;
    options.classes = 1000;
    options.perClass = 3;
    options.features = 64;
    options.lambdas = 6;
    options.pictures = false;
    const ReportDocument document = documentOf(sourcesOver(options, 5));
    QCOMPARE(document.classes.size(), ReportCaps::classes);
    QCOMPARE(document.classTable.size(), 1000U);
    QVERIFY(document.classesChosenBy.starts_with("40 of 1"));
    QVERIFY(document.matrix.names.empty());
    QVERIFY(document.confusions.size() <= ReportCaps::confusions);
    for (std::size_t i = 1; i < document.confusions.size(); ++i)
        QVERIFY(document.confusions[i - 1].count >= document.confusions[i].count);
}

void ReportTest::picturesThatAreGoneSayWhy()
{
    ReportSources sources = sourcesOver({}, 12);
    const auto gone = [] { return Error{"E-FILE-001", "Cannot open \"/home/anna/x.jpg\": it is gone.", ""}; };
    sources.picture = [&](std::int64_t) -> Result<Image> { return gone(); };
    sources.overlay = [&](std::int64_t, int) -> Result<Image> { return gone(); };
    const ReportDocument document = documentOf(sources);
    QVERIFY(document.mistakes.front().picture.jpeg.empty());
    QVERIFY(document.mistakes.front().picture.caption.find("it is gone") != std::string::npos);
}

void ReportTest::anAuditOnDiskBecomesOneFile()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    Progress progress;
    const auto audit = Audit::open(writeSyntheticAudit(root).value()).value();
    for (const char* name : {"one.html", "two.html"}) {
        const Status made = writeHtmlReport(*audit, root / name, {}, progress);
        QVERIFY2(made.ok(), made.failed() ? made.error().message.c_str() : "stopped");
    }
    const std::string html = written(root / "one.html");
    QCOMPARE(html, written(root / "two.html"));
    QVERIFY2(html.find(root.string()) == std::string::npos, "the report tells where the files lie");
    QVERIFY(html.find("data:image/jpeg;base64,/9j/") != std::string::npos);
    QVERIFY(html.find("2 of ") != std::string::npos);
    ReportOptions open;
    open.absolutePaths = true;
    QVERIFY(writeHtmlReport(*audit, root / "paths.html", open, progress).ok());
    QVERIFY(written(root / "paths.html").find(root.string()) != std::string::npos);
}

void ReportTest::hostileNamesInAnAuditStayText()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    SyntheticOptions options;
    options.hostileNames = true;
    Progress progress;
    const auto audit = Audit::open(writeSyntheticAudit(root, options).value()).value();
    QVERIFY(writeHtmlReport(*audit, root / "report.html", {}, progress).ok());
    for (const HtmlTag& tag : HtmlReader(written(root / "report.html")).read().tags) {
        QVERIFY(tag.name != "script" && tag.name != "iframe");
        for (const auto& [name, value] : tag.attributes) {
            QVERIFY(!name.starts_with("on"));
            QVERIFY(name != "src" || value.starts_with("data:image/jpeg;base64,"));
            QVERIFY(name != "href" || value.starts_with("#"));
        }
    }
}

void ReportTest::anAuditWithoutAPathSaysSo()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    SyntheticOptions options;
    options.fit = false;
    Progress progress;
    const auto audit = Audit::open(writeSyntheticAudit(root, options).value()).value();
    const Status made = writeHtmlReport(*audit, root / "report.html", {}, progress);
    QVERIFY2(made.ok(), made.failed() ? made.error().message.c_str() : "stopped");
    const std::string html = written(root / "report.html");
    QVERIFY(html.find("No path has been fitted") != std::string::npos);
    QVERIFY(html.find("id=\"provenance\"") != std::string::npos);
    QVERIFY(html.find("id=\"errors\"") == std::string::npos);
}

void ReportTest::renderedPicturesSayHowTheyWereMade()
{
    ReportSources sources = sourcesOver({}, 12);
    QVERIFY(!documentOf(sources).classes.front().features.front().rendered);
    QVERIFY(renderHtml(documentOf(sources)).find("class=\"rendered") == std::string::npos);
    sources.rendered = [](int feature, bool negative) -> std::optional<FeaturePicture> {
        if (negative)
            return std::nullopt;
        FeaturePicture picture;
        picture.wish.index = feature;
        picture.wish.seed = 3;
        picture.pictures = {{greyPicture(100), 5.8, 6, 0.1}};
        picture.complete = true;
        picture.side = 224;
        picture.steps = picture.wantedSteps = 512;
        picture.highest = {2, 4.1};
        picture.versions = {{"device", "cpu"}};
        return picture;
    };
    const ReportDocument document = documentOf(sources);
    bool negatives = false;
    for (const ReportClass& klass : document.classes)
        for (const ReportFeature& feature : klass.features) {
            negatives = negatives || feature.weight < 0;
            QCOMPARE(feature.rendered.has_value(), feature.weight > 0);
            if (feature.rendered)
                QCOMPARE(feature.rendered->caption,
                         "Rendered to raise feature " + std::to_string(feature.feature)
                             + ": reached 5.8, highest on real data 4.1. Full, seed 3, 512 steps at 224 pixels, device cpu.");
        }
    QVERIFY(negatives);
    const std::string html = renderHtml(document);
    QVERIFY(html.find("class=\"rendered up\"") != std::string::npos);
    QVERIFY(html.find("show no data") != std::string::npos);
}

void ReportTest::stoppingLeavesNoFile()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    const auto audit = Audit::open(writeSyntheticAudit(root).value()).value();
    std::stop_source stop;
    Progress progress([&](const ProgressUpdate& update) {
        if (update.stage == "Drawing classes")
            stop.request_stop();
    }, stop.get_token());
    QVERIFY(writeHtmlReport(*audit, root / "report.html", {}, progress).cancelled());
    QVERIFY(!fs::exists(root / "report.html"));
}

QTEST_GUILESS_MAIN(ReportTest)
#include "report_test.moc"
