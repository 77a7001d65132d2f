// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "resume_fixture.h"

#include "base/random.h"

using namespace sparsescope;
using namespace sparsescope::fixtures;

class ResumeSlowTest : public QObject {
    Q_OBJECT

private slots:
    void everyTenthPoint_data()
    {
        QTest::addColumn<int>("kind");
        for (std::size_t i = 0; i < resumeCases().size(); ++i)
            QTest::newRow(resumeCases()[i].name) << static_cast<int>(i);
    }

    void everyTenthPoint()
    {
        QFETCH(int, kind);
        ResumeFixture test(resumeCases()[static_cast<std::size_t>(kind)], 100);
        for (int last = 0; last < 100; last += 10)
            for (const bool killed : {false, true}) {
                test.startOver();
                killed ? test.killAfter(last) : test.stopAfter(last);
                QCOMPARE(test.pointsOnDisk(), last + 1);
                QVERIFY(test.fit());
                const std::string difference = test.difference();
                QVERIFY2(difference.empty(),
                         fmt::format("{} after {}: {}", killed ? "killed" : "stopped", last, difference).c_str());
            }
    }

    void fiftyRandomKills()
    {
        ResumeFixture test(resumeCases().front(), 100);
        Random random(7);
        test.startOver();
        int before = 0;
        for (int kill = 0; kill < 50; ++kill) {
            test.killIn(std::chrono::microseconds(500 + random.below(30'000)));
            const int now = test.pointsOnDisk();
            QVERIFY2(now >= before, "a kill lost points");
            before = now;
            if (now == 100) {
                QVERIFY2(test.fit() && test.difference().empty(), test.difference().c_str());
                test.startOver();
                before = 0;
            }
        }
        QVERIFY(test.fit());
        QVERIFY2(test.difference().empty(), test.difference().c_str());
    }
};

QTEST_GUILESS_MAIN(ResumeSlowTest)
#include "resume_slow_test.moc"
