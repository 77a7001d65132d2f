// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit.h"
#include "audit/path_store.h"
#include "formats/checkpoint.h"
#include "formats/npy.h"
#include "formats/torch_writer.h"
#include "support/synthetic_audit.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <fstream>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

constexpr int classes = 4;
constexpr int features = 24;
constexpr int lambdas = 8;

SyntheticOptions small(int classCount)
{
    SyntheticOptions options;
    options.classes = classCount;
    options.features = features;
    options.lambdas = lambdas;
    options.pictures = false;
    return options;
}

std::vector<PathPoint> pointsOf(const fs::path& audit, const char* name = "path")
{
    const PathStore store(audit / name);
    std::vector<PathPoint> points;
    const auto header = store.header();
    const auto summary = store.summary();
    for (const StoredPoint& stored : summary->points)
        points.push_back(*store.readPoint(stored.index, **header));
    return points;
}

/// Equal but for the rounding of weights and biases to float32.
bool sameInFloat(const SparseHead& exact, const SparseHead& rounded)
{
    for (std::size_t k = 0; k < exact.classes.size(); ++k) {
        if (static_cast<float>(exact.bias[k]) != static_cast<float>(rounded.bias[k])
            || exact.classes[k].size() != rounded.classes[k].size())
            return false;
        for (std::size_t i = 0; i < exact.classes[k].size(); ++i)
            if (exact.classes[k][i].feature != rounded.classes[k][i].feature
                || static_cast<float>(exact.classes[k][i].weight) != static_cast<float>(rounded.classes[k][i].weight))
                return false;
    }
    return true;
}

Tensor floats(const Shape& shape, float value)
{
    const std::vector<float> values(static_cast<std::size_t>(*elementCount(shape)), value);
    const auto bytes = std::as_bytes(std::span(values));
    return {DType::F32, shape, Bytes(bytes.begin(), bytes.end())};
}

TorchDict paramsDict(double lambda, double alpha = 0.99, int rows = classes, int width = features, float weight = 0.25F)
{
    return {{"lam", {floats({}, static_cast<float>(lambda))}},
            {"alpha", {alpha}},
            {"weight", {floats({rows, width}, weight)}},
            {"bias", {floats({rows}, 0)}}};
}

}  // namespace

class ExchangeTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const auto made = writeSyntheticAudit(root(), small(classes));
        QVERIFY2(made.ok(), made.failed() ? made.error().message.c_str() : "");
        m_original = made.value();
    }

    void init()
    {
        m_copy = root() / "copy.audit";
        m_folder = root() / "original";
        fs::remove_all(m_copy);
        fs::remove_all(m_folder);
        fs::copy(m_original, m_copy, fs::copy_options::recursive);
        fs::create_directories(m_folder);
    }

    void whatIsExportedComesBack_data()
    {
        QTest::addColumn<int>("classCount");
        QTest::addColumn<bool>("grouped");
        QTest::newRow("several classes") << classes << false;
        QTest::newRow("two classes") << 2 << false;
        QTest::newRow("grouped") << classes << true;
        QTest::newRow("two classes, grouped") << 2 << true;
    }

    void whatIsExportedComesBack()
    {
        QFETCH(int, classCount);
        QFETCH(bool, grouped);
        QTemporaryDir own;
        auto made = writeSyntheticAudit(own.path().toStdString(), small(classCount));
        QVERIFY(made.ok());
        const auto audit = *Audit::open(*made);
        Progress silent;
        PathOptions options = audit->info().settings.path;
        options.grouped = grouped;
        options.includeZero = true;
        QVERIFY(audit->fit(options, silent).ok());
        const std::vector<PathPoint> before = pointsOf(*made);
        QCOMPARE(before.size(), std::size_t{lambdas + 1});
        QVERIFY(audit->exportPath(m_folder, {.features = true}, silent).ok());

        const auto report = audit->importPath(m_folder, {}, silent);
        QVERIFY2(report.ok(), report.failed() ? report.error().message.c_str() : "");
        QVERIFY2(report->notes.empty(), report->notes.empty() ? "" : report->notes.front().c_str());
        QVERIFY(report->path.complete && report->path.title.starts_with("Imported: "));
        QVERIFY(report->path.origin.find("original") != std::string::npos);
        const std::vector<PathPoint> after = pointsOf(*made);
        QCOMPARE(after.size(), before.size());
        for (std::size_t i = 0; i < before.size(); ++i) {
            QVERIFY2(sameInFloat(before[i].head, after[i].head), qPrintable(QString("point %1").arg(i)));
            QCOMPARE(after[i].lambda, before[i].lambda);
            for (std::size_t s = 0; s < 3; ++s)
                QCOMPARE(after[i].scores[s].accuracy, before[i].scores[s].accuracy);
            // At λ = 0 a small ridge may have been at work, which the files do not tell of.
            if (before[i].lambda > 0) {
                QVERIFY(std::abs(after[i].certificate.objective - before[i].certificate.objective)
                        < 1e-6 * before[i].certificate.objective);
                QVERIFY(std::abs(after[i].certificate.kktViolation - before[i].certificate.kktViolation) < 1e-5);
                QVERIFY(std::abs(after[i].certificate.relativeGap - before[i].certificate.relativeGap) < 1e-5);
            }
        }
        QCOMPARE(pointsOf(*made, "path-2").size(), before.size());
    }

    void filesAreTheSameEachTime()
    {
        const auto audit = *Audit::open(m_copy);
        Progress silent;
        QVERIFY(audit->exportPath(m_folder / "a", {}, silent).ok());
        QVERIFY(audit->exportPath(m_folder / "b", {}, silent).ok());
        for (const char* file : {"checkpoint/params0.pth", "checkpoint/params7.pth", "features/metadata_train.pth"})
            QVERIFY(*readFile(m_folder / "a" / file, 1 << 20) == *readFile(m_folder / "b" / file, 1 << 20));
    }

    void anExportReplacesOnlyWhenAllowedAndLeavesNothingOfTheOld()
    {
        const auto audit = *Audit::open(m_copy);
        Progress silent;
        QVERIFY(audit->exportPath(m_folder, {.features = true}, silent).ok());
        QCOMPARE(audit->exportPath(m_folder, {}, silent).error().code, std::string("E-EXPORT-002"));
        std::ofstream(m_folder / "checkpoint" / "params8.pth") << "of a longer path";
        std::ofstream(m_folder / "checkpoint" / "output.log") << "of the person";
        QVERIFY(audit->exportPath(m_folder, {.replace = true}, silent).ok());
        QVERIFY(!fs::exists(m_folder / "checkpoint" / "params8.pth"));
        QVERIFY(!fs::exists(m_folder / "features" / "features_train" / "0_features.npy"));
        QVERIFY(fs::exists(m_folder / "checkpoint" / "output.log"));
    }

    void theCachesHoldEveryRow()
    {
        const auto audit = *Audit::open(m_copy);
        Progress silent;
        QVERIFY(audit->exportPath(m_folder, {.features = true}, silent).ok());
        const auto train = readNpy(m_folder / "features" / "features_train" / "0_features.npy");
        const auto labels = readNpy(m_folder / "features" / "features_train" / "0_labels.npy");
        const auto test = readNpy(m_folder / "features" / "features_test" / "0_features.npy");
        QVERIFY(train.ok() && labels.ok() && test.ok());
        const auto data = *audit->load(silent);
        QCOMPARE(train->shape[0] + test->shape[0], data->rowCount());
        QCOMPARE(labels->shape[0], train->shape[0]);
        QCOMPARE(train->shape[1], std::int64_t{features});
    }

    void aFitAfterAnImportBeginsAnew()
    {
        const auto audit = *Audit::open(m_copy);
        Progress silent;
        QVERIFY(audit->exportPath(m_folder, {}, silent).ok());
        QVERIFY(audit->importPath(m_folder, {}, silent).ok());
        PathOptions options = audit->info().settings.path;
        int heard = 0;
        const auto view = audit->fit(options, silent, [&](const PathPoint&) { ++heard; });
        QVERIFY(view.ok() && view->origin.empty());
        QCOMPARE(heard, lambdas);
        const auto paths = *audit->paths();
        QCOMPARE(paths.size(), std::size_t{3});
        QCOMPARE(paths[0].name + " " + paths[1].name + " " + paths[2].name, std::string("path path-1 path-2"));
        QVERIFY(paths[1].origin.empty() && !paths[2].origin.empty());
    }

    void aStoppedImportChangesNothing()
    {
        const auto audit = *Audit::open(m_copy);
        Progress silent;
        QVERIFY(audit->exportPath(m_folder, {}, silent).ok());
        std::stop_source stop;
        Progress stopping(
            [&](const ProgressUpdate& update) {
                if (update.unit == "λ")
                    stop.request_stop();
            },
            stop.get_token());
        QVERIFY(audit->importPath(m_folder, {}, stopping).cancelled());
        QVERIFY((*audit->pathNamed("path")).origin.empty());
        QVERIFY(!fs::exists(m_copy / "path-1") && !fs::exists(m_copy / "path-new"));
    }

    /// A feature with a deviation below 1e-5, by which the original does not divide, keeps its part in the logits.
    void tinyDeviationsKeepTheLogits()
    {
        const PathStore store(m_copy / "path");
        PathHeader header = **store.header();
        std::vector<PathPoint> points = pointsOf(m_copy);
        for (double& deviation : header.scale.deviation)
            deviation *= 1e-6;
        for (PathPoint& point : points)
            for (auto& klass : point.head.classes)
                for (HeadWeight& entry : klass)
                    entry.weight *= 1e-6;  // The same logits, with another unit.
        QVERIFY(store.writeHeader(header).ok());
        for (const PathPoint& point : points)
            QVERIFY(store.writePoint(point).ok());
        const auto audit = *Audit::open(m_copy);
        Progress silent;
        QVERIFY(audit->exportPath(m_folder, {}, silent).ok());
        const auto report = audit->importPath(m_folder, {}, silent);
        QVERIFY(report.ok());
        for (std::size_t i = 0; i < points.size(); ++i)
            QCOMPARE(report->path.rows[i].scores[0].accuracy, points[i].scores[0].accuracy);
    }

    void withoutMetadataTheAuditsOwnScaleIsTakenAndSaid()
    {
        const auto audit = *Audit::open(m_copy);
        Progress silent;
        QVERIFY(audit->exportPath(m_folder, {}, silent).ok());
        const auto before = pointsOf(m_copy);
        // The checkpoint folder itself is taken, too.
        const auto report = audit->importPath(m_folder / "checkpoint", {}, silent);
        QVERIFY(report.ok());
        QCOMPARE(report->notes.size(), std::size_t{1});
        QVERIFY(report->notes[0].find("metadata_train.pth") != std::string::npos);
        QVERIFY(sameInFloat(before.back().head, pointsOf(m_copy).back().head));
    }

    void otherRowsAreNoticed()
    {
        const auto audit = *Audit::open(m_copy);
        Progress silent;
        for (int i = 0; i < 2; ++i) {
            TorchDict dict = paramsDict(0.1 / (i + 1));
            dict.push_back({"metrics", {TorchDict{{"acc_tr", {0.99}}, {"acc_val", {std::int64_t{-1}}}}}});
            QVERIFY(writeTorchZip(m_folder / ("params" + std::to_string(i) + ".pth"), dict).ok());
        }
        const auto report = audit->importPath(m_folder, {}, silent);
        QVERIFY2(report.ok(), report.failed() ? report.error().message.c_str() : "");
        QCOMPARE(report->notes.size(), std::size_t{2});
        QVERIFY(report->notes[1].find("points") != std::string::npos);
        QVERIFY(!report->path.rows[0].certificate.converged);
        QVERIFY(report->path.rows[0].certificate.relativeGap > 0.1);
    }

    void badFoldersAreRefusedInWords_data()
    {
        using Files = std::map<std::string, std::variant<TorchDict, std::string>>;
        QTest::addColumn<Files>("files");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, Files files, const char* code, const char* words) {
            QTest::newRow(name) << std::move(files) << QString(code) << QString(words);
        };
        const auto without = [](const char* key) {
            TorchDict dict = paramsDict(0.1);
            std::erase_if(dict, [&](const auto& entry) { return entry.key == key; });
            return dict;
        };
        row("nothing in it", {}, "E-PARAMS-001", "params0.pth");
        row("a missing number", {{"params0.pth", paramsDict(0.1)}, {"params2.pth", paramsDict(0.05)}}, "E-PARAMS-002",
            "no params1.pth");
        row("no first one", {{"params1.pth", paramsDict(0.1)}}, "E-PARAMS-002", "no params0.pth");
        row("other numerals", {{"params00.pth", paramsDict(0.1)}, {"params-1.pth", paramsDict(0.1)}}, "E-PARAMS-001",
            "params0.pth");
        row("not a checkpoint", {{"params0.pth", std::string("hello")}}, "E-CKP-001", "params0.pth");
        row("an empty file", {{"params0.pth", std::string()}}, "E-CKP-001", "params0.pth");
        row("no weight", {{"params0.pth", without("weight")}}, "E-PARAMS-003", "\"weight\"");
        row("no bias", {{"params0.pth", without("bias")}}, "E-PARAMS-003", "\"bias\"");
        row("no lam", {{"params0.pth", without("lam")}}, "E-PARAMS-003", "\"lam\"");
        row("no alpha", {{"params0.pth", without("alpha")}}, "E-PARAMS-003", "\"alpha\"");
        row("other classes", {{"params0.pth", paramsDict(0.1, 0.99, 3)}}, "E-PARAMS-004", "[3]");
        row("other features", {{"params0.pth", paramsDict(0.1, 0.99, classes, 25)}}, "E-PARAMS-004", "[4, 25]");
        row("other features further on",
            {{"params0.pth", paramsDict(0.1)}, {"params1.pth", paramsDict(0.05, 0.99, classes, 25)}}, "E-PARAMS-004",
            "\"params1.pth\"");
        row("not a number among the weights", {{"params0.pth", paramsDict(0.1, 0.99, classes, features, NAN)}},
            "E-PARAMS-005", "nan at class 0, feature 0");
        row("an infinite weight", {{"params0.pth", paramsDict(0.1, 0.99, classes, features, INFINITY)}}, "E-PARAMS-005",
            "inf");
        row("a negative lam", {{"params0.pth", paramsDict(-0.1)}}, "E-PARAMS-006", "lam");
        row("lam is not a number", {{"params0.pth", paramsDict(NAN)}}, "E-PARAMS-006", "lam");
        row("alpha above 1", {{"params0.pth", paramsDict(0.1, 1.5)}}, "E-PARAMS-006", "alpha");
        row("another alpha", {{"params0.pth", paramsDict(0.1)}, {"params1.pth", paramsDict(0.05, 0.5)}}, "E-PARAMS-007",
            "params1.pth");
        row("lam grows", {{"params0.pth", paramsDict(0.1)}, {"params1.pth", paramsDict(0.2)}}, "E-PARAMS-008",
            "params1.pth");
        row("lam stays", {{"params0.pth", paramsDict(0.1)}, {"params1.pth", paramsDict(0.1)}}, "E-PARAMS-008",
            "params1.pth");
        row("only lam 0", {{"params0.pth", paramsDict(0)}}, "E-PARAMS-008", "params0.pth");
        const auto metadata = [](std::int64_t width, float spread) {
            return TorchDict{{"X", {TorchDict{{"mean", {floats({width}, 0)}}, {"std", {floats({width}, spread)}}}}}};
        };
        row("metadata of another width", {{"params0.pth", paramsDict(0.1)}, {"metadata_train.pth", metadata(25, 1)}},
            "E-PARAMS-004", "X.mean");
        row("metadata with NaN", {{"params0.pth", paramsDict(0.1)}, {"metadata_train.pth", metadata(features, NAN)}},
            "E-PARAMS-005", "X.std");
        row("metadata that is none", {{"params0.pth", paramsDict(0.1)}, {"metadata_train.pth", paramsDict(0.1)}},
            "E-PARAMS-003", "X.mean");
        row("a call of the system",
            {{"params0.pth", std::string("\x80\x02"
                                         "cos\nsystem\n(U\x04truetR.")}},
            "E-PKL-010", "os.system");
    }

    void badFoldersAreRefusedInWords()
    {
        using Files = std::map<std::string, std::variant<TorchDict, std::string>>;
        QFETCH(Files, files);
        QFETCH(QString, code);
        QFETCH(QString, words);
        for (const auto& [name, content] : files) {
            if (const auto* dict = std::get_if<TorchDict>(&content))
                QVERIFY(writeTorchZip(m_folder / name, *dict).ok());
            else
                std::ofstream(m_folder / name, std::ios::binary) << std::get<std::string>(content);
        }
        const auto audit = *Audit::open(m_copy);
        Progress silent;
        const auto report = audit->importPath(m_folder, {}, silent);
        QVERIFY(report.failed());
        const QString message = QString::fromStdString(report.error().message);
        QVERIFY2(QString::fromStdString(report.error().code) == code,
                 qPrintable(QString::fromStdString(report.error().code) + ": " + message));
        QVERIFY2(message.contains(words), qPrintable(message));
        QVERIFY((*audit->pathNamed("path")).origin.empty());
        QVERIFY(!fs::exists(m_copy / "path-1") && !fs::exists(m_copy / "path-new"));
    }

    void damagedFilesAreRefusedOrEqual()
    {
        const auto audit = *Audit::open(m_copy);
        Progress silent;
        QVERIFY(writeTorchZip(m_folder / "params0.pth", paramsDict(0.1)).ok());
        const Bytes whole = *readFile(m_folder / "params0.pth", 1 << 20);
        for (std::size_t size = 0; size < whole.size(); size += 131) {
            QVERIFY(writeFileAtomically(m_folder / "params0.pth", std::span(whole).first(size)).ok());
            QVERIFY2(audit->importPath(m_folder, {}, silent).failed(), qPrintable(QString("cut to %1").arg(size)));
        }
        QVERIFY(!fs::exists(m_copy / "path-1"));
    }

    void earlierPathsAreListedUsedAndRemoved()
    {
        const auto audit = *Audit::open(m_copy);
        Progress silent;
        PathOptions options = audit->info().settings.path;
        options.alpha = 0.5;
        options.lambdaCount = 5;
        QVERIFY(audit->fit(options, silent).ok());
        auto paths = *audit->paths();
        QCOMPARE(paths.size(), std::size_t{2});
        QCOMPARE(paths[0].options.alpha, 0.5);
        QCOMPARE(paths[1].name, std::string("path-1"));
        QCOMPARE(paths[1].points, lambdas);
        QVERIFY(!paths[1].createdUtc.empty() && paths[1].complete);
        QCOMPARE((*audit->pathNamed("path-1")).rows.size(), std::size_t{lambdas});

        QVERIFY(audit->usePath("path-1").ok());
        paths = *audit->paths();
        QCOMPARE(paths[0].points, lambdas);
        QCOMPARE(paths[1].name, std::string("path-2"));  // path-1's number is not given again.
        QCOMPARE((*audit->load(silent))->pieces().path.rows.size(), std::size_t{lambdas});

        QVERIFY(audit->removePath("path-2").ok());
        QCOMPARE((*audit->paths()).size(), std::size_t{1});
        QVERIFY(!fs::exists(m_copy / "path-2") && !fs::exists(m_copy / "path-2.removed"));
    }

    void onlyPathsCanBeNamed_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"", "path", "features", "path-0", "path-01", "path-1x", "path--1", "../copy.audit",
                                 "path-1/../features", "path-9"})
            QTest::newRow(*name == '\0' ? "nothing" : name) << QString(name);
    }

    void onlyPathsCanBeNamed()
    {
        QFETCH(QString, name);
        const auto audit = *Audit::open(m_copy);
        const Status removed = audit->removePath(name.toStdString());
        const Status used = audit->usePath(name.toStdString());
        QVERIFY(removed.failed() && used.failed());
        QCOMPARE(removed.error().code, std::string(name == "path" ? "E-AUDIT-051" : "E-AUDIT-050"));
        QVERIFY(fs::exists(m_copy / "path" / "000.safetensors") && fs::exists(m_copy / "features"));
    }

private:
    fs::path root() const { return m_temporary.path().toStdString(); }
    QTemporaryDir m_temporary;
    fs::path m_original;
    fs::path m_copy;
    fs::path m_folder;
};

QTEST_GUILESS_MAIN(ExchangeTest)
#include "exchange_test.moc"
