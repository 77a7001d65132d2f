// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli_run.h"
#include "support/synthetic_audit.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <memory>
#include <utility>

using namespace sparsescope;

class CliExchangeTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        SyntheticOptions options;
        options.pictures = false;
        options.features = 24;
        options.lambdas = 6;
        const auto made = writeSyntheticAudit(m_folder.path().toStdString(), options);
        QVERIFY2(made.ok(), made.failed() ? made.error().message.c_str() : "");
        m_audit = QString::fromStdString(made->string());
    }

    void everyPointTellsAllThatIsKnown()
    {
        m_path = json({"path", m_audit});
        const QJsonArray points = m_path["points"].toArray();
        QCOMPARE(points.size(), 6);
        QVERIFY(std::as_const(m_path)["origin"].isNull());
        for (const QJsonValue& value : points) {
            const QJsonObject point = value.toObject();
            for (const char* number :
                 {"index", "lambda", "features_per_class", "objective", "relative_gap", "kkt_violation", "seconds"})
                QVERIFY2(point[number].isDouble(), number);
            QVERIFY(point["converged"].toBool());
            const QJsonArray nonZeros = point["non_zeros"].toArray();
            QCOMPARE(nonZeros.size(), 6);
            double sum = 0;
            for (const QJsonValue& count : nonZeros)
                sum += count.toInt();
            QCOMPARE(sum / 6, point["features_per_class"].toDouble());
            for (const char* split : {"train", "validation", "test"}) {
                QVERIFY(point["scores"][split]["accuracy"].isDouble());
                QVERIFY(point["scores"][split]["loss"].isDouble());
            }
        }
    }

    void aClassIsToldAlongThePath()
    {
        const QJsonObject view = json({"class-path", m_audit, "2"});
        const QJsonArray points = view["points"].toArray();
        QCOMPARE(points.size(), 6);
        QCOMPARE(points[5]["features"].toInt(), m_path["points"][5]["non_zeros"][2].toInt());
        for (const char* split : {"train", "validation", "test"})
            QVERIFY(points[5]["accuracy"][split].isDouble());
        const QJsonArray features = view["features"].toArray();
        QVERIFY(!features.isEmpty() && features.size() == view["features_ever"].toInt());
        for (const QJsonValue& value : features) {
            QCOMPARE(value["weights"].toArray().size(), 6);
            QVERIFY(value["weights"][value["enters"].toInt()].toDouble() != 0);
            QVERIFY(value["best"][0]["path"].isString());
        }
        const CliRun text = runCli({"-q", "class-path", m_audit, "2", "--features", "1"});
        QVERIFY(text.exitCode == 0 && text.out.contains("enters") && text.out.contains("the 1 with the largest weights"));
    }

    void stabilityIsEstimatedMeasuredAndTold()
    {
        QVERIFY(json({"stability", m_audit, "--resamples", "4", "--estimate"})["seconds"].isDouble());
        const QJsonObject view = json({"stability", m_audit, "--resamples", "4", "--threads", "1"});
        QCOMPARE(view["resamples"].toInt(), 4);
        QCOMPARE(view["classes"].toArray().size(), 6);
        QVERIFY(json({"class", m_audit, "2"})["weights"][0]["stability"]["frequency"].isDouble());
        QVERIFY(runCli({"-q", "stability", m_audit, "--resamples", "4"}).out.contains("of 4 draws"));
    }

    void aFitIsEstimatedAndNotMade()
    {
        const QJsonObject time = json({"fit", m_audit, "--k", "3", "--alpha", "0.3", "--estimate"});
        QVERIFY(time["seconds"].isDouble());
        QVERIFY(time["basis"].toString().contains("present path"));
        QVERIFY(!QDir(m_audit + "/path-1").exists());
    }

    void aPathGoesOutAndComesBack()
    {
        const QString out = m_folder.filePath("out");
        QCOMPARE(runCli({"-q", "export-path", m_audit, out, "--features"}).exitCode, 0);
        QVERIFY(runCli({"-q", "export-path", m_audit, out}).err.startsWith("E-EXPORT-002"));
        QVERIFY(QFile::exists(out + "/checkpoint/params5.pth") && QFile::exists(out + "/features/metadata_train.pth"));
        const QJsonObject imported = json({"import-path", m_audit, out});
        QVERIFY(imported["origin"].toString().contains("out"));
        QVERIFY(imported["notes"].isArray());
        const QString fresh = m_folder.filePath("fresh.audit");
        QCOMPARE(runCli({"-q", "import-path", fresh, out}).exitCode, 0);
        QCOMPARE(json({"info", fresh})["model"]["architecture"].toString(), QString("features only"));
        QVERIFY(runCli({"-q", "extract", fresh}).err.startsWith("E-AUDIT-017"));
    }

    void earlierPathsAreListedLookedAtUsedAndRemoved()
    {
        QCOMPARE(runCli({"-q", "fit", m_audit, "--alpha", "0.5", "--k", "3"}).exitCode, 0);
        const QJsonArray paths = json({"paths", m_audit})["paths"].toArray();
        QVERIFY(paths.size() >= 2);
        QCOMPARE(paths[0]["name"].toString(), QString("path"));
        QCOMPARE(paths[0]["options"]["alpha"].toDouble(), 0.5);
        QCOMPARE(paths[0]["points"].toInt(), 3);
        QVERIFY(paths[0]["created"].toString().endsWith('Z'));
        QCOMPARE(paths[1]["points"].toInt(), 6);
        QCOMPARE(json({"path", m_audit, "--path", "path-1"})["points"].toArray().size(), 6);
        const QJsonArray left = json({"paths", m_audit, "--use", "path-1"})["paths"].toArray();
        QCOMPARE(left[0]["points"].toInt(), 6);
        const QString last = left.last()["name"].toString();
        QCOMPARE(runCli({"-q", "paths", m_audit, "--remove", last}).exitCode, 0);
        QVERIFY(!QDir(m_audit + "/" + last).exists());
    }

    void failuresAreSentences()
    {
        struct Case {
            QStringList arguments;
            int exitCode;
            const char* start;
            bool locks = false;
        };
        const QString folder = m_folder.path();
        const std::vector<Case> cases{
            {{"import-path", m_audit, folder}, 1, "E-PARAMS-001: ", true},
            {{"import-path", folder + "/new.audit", folder}, 1, "E-PARAMS-001: "},
            {{"path", m_audit, "--path", "path-77"}, 1, "E-AUDIT-050: "},
            {{"paths", m_audit, "--remove", "../x"}, 1, "E-AUDIT-050: ", true},
            {{"paths", m_audit, "--remove", "path"}, 1, "E-AUDIT-051: ", true},
            {{"class-path", m_audit, "nosuch"}, 1, "E-CLI-001: "},
            {{"stability", m_audit, "--kind", "thirds"}, 1, "E-GLM-041: "},
            {{"stability", m_audit, "--at", "77"}, 1, "E-AUDIT-006: "},
            {{"export-path", m_audit, folder + "/synthetic.audit/audit.db"}, 1, "E-EXPORT-002: "},
        };
        // All at once, as what takes time is that each loads its libraries; but those that lock the audit alone.
        std::vector<std::unique_ptr<QProcess>> running;
        for (const Case& one : cases) {
            running.push_back(std::make_unique<QProcess>());
            running.back()->start(SPARSESCOPE_CLI, QStringList{"-q"} + one.arguments);
            if (one.locks)
                QVERIFY(running.back()->waitForFinished(120'000) || running.back()->state() == QProcess::NotRunning);
        }
        for (std::size_t i = 0; i < cases.size(); ++i) {
            QVERIFY(running[i]->waitForFinished(120'000) || running[i]->state() == QProcess::NotRunning);
            const QByteArray told = running[i]->readAllStandardError();
            QCOMPARE(running[i]->exitCode(), cases[i].exitCode);
            QVERIFY(running[i]->readAllStandardOutput().isEmpty());
            QVERIFY2(told.startsWith(cases[i].start), told);
        }
    }

private:
    /// Const, so that what is asked of it are values and not references into it.
    const QJsonObject json(const QStringList& arguments)
    {
        const CliRun run = runCli(QStringList{"-q", "--json"} + arguments);
        if (run.exitCode != 0)
            qWarning("%s", run.err.constData());
        return QJsonDocument::fromJson(run.out).object();
    }

    QTemporaryDir m_folder;
    QString m_audit;
    QJsonObject m_path;  ///< As it is at first.
};

QTEST_GUILESS_MAIN(CliExchangeTest)
#include "cli_exchange_test.moc"
