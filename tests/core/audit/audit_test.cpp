// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_state.h"
#include "audit/database.h"
#include "support/synthetic_audit.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

std::string bytesOf(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& file, const std::string& bytes)
{
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

Status runSql(const fs::path& file, const std::string& sql)
{
    SS_TRY(Database database, Database::create(file));
    return database.execute(sql);
}

std::vector<PathPoint> pointsOf(const fs::path& audit)
{
    const PathStore store(audit / "path");
    std::vector<PathPoint> points;
    const auto header = store.header();
    const auto summary = store.summary();
    if (!header.ok() || !header->has_value() || !summary.ok())
        return points;
    for (const StoredPoint& stored : summary->points)
        if (auto point = store.readPoint(stored.index, **header); point.ok())
            points.push_back(std::move(point).value());
    return points;
}

bool sameWeights(const PathPoint& a, const PathPoint& b)
{
    if (a.lambda != b.lambda || a.head.bias != b.head.bias || a.head.classes.size() != b.head.classes.size())
        return false;
    for (std::size_t k = 0; k < a.head.classes.size(); ++k) {
        if (a.head.classes[k].size() != b.head.classes[k].size())
            return false;
        for (std::size_t i = 0; i < a.head.classes[k].size(); ++i)
            if (a.head.classes[k][i].feature != b.head.classes[k][i].feature
                || a.head.classes[k][i].weight != b.head.classes[k][i].weight)
                return false;
    }
    return true;
}

}  // namespace

class AuditTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        const auto made = writeSyntheticAudit(m_folder.path().toStdString());
        QVERIFY2(made.ok(), made.failed() ? made.error().message.c_str() : "");
        m_original = made.value();
    }

    void init()
    {
        m_copy = fs::path(m_folder.path().toStdString()) / "copy.audit";
        fs::remove_all(m_copy);
        fs::copy(m_original, m_copy, fs::copy_options::recursive);
    }

    void anAuditOpensWithoutItsModel()
    {
        const auto audit = Audit::open(m_copy);
        QVERIFY(audit.ok());
        const AuditInfo info = (*audit)->info();
        QCOMPARE(info.title, std::string("Synthetic"));
        QVERIFY(info.extracted && info.fitted);
        QCOMPARE(info.skipped.size(), std::size_t{2});
        Progress silent;
        const auto data = (*audit)->load(silent);
        QVERIFY(data.ok());
        const auto head = (*audit)->analyse(*data, -1, silent);
        QVERIFY(head.ok());
        QCOMPARE((*head)->index(), pathView(**data).chosen);
        QVERIFY(pathView(**data).originalTestAccuracy.has_value());
        // The stored test accuracy of the point is that of the predictions.
        const auto rows = pathView(**data).rows;
        const auto& scores = rows[static_cast<std::size_t>((*head)->index())].scores;
        QCOMPARE(scores.back().split, std::string("test"));
        QCOMPARE(classList(**head).accuracy, scores.back().accuracy);
    }

    void aStoppedFitGoesOnToTheSamePath()
    {
        fs::remove_all(m_copy / "path");
        auto audit = Audit::open(m_copy);
        QVERIFY(audit.ok());
        const PathOptions options = (*audit)->info().settings.path;
        std::stop_source stop;
        Progress stopped(nullptr, stop.get_token());
        const auto prefix = (*audit)->fit(options, stopped, [&](const PathPoint& point) {
            if (point.index == 6)
                stop.request_stop();
        });
        QVERIFY(prefix.ok());
        QVERIFY(!prefix->complete);
        QVERIFY(prefix->rows.size() >= 7 && prefix->rows.size() < 20);
        QVERIFY(prefix->chosen >= 0);

        audit = Audit::open(m_copy);
        Progress silent;
        int fitted = 0;
        const auto whole = (*audit)->fit(options, silent, [&](const PathPoint& point) {
            fitted += point.index >= static_cast<int>(prefix->rows.size());
        });
        QVERIFY(whole.ok());
        QVERIFY(whole->complete);
        QCOMPARE(fitted, 20 - static_cast<int>(prefix->rows.size()));
        const auto straight = pointsOf(m_original);
        const auto resumed = pointsOf(m_copy);
        QCOMPARE(resumed.size(), straight.size());
        for (std::size_t i = 0; i < straight.size(); ++i)
            QVERIFY2(sameWeights(straight[i], resumed[i]), qPrintable(QString("point %1 differs").arg(i)));
    }

    void otherOptionsKeepTheEarlierPathAside()
    {
        const auto audit = Audit::open(m_copy);
        PathOptions options = (*audit)->info().settings.path;
        options.alpha = 0.5;
        options.lambdaCount = 5;
        Progress silent;
        const auto view = (*audit)->fit(options, silent);
        QVERIFY(view.ok());
        QCOMPARE(view->rows.size(), std::size_t{5});
        QVERIFY(fs::exists(m_copy / "path-1" / "019.safetensors"));
        QCOMPARE((*Audit::open(m_copy))->info().settings.path.alpha, 0.5);
    }

    void aFinishedFitIsNotDoneAgain()
    {
        const auto audit = Audit::open(m_copy);
        Progress silent;
        int heard = 0;
        const auto view = (*audit)->fit((*audit)->info().settings.path, silent, [&](const PathPoint&) { ++heard; });
        QVERIFY(view.ok() && view->complete);
        QCOMPARE(heard, 0);
    }

    void aSelectionSurvivesAndFollowsItsRule()
    {
        {
            const auto audit = Audit::open(m_copy);
            QVERIFY((*audit)->select({SelectionRule::Index, 11}).ok());
            QCOMPARE((*audit)->select({SelectionRule::Index, 20}).error().code, std::string("E-AUDIT-027"));
            QCOMPARE((*audit)->select({SelectionRule::Relative, 7}).error().code, std::string("E-AUDIT-027"));
        }
        Progress silent;
        const auto data = (*Audit::open(m_copy))->load(silent);
        QVERIFY(data.ok());
        QCOMPARE(pathView(**data).chosen, 11);
    }

    void aFeatureNameIsSeenAtOnceAndSurvives()
    {
        const auto audit = Audit::open(m_copy);
        Progress silent;
        const auto data = (*audit)->load(silent);
        const auto head = (*audit)->analyse(*data, -1, silent);
        QVERIFY(head.ok());
        QVERIFY((*audit)->nameFeature(3, "round glass door", "a note").ok());
        QCOMPARE(featureView(**head, 3).name, std::string("round glass door"));
        QVERIFY((*audit)->nameFeature(3, "door", {}).ok());
        QCOMPARE(featureView(**head, 3).note, std::string("a note"));
        QCOMPARE(featureView(**head, 3).name, std::string("door"));
        QCOMPARE((*audit)->nameFeature(64, "x", "").error().code, std::string("E-AUDIT-028"));
        const auto again = (*Audit::open(m_copy))->load(silent);
        QCOMPARE((*again)->pieces().names->get(3).note, std::string("a note"));
    }

    void aClassNameSurvivesAndMatchesStillGoByTheDatas()
    {
        const auto audit = Audit::open(m_copy);
        const DatasetClass before = (*audit)->info().classes[2];
        QVERIFY((*audit)->nameClass(2, "Spätzle").ok());
        QCOMPARE((*audit)->nameClass(99, "x").error().code, std::string("E-AUDIT-029"));
        const auto again = Audit::open(m_copy);
        QCOMPARE((*again)->info().classes[2].name, std::string("Spätzle"));
        QCOMPARE((*again)->info().classes[2].key, before.key);
        Progress silent;
        const auto data = (*again)->load(silent);
        QVERIFY(data.ok());
        QCOMPARE((*data)->pieces().classes[2].name, std::string("Spätzle"));
        QVERIFY2(!(*data)->pieces().originalPredictions.empty(), "the network's own classes are still found");
        QVERIFY((*again)->nameClass(2, "").ok());
        QCOMPARE((*again)->info().classes[2].name, before.name);
    }

    void pointsBehindADamagedOneAreLeftOutWithANote_data()
    {
        QTest::addColumn<bool>("missing");
        QTest::newRow("cut short") << false;
        QTest::newRow("missing") << true;
    }

    void pointsBehindADamagedOneAreLeftOutWithANote()
    {
        QFETCH(bool, missing);
        const fs::path file = m_copy / "path" / "007.safetensors";
        missing ? static_cast<void>(fs::remove(file)) : write(file, bytesOf(file).substr(0, 20));
        const auto audit = Audit::open(m_copy);
        Progress silent;
        const auto data = (*audit)->load(silent);
        QVERIFY(data.ok());
        const PathView view = pathView(**data);
        QCOMPARE(view.rows.size(), std::size_t{7});
        QVERIFY(!view.complete);
        QVERIFY2(view.note.find("007.safetensors") != std::string::npos, view.note.c_str());
        QVERIFY2(view.note.find("Fit the path again") != std::string::npos, view.note.c_str());
        const auto fitted = (*audit)->fit((*audit)->info().settings.path, silent);
        QVERIFY(fitted.ok());
        QVERIFY(fitted->complete && fitted->note.empty());
        QCOMPARE(fitted->rows.size(), std::size_t{20});
    }

    void asksForWorkAreRefusedWhileAnotherWorks()
    {
        const auto audit = Audit::open(m_copy);
        const auto lock = FolderLock::take(m_copy);
        QVERIFY(lock.ok());
        Progress silent;
        QCOMPARE((*audit)->fit((*audit)->info().settings.path, silent).error().code, std::string("E-LOCK-002"));
        QVERIFY((*audit)->load(silent).ok());
    }

    void damagedDocuments_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("code");
        QTest::newRow("empty file") << "cut:0" << "" << "E-DB-006";
        QTest::newRow("half a file") << "cut:half" << "" << "E-DB-002";
        QTest::newRow("a text file") << "text" << "" << "E-DB-002";
        QTest::newRow("a page full of zeros") << "zero" << "" << "E-DB-002";
        QTest::newRow("another program's database") << "" << "PRAGMA application_id=7" << "E-DB-006";
        QTest::newRow("a newer version") << "" << "PRAGMA user_version=99" << "E-DB-007";
        QTest::newRow("version zero") << "" << "PRAGMA user_version=0" << "E-DB-005";
        QTest::newRow("no settings") << "" << "DELETE FROM fact WHERE key='settings'" << "E-DB-005";
        QTest::newRow("settings are not JSON") << "" << "UPDATE fact SET value='{' WHERE key='settings'" << "E-DB-005";
        QTest::newRow("settings of the wrong type") << "" << "UPDATE fact SET value='[1]' WHERE key='settings'" << "E-DB-009";
        QTest::newRow("a setting of the wrong type")
            << "" << "UPDATE fact SET value=replace(value,'0.99','\"much\"') WHERE key='settings'" << "E-DB-009";
        QTest::newRow("model is null") << "" << "UPDATE fact SET value='null' WHERE key='model'" << "E-DB-009";
        QTest::newRow("a name for a class that is not there")
            << "" << "INSERT INTO fact VALUES('class_names','[[77,\"x\"]]')" << "E-DB-005";
        QTest::newRow("class names of the wrong type") << "" << "INSERT INTO fact VALUES('class_names','7')" << "E-DB-009";
        QTest::newRow("a class is missing") << "" << "DELETE FROM class WHERE id=2" << "E-DB-005";
        QTest::newRow("no classes") << "" << "DELETE FROM class" << "E-DB-005";
        QTest::newRow("a table is missing") << "" << "DROP TABLE class" << "E-DB-001";
    }

    void damagedDocuments()
    {
        QFETCH(QString, kind);
        QFETCH(QString, sql);
        QFETCH(QString, code);
        const fs::path file = m_copy / "audit.db";
        const std::string bytes = bytesOf(file);
        if (kind.startsWith("cut:"))
            write(file, bytes.substr(0, kind == "cut:0" ? 0 : bytes.size() / 2));
        else if (kind == "text")
            write(file, std::string(bytes.size(), 'x'));
        else if (kind == "zero")
            write(file, bytes.substr(0, 4096) + std::string(4096, '\0') + bytes.substr(8192));
        else
            QVERIFY(runSql(file, sql.toStdString()).ok());
        const std::string before = bytesOf(file);
        const auto audit = Audit::open(m_copy);
        QVERIFY(audit.failed());
        QVERIFY2(audit.error().code == code.toStdString(), (audit.error().code + ": " + audit.error().message).c_str());
        QVERIFY(audit.error().message.find("audit.db") != std::string::npos);
        QVERIFY2(bytesOf(file) == before, "a damaged document must stay as it was");
    }

    void hostileItemsAreRefused_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("code");
        QTest::newRow("a class that is not there") << "UPDATE item SET label=99 WHERE id=3" << "E-DB-005";
        QTest::newRow("a split that is not there") << "UPDATE item SET split=3 WHERE id=3" << "E-DB-005";
        QTest::newRow("a picture is missing") << "DELETE FROM item WHERE id=3" << "E-DB-005";
        QTest::newRow("labels other than the features'") << "UPDATE item SET label=4 WHERE id=3" << "E-AUDIT-001";
        QTest::newRow("features of another model")
            << "UPDATE fact SET value=replace(value,'5ca1ab1e','deadbeef') WHERE key='model'" << "E-AUDIT-015";
        QTest::newRow("features of other data") << "UPDATE fact SET value='\"other\"' WHERE key='fingerprint'" << "E-AUDIT-016";
    }

    void hostileItemsAreRefused()
    {
        QFETCH(QString, sql);
        QFETCH(QString, code);
        QVERIFY(runSql(m_copy / "audit.db", sql.toStdString()).ok());
        const auto audit = Audit::open(m_copy);
        QVERIFY(audit.ok());
        Progress silent;
        const auto data = (*audit)->load(silent);
        QVERIFY(data.failed());
        QVERIFY2(data.error().code == code.toStdString(), (data.error().code + ": " + data.error().message).c_str());
    }

    void everyFlippedByteOfAPointIsFound()
    {
        const PathStore store(m_copy / "path");
        const auto header = store.header();
        QVERIFY(header.ok() && header->has_value());
        const auto whole = store.readPoint(12, **header);
        QVERIFY(whole.ok());
        const fs::path file = m_copy / "path" / "012.safetensors";
        const std::string bytes = bytesOf(file);
        for (std::size_t i = 0; i < bytes.size(); i += 3) {
            std::string damaged = bytes;
            damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
            write(file, damaged);
            QVERIFY2(store.readPoint(12, **header).failed(), qPrintable(QString("byte %1").arg(i)));
        }
        for (std::size_t size = 0; size < bytes.size(); size += 41) {
            write(file, bytes.substr(0, size));
            QVERIFY(store.readPoint(12, **header).failed());
        }
    }

    void aDamagedPointIsFittedAgain()
    {
        const fs::path file = m_copy / "path" / "004.safetensors";
        std::string bytes = bytesOf(file);
        bytes[bytes.size() - 5] = static_cast<char>(bytes[bytes.size() - 5] ^ 1);
        write(file, bytes);
        const auto audit = Audit::open(m_copy);
        Progress silent;
        QVERIFY((*audit)->fit((*audit)->info().settings.path, silent).ok());
        const auto straight = pointsOf(m_original);
        const auto again = pointsOf(m_copy);
        QCOMPARE(again.size(), straight.size());
        QVERIFY(sameWeights(again[4], straight[4]) && sameWeights(again[19], straight[19]));
    }

    void aDamagedHeaderIsASentenceAndTheNextFitKeepsItAside()
    {
        const fs::path file = m_copy / "path" / "path.json";
        std::string bytes = bytesOf(file);
        bytes[bytes.find("lambda_max") + 15] = '7';
        write(file, bytes);
        const auto audit = Audit::open(m_copy);
        Progress silent;
        QCOMPARE((*audit)->load(silent).error().code, std::string("E-PATH-002"));
        QVERIFY((*audit)->fit((*audit)->info().settings.path, silent).ok());
        QVERIFY((*audit)->load(silent).ok());
        QVERIFY(fs::exists(m_copy / "path-1"));
    }

    void whatMovedIsSaid()
    {
        Progress silent;
        auto audit = Audit::open(m_copy);
        const auto data = (*audit)->load(silent);
        QVERIFY(data.ok());
        QVERIFY((*audit)->picture(**data, 0, true).ok());
        QCOMPARE((*audit)->activationOverlay(**data, 0, 1, silent).error().code, std::string("E-AUDIT-010"));
        QCOMPARE((*audit)->extract(silent).failed(), true);
        QCOMPARE((*audit)->picture(**data, 9999, true).error().code, std::string("E-AUDIT-004"));

        QVERIFY(runSql(m_copy / "audit.db", "UPDATE item SET path='../../etc/passwd' WHERE id=0; "
                                            "UPDATE item SET path='/etc/passwd' WHERE id=1; "
                                            "UPDATE item SET path='class_0000/gone.png' WHERE id=2;").ok());
        audit = Audit::open(m_copy);
        const auto hostile = (*audit)->load(silent);
        QVERIFY(hostile.ok());
        QCOMPARE((*audit)->picture(**hostile, 0, false).error().code, std::string("E-AUDIT-040"));
        QCOMPARE((*audit)->picture(**hostile, 1, false).error().code, std::string("E-AUDIT-040"));
        QCOMPARE((*audit)->picture(**hostile, 2, false).error().code, std::string("E-AUDIT-042"));
    }

    void aFolderThatHoldsSomethingIsNotOverwritten()
    {
        Progress silent;
        AuditSettings settings;
        QCOMPARE(Audit::create(m_copy, settings, silent).error().code, std::string("E-AUDIT-020"));
        QCOMPARE(Audit::create(m_copy / "audit.db", settings, silent).error().code, std::string("E-AUDIT-021"));
        QCOMPARE(Audit::create(m_copy / "path", settings, silent).error().code, std::string("E-AUDIT-022"));
        QCOMPARE(Audit::open(m_copy / "path").error().code, std::string("E-AUDIT-025"));
    }

private:
    QTemporaryDir m_folder;
    fs::path m_original;
    fs::path m_copy;
};

QTEST_GUILESS_MAIN(AuditTest)
#include "audit_test.moc"
