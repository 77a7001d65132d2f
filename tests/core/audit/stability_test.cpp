// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_state.h"
#include "audit/fit_estimate.h"
#include "support/synthetic_audit.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <fstream>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

bool same(const StabilityView& a, const StabilityView& b)
{
    const auto equal = [](const StabilityView::Pair& x, const StabilityView::Pair& y) {
        return x.feature == y.feature && x.chosen == y.chosen && x.positive == y.positive;
    };
    if (a.resamples != b.resamples || a.point != b.point || a.anyClass != b.anyClass || a.classes.size() != b.classes.size())
        return false;
    for (std::size_t k = 0; k < a.classes.size(); ++k)
        if (!std::ranges::equal(a.classes[k], b.classes[k], equal))
            return false;
    return true;
}

std::vector<StoredPoint> pointsWithTimes(int count, double each)
{
    std::vector<StoredPoint> points;
    for (int i = 0; i < count; ++i) {
        StoredPoint point;
        point.index = i;
        point.lambda = std::pow(0.001, i / (count - 1.0));
        point.seconds = 1 + each * i;
        points.push_back(point);
    }
    return points;
}

}  // namespace

class StabilityTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        SyntheticOptions options;
        options.pictures = false;
        options.features = 24;
        options.lambdas = 8;
        const auto made = writeSyntheticAudit(m_folder.path().toStdString(), options);
        QVERIFY2(made.ok(), made.failed() ? made.error().message.c_str() : "");
        m_original = made.value();
    }

    void init()
    {
        m_copy = fs::path(m_folder.path().toStdString()) / "copy.audit";
        fs::remove_all(m_copy);
        fs::copy(m_original, m_copy, fs::copy_options::recursive);
        const auto audit = Audit::open(m_copy);
        QVERIFY(audit.ok());
        m_audit = *audit;
        m_options.resamples = 6;
        m_options.point = 5;
    }

    void countsAreThoseOfTheDraws()
    {
        const auto view = measured(m_options);
        QCOMPARE(view.resamples, 6);
        QCOMPARE(view.point, 5);
        QCOMPARE(view.kind, std::string("halves"));
        const auto fitData = state().loadFitData();
        const auto header = state().paths().header();
        const auto stored = state().paths().summary();
        QVERIFY(fitData.ok() && header.ok() && stored.ok());
        QCOMPARE(view.lambda, stored->points[5].lambda);
        PathOptions path = (*header)->options;
        path.lambdas.clear();
        for (int i = 0; i <= 5; ++i)
            path.lambdas.push_back(stored->points[static_cast<std::size_t>(i)].lambda);
        std::map<std::pair<int, int>, int> chosen, positive;
        std::vector<int> any(24, 0);
        for (int number = 0; number < 6; ++number) {
            Progress silent;
            const Resample drawn = drawResample(fitData->trainLabels, 6, ResampleKind::Halves, 0, number);
            const auto point = fitResample(fitData->problem(), drawn, path, silent);
            QVERIFY(point.ok());
            for (int k = 0; k < 6; ++k)
                for (const HeadWeight& weight : point->head.classes[static_cast<std::size_t>(k)]) {
                    ++chosen[{k, weight.feature}];
                    positive[{k, weight.feature}] += weight.weight > 0;
                }
            for (const int feature : point->head.usedFeatures())
                ++any[static_cast<std::size_t>(feature)];
        }
        std::size_t pairs = 0;
        for (int k = 0; k < 6; ++k)
            for (const StabilityView::Pair& pair : view.classes[static_cast<std::size_t>(k)]) {
                ++pairs;
                QCOMPARE(pair.chosen, (chosen[{k, pair.feature}]));
                QCOMPARE(pair.positive, (positive[{k, pair.feature}]));
            }
        QCOMPARE(pairs, chosen.size());
        QCOMPARE(view.anyClass, any);
    }

    void shareAndSignOfAWeight()
    {
        StabilityView view;
        view.resamples = 10;
        view.classes = {{{3, 8, 6}, {7, 10, 0}}};
        QCOMPARE(view.of(0, 3, 0.5).frequency, 0.8);
        QCOMPARE(view.of(0, 3, 0.5).signAgreement, 0.75);
        QCOMPARE(view.of(0, 3, -0.5).signAgreement, 0.25);
        QCOMPARE(view.of(0, 7, -1).signAgreement, 1.0);
        QCOMPARE(view.of(0, 4, 1).frequency, 0.0);
        QVERIFY(std::isnan(view.of(0, 4, 1).signAgreement));
    }

    void aStoppedMeasurementGoesOnToTheSameCounts()
    {
        const StabilityView whole = measured(m_options);
        init();
        StabilityOptions few = m_options;
        few.resamples = 2;
        measured(few);
        std::stop_source stop;
        stop.request_stop();
        Progress stopped(nullptr, stop.get_token());
        QVERIFY(m_audit->measureStability(m_options, stopped).cancelled());
        const auto firstDraw = fs::last_write_time(m_copy / "stability" / "draws" / "001.safetensors");
        QVERIFY(same(measured(m_options), whole));
        QVERIFY(fs::last_write_time(m_copy / "stability" / "draws" / "001.safetensors") == firstDraw);
    }

    void aDamagedDrawIsMadeAgain()
    {
        const StabilityView whole = measured(m_options);
        fs::resize_file(m_copy / "stability" / "draws" / "003.safetensors", 20);
        QVERIFY(same(measured(m_options), whole));
    }

    void otherOptionsStartAnew()
    {
        measured(m_options);
        StabilityOptions other = m_options;
        other.resamples = 2;
        other.seed = 1;
        QCOMPARE(measured(other).resamples, 2);
        other.kind = ResampleKind::Bootstrap;
        QCOMPARE(measured(other).kind, std::string("bootstrap"));
        QVERIFY(!fs::exists(m_copy / "stability" / "draws" / "002.safetensors"));
    }

    void questionsTellItForThatHeadAlone()
    {
        measured(m_options);
        Progress silent;
        const auto data = m_audit->load(silent);
        QVERIFY(data.ok() && (*data)->pieces().stability != nullptr);
        const auto head = m_audit->analyse(*data, 5, silent);
        const auto other = m_audit->analyse(*data, 6, silent);
        QVERIFY(head.ok() && other.ok());
        bool any = false;
        for (int k = 0; k < 6; ++k)
            for (const WeightBar& bar : classView(**head, k).bars) {
                any = true;
                QVERIFY(bar.stability.has_value());
                QVERIFY(bar.stability->frequency >= 0 && bar.stability->frequency <= 1);
            }
        QVERIFY(any);
        for (const WeightBar& bar : classView(**other, 0).bars)
            QVERIFY(!bar.stability);
        for (const FeatureRow& row : featureList(**head))
            QVERIFY(row.stability.has_value());
    }

    void anotherPathForgetsIt()
    {
        measured(m_options);
        PathOptions options = m_audit->info().settings.path;
        options.alpha = 0.5;
        Progress silent;
        QVERIFY(m_audit->fit(options, silent).ok());
        const auto data = m_audit->load(silent);
        QVERIFY(data.ok() && (*data)->pieces().stability == nullptr);
    }

    void nonsenseIsRefused()
    {
        Progress silent;
        StabilityOptions options;
        options.resamples = 0;
        QCOMPARE(m_audit->measureStability(options, silent).error().code, std::string("E-STABILITY-004"));
        options.resamples = 3;
        options.point = 99;
        QCOMPARE(m_audit->measureStability(options, silent).error().code, std::string("E-AUDIT-006"));
    }

    void aHostileRecordIsNone()
    {
        measured(m_options);
        for (const char* text : {"", "{", "{\"version\": 99}", "[]", "{\"version\":1,\"resamples\":\"x\"}"}) {
            std::ofstream(m_copy / "stability" / "stability.json", std::ios::trunc) << text;
            Progress silent;
            const auto data = m_audit->load(silent);
            QVERIFY(data.ok() && (*data)->pieces().stability == nullptr);
        }
        QCOMPARE(measured(m_options).resamples, 6);
    }

    void theCostIsToldFirstAndShrinksWithWhatIsThere()
    {
        const auto before = m_audit->estimateStability(m_options);
        QVERIFY(before.ok() && before->seconds >= 0);
        measured(m_options);
        QCOMPARE(m_audit->estimateStability(m_options)->seconds, 0.0);
    }

    void aFitIsEstimatedByEarlierTimes()
    {
        const auto points = pointsWithTimes(100, 0.5);
        PathOptions fitted;
        PathOptions wanted;
        const auto estimate = [&] { return estimateFromPoints(points, fitted, 1.0, wanted); };
        QVERIFY(std::abs(estimate() - 51) < 1);
        wanted.lambdaCount = 50;
        QVERIFY(std::abs(estimate() - 26) < 1);
        wanted.lambdaCount = 100;
        wanted.lambdaRatio = 0.0001;
        QVERIFY(std::abs(estimate() - 51) < 1);  // as many λs at the same cost
        wanted.threads = 2;
        QVERIFY(estimate() < 35);
        wanted.threads = 1;
        wanted.tolerance = 1e-5;
        QVERIFY(estimate() > 51);
        QVERIFY(estimateFromPoints({}, fitted, 1.0, wanted) < 0);
    }

    void withoutAPathTheFirstLambdasAreMeasured()
    {
        fs::remove_all(m_copy / "path");
        Progress silent;
        const auto estimate = m_audit->estimateFit(m_audit->info().settings.path, silent);
        QVERIFY(estimate.ok());
        QVERIFY(estimate->seconds >= 0);
        QVERIFY(estimate->basis.find("measured") != std::string::npos);
        QVERIFY(!fs::exists(m_copy / "path"));
    }

private:
    Audit::State& state()
    {
        m_state = std::make_unique<Audit::State>();
        m_state->folder = m_copy;
        auto store = AuditStore::open(m_copy / "audit.db");
        m_state->store = std::move(store).value();
        m_state->record = m_state->store->record().value();
        return *m_state;
    }

    StabilityView measured(const StabilityOptions& options)
    {
        Progress silent;
        auto view = m_audit->measureStability(options, silent);
        if (!view.ok())
            qFatal("%s", view.failed() ? view.error().message.c_str() : "stopped");
        return std::move(view).value();
    }

    QTemporaryDir m_folder;
    fs::path m_original;
    fs::path m_copy;
    std::shared_ptr<Audit> m_audit;
    std::unique_ptr<Audit::State> m_state;
    StabilityOptions m_options;
};

QTEST_GUILESS_MAIN(StabilityTest)
#include "stability_test.moc"
