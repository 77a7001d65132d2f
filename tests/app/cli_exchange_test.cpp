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
        const QJsonObject path = json({"path", m_audit});
        const QJsonArray points = path["points"].toArray();
        QCOMPARE(points.size(), 6);
        QVERIFY(path["origin"].isNull());
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

    void aPathGoesOutAndComesBack()
    {
        const QString out = m_folder.filePath("out");
        QCOMPARE(runCli({"-q", "export-path", m_audit, out, "--features"}).exitCode, 0);
        QVERIFY(runCli({"-q", "export-path", m_audit, out}).err.startsWith("E-EXPORT-002"));
        QVERIFY(QFile::exists(out + "/checkpoint/params5.pth") && QFile::exists(out + "/features/metadata_train.pth"));
        const QJsonObject imported = json({"import-path", m_audit, out});
        QVERIFY(imported["origin"].toString().contains("out"));
        QVERIFY(imported["notes"].isArray());
        QVERIFY(runCli({"-q", "path", m_audit}).out.contains("Imported from"));

        const QString fresh = m_folder.filePath("fresh.audit");
        QCOMPARE(runCli({"-q", "import-path", fresh, out}).exitCode, 0);
        QCOMPARE(json({"info", fresh})["model"]["architecture"].toString(), QString("features only"));
        QCOMPARE(runCli({"-q", "classes", fresh}).exitCode, 0);
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
        QCOMPARE(runCli({"-q", "paths", m_audit, "--use", "path-1"}).exitCode, 0);
        QCOMPARE(json({"path", m_audit})["points"].toArray().size(), 6);
        const QString last = json({"paths", m_audit})["paths"].toArray().last()["name"].toString();
        QCOMPARE(runCli({"-q", "paths", m_audit, "--remove", last}).exitCode, 0);
        QVERIFY(!QDir(m_audit + "/" + last).exists());
    }

    void failuresAreSentences_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("start");
        QTest::newRow("nothing to import") << QStringList{"import-path", "AUDIT", "FOLDER"} << 1 << "E-PARAMS-001: ";
        QTest::newRow("no such folder") << QStringList{"import-path", "AUDIT", "/nowhere"} << 1 << "E-PARAMS-001: ";
        QTest::newRow("neither audit nor heads")
            << QStringList{"import-path", "FOLDER/new.audit", "FOLDER"} << 1 << "E-PARAMS-001: ";
        QTest::newRow("no such path") << QStringList{"path", "AUDIT", "--path", "path-77"} << 1 << "E-AUDIT-050: ";
        QTest::newRow("a path outside") << QStringList{"paths", "AUDIT", "--remove", "../x"} << 1 << "E-AUDIT-050: ";
        QTest::newRow("the present path") << QStringList{"paths", "AUDIT", "--remove", "path"} << 1 << "E-AUDIT-051: ";
        QTest::newRow("use and remove at once")
            << QStringList{"paths", "AUDIT", "--remove", "path-1", "--use", "path-1"} << 2 << "";
        QTest::newRow("export over a file")
            << QStringList{"export-path", "AUDIT", "FOLDER/synthetic.audit/audit.db"} << 1 << "E-EXPORT-002: ";
    }

    void failuresAreSentences()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        QFETCH(QString, start);
        arguments.replaceInStrings("AUDIT", m_audit);
        arguments.replaceInStrings("FOLDER", m_folder.path());
        const CliRun run = runCli(QStringList{"-q"} + arguments);
        QCOMPARE(run.exitCode, exitCode);
        QVERIFY2(run.out.isEmpty(), run.out);
        QVERIFY2(QString::fromUtf8(run.err).startsWith(start), run.err);
    }

private:
    QJsonObject json(const QStringList& arguments)
    {
        const CliRun run = runCli(QStringList{"-q", "--json"} + arguments);
        if (run.exitCode != 0)
            qWarning("%s", run.err.constData());
        return QJsonDocument::fromJson(run.out).object();
    }

    QTemporaryDir m_folder;
    QString m_audit;
};

QTEST_GUILESS_MAIN(CliExchangeTest)
#include "cli_exchange_test.moc"
