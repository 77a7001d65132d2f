// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/window_fixture.h"

#include "ui/models/class_list_model.h"
#include "ui/shell/class_dock.h"
#include "ui/widgets/filter_table.h"
#include "ui/widgets/note_edit.h"
#include "ui/widgets/page_header.h"

#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QTableView>

using namespace sparsescope;
using namespace sparsescope::ui;

/// What a person writes into an audit, and what is written out of it or left out of it.
class NamingTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { isolate(m_settings.path()); }
    void init() { QTest::failOnWarning(ourWarnings()); }
    void aClassIsRenamedInPlace();
    void escapeLeavesANameAsItWas();
    void nameAndNoteOfAFeatureAreKeptTogether();
    void aNoteIsStoredThoughTheWindowCloses();
    void searchingDoesNotChoose();
    void theHeadIsExportedIntoANewFolder();
    void aDamagedPointIsAProblemThatSaysWhatToDo();
    void whatWasSkippedIsToldOnce();

private:
    static void rename(WindowFixture& fixture, const QString& name, Qt::Key end = Qt::Key_Return);
    static AuditInfo stored(const WindowFixture& fixture);

    QTemporaryDir m_settings;
};

void NamingTest::rename(WindowFixture& fixture, const QString& name, Qt::Key end)
{
    auto* page = fixture.window().pages()->currentWidget();
    QTest::keyClick(&fixture.window(), Qt::Key_F2);
    auto* box = page->findChild<PageHeader*>()->findChild<QLineEdit*>();
    QVERIFY(box->isVisible());
    box->setText(name);
    QTest::keyClick(box, end);
    QVERIFY(!box->isVisible());
    QVERIFY(fixture.waitCalm());
}

AuditInfo NamingTest::stored(const WindowFixture& fixture)
{
    const auto audit = Audit::open(fixture.audit().toStdString());
    return audit.ok() ? (*audit)->info() : AuditInfo{};
}

void NamingTest::aClassIsRenamedInPlace()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    const auto before = stored(fixture).classes[0].name;
    const int point = fixture.window().workspace().session.head().index;
    rename(fixture, "  Käsekuchen  ");
    const auto& session = fixture.window().workspace().session;
    QCOMPARE(session.className(0), QStringLiteral("Käsekuchen"));
    QCOMPARE(session.head().index, point);
    const auto* table = fixture.window().findChild<ClassDock*>()->findChild<QTableView*>();
    QVERIFY(!table->model()->match(table->model()->index(0, 0), Qt::DisplayRole, "Käsekuchen").isEmpty());
    QCOMPARE(stored(fixture).classes[0].name, std::string("Käsekuchen"));
    rename(fixture, "");
    QCOMPARE(stored(fixture).classes[0].name, before);
}

void NamingTest::escapeLeavesANameAsItWas()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    const auto before = fixture.window().workspace().session.className(0);
    rename(fixture, "something else", Qt::Key_Escape);
    QCOMPARE(fixture.window().workspace().session.className(0), before);
}

void NamingTest::nameAndNoteOfAFeatureAreKeptTogether()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    fixture.go(PageId::Feature);
    QVERIFY(fixture.waitCalm());
    auto* note = fixture.window().findChild<NoteEdit*>();
    note->setFocus();
    QTest::keyClicks(note, "fires on doors");
    rename(fixture, "round door");
    const int feature = fixture.window().workspace().selection.focus().feature;
    const auto view = featureView(*fixture.window().workspace().session.head().head, feature);
    QCOMPARE(view.name, std::string("round door"));
    QCOMPARE(view.note, std::string("fires on doors"));
    QCOMPARE(note->toPlainText(), QStringLiteral("fires on doors"));
}

void NamingTest::aNoteIsStoredThoughTheWindowCloses()
{
    int feature = -1;
    SyntheticOptions options;
    WindowFixture fixture(options);
    QVERIFY(fixture.open());
    fixture.go(PageId::Feature);
    QVERIFY(fixture.waitCalm());
    feature = fixture.window().workspace().selection.focus().feature;
    auto* note = fixture.window().findChild<NoteEdit*>();
    note->setFocus();
    QTest::keyClicks(note, "last words");
    note->finish();
    fixture.window().close();
    QVERIFY(QTest::qWaitFor([&] { return fixture.calm(); }, 10000));
    const auto audit = Audit::open(fixture.audit().toStdString());
    Progress silent;
    const auto data = (*audit)->load(silent);
    const auto head = (*audit)->analyse(*data, -1, silent);
    QCOMPARE(featureView(**head, feature).note, std::string("last words"));
}

void NamingTest::searchingDoesNotChoose()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    auto* dock = fixture.window().findChild<ClassDock*>();
    auto* table = dock->findChild<FilterTable*>();
    const auto& selection = fixture.window().workspace().selection;
    const int before = selection.focus().klass;
    const int other = before == 3 ? 2 : 3;
    table->searchBox()->setFocus();
    QTest::keyClicks(table->searchBox(), fixture.window().workspace().session.className(other));
    QVERIFY(table->view()->model()->rowCount() < 6);
    QCOMPARE(selection.focus().klass, before);
    QVERIFY(!selection.canGoBack());
    QTest::keyClick(table->searchBox(), Qt::Key_Escape);
    QVERIFY2(table->searchBox()->text().isEmpty(), "Escape empties the box before it steps back");
    QCOMPARE(table->view()->model()->rowCount(), 6);
    QCOMPARE(table->view()->currentIndex().data(IdRole).toInt(), before);
}

void NamingTest::theHeadIsExportedIntoANewFolder()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    const auto folder = fixture.folder() + "/head";
    fixture.window().workspace().session.exportHead(folder);
    QVERIFY(fixture.waitCalm());
    QVERIFY(QFile::exists(folder + "/classes.json"));
    QVERIFY(QDir(folder).entryList(QDir::Files).size() > 3);
    fixture.window().workspace().session.exportHead(folder);
    QVERIFY(fixture.waitCalm());
    QCOMPARE(fixture.window().problems().at(0).kind, Problem::Kind::Error);
    QVERIFY2(!fixture.window().problems().at(0).message.isEmpty(), "a folder that holds something is refused");
}

void NamingTest::aDamagedPointIsAProblemThatSaysWhatToDo()
{
    WindowFixture fixture({});
    QVERIFY(QFile::resize(fixture.audit() + "/path/005.safetensors", 40));
    QVERIFY(fixture.open());
    QCOMPARE(fixture.window().workspace().session.path().rows.size(), std::size_t{5});
    bool told = false;
    for (int row = 0; row < fixture.window().problems().rowCount(); ++row) {
        const auto& problem = fixture.window().problems().at(row);
        told = told || (problem.message.contains("005.safetensors") && problem.message.contains("Fit the path again"));
    }
    QVERIFY(told);
}

void NamingTest::whatWasSkippedIsToldOnce()
{
    WindowFixture fixture({});
    QVERIFY(fixture.open());
    const auto skipped = fixture.window().workspace().session.info().skipped.size();
    QVERIFY(skipped > 1);
    int told = 0;
    for (int row = 0; row < fixture.window().problems().rowCount(); ++row)
        told += fixture.window().problems().at(row).message.contains("could not be read");
    QCOMPARE(told, 1);
    fixture.window().workspace().session.choose({SelectionRule::Index, 3});
    QVERIFY(fixture.waitCalm());
    told = 0;
    for (int row = 0; row < fixture.window().problems().rowCount(); ++row)
        told += fixture.window().problems().at(row).message.contains("could not be read");
    QCOMPARE(told, 1);
}

QTEST_MAIN(NamingTest)
#include "naming_test.moc"
