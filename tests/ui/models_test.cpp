// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/class_list_model.h"
#include "ui/models/example_model.h"
#include "ui/models/feature_list_model.h"
#include "ui/models/problems_model.h"
#include "ui/models/tasks_model.h"
#include "ui/models/text_table_model.h"
#include "ui/models/weight_bar_model.h"
#include "ui/shell/words.h"
#include "ui/widgets/filter_table.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>

#include <limits>

using namespace sparsescope;
using namespace sparsescope::ui;
using Tester = QAbstractItemModelTester;

class ModelsTest : public QObject
{
    Q_OBJECT

private slots:
    void everyModelKeepsTheRulesOfItemModels();
    void aThousandClassesSortBySearchWithoutWaiting();
    void hostileNamesAreShownLiterally_data();
    void hostileNamesAreShownLiterally();
    void csvQuotesWhatMustBeQuoted();
    void numbersReadAsPeopleWriteThem();
};

namespace {

ClassList classes(int count)
{
    ClassList list;
    for (int i = 0; i < count; ++i) {
        ClassRow row;
        row.id = i;
        row.key = "n" + std::to_string(i);
        row.name = "class " + std::to_string((i * 7919) % count);
        row.counts = {100, 10, i};
        row.accuracy = i % 10 == 0 ? std::numeric_limits<double>::quiet_NaN() : double(i) / count;
        row.features = i % 40;
        if (i % 3)
            row.agreement = 0.5;
        list.rows.push_back(row);
    }
    return list;
}

ExampleModel::Words plainWords()
{
    const auto path = [](const ExampleRef& e) { return shown(e.path); };
    return {path, path};
}

}  // namespace

void ModelsTest::everyModelKeepsTheRulesOfItemModels()
{
    constexpr auto strict = Tester::FailureReportingMode::QtTest;
    ClassListModel classModel;
    Tester classTester(&classModel, strict);
    classModel.setList(classes(30));
    classModel.setList({});

    FeatureListModel featureModel;
    Tester featureTester(&featureModel, strict);
    featureModel.setRows(std::vector<FeatureRow>(12));
    featureModel.setProposed({{3, "round door"}, {40, "beyond the end"}});
    QCOMPARE(featureModel.index(3, FeatureListModel::Name).data().toString(), QStringLiteral("(round door)"));
    RowFilterModel filtered;
    Tester filterTester(&filtered, strict);
    filtered.setSourceModel(&featureModel);
    filtered.setKeep([](int row) { return row % 2 == 0; });
    QCOMPARE(filtered.rowCount(), 6);
    filtered.setKeep({});
    featureModel.setRows({});

    ExampleModel exampleModel(plainWords());
    Tester exampleTester(&exampleModel, strict);
    exampleModel.setExamples(std::vector<ExampleRef>(5), 3);
    exampleModel.setOverlay(-1);

    WeightBarModel barModel([](int k) { return QString::number(k); });
    Tester barTester(&barModel, strict);
    barModel.setBars(std::vector<WeightBar>(4));

    TextTableModel textModel({"a", "b"});
    Tester textTester(&textModel, strict);
    textModel.setRows({{"1", "2"}, {"3", "4"}}, {1});

    ProblemsModel problemModel;
    Tester problemTester(&problemModel, strict);
    for (int i = 0; i < 1100; ++i)
        problemModel.add({Problem::Kind::Error, "t", "m", "d", "E"});
    QCOMPARE(problemModel.rowCount(), 1000);
    problemModel.markAllRead();
    problemModel.clear();

    TasksModel taskModel;
    Tester taskTester(&taskModel, strict);
    TaskInfo task;
    for (quint64 id = 1; id < 70; ++id) {
        task.id = id;
        taskModel.add(task);
    }
    task.state = TaskState::Done;
    taskModel.update(task);
    QCOMPARE(taskModel.rowCount(), 50);
}

void ModelsTest::aThousandClassesSortBySearchWithoutWaiting()
{
    ClassListModel model;
    FilterTable table(&model, "class", "classes");
    table.resize(400, 600);
    table.show();
    QElapsedTimer clock;
    clock.start();
    model.setList(classes(1000));
    table.sortBy(ClassListModel::Accuracy, Qt::DescendingOrder);
    QCoreApplication::processEvents();
    QVERIFY2(clock.elapsed() < 400, qPrintable(QString::number(clock.elapsed())));
    clock.restart();
    table.searchBox()->setText("class 99");
    QCoreApplication::processEvents();
    QVERIFY2(clock.elapsed() < 200, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(table.view()->model()->rowCount(), 11);
}

void ModelsTest::hostileNamesAreShownLiterally_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("tip");
    QTest::newRow("markup is text") << "<b>bold</b><img src=x>" << "&lt;b&gt;bold&lt;/b&gt;&lt;img src=x&gt;";
    QTest::newRow("an ampersand is text") << "R&D &lt;" << "R&amp;D &amp;lt;";
}

void ModelsTest::hostileNamesAreShownLiterally()
{
    QFETCH(QString, name);
    QFETCH(QString, tip);
    ClassList list;
    list.rows.resize(1);
    list.rows[0].name = name.toStdString();
    ClassListModel model;
    model.setList(list);
    const auto index = model.index(0, 0);
    QCOMPARE(index.data().toString(), name);
    QVERIFY2(index.data(Qt::ToolTipRole).toString().contains(tip), qPrintable(index.data(Qt::ToolTipRole).toString()));
    QVERIFY(!index.data(Qt::ToolTipRole).toString().contains(QLatin1String("<img")));
}

void ModelsTest::csvQuotesWhatMustBeQuoted()
{
    TextTableModel model({"name", "value"});
    model.setRows({{"a,b", "say \"hi\""}, {"=cmd()", "1"}});
    QCOMPARE(csvOf(model), QStringLiteral("name,value\r\n\"a,b\",\"say \"\"hi\"\"\"\r\n'=cmd(),1\r\n"));
}

void ModelsTest::numbersReadAsPeopleWriteThem()
{
    QCOMPARE(percent(0.9123456), QStringLiteral("91.2 %"));
    QCOMPARE(percent(std::numeric_limits<double>::quiet_NaN()), QStringLiteral("–"));
    QCOMPARE(signedNumber(1.834), QStringLiteral("+1.83"));
    QCOMPARE(signedNumber(-0.55), QStringLiteral("−0.55"));
    QCOMPARE(counted(1, "class", "classes"), QStringLiteral("1 class"));
    QCOMPARE(featureTitle(812, ""), QStringLiteral("feature 812"));
}

QTEST_MAIN(ModelsTest)
#include "models_test.moc"
