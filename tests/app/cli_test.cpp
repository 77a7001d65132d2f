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

#include <algorithm>
#include <csignal>

using namespace sparsescope;

class CliTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        SyntheticOptions options;
        options.hostileNames = true;
        const auto made = writeSyntheticAudit(m_folder.path().toStdString(), options);
        QVERIFY2(made.ok(), made.failed() ? made.error().message.c_str() : "");
        m_audit = QString::fromStdString(made->string());
    }

    void verbsSpeakJson_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("field");
        QTest::newRow("info") << QStringList{"info", "AUDIT"} << "model";
        QTest::newRow("path") << QStringList{"path", "AUDIT"} << "points";
        QTest::newRow("classes") << QStringList{"classes", "AUDIT"} << "classes";
        QTest::newRow("class by number") << QStringList{"class", "AUDIT", "2"} << "weights";
        QTest::newRow("class by key") << QStringList{"class", "AUDIT", "class_0003"} << "weights";
        QTest::newRow("class by hostile name") << QStringList{"class", "AUDIT", "=cmd|'/c calc'!A1"} << "weights";
        QTest::newRow("class beside the network's own head") << QStringList{"class", "AUDIT", "2", "--dense", "--top", "5"} << "dense";
        QTest::newRow("features") << QStringList{"features", "AUDIT"} << "features";
        QTest::newRow("features with a problem") << QStringList{"features", "AUDIT", "--problem", "--sort", "zero"} << "features";
        QTest::newRow("weights") << QStringList{"weights", "AUDIT", "--order", "similarity"} << "weights";
        QTest::newRow("weights of a class") << QStringList{"weights", "AUDIT", "--class", "2"} << "weights";
        QTest::newRow("feature") << QStringList{"feature", "AUDIT", "3"} << "histogram";
        QTest::newRow("feature with a proposed name") << QStringList{"feature", "AUDIT", "3"} << "proposed_name";
        QTest::newRow("example") << QStringList{"example", "AUDIT", "17"} << "ranking";
        QTest::newRow("examples") << QStringList{"examples", "AUDIT", "--feature", "3"} << "examples";
        QTest::newRow("examples at random") << QStringList{"examples", "AUDIT", "--feature", "3", "--kind", "random", "--seed", "4", "--class", "1"} << "seed";
        QTest::newRow("examples of quantiles") << QStringList{"examples", "AUDIT", "--feature", "3", "--kind", "quantiles", "--split", "train"} << "rows";
        QTest::newRow("errors") << QStringList{"errors", "AUDIT"} << "confusion";
        QTest::newRow("a cell of the errors") << QStringList{"errors", "AUDIT", "--truth", "1", "--predicted", "0"} << "examples";
        QTest::newRow("fit again") << QStringList{"fit", "AUDIT"} << "points";
        QTest::newRow("select") << QStringList{"select", "AUDIT", "--rule", "absolute", "--value", "5"} << "chosen";
        QTest::newRow("name") << QStringList{"name", "AUDIT", "3", "<b>door</b>"} << "name";
        QTest::newRow("name-class") << QStringList{"name-class", "AUDIT", "1", "<b>class</b>"} << "class";
        QTest::newRow("json behind the verb") << QStringList{"classes", "AUDIT", "--json"} << "classes";
    }

    void verbsSpeakJson()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, field);
        arguments.replaceInStrings("AUDIT", m_audit);
        const CliRun run = runCli(QStringList{"--quiet"} + (arguments.contains("--json") ? QStringList{} : QStringList{"--json"}) + arguments);
        QVERIFY2(run.exitCode == 0, run.err);
        QVERIFY2(run.err.isEmpty(), run.err);
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(run.out, &error);
        QVERIFY2(error.error == QJsonParseError::NoError, qPrintable(error.errorString()));
        QVERIFY2(document.object().contains(field), run.out.left(300));
    }

    void weightsAreTheSameInEveryForm()
    {
        const auto jsonOf = [&](const QStringList& arguments) {
            return QJsonDocument::fromJson(runCli(QStringList{"-q", "--json"} + arguments).out).object();
        };
        const QJsonArray weights = jsonOf({"weights", m_audit})["weights"].toArray();
        QVERIFY(weights.size() > 5);
        QCOMPARE(runCli({"-q", "weights", m_audit, "--csv"}).out.count("\r\n"), weights.size() + 1);
        const QJsonArray ofTwo = jsonOf({"weights", m_audit, "--class", "2"})["weights"].toArray();
        const QJsonArray bars = jsonOf({"class", m_audit, "2"})["weights"].toArray();
        QCOMPARE(ofTwo.size(), bars.size());
        for (const QJsonValue bar : bars)
            QVERIFY(std::ranges::any_of(ofTwo, [&](const QJsonValue& one) {
                return one["feature"] == bar["feature"] && one["weight"].toDouble() == bar["weight"].toDouble();
            }));
    }

    void featuresAreNarrowedAndOrdered()
    {
        const auto listed = [&](const QStringList& arguments) {
            return QJsonDocument::fromJson(runCli(QStringList{"-q", "--json", "features", m_audit} + arguments).out).object()["features"].toArray();
        };
        QCOMPARE(listed({}).size(), 64);
        const QJsonArray used = listed({"--used"});
        QVERIFY(!used.isEmpty());
        QCOMPARE(used.size() + listed({"--unused"}).size(), 64);
        for (const QJsonValue row : used)
            QVERIFY(row["classes"].toInt() > 0);
        QCOMPARE(listed({"--problem"}).size(), 3);
        const QJsonArray byMean = listed({"--sort", "mean", "--ascending"});
        for (qsizetype i = 1; i < byMean.size(); ++i)
            QVERIFY(byMean[i]["health"]["mean"].toDouble() >= byMean[i - 1]["health"]["mean"].toDouble());
        QCOMPARE(runCli({"-q", "features", m_audit, "--sort", "colour"}).exitCode, 1);
        QCOMPARE(runCli({"-q", "features", m_audit, "--least-stability", "0.8"}).exitCode, 1);
        QCOMPARE(runCli({"-q", "features", m_audit, "--used", "--unused"}).exitCode, 2);
    }

    void textNeverCarriesHostileBytes_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("info") << QStringList{"info", "AUDIT"};
        QTest::newRow("path") << QStringList{"path", "AUDIT"};
        QTest::newRow("classes") << QStringList{"classes", "AUDIT"};
        QTest::newRow("class with a line break and an escape") << QStringList{"class", "AUDIT", "2"};
        QTest::newRow("class with an override of direction") << QStringList{"class", "AUDIT", "3"};
        QTest::newRow("class beside the network's own head") << QStringList{"class", "AUDIT", "2", "--dense"};
        QTest::newRow("features") << QStringList{"features", "AUDIT"};
        QTest::newRow("features of a class") << QStringList{"features", "AUDIT", "--class", "3", "--all"};
        QTest::newRow("weights") << QStringList{"weights", "AUDIT"};
        QTest::newRow("weights as CSV") << QStringList{"weights", "AUDIT", "--csv"};
        QTest::newRow("feature") << QStringList{"feature", "AUDIT", "3"};
        QTest::newRow("examples") << QStringList{"examples", "AUDIT", "--feature", "2"};
        QTest::newRow("errors") << QStringList{"errors", "AUDIT"};
        QTest::newRow("example") << QStringList{"example", "AUDIT", "90"};
        QTest::newRow("a class that is not there") << QStringList{"class", "AUDIT", "\x1b[31m\u202E"};
    }

    void textNeverCarriesHostileBytes()
    {
        QFETCH(QStringList, arguments);
        arguments.replaceInStrings("AUDIT", m_audit);
        const CliRun run = runCli(QStringList{"-q"} + arguments);
        for (const QByteArray& text : {run.out, run.err}) {
            QVERIFY(!text.contains('\x1b'));
            QVERIFY(!QString::fromUtf8(text).contains(QChar(0x202E)));
            QVERIFY(!text.contains("\xff\xfe"));
        }
        QVERIFY(!(run.out + run.err).isEmpty());
    }

    void failuresHaveACodeAndASentence_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("start");
        QTest::newRow("no verb") << QStringList{} << 2 << "";
        QTest::newRow("unknown verb") << QStringList{"frobnicate"} << 2 << "";
        QTest::newRow("missing argument") << QStringList{"class"} << 2 << "";
        QTest::newRow("alpha out of range") << QStringList{"fit", "AUDIT", "--alpha", "2"} << 2 << "";
        QTest::newRow("no such audit") << QStringList{"info", "/nowhere"} << 1 << "E-AUDIT-025: ";
        QTest::newRow("no such model") << QStringList{"inspect", "/nowhere.pth"} << 1 << "E-FILE-001: ";
        QTest::newRow("no such class") << QStringList{"class", "AUDIT", "nosuch"} << 1 << "E-CLI-001: ";
        QTest::newRow("no such feature") << QStringList{"feature", "AUDIT", "64"} << 1 << "E-CLI-003: ";
        QTest::newRow("a picture of nothing") << QStringList{"visualize", "AUDIT", "--out", "x.png"} << 1 << "E-CLI-011: ";
        QTest::newRow("a picture of two things") << QStringList{"visualize", "AUDIT", "--feature", "1", "--class", "1", "--out", "x.png"} << 1 << "E-CLI-011: ";
        QTest::newRow("a picture of no such feature") << QStringList{"visualize", "AUDIT", "--feature", "64", "--out", "x.png"} << 1 << "E-AUDIT-004: ";
        QTest::newRow("a picture of no mix") << QStringList{"visualize", "AUDIT", "--mix", "1:a", "--out", "x.png"} << 1 << "E-CLI-012: ";
        QTest::newRow("a picture without the model") << QStringList{"visualize", "AUDIT", "--feature", "1", "--out", "x.png"} << 1 << "E-AUDIT-01";
        QTest::newRow("no such row") << QStringList{"example", "AUDIT", "100000"} << 1 << "E-AUDIT-004: ";
        QTest::newRow("no such point") << QStringList{"classes", "AUDIT", "--at", "77"} << 1 << "E-AUDIT-006: ";
        QTest::newRow("no such rule") << QStringList{"select", "AUDIT", "--rule", "best", "--value", "1"} << 1 << "E-GLM-040: ";
        QTest::newRow("no such sample") << QStringList{"sample", "make", "nosuch"} << 1 << "E-CLI-004: ";
        QTest::newRow("no such format") << QStringList{"export", "AUDIT", "--out", "FOLDER/x", "--format", "onnx"} << 1 << "E-EXPORT-001: ";
        QTest::newRow("examples of no feature") << QStringList{"examples", "AUDIT", "--feature", "64"} << 1 << "E-AUDIT-004: ";
        QTest::newRow("examples of a dead feature") << QStringList{"examples", "AUDIT", "--feature", "61"} << 1 << "E-LOOK-001: ";
        QTest::newRow("lime of nothing") << QStringList{"lime", "AUDIT", "--row", "1"} << 2 << "";
        QTest::newRow("lime of a feature and a class") << QStringList{"lime", "AUDIT", "--row", "1", "--feature", "1", "--class", "1"} << 2 << "";
        QTest::newRow("lime of no feature") << QStringList{"lime", "AUDIT", "--row", "1", "--feature", "64"} << 1 << "E-AUDIT-004: ";
        QTest::newRow("lime of a dead feature") << QStringList{"lime", "AUDIT", "--row", "1", "--feature", "61"} << 1 << "E-LOOK-001: ";
        QTest::newRow("lime of no row") << QStringList{"lime", "AUDIT", "--row", "100000", "--feature", "1"} << 1 << "E-AUDIT-004: ";
        QTest::newRow("lime with no samples") << QStringList{"lime", "AUDIT", "--row", "1", "--feature", "1", "--samples", "0"} << 1 << "E-LIME-001: ";
        QTest::newRow("lime of no picture") << QStringList{"lime", "AUDIT", "--picture", "/nowhere.png", "--feature", "1"} << 1 << "E-FILE-001: ";
        QTest::newRow("map without maps") << QStringList{"map", "AUDIT", "--row", "1", "--feature", "1"} << 1 << "E-LOOK-004: ";
        QTest::newRow("map where the model is gone") << QStringList{"map", "AUDIT", "--row", "1", "--feature", "1", "--kind", "occlusion"} << 1 << "E-AUDIT-01";
        QTest::newRow("predict a picture where the model is gone") << QStringList{"predict", "AUDIT", "--picture", "/nowhere"} << 1 << "E-AUDIT-01";
        QTest::newRow("words of pictures") << QStringList{"predict", "AUDIT", "--text", "a"} << 1 << "E-AUDIT-046: ";
        QTest::newRow("the model is gone") << QStringList{"extract", "AUDIT"} << 1 << "E-AUDIT-01";
    }

    void failuresHaveACodeAndASentence()
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
        if (exitCode == 1)
            QCOMPARE(run.err.trimmed().count('\n'), 0);
    }

    void aDamagedPointIsToldByEveryVerbThatMissesIt()
    {
        QTemporaryDir folder;
        const auto made = writeSyntheticAudit(folder.path().toStdString(), {});
        QVERIFY(made.ok());
        const QString audit = QString::fromStdString(made->string());
        QVERIFY(QFile::resize(audit + "/path/006.safetensors", 30));
        for (const QStringList& verb : {QStringList{"path"}, QStringList{"classes"}, QStringList{"select", "--rule", "index", "--value", "2"}}) {
            const CliRun run = runCli(QStringList{"--quiet"} + verb + QStringList{audit});
            QVERIFY2(run.exitCode == 0, run.err);
            QVERIFY2(run.err.contains("006.safetensors") && run.err.contains("Fit the path again"), run.err);
        }
        const CliRun json = runCli({"--quiet", "--json", "path", audit});
        QVERIFY(QJsonDocument::fromJson(json.out).object()["note"].toString().contains("006.safetensors"));
    }

    void exportsAreRefusedOverSomethingAndSafeInASpreadsheet()
    {
        const QString out = m_folder.filePath("exported");
        QCOMPARE(runCli({"-q", "export", m_audit, "--out", out}).exitCode, 0);
        QVERIFY(runCli({"-q", "export", m_audit, "--out", out}).err.startsWith("E-EXPORT-002"));
        QCOMPARE(runCli({"-q", "export", m_audit, "--out", out, "--replace"}).exitCode, 0);
        QFile csv(out + "/weights.csv");
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const QByteArray text = csv.readAll();
        QVERIFY(text.contains(",'=cmd|'/c calc'!A1,"));
        QVERIFY(!text.contains(",=cmd"));
        for (const char* file : {"head.safetensors", "head_standardized.safetensors", "W.npy", "b.npy", "mean.npy", "std.npy"})
            QVERIFY2(QFile::exists(out + '/' + file), file);
        QFile classes(out + "/classes.json");
        QVERIFY(classes.open(QIODevice::ReadOnly));
        QCOMPARE(QJsonDocument::fromJson(classes.readAll()).object()["classes"].toArray().size(), qsizetype{6});
    }

    void aSignalStopsAndKeepsWhatIsDone_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
    }

    void aSignalStopsAndKeepsWhatIsDone()
    {
        QFETCH(int, number);
        QDir(m_audit + "/path").removeRecursively();
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        // A tolerance that takes long at every λ.
        process.start(SPARSESCOPE_CLI, {"fit", m_audit, "--k", "5000", "--lambda-ratio", "1e-6", "--tol", "1e-9"});
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_audit + "/path/001.safetensors") || process.state() == QProcess::NotRunning, 60'000);
        QTest::qWait(300);
        ::kill(static_cast<pid_t>(process.processId()), number);
        QVERIFY(process.waitForFinished(20'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 3);
        QCOMPARE(runCli({"-q", "path", m_audit}).exitCode, 0);
    }

    void aSecondProcessIsToldWhoWorks()
    {
        QProcess process;
        process.start(SPARSESCOPE_CLI, {"-q", "fit", m_audit, "--k", "5000", "--lambda-ratio", "1e-6", "--tol", "1e-9"});
        QVERIFY(process.waitForStarted());
        // Only when the first holds the lock: a second that came earlier would hold it itself.
        const auto holder = [this] {
            QFile lock(m_audit + "/.lock");
            return lock.open(QIODevice::ReadOnly) ? lock.readAll() : QByteArray();
        };
        QTRY_COMPARE_WITH_TIMEOUT(holder(), QByteArray::number(process.processId()), 60'000);
        const CliRun second = runCli({"-q", "fit", m_audit, "--k", "7"});
        QVERIFY2(second.err.startsWith("E-LOCK-002"), second.err);
        QVERIFY(second.err.contains(QByteArray::number(process.processId())));
        QCOMPARE(second.exitCode, 1);
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        process.waitForFinished();
        QCOMPARE(runCli({"-q", "info", m_audit}).exitCode, 0);
    }

private:
    QTemporaryDir m_folder;
    QString m_audit;
};

QTEST_GUILESS_MAIN(CliTest)
#include "cli_test.moc"
