// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/parallel.h"
#include "base/progress.h"

#include <QtTest>

#include <atomic>
#include <thread>

using namespace sparsescope;

class ProgressTest : public QObject {
    Q_OBJECT

private slots:
    void theFirstAndLastUnitsAreReported();
    void reportsAreThrottled();
    void workTakenOverDoesNotCountTowardsTheRate();
    void aStopIsSeen();
    void threadsMayReportTogether();
    void chunksCoverEverythingOnce_data();
    void chunksCoverEverythingOnce();
    void theFirstExceptionOfAThreadIsRethrown();
};

void ProgressTest::theFirstAndLastUnitsAreReported()
{
    std::vector<ProgressUpdate> updates;
    Progress progress([&](const ProgressUpdate& update) { updates.push_back(update); });
    progress.beginStage("Testing", 3, "rows");
    for (int i = 0; i < 3; ++i)
        progress.advance();
    QCOMPARE(updates.size(), std::size_t(2));
    QCOMPARE(updates[0].stage, std::string("Testing"));
    QCOMPARE(updates[0].done, std::int64_t(0));
    QCOMPARE(updates[1].done, std::int64_t(3));
    QCOMPARE(updates[1].fraction(), 1.0);
    QCOMPARE(ProgressUpdate{}.fraction(), 0.0);
}

void ProgressTest::reportsAreThrottled()
{
    int reports = 0;
    Progress progress([&](const ProgressUpdate&) { ++reports; });
    progress.beginStage("Testing", 1'000'000, "rows");
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 1'000'000; ++i)
        progress.advance();
    const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count() / 100;
    QVERIFY2(reports <= tenths + 2, qPrintable(QString("%1 reports in %2 tenths").arg(reports).arg(tenths)));
}

void ProgressTest::workTakenOverDoesNotCountTowardsTheRate()
{
    ProgressUpdate last;
    Progress progress([&](const ProgressUpdate& update) { last = update; });
    progress.beginStage("Testing", 1'000, "rows");
    progress.skipDone(990);
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
    progress.advance(5);
    progress.advance(5);
    QCOMPARE(last.done, std::int64_t(1'000));
    QVERIFY2(last.perSecond > 0 && last.perSecond <= 40, qPrintable(QString::number(last.perSecond)));
    QCOMPARE(last.secondsLeft, 0.0);
}

void ProgressTest::aStopIsSeen()
{
    std::stop_source stop;
    Progress progress({}, stop.get_token());
    QVERIFY(!progress.stopRequested());
    stop.request_stop();
    QVERIFY(progress.stopRequested());
    QVERIFY(!Progress().stopRequested());
}

void ProgressTest::threadsMayReportTogether()
{
    std::atomic<std::int64_t> last = 0;
    Progress progress([&](const ProgressUpdate& update) { last = update.done; });
    progress.beginStage("Testing", 40'000, "rows");
    parallelFor(40'000, 4, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            progress.advance();
    });
    QCOMPARE(last.load(), std::int64_t(40'000));
}

void ProgressTest::chunksCoverEverythingOnce_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("threads");
    QTest::newRow("nothing") << 0 << 4;
    QTest::newRow("fewer than threads") << 3 << 8;
    QTest::newRow("not a multiple") << 1001 << 4;
    QTest::newRow("one thread") << 10 << 1;
    QTest::newRow("no thread asked for") << 10 << 0;
}

void ProgressTest::chunksCoverEverythingOnce()
{
    QFETCH(int, count);
    QFETCH(int, threads);
    std::vector<std::atomic<int>> visits(static_cast<std::size_t>(count));
    parallelFor(visits.size(), threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            ++visits[i];
    });
    for (const auto& visit : visits)
        QCOMPARE(visit.load(), 1);
    QVERIFY(availableCores() >= 1);
}

void ProgressTest::theFirstExceptionOfAThreadIsRethrown()
{
    const auto fail = [] {
        parallelFor(100, 4, [](std::size_t begin, std::size_t) {
            if (begin > 0)
                throw std::runtime_error("from a thread");
        });
    };
    QVERIFY_EXCEPTION_THROWN(fail(), std::runtime_error);
}

QTEST_GUILESS_MAIN(ProgressTest)
#include "progress_test.moc"
