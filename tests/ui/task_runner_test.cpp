// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/task_runner.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <stdexcept>
#include <thread>

using namespace sparsescope;
using namespace sparsescope::ui;

class TaskRunnerTest : public QObject
{
    Q_OBJECT

private slots:
    void theValueComesHomeOnTheWindowsThread();
    void theNewestRunOfASlotWins();
    void nothingIsDeliveredAfterTheContextHasDied();
    void aStopEndsTheJobWithinASecondAndIsNoProblem();
    void aStoppedJobMayStillGiveWhatItHas();
    void anErrorBecomesAProblem();
    void anExceptionBecomesAProblem();
    void partsArriveInOrderBeforeTheResult();
    void workOnOneLaneNeverOverlaps();
    void theRunnerWaitsForItsJobsWhenItDies();
};

namespace {

Result<int> loopUntilStopped(Progress& progress)
{
    for (int i = 0; i < 10000 && !progress.stopRequested(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return Cancelled{};
}

}  // namespace

void TaskRunnerTest::theValueComesHomeOnTheWindowsThread()
{
    TaskRunner runner;
    int value = 0;
    QThread* jobThread = nullptr;
    QThread* doneThread = nullptr;
    runner.run(
        this, {"count"},
        [&](Progress&) -> Result<int> {
            jobThread = QThread::currentThread();
            return 42;
        },
        [&](int got) {
            doneThread = QThread::currentThread();
            value = got;
        });
    QTRY_COMPARE(value, 42);
    QCOMPARE(doneThread, QThread::currentThread());
    QVERIFY(jobThread != QThread::currentThread());
    QVERIFY(runner.idle());
}

void TaskRunnerTest::theNewestRunOfASlotWins()
{
    TaskRunner runner;
    std::vector<int> delivered;
    for (int i = 0; i < 20; ++i)
        runner.run(
            this, {"look", "slot"},
            [i](Progress&) -> Result<int> {
                std::this_thread::sleep_for(std::chrono::milliseconds(20 - i));
                return i;
            },
            [&](int value) { delivered.push_back(value); });
    QTRY_VERIFY(runner.idle());
    QCOMPARE(delivered, std::vector<int>{19});
}

void TaskRunnerTest::nothingIsDeliveredAfterTheContextHasDied()
{
    TaskRunner runner;
    bool delivered = false;
    auto context = std::make_unique<QObject>();
    runner.run(
        context.get(), {"look"}, [](Progress&) -> Result<int> { return 1; }, [&](int) { delivered = true; });
    context.reset();
    QTRY_VERIFY(runner.idle());
    QVERIFY(!delivered);
}

void TaskRunnerTest::aStopEndsTheJobWithinASecondAndIsNoProblem()
{
    TaskRunner runner;
    QSignalSpy problems(&runner, &TaskRunner::problem);
    bool cancelled = false;
    const auto id = runner.run(
        this, {"loop"}, loopUntilStopped, [](int) { QFAIL("a stopped job has no value"); },
        [&](const Failure& failure) { cancelled = std::holds_alternative<Cancelled>(failure); });
    QTest::qWait(20);
    QElapsedTimer clock;
    clock.start();
    runner.stop(id);
    QTRY_VERIFY(cancelled);
    QVERIFY(clock.elapsed() < 1000);
    QCOMPARE(problems.size(), 0);
}

void TaskRunnerTest::aStoppedJobMayStillGiveWhatItHas()
{
    TaskRunner runner;
    int kept = 0;
    const auto id = runner.run(
        this, {"fit"},
        [](Progress& progress) -> Result<int> {
            int points = 0;
            while (!progress.stopRequested()) {
                ++points;
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
            return points;
        },
        [&](int points) { kept = points; });
    QTest::qWait(30);
    runner.stop(id);
    QTRY_VERIFY(kept > 0);
}

void TaskRunnerTest::anErrorBecomesAProblem()
{
    TaskRunner runner;
    std::vector<Error> problems;
    connect(&runner, &TaskRunner::problem, this,
            [&](const Error& error, const QString&) { problems.push_back(error); });
    runner.run(
        this, {"open"},
        [](Progress&) -> Result<int> {
            return Error{"E-X-001", "It is not there.", "deep"};
        },
        [](int) {});
    QTRY_COMPARE(problems.size(), 1U);
    QCOMPARE(problems[0].code, "E-X-001");
    QCOMPARE(problems[0].details, "deep");
}

void TaskRunnerTest::anExceptionBecomesAProblem()
{
    TaskRunner runner;
    std::vector<Error> problems;
    connect(&runner, &TaskRunner::problem, this,
            [&](const Error& error, const QString&) { problems.push_back(error); });
    runner.run(
        this, {"open"}, [](Progress&) -> Result<int> { throw std::runtime_error("boom"); }, [](int) {});
    QTRY_COMPARE(problems.size(), 1U);
    QVERIFY(problems[0].message.find("boom") != std::string::npos);
}

void TaskRunnerTest::partsArriveInOrderBeforeTheResult()
{
    TaskRunner runner;
    std::vector<int> seen;
    runner.run(
        this, {"fit"},
        [&](Progress&, const TaskRunner::Deliver& deliver) -> Result<int> {
            for (int i = 0; i < 100; ++i)
                deliver([&seen, i] { seen.push_back(i); });
            return 100;
        },
        [&](int last) { seen.push_back(last); });
    QTRY_COMPARE(seen.size(), 101U);
    for (int i = 0; i <= 100; ++i)
        QCOMPARE(seen[std::size_t(i)], i);
}

void TaskRunnerTest::workOnOneLaneNeverOverlaps()
{
    TaskRunner runner;
    std::atomic<int> inside = 0, worst = 0;
    for (int i = 0; i < 8; ++i)
        runner.run(
            this, {"work", {}, TaskRunner::Lane::Work},
            [&](Progress&) -> Result<int> {
                worst = std::max(worst.load(), ++inside);
                std::this_thread::sleep_for(std::chrono::milliseconds(3));
                --inside;
                return 0;
            },
            [](int) {});
    QTRY_VERIFY(runner.idle());
    QCOMPARE(worst.load(), 1);
}

void TaskRunnerTest::theRunnerWaitsForItsJobsWhenItDies()
{
    std::atomic<bool> ended = false;
    {
        TaskRunner runner;
        runner.run(
            this, {"loop"},
            [&](Progress& progress) -> Result<int> {
                auto result = loopUntilStopped(progress);
                ended = true;
                return result;
            },
            [](int) {});
        QTest::qWait(20);
    }
    QVERIFY(ended);
}

QTEST_GUILESS_MAIN(TaskRunnerTest)
#include "task_runner_test.moc"
