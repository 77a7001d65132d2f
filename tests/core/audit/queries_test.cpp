// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_data.h"
#include "audit/audit.h"
#include "support/synthetic_audit.h"

#include <QtTest>

#include <cmath>

using namespace sparsescope;

namespace {

std::shared_ptr<const HeadAnalysis> analysed(const SyntheticOptions& options, int index = -1)
{
    Progress silent;
    const auto data = syntheticData(options);
    if (!data.ok())
        return nullptr;
    const auto head = analyseHead(data.value(), index, silent);
    return head.ok() ? head.value() : nullptr;
}

/// The prediction of one row in the plainest way.
int plainPrediction(const HeadAnalysis& head, std::int64_t row, std::vector<double>* logitsOut = nullptr)
{
    const Standardization& scale = head.data().pieces().scale;
    const SparseHead& sparse = head.head();
    std::vector<double> scores;
    for (int k = 0; k < sparse.classCount(); ++k) {
        double score = sparse.bias[static_cast<std::size_t>(k)];
        for (int j = 0; j < sparse.features; ++j)
            score += sparse.weight(k, j)
                * (static_cast<double>(head.data().pieces().table.features(row, j)) - scale.mean[static_cast<std::size_t>(j)])
                / scale.deviation[static_cast<std::size_t>(j)];
        scores.push_back(score);
    }
    if (logitsOut != nullptr)
        *logitsOut = scores;
    return static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

}  // namespace

class QueriesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_head = analysed({});
        QVERIFY(m_head != nullptr);
    }

    void predictionsAreTheLargestLogits()
    {
        for (std::int64_t row = 0; row < m_head->data().rowCount(); ++row)
            QCOMPARE(m_head->predicted(row), plainPrediction(*m_head, row));
    }

    void skippedPicturesShiftNoLabel()
    {
        const AuditData& data = m_head->data();
        QCOMPARE(data.rowCount(), 6 * 40 - 2);
        for (std::int64_t row = 0; row < data.rowCount(); ++row)
            QCOMPARE(data.item(row).path, fmtPath(data.pieces().table.rowItem[static_cast<std::size_t>(row)]));
    }

    void classListCountsRecallAndAgreement()
    {
        const ClassList list = classList(*m_head);
        const AuditData& data = m_head->data();
        QCOMPARE(list.evaluated, Split::Test);
        double right = 0;
        double rows = 0;
        for (const ClassRow& row : list.rows) {
            double classRight = 0;
            double agreeing = 0;
            double count = 0;
            for (std::int64_t r = 0; r < data.rowCount(); ++r) {
                if (data.label(r) != row.id || data.split(r) != Split::Test)
                    continue;
                ++count;
                classRight += m_head->predicted(r) == row.id;
                agreeing += m_head->predicted(r) == data.pieces().originalPredictions[static_cast<std::size_t>(r)];
            }
            QCOMPARE(row.accuracy, classRight / count);
            QCOMPARE(row.agreement.value(), agreeing / count);
            QCOMPARE(row.features, m_head->head().nonZeros(row.id));
            right += classRight;
            rows += count;
        }
        QCOMPARE(list.accuracy, right / rows);
    }

    void confusionCountsEveryEvaluatedRowOnce()
    {
        const ConfusionView view = confusion(*m_head);
        std::int64_t all = 0;
        std::int64_t diagonal = 0;
        for (std::size_t truth = 0; truth < view.counts.size(); ++truth) {
            for (std::size_t predicted = 0; predicted < view.counts.size(); ++predicted) {
                all += view.counts[truth][predicted];
                const auto cell = cellExamples(*m_head, static_cast<int>(truth), static_cast<int>(predicted));
                QCOMPARE(static_cast<std::int64_t>(cell.size()), view.counts[truth][predicted]);
            }
            diagonal += view.counts[truth][truth];
        }
        QCOMPARE(all, view.rows);
        QCOMPARE(view.errors, all - diagonal);
        QVERIFY(view.errors > 0);
        QCOMPARE(static_cast<std::int64_t>(cellExamples(*m_head, -1, -1).size()), view.errors);
    }

    void cellsAreSortedByConfidence()
    {
        const auto errors = cellExamples(*m_head, -1, -1);
        for (std::size_t i = 1; i < errors.size(); ++i)
            QVERIFY(m_head->confidence(errors[i - 1].row) >= m_head->confidence(errors[i].row));
        for (const ExampleRef& error : errors)
            QVERIFY(error.predicted != error.label);
    }

    void barsAddUpToTheLogit()
    {
        for (std::int64_t row = 0; row < m_head->data().rowCount(); row += 7) {
            const auto view = exampleView(*m_head, row);
            QVERIFY(view.ok());
            std::vector<double> scores;
            plainPrediction(*m_head, row, &scores);
            for (const LogitExplanation* side : {&view->predicted, &view->truth}) {
                double sum = side->bias;
                for (const Contribution& part : side->parts)
                    sum += part.part;
                QVERIFY(std::abs(sum - side->logit) <= 1e-9);
                QVERIFY(std::abs(side->logit - scores[static_cast<std::size_t>(side->klass)]) <= 1e-9);
            }
            double total = 0;
            for (const double score : scores)
                total += std::exp(score);
            QVERIFY(std::abs(view->predicted.probability - std::exp(view->predicted.logit) / total) <= 1e-9);
            QCOMPARE(view->ranking.front().klass, view->example.predicted);
            QCOMPARE(view->originalPrediction.has_value(), true);
        }
    }

    void classViewShowsEveryWeightLargestFirst()
    {
        const ClassView view = classView(*m_head, 2);
        QCOMPARE(static_cast<int>(view.bars.size()), m_head->head().nonZeros(2));
        QVERIFY(!view.bars.empty());
        for (std::size_t i = 0; i < view.bars.size(); ++i) {
            const WeightBar& bar = view.bars[i];
            QCOMPARE(bar.weight, m_head->head().weight(2, bar.feature));
            if (i > 0)
                QVERIFY(std::abs(view.bars[i - 1].weight) >= std::abs(bar.weight));
            for (const auto& other : bar.alsoUsedBy)
                QVERIFY(other.klass != 2 && m_head->head().weight(other.klass, bar.feature) == other.weight);
            const auto expected = extremeRows(m_head->data().pieces().table.features, bar.feature, 8, true);
            QCOMPARE(bar.best.size(), expected.size());
            for (std::size_t b = 0; b < expected.size(); ++b)
                QCOMPARE(bar.best[b].row, expected[b]);
        }
    }

    /// Biases and weights of the dense view give the logits of the network's own head.
    void aDenseClassHasTheNetworksOwnLogits()
    {
        const AuditPieces& pieces = m_head->data().pieces();
        const OriginalHead& own = pieces.ownHead->head;
        const DenseClassView view = denseClass(*m_head, 2, own.features);
        QVERIFY(view.missing.empty());
        QCOMPARE(static_cast<int>(view.bars.size()), view.features);
        QVERIFY(std::abs(view.shownShare - 1) < 1e-12);
        for (const std::int64_t row : {0, 57, 199}) {
            double direct = static_cast<double>(own.bias[2]);
            for (int j = 0; j < own.features; ++j)
                direct += static_cast<double>(own.weight[static_cast<std::size_t>(2 * own.features + j)])
                    * static_cast<double>(pieces.table.features(row, j));
            double told = view.bias;
            for (const WeightBar& bar : view.bars) {
                const auto j = static_cast<std::size_t>(bar.feature);
                told += bar.weight * (static_cast<double>(pieces.table.features(row, bar.feature)) - pieces.scale.mean[j])
                    / pieces.scale.deviation[j];
            }
            QVERIFY2(std::abs(direct - told) < 1e-5 * std::max(1.0, std::abs(direct)), qPrintable(QString::number(direct - told)));
        }
    }

    void aDenseClassStandsBesideTheSparseOne()
    {
        const DenseClassView view = denseClass(*m_head, 1);
        QCOMPARE(static_cast<int>(view.bars.size()), std::min(view.features, std::max(10, m_head->head().nonZeros(1))));
        int shared = 0;
        for (std::size_t i = 0; i < view.bars.size(); ++i) {
            QVERIFY(i == 0 || std::abs(view.bars[i].weight) <= std::abs(view.bars[i - 1].weight));
            QCOMPARE(*view.bars[i].sparseWeight, m_head->head().weight(1, view.bars[i].feature));
            QVERIFY(!view.bars[i].best.empty());
            shared += *view.bars[i].sparseWeight != 0;
        }
        QCOMPARE(view.shared, shared);
        SyntheticOptions options;
        options.originalHead = false;
        const DenseClassView none = denseClass(*analysed(options), 1);
        QVERIFY(none.bars.empty());
        QVERIFY(!none.missing.empty());
    }

    void featureViewListsUsersAndExtremes()
    {
        const FeatureView view = featureView(*m_head, 2);
        std::size_t users = 0;
        for (int k = 0; k < m_head->head().classCount(); ++k)
            users += m_head->head().weight(k, 2) != 0.0;
        QCOMPARE(view.classes.size(), users);
        QVERIFY(view.most.front().activation >= view.most.back().activation);
        QVERIFY(view.least.front().activation <= view.least.back().activation);
        QCOMPARE(view.most.front().activation, view.health.maximum);
        std::int64_t counted = 0;
        for (const std::int64_t bin : view.histogram.counts)
            counted += bin;
        QCOMPARE(counted, m_head->data().rowCount());
    }

    void featureListKnowsDeadConstantAndDuplicate()
    {
        const auto list = featureList(*m_head);
        QCOMPARE(list.size(), std::size_t{64});
        QVERIFY(list[61].health.dead);
        QVERIFY(list[62].health.constant);
        QCOMPARE(list[63].health.duplicateOf, 0);
    }

    void aRowThatIsNotThereIsAnError()
    {
        QCOMPARE(exampleView(*m_head, -1).error().code, std::string("E-AUDIT-004"));
        QCOMPARE(exampleView(*m_head, 100000).error().code, std::string("E-AUDIT-004"));
        QVERIFY(classView(*m_head, 99).bars.empty());
        QVERIFY(featureView(*m_head, -5).most.empty());
    }

    void aPointThatIsNotThereIsAnError()
    {
        Progress silent;
        const auto data = syntheticData({});
        QVERIFY(data.ok());
        QCOMPARE(analyseHead(data.value(), 20, silent).error().code, std::string("E-AUDIT-006"));
    }

    void aHeadOfAllZerosPredictsOneClassEverywhere()
    {
        const auto head = analysed({}, 0);
        QVERIFY(head != nullptr);
        QCOMPARE(head->head().usedFeatures().size(), std::size_t{0});
        for (std::int64_t row = 0; row < head->data().rowCount(); ++row)
            QCOMPARE(head->predicted(row), 0);
        QVERIFY(classView(*head, 1).bars.empty());
        QVERIFY(featureView(*head, 0).classes.empty());
    }

    void aStopCancelsTheAnalysis()
    {
        std::stop_source source;
        source.request_stop();
        Progress stopped(nullptr, source.get_token());
        const auto data = syntheticData({});
        QVERIFY(data.ok());
        QVERIFY(analyseHead(data.value(), -1, stopped).cancelled());
    }

    void classesMatchOnlyByName_data()
    {
        QTest::addColumn<QStringList>("keys");
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<QStringList>("model");
        QTest::addColumn<int>("modelClasses");
        QTest::addColumn<bool>("said");
        QTest::addColumn<QList<int>>("expected");
        const QStringList ab{"a", "b"};
        QTest::newRow("the same names in another order") << ab << ab << QStringList{"b", "a"} << 2 << false << QList<int>{1, 0};
        QTest::newRow("names instead of keys") << QStringList{"n1", "n2"} << ab << ab << 2 << false << QList<int>{0, 1};
        QTest::newRow("some of the network's classes") << ab << ab << QStringList{"x", "b", "a"} << 3 << false << QList<int>{2, 1};
        QTest::newRow("one class is not the network's") << ab << ab << QStringList{"a", "c"} << 2 << false << QList<int>{};
        QTest::newRow("the network has a name twice") << ab << ab << QStringList{"a", "b", "a"} << 3 << false << QList<int>{};
        QTest::newRow("equal counts without names prove nothing") << ab << ab << QStringList{} << 2 << false << QList<int>{};
        QTest::newRow("equal counts and the person says so") << ab << ab << QStringList{} << 2 << true << QList<int>{0, 1};
        QTest::newRow("the person says so but the counts differ") << ab << ab << QStringList{} << 3 << true << QList<int>{};
        QTest::newRow("two classes of one name") << ab << QStringList{"z", "z"} << QStringList{"z", "y"} << 2 << false << QList<int>{};
    }

    void classesMatchOnlyByName()
    {
        QFETCH(QStringList, keys);
        QFETCH(QStringList, names);
        QFETCH(QStringList, model);
        QFETCH(int, modelClasses);
        QFETCH(bool, said);
        QFETCH(QList<int>, expected);
        std::vector<DatasetClass> classes;
        for (int k = 0; k < keys.size(); ++k)
            classes.push_back({keys[k].toStdString(), names[k].toStdString(), {}});
        ModelInfo info;
        info.classes = modelClasses;
        for (const QString& name : model)
            info.classNames.push_back(name.toStdString());
        const auto match = matchClasses(classes, info, said);
        QCOMPARE(match.has_value(), !expected.isEmpty());
        if (match)
            QCOMPARE(QList<int>(match->modelClass.begin(), match->modelClass.end()), expected);
    }

    void imageNetKeysMatchByTheirSortedOrder()
    {
        std::vector<DatasetClass> classes;
        for (int k = 0; k < 1000; ++k)
            classes.push_back({QString("n%1").arg(1000000 + k, 8, 10, QChar('0')).toStdString(), "", {}});
        ModelInfo info;
        info.classes = 1000;
        QVERIFY(matchClasses(classes, info, false).has_value());
        classes[3].key = "cat";
        QVERIFY(!matchClasses(classes, info, false).has_value());
    }

    void headsOfTextEncodersMatch_data()
    {
        QTest::addColumn<QStringList>("keys");
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<int>("meaning");
        QTest::addColumn<QStringList>("model");
        QTest::addColumn<int>("outputs");
        QTest::addColumn<bool>("said");
        QTest::addColumn<QList<int>>("expected");
        const QStringList numbers{"0", "1"};
        const QStringList opinions{"negative", "positive"};
        const QStringList toxic{"not toxic", "toxic"};
        const QStringList six{"obscene", "toxic", "insult"};
        const int one = int(HeadMeaning::OneLogit);
        const int labels = int(HeadMeaning::Labels);
        const int classes = int(HeadMeaning::Classes);
        QTest::newRow("one logit and class numbers") << numbers << opinions << one << QStringList{} << 1 << false << QList<int>{-1, 0};
        QTest::newRow("one logit and other keys") << opinions << opinions << one << QStringList{} << 1 << false << QList<int>{};
        QTest::newRow("one logit, and the person says so") << opinions << opinions << one << QStringList{} << 1 << true << QList<int>{-1, 0};
        QTest::newRow("one logit with two names") << opinions << opinions << one << QStringList{"positive", "negative"} << 1 << false << QList<int>{0, -1};
        QTest::newRow("one logit and three classes") << QStringList{"0", "1", "2"} << QStringList{"a", "b", "c"} << one << QStringList{} << 1 << true << QList<int>{};
        QTest::newRow("one of several labels") << numbers << toxic << labels << six << 3 << false << QList<int>{-1, 1};
        QTest::newRow("a label that the network lacks") << numbers << QStringList{"not rude", "rude"} << labels << six << 3 << false << QList<int>{};
        QTest::newRow("a label against something else") << numbers << QStringList{"kind", "toxic"} << labels << six << 3 << false << QList<int>{};
        QTest::newRow("names in capitals") << numbers << opinions << classes << QStringList{"NEGATIVE", "POSITIVE"} << 2 << false << QList<int>{0, 1};
        QTest::newRow("class numbers without names") << numbers << opinions << classes << QStringList{} << 2 << false << QList<int>{0, 1};
        QTest::newRow("class numbers, other count") << numbers << opinions << classes << QStringList{} << 3 << false << QList<int>{};
    }

    void headsOfTextEncodersMatch()
    {
        QFETCH(QStringList, keys);
        QFETCH(QStringList, names);
        QFETCH(int, meaning);
        QFETCH(QStringList, model);
        QFETCH(int, outputs);
        QFETCH(bool, said);
        QFETCH(QList<int>, expected);
        std::vector<DatasetClass> classes;
        for (int k = 0; k < keys.size(); ++k)
            classes.push_back({keys[k].toStdString(), names[k].toStdString(), {}});
        ModelInfo info;
        info.input = ModelInfo::Input::Texts;
        info.classes = outputs;
        info.text.head = static_cast<HeadMeaning>(meaning);
        for (const QString& name : model)
            info.classNames.push_back(name.toStdString());
        const auto match = matchClasses(classes, info, said);
        QCOMPARE(match.has_value(), !expected.isEmpty());
        if (match)
            QCOMPARE(QList<int>(match->modelClass.begin(), match->modelClass.end()), expected);
    }

    void aLogitStandsAgainstZero()
    {
        const OriginalHead head{1, 2, {1.0F, -2.0F}, {0.5F}};
        FeatureMatrix features(3, 2);
        features << 1, 0, 0, 1, -1, 0;
        Progress progress;
        const auto predicted = originalPredictions(head, {{ClassMatch::zeroLogit, 0}}, features, 1, progress);
        QVERIFY(predicted.ok());
        QCOMPARE(*predicted, (std::vector<int>{1, 0, 0}));
    }

    void aThousandClassesAnswerAtAClick()
    {
        SyntheticOptions options;
        options.classes = 1000;
        options.perClass = 2;
        options.features = 2048;
        options.lambdas = 3;
        options.originalHead = false;
        options.skipped = 0;
        const auto head = analysed(options, 1);
        QVERIFY(head != nullptr);
        QElapsedTimer timer;
        timer.start();
        const ClassList list = classList(*head);
        const ClassView klass = classView(*head, 500);
        const FeatureView feature = featureView(*head, 500);
        const auto features = featureList(*head);
        const auto example = exampleView(*head, 1500);
        qInfo("five questions at 1,000 classes and 2,048 features: %lld ms", timer.elapsed());
        QCOMPARE(list.rows.size(), std::size_t{1000});
        QVERIFY(!klass.bars.empty() && example.ok() && features.size() == 2048 && !feature.most.empty());
        QVERIFY2(timer.elapsed() < 5000, "an answer to a click took seconds");
    }

private:
    static std::string fmtPath(std::int64_t item)
    {
        return QString("class_%1/picture_%2.png").arg(item / 40, 4, 10, QChar('0')).arg(item % 40, 3, 10, QChar('0')).toStdString();
    }

    std::shared_ptr<const HeadAnalysis> m_head;
};

QTEST_GUILESS_MAIN(QueriesTest)
#include "queries_test.moc"
