// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_state.h"
#include "audit/path_format.h"
#include "support/synthetic_audit.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

std::shared_ptr<const PathAnalysis> alongPath(const std::shared_ptr<const AuditData>& data)
{
    Progress silent;
    const auto path = PathAnalysis::make(data, silent);
    return path.ok() ? path.value() : nullptr;
}

/// Recall in the plainest way.
double plainRecall(const HeadAnalysis& head, int klass, Split split)
{
    double rows = 0;
    double right = 0;
    for (const std::int64_t row : head.data().rowsOfClass(klass))
        if (head.data().split(row) == split) {
            ++rows;
            right += head.predicted(row) == klass;
        }
    return right / rows;
}

}  // namespace

class ClassPathTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        SyntheticOptions options;
        options.pictures = false;
        options.lambdas = 12;
        const auto made = writeSyntheticAudit(m_folder.path().toStdString(), options);
        QVERIFY2(made.ok(), made.failed() ? made.error().message.c_str() : "");
        m_folderOfAudit = made.value();
        const auto audit = Audit::open(m_folderOfAudit);
        QVERIFY(audit.ok());
        m_audit = *audit;
        Progress silent;
        const auto data = m_audit->load(silent);
        QVERIFY(data.ok());
        m_data = *data;
    }

    void pointsTellEveryHeadsRecall()
    {
        const auto path = alongPath(m_data);
        QVERIFY(path != nullptr);
        for (const int klass : {0, 1, 5}) {
            const ClassPathView view = classPath(*path, klass);
            QCOMPARE(view.points.size(), std::size_t{12});
            for (const ClassPathView::Point& point : view.points) {
                Progress silent;
                const auto head = analyseHead(m_data, point.index, silent);
                QVERIFY(head.ok());
                QCOMPARE(point.features, (*head)->head().nonZeros(klass));
                for (const Split split : {Split::Train, Split::Validation, Split::Test})
                    QCOMPARE(point.accuracy[static_cast<std::size_t>(split)], plainRecall(**head, klass, split));
            }
        }
    }

    void tracesAreTheHeadsWeights()
    {
        const auto path = alongPath(m_data);
        const ClassPathView view = classPath(*path, 2, 1000);
        QCOMPARE(static_cast<int>(view.traces.size()), view.featuresEver);
        QVERIFY(view.featuresEver > 0);
        int counted = 0;
        for (const ClassPathView::Trace& trace : view.traces) {
            QCOMPARE(trace.weights.size(), view.points.size());
            QVERIFY(trace.weights[static_cast<std::size_t>(trace.enters)] != 0);
            for (int i = 0; i < trace.enters; ++i)
                QCOMPARE(trace.weights[static_cast<std::size_t>(i)], 0.0);
            for (std::size_t i = 0; i < view.points.size(); ++i) {
                QCOMPARE(trace.weights[i], path->points()[i].head.weight(2, trace.feature));
                counted += trace.weights[i] != 0;
            }
            QVERIFY(!trace.best.empty());
            for (const ExampleRef& example : trace.best)
                QVERIFY(example.activation <= trace.best.front().activation);
        }
        int all = 0;
        for (const ClassPathView::Point& point : view.points)
            all += point.features;
        QCOMPARE(counted, all);
    }

    void theMostImportantAreKept()
    {
        const auto path = alongPath(m_data);
        const ClassPathView all = classPath(*path, 2, 1000);
        const ClassPathView few = classPath(*path, 2, 3);
        QCOMPARE(few.traces.size(), std::min<std::size_t>(3, all.traces.size()));
        QCOMPARE(few.featuresEver, all.featuresEver);
        for (std::size_t i = 0; i < few.traces.size(); ++i)
            QCOMPARE(few.traces[i].feature, all.traces[i].feature);
        const auto sum = [](const ClassPathView::Trace& trace) {
            double total = 0;
            for (const double weight : trace.weights)
                total += std::abs(weight);
            return total;
        };
        for (std::size_t i = 1; i < all.traces.size(); ++i)
            QVERIFY(sum(all.traces[i - 1]) >= sum(all.traces[i]));
    }

    void aClassThatIsNotThereHasNoPath()
    {
        const auto path = alongPath(m_data);
        QVERIFY(classPath(*path, -1).points.empty());
        QVERIFY(classPath(*path, 6).points.empty());
    }

    void hitsAreKeptWithThePoints()
    {
        const PathStore store(m_folderOfAudit / "path");
        const auto header = store.header();
        QVERIFY(header.ok() && header->has_value());
        for (int i = 0; i < 12; ++i) {
            const auto point = store.readPoint(i, **header);
            QVERIFY(point.ok());
            for (const SplitScore& score : point->scores) {
                QCOMPARE(score.classHits.size(), std::size_t{6});
                std::int64_t rows = 0;
                for (std::int64_t row = 0; row < m_data->rowCount(); ++row)
                    rows += splitName(m_data->split(row)) == score.split;
                std::int64_t right = 0;
                for (const std::int32_t hits : score.classHits)
                    right += hits;
                QCOMPARE(score.accuracy, static_cast<double>(right) / static_cast<double>(rows));
            }
        }
    }

    void pointsWithoutHitsAreCountedAnew()
    {
        // As an older version wrote them.
        AuditPieces pieces = m_data->pieces();
        const auto load = pieces.loadPoint;
        pieces.loadPoint = [load](int index) -> Result<PathPoint> {
            SS_TRY(PathPoint point, load(index));
            for (SplitScore& score : point.scores)
                score.classHits.clear();
            return point;
        };
        const auto older = AuditData::make(std::move(pieces));
        QVERIFY(older.ok());
        const auto path = alongPath(m_data);
        const auto again = alongPath(*older);
        QVERIFY(path && again);
        for (int i = 0; i < 12; ++i)
            for (int k = 0; k < 6; ++k)
                for (const Split split : {Split::Train, Split::Validation, Split::Test})
                    QCOMPARE(again->recall(i, k, split), path->recall(i, k, split));
    }

    void hitsThatDoNotFitAreDamage()
    {
        PathHeader header;
        header.classes = 6;
        std::vector<SplitScore> scores(2);
        const auto tensors = [](std::vector<std::int32_t> hits) {
            const auto bytes = std::as_bytes(std::span(hits));
            return std::vector<NamedTensor>{{"class_hits", {DType::I32, {static_cast<std::int64_t>(hits.size())},
                                                            Bytes(bytes.begin(), bytes.end())}}};
        };
        QVERIFY(unpackHits(tensors(std::vector<std::int32_t>(11, 1)), header, scores).failed());
        QVERIFY(unpackHits(tensors(std::vector<std::int32_t>(12, -1)), header, scores).failed());
        QVERIFY(unpackHits({}, header, scores).ok());
        QVERIFY(scores[0].classHits.empty());
        QVERIFY(unpackHits(tensors({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}), header, scores).ok());
        QCOMPARE(scores[1].classHits, (std::vector<std::int32_t>{7, 8, 9, 10, 11, 12}));
    }

    void aStopEndsIt()
    {
        std::stop_source stop;
        stop.request_stop();
        Progress stopped(nullptr, stop.get_token());
        QVERIFY(PathAnalysis::make(m_data, stopped).cancelled());
    }

    void aThousandClassesAnswerAClick()
    {
        SyntheticOptions options;
        options.classes = 1000;
        options.perClass = 2;
        options.features = 2048;
        options.lambdas = 4;
        const auto data = syntheticData(options);
        QVERIFY(data.ok());
        QElapsedTimer timer;
        timer.start();
        const auto path = alongPath(*data);
        QVERIFY(path != nullptr);
        qInfo("all heads of 4 λ at 1,000 classes and 2,048 features, predicted anew: %lld ms", timer.restart());
        for (int klass = 0; klass < 100; ++klass)
            QVERIFY(!classPath(*path, klass).traces.empty());
        const double each = static_cast<double>(timer.elapsed()) / 100;
        qInfo("one class's path: %.2f ms", each);
        QVERIFY2(each < 20, "choosing a class would not feel immediate");
    }

private:
    QTemporaryDir m_folder;
    fs::path m_folderOfAudit;
    std::shared_ptr<Audit> m_audit;
    std::shared_ptr<const AuditData> m_data;
};

QTEST_GUILESS_MAIN(ClassPathTest)
#include "class_path_test.moc"
