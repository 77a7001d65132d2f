// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/selection.h"

#include <QSignalSpy>
#include <QTest>

using namespace sparsescope::ui;

class SelectionTest : public QObject
{
    Q_OBJECT

private slots:
    void backReturnsToWhatWasLookedAt();
    void forwardUndoesBack();
    void aNewStepForgetsWhatLayAhead();
    void draggingAlongThePathIsOneStep();
    void correctionsLeaveNoTrace();
    void goingNowhereIsNoStep();
};

namespace {

Focus classFocus(int klass)
{
    Focus focus;
    focus.klass = klass;
    return focus;
}

}  // namespace

void SelectionTest::backReturnsToWhatWasLookedAt()
{
    LinkedSelection selection;
    selection.reset(classFocus(1));
    auto feature = classFocus(1);
    feature.page = PageId::Feature;
    feature.feature = 812;
    selection.go(feature);
    selection.go(classFocus(2));
    selection.back();
    QCOMPARE(selection.focus(), feature);
    selection.back();
    QCOMPARE(selection.focus(), classFocus(1));
    QVERIFY(!selection.canGoBack());
    selection.back();
    QCOMPARE(selection.focus(), classFocus(1));
}

void SelectionTest::forwardUndoesBack()
{
    LinkedSelection selection;
    selection.go(classFocus(1));
    selection.go(classFocus(2));
    selection.back();
    selection.forward();
    QCOMPARE(selection.focus(), classFocus(2));
    QVERIFY(!selection.canGoForward());
}

void SelectionTest::aNewStepForgetsWhatLayAhead()
{
    LinkedSelection selection;
    selection.go(classFocus(1));
    selection.go(classFocus(2));
    selection.back();
    selection.go(classFocus(3));
    QVERIFY(!selection.canGoForward());
    selection.back();
    QCOMPARE(selection.focus(), classFocus(1));
}

void SelectionTest::draggingAlongThePathIsOneStep()
{
    LinkedSelection selection;
    selection.reset(classFocus(1));
    auto focus = classFocus(1);
    for (int point = 0; point < 50; ++point) {
        focus.path = point;
        selection.go(focus);
    }
    QCOMPARE(selection.focus().path, 49);
    selection.back();
    QCOMPARE(selection.focus(), classFocus(1));
    QVERIFY(!selection.canGoBack());
}

void SelectionTest::correctionsLeaveNoTrace()
{
    LinkedSelection selection;
    QSignalSpy changes(&selection, &LinkedSelection::changed);
    selection.correct(classFocus(5));
    QCOMPARE(changes.size(), 1);
    QVERIFY(!selection.canGoBack());
}

void SelectionTest::goingNowhereIsNoStep()
{
    LinkedSelection selection;
    selection.go(classFocus(1));
    QSignalSpy changes(&selection, &LinkedSelection::changed);
    selection.go(classFocus(1));
    QCOMPARE(changes.size(), 0);
}

QTEST_GUILESS_MAIN(SelectionTest)
#include "selection_test.moc"
