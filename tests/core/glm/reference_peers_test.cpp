// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "reference_cases.h"

#include <QTest>

using namespace sparsescope;
using nlohmann::json;

namespace {

PathOptions optionsOf(const json& entry)
{
    const std::string family = entry["family"];
    PathOptions options;
    options.family = family == "gaussian" ? Family::Gaussian : family == "binomial" ? Family::Binomial : Family::Multinomial;
    options.alpha = entry["alpha"];
    options.lambdas = entry["lambdas"].get<std::vector<double>>();
    options.grouped = entry["grouped"];
    options.standardize = entry["standardize"];
    options.tolerance = 1e-9;
    return options;
}

Result<PathResult> fitted(const json& entry)
{
    const FeatureMatrix features = matrixOf(entry["X"]);
    const bool gaussian = entry["family"] == "gaussian";
    const Labels labels = gaussian ? Labels() : entry["y"].get<Labels>();
    const auto targets = gaussian ? entry["y"].get<std::vector<double>>() : std::vector<double>();
    const GlmData data{features, labels, entry["classes"], targets, entry["weights"].get<std::vector<double>>()};
    Progress progress;
    return fitPath(data, {}, optionsOf(entry), progress);
}

}  // namespace

/// Against paths by R's glmnet, with which scikit-learn agrees; see make_glmnet_reference.py beside the numbers.
class ReferencePeersTest : public QObject {
    Q_OBJECT

private slots:
    void agreesWithGlmnet_data()
    {
        QTest::addColumn<int>("row");
        int row = 0;
        for (const json& entry : readReferenceCases("glmnet.json"))
            QTest::newRow(entry["name"].get<std::string>().c_str()) << row++;
    }

    void agreesWithGlmnet()
    {
        QFETCH(int, row);
        const json entry = readReferenceCases("glmnet.json")[static_cast<std::size_t>(row)];
        const Result<PathResult> result = fitted(entry);
        QVERIFY2(result.ok(), result.failed() ? result.error().message.c_str() : "");
        QCOMPARE(result->points.size(), entry["points"].size());
        for (std::size_t i = 0; i < result->points.size(); ++i) {
            const double difference = largestDifference(result->points[i].head, entry["points"][i]);
            const auto message = QStringLiteral("λ %1: largest difference %2").arg(result->points[i].lambda).arg(difference);
            QVERIFY2(difference < 2e-6, qPrintable(message));
        }
    }
};

QTEST_GUILESS_MAIN(ReferencePeersTest)
#include "reference_peers_test.moc"
