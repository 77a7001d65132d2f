// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit.h"
#include "audit/audit_data.h"
#include "audit/feature_cache.h"
#include "formats/npy.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <fstream>

using namespace sparsescope;
namespace fs = std::filesystem;
using nlohmann::json;

// Folders that the method's original solver wrote, become audits; the truth about them is NumPy's (make_original.py).

namespace {

const fs::path reference = fs::path(SPARSESCOPE_TEST_DATA) / "original";

const json& expected()
{
    static const json all = [] {
        std::ifstream in(reference / "expected.json");
        return json::parse(in);
    }();
    return all;
}

const SplitScore& scoreOf(const PathRow& row, const std::string& split)
{
    return *std::ranges::find_if(row.scores, [&](const SplitScore& score) { return score.split == split; });
}

}  // namespace

class OriginalFolderTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_audit = root() / "new.audit";
        m_folder = root() / "three";
        fs::remove_all(m_audit);
        fs::remove_all(m_folder);
        fs::copy(reference / "three_classes", m_folder, fs::copy_options::recursive);
    }

    void itsHeadsAreJudgedAsNumPyJudgesThem_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("three classes") << "three_classes";
        QTest::newRow("two classes") << "two_classes";
    }

    void itsHeadsAreJudgedAsNumPyJudgesThem()
    {
        QFETCH(QString, name);
        const json& truth = expected()[name.toStdString()];
        const fs::path original = reference / name.toStdString();
        Progress silent;
        const auto audit = Audit::createFromParams(m_audit, original, {}, silent);
        QVERIFY2(audit.ok(), audit.failed() ? audit.error().message.c_str() : "");
        const auto report = (*audit)->importPath(original, {}, silent);
        QVERIFY2(report.ok(), report.failed() ? report.error().message.c_str() : "");
        QVERIFY2(report->notes.empty(), report->notes.empty() ? "" : report->notes.front().c_str());
        QCOMPARE(report->path.rows.size(), truth["points"].size());
        for (std::size_t i = 0; i < report->path.rows.size(); ++i) {
            const PathRow& row = report->path.rows[i];
            const json& point = truth["points"][i];
            const QByteArray where = QByteArray("point ") + QByteArray::number(qsizetype(i));
            QCOMPARE(row.lambda, point["lambda"].get<double>());
            QCOMPARE(row.nonZeros, point["non_zeros"].get<std::vector<int>>());
            QVERIFY2(std::abs(row.certificate.objective - point["objective"].get<double>()) < 1e-7, where);
            QVERIFY2(std::abs(row.certificate.kktViolation - point["kkt"].get<double>()) < 1e-5, where);
            // NumPy searches the best bound on a fine grid, we in a few steps: ours may be a little looser, not
            // tighter.
            QVERIFY2(row.certificate.relativeGap >= point["gap"].get<double>() - 1e-6, where);
            QVERIFY2(row.certificate.relativeGap <= 1.01 * point["gap"].get<double>() + 1e-6, where);
            QVERIFY2(!row.certificate.converged, where);
            QVERIFY2(std::abs(scoreOf(row, "train").accuracy - point["accuracies"]["acc_tr"].get<double>()) < 1e-6,
                     where);
            QVERIFY2(std::abs(scoreOf(row, "validation").accuracy - point["accuracies"]["acc_val"].get<double>())
                         < 1e-6,
                     where);
            QVERIFY2(std::abs(scoreOf(row, "test").accuracy - point["accuracies"]["acc_test"].get<double>()) < 1e-6,
                     where);
        }
    }

    void theValidationRowsAreThoseOfTheOriginal()
    {
        for (const char* name : {"three_classes", "two_classes"}) {
            const json& truth = expected()[name];
            const std::vector<bool> held = originalValidationRows(truth["rows"].get<std::int64_t>() * 4 / 5, 0.1, 0);
            std::vector<std::int64_t> rows;
            for (std::size_t i = 0; i < held.size(); ++i)
                if (held[i])
                    rows.push_back(static_cast<std::int64_t>(i));
            QCOMPARE(rows, truth["validation_rows"].get<std::vector<std::int64_t>>());
        }
    }

    void anAuditOfFeaturesAloneAnswersAndSaysWhatItLacks()
    {
        std::ofstream(root() / "names.txt") << "0 first one\n2 third\n";
        Progress silent;
        const auto audit = Audit::createFromParams(m_audit, m_folder, {.namesFile = root() / "names.txt"}, silent);
        QVERIFY2(audit.ok(), audit.failed() ? audit.error().message.c_str() : "");
        const AuditInfo info = (*audit)->info();
        QVERIFY(info.extracted && !info.fitted);
        QCOMPARE(info.items, std::int64_t{240});
        QCOMPARE(info.classes[0].name + ", " + info.classes[1].name + ", " + info.classes[2].name,
                 std::string("first one, class 1, third"));
        const auto fitted = (*audit)->fit({.lambdaCount = 5}, silent);
        QVERIFY2(fitted.ok(), fitted.failed() ? fitted.error().message.c_str() : "");
        const auto data = (*audit)->load(silent);
        QVERIFY2(data.ok(), data.failed() ? data.error().message.c_str() : "");
        const auto head = (*audit)->analyse(*data, -1, silent);
        QVERIFY(head.ok());
        QCOMPARE(classView(**head, 0).examples.empty(), false);
        QCOMPARE((*audit)->picture(**data, 0, false).error().code, std::string("E-AUDIT-044"));
        QCOMPARE((*audit)->extract(silent).error().code, std::string("E-AUDIT-017"));
        QCOMPARE((*audit)->activationOverlay(**data, 0, 0, silent).error().code, std::string("E-AUDIT-044"));
        QCOMPARE(Audit::createFromParams(m_audit, m_folder, {}, silent).error().code, std::string("E-AUDIT-020"));
    }

    void badCachesAreRefusedInWords_data()
    {
        QTest::addColumn<QString>("damage");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("words");
        QTest::newRow("no caches") << "remove features"
                                   << "E-CACHE-002"
                                   << "features_train";
        QTest::newRow("an empty folder")
            << "remove features/features_test/0_features.npy features/features_test/0_labels.npy"
            << "E-CACHE-001"
            << "no 0_features.npy";
        QTest::newRow("a gap") << "remove features/features_train/1_features.npy features/features_train/1_labels.npy"
                               << "E-CACHE-001"
                               << "1_features.npy is missing";
        QTest::newRow("features without labels") << "remove features/features_train/2_labels.npy"
                                                 << "E-CACHE-001"
                                                 << "2_labels.npy";
        QTest::newRow("labels without features") << "remove features/features_train/2_features.npy"
                                                 << "E-CACHE-001"
                                                 << "2_features.npy";
        QTest::newRow("a foreign file among them")
            << "copy features/features_train/0_features.npy features/features_train/x_features.npy"
            << "E-CACHE-001"
            << "is missing";
        QTest::newRow("another width")
            << "copy ../two/features/features_test/0_features.npy features/features_test/0_features.npy "
               "copy ../two/features/features_test/0_labels.npy features/features_test/0_labels.npy"
            << "E-CACHE-003"
            << "10 wide";
        QTest::newRow("widths that change")
            << "copy ../two/features/features_train/1_features.npy features/features_train/2_features.npy "
               "copy ../two/features/features_train/1_labels.npy features/features_train/2_labels.npy"
            << "E-CACHE-001"
            << "10 features";
        QTest::newRow("labels of other rows")
            << "copy features/features_train/2_labels.npy features/features_train/1_labels.npy"
            << "E-CACHE-001"
            << "one for each row";
        QTest::newRow("a cut file") << "cut features/features_train/1_features.npy"
                                    << "E-NPY-"
                                    << "1_features.npy";
        QTest::newRow("a label too high") << "label 3"
                                          << "E-CACHE-001"
                                          << "is 3, but";
        QTest::newRow("a negative label") << "label -1"
                                          << "E-CACHE-001"
                                          << "is -1, but";
        QTest::newRow("no heads") << "remove checkpoint"
                                  << "E-PARAMS-001"
                                  << "params0.pth";
    }

    void badCachesAreRefusedInWords()
    {
        QFETCH(QString, damage);
        QFETCH(QString, code);
        QFETCH(QString, words);
        fs::remove_all(root() / "two");
        fs::copy(reference / "two_classes", root() / "two", fs::copy_options::recursive);
        doDamage(damage.split(' '));
        Progress silent;
        const auto audit = Audit::createFromParams(m_audit, m_folder, {}, silent);
        QVERIFY(audit.failed());
        const QString message = QString::fromStdString(audit.error().code + ": " + audit.error().message);
        QVERIFY2(message.startsWith(code) && message.contains(words), qPrintable(message));
        QVERIFY(!fs::exists(m_audit) && !fs::exists(root() / "new.audit.new"));
    }

private:
    fs::path root() const { return m_temporary.path().toStdString(); }

    void doDamage(const QStringList& words)
    {
        const auto path = [&](qsizetype i) { return (m_folder / words[i].toStdString()).lexically_normal(); };
        for (qsizetype i = 1; words[0] == "remove" && i < words.size(); ++i)
            fs::remove_all(path(i));
        for (qsizetype i = 0; words[0] == "copy" && i + 2 < words.size(); i += 3)
            fs::copy_file(path(i + 1), path(i + 2), fs::copy_options::overwrite_existing);
        if (words[0] == "cut")
            fs::resize_file(path(1), fs::file_size(path(1)) - 40);
        if (words[0] == "label") {
            const fs::path file = m_folder / "features/features_test/0_labels.npy";
            Tensor labels = *readNpy(file);
            const std::int64_t label = words[1].toInt();
            std::memcpy(labels.bytes.data() + 16, &label, sizeof label);
            QVERIFY(writeNpy(file, labels.dtype, labels.shape, labels.bytes).ok());
        }
    }

    QTemporaryDir m_temporary;
    fs::path m_audit;
    fs::path m_folder;
};

QTEST_GUILESS_MAIN(OriginalFolderTest)
#include "original_folder_test.moc"
