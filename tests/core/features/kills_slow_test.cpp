// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kill_fixture.h"

class KillsTest : public QObject {
    Q_OBJECT

private slots:
    void aHundredRandomKills() { sparsescope::fixtures::killAtRandom(100, 2026); }
};

QTEST_GUILESS_MAIN(KillsTest)
#include "kills_slow_test.moc"
