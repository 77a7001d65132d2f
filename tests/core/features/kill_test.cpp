// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kill_fixture.h"

using namespace sparsescope::fixtures;

class KillTest : public QObject {
    Q_OBJECT

private slots:
    void randomKills() { killAtRandom(20, 11); }
    void deathAtEveryWrite();
    void failureAtEveryWrite_data();
    void failureAtEveryWrite();
    void aFullDiskIsSaidWithNumbers();
};

void KillTest::deathAtEveryWrite()
{
    KillFixture test(30, {});
    int point = 0;
    for (int code = KillFixture::crashed; code == KillFixture::crashed;) {
        test.startOver();
        code = test.run("features", "SPARSESCOPE_CRASH_AT_IO", std::to_string(++point));
        QVERIFY2(code == KillFixture::crashed || code == KillFixture::finished, std::to_string(code).c_str());
        const std::string broken = test.brokenPromise(0);
        QVERIFY2(broken.empty(), fmt::format("death at write {}: {}", point, broken).c_str());
        const std::string resume = test.brokenResume();
        QVERIFY2(resume.empty(), fmt::format("death at write {}: {}", point, resume).c_str());
    }
    // Two shards of three files and the manifest, each opened, written, flushed, closed, renamed, its folder flushed.
    QVERIFY2(point - 1 >= 42, std::to_string(point).c_str());
}

void KillTest::failureAtEveryWrite_data()
{
    QTest::addColumn<QString>("fault");
    QTest::newRow("the disk is full, once") << "ENOSPC";
    QTest::newRow("the disk is full from then on") << "+ENOSPC";
    QTest::newRow("the disk fails, once") << "EIO";
    QTest::newRow("a write is cut short") << "SHORT";
}

void KillTest::failureAtEveryWrite()
{
    QFETCH(QString, fault);
    const bool harmless = fault == "SHORT";
    KillFixture test(30, {});
    int point = 0;
    bool fired = true;
    for (; fired && point < 60; ++point) {
        test.startOver();
        const int code =
            test.run("features", "SPARSESCOPE_FAIL_AT_IO", fmt::format("{}:{}", point + 1, fault.toStdString()));
        fired = harmless || code != KillFixture::finished;
        if (fired && !harmless) {
            QCOMPARE(code, int(KillFixture::failedInWords));
            QVERIFY2(test.sentence().starts_with("Cannot "), test.sentence().c_str());
        }
        const std::string broken = test.brokenPromise(0);
        QVERIFY2(broken.empty(), fmt::format("{} at write {}: {}", fault.toStdString(), point + 1, broken).c_str());
        QVERIFY(!harmless || test.store().complete());
        const std::string resume = test.brokenResume();
        QVERIFY2(resume.empty(), fmt::format("{} at write {}: {}", fault.toStdString(), point + 1, resume).c_str());
    }
    QVERIFY2(harmless || (point - 1 >= 42 && point < 60), std::to_string(point).c_str());
}

void KillTest::aFullDiskIsSaidWithNumbers()
{
    KillFixture test(60, {});
    // The third shard's features: earlier ones stay.
    QCOMPARE(test.run("features", "SPARSESCOPE_FAIL_AT_IO", "38:+ENOSPC"), int(KillFixture::failedInWords));
    QVERIFY2(test.sentence().find("2_features.npy\": No space left on device. ") != std::string::npos,
             test.sentence().c_str());
    QVERIFY2(test.sentence().find(" are free there; free some space and try again.") != std::string::npos,
             test.sentence().c_str());
    QCOMPARE(test.validShards(), 2);
    QCOMPARE(test.brokenResume(), std::string());
}

QTEST_GUILESS_MAIN(KillTest)
#include "kill_test.moc"
