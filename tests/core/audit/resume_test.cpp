// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "resume_fixture.h"

using namespace sparsescope::fixtures;

class ResumeTest : public QObject {
    Q_OBJECT

private slots:
    void aStoppedOrKilledFitGoesOnToTheSameBits_data()
    {
        QTest::addColumn<int>("kind");
        for (std::size_t i = 0; i < resumeCases().size(); ++i)
            QTest::newRow(resumeCases()[i].name) << static_cast<int>(i);
    }

    void aStoppedOrKilledFitGoesOnToTheSameBits()
    {
        QFETCH(int, kind);
        ResumeFixture test(resumeCases()[static_cast<std::size_t>(kind)], 25);
        for (const int last : {0, 1, 10, 20}) {
            test.startOver();
            last == 10 ? test.stopAfter(last) : test.killAfter(last);
            QCOMPARE(test.pointsOnDisk(), last + 1);
            QVERIFY(test.fit());
            const std::string difference = test.difference();
            QVERIFY2(difference.empty(), fmt::format("after {}: {}", last, difference).c_str());
        }
    }

    void aFitThatIsKilledAgainAndAgainGetsThere()
    {
        ResumeFixture test(resumeCases().front(), 25);
        test.startOver();
        for (int last = 3; last < 25; last += 7) {
            test.killAfter(last);
            QCOMPARE(test.pointsOnDisk(), last + 1);
        }
        QVERIFY(test.fit());
        const std::string difference = test.difference();
        QVERIFY2(difference.empty(), difference.c_str());
    }
};

QTEST_GUILESS_MAIN(ResumeTest)
#include "resume_test.moc"
