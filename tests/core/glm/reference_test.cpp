// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "reference_cases.h"

#include <QTest>

using namespace sparsescope;
using nlohmann::json;

/// Against solutions by scikit-learn; see make_reference.py beside the numbers.
class ReferenceTest : public QObject {
    Q_OBJECT

private slots:
    void agrees_data()
    {
        QTest::addColumn<int>("row");
        int row = 0;
        for (const json& entry : readReferenceCases("reference.json"))
            QTest::newRow(entry["name"].get<std::string>().c_str()) << row++;
    }

    void agrees()
    {
        QFETCH(int, row);
        const json entry = readReferenceCases("reference.json")[static_cast<std::size_t>(row)];
        const std::string family = entry["family"];
        const FeatureMatrix features = matrixOf(entry["X"]);
        PathOptions options;
        options.family = family == "gaussian" ? Family::Gaussian : family == "binomial" ? Family::Binomial : Family::Multinomial;
        options.alpha = entry["alpha"];
        options.lambdas = {entry["lam"].get<double>()};
        options.grouped = entry["grouped"];
        options.standardize = entry["standardize"];
        options.tolerance = 1e-9;
        const bool gaussian = options.family == Family::Gaussian;
        const Labels labels = gaussian ? Labels() : entry["y"].get<Labels>();
        const auto targets = gaussian ? entry["y"].get<std::vector<double>>() : std::vector<double>();
        const GlmData data{features, labels, entry["classes"], targets, entry["weights"].get<std::vector<double>>()};
        Progress progress;
        const auto result = fitPath(data, {}, options, progress);
        QVERIFY2(result.ok(), result.failed() ? result.error().message.c_str() : "");
        const double difference = largestDifference(result->points[0].head, entry);
        const auto message = QStringLiteral("%1: largest difference %2, KKT %3").arg(QString::fromStdString(entry["name"]))
                                 .arg(difference).arg(result->points[0].certificate.kktViolation);
        QVERIFY2(difference < 2e-6, qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(ReferenceTest)
#include "reference_test.moc"
