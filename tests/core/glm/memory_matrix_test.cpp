// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/random.h"
#include "glm/blas.h"
#include "glm/memory_matrix.h"

#include <QtTest>

#include <Eigen/Cholesky>

using namespace sparsescope;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;

namespace {

/// Coordinates drawn with a probability, the same each time.
Pattern randomPattern(int columns, int outputs, double density, Random& random)
{
    Pattern pattern;
    for (int q = 0; q < outputs; ++q) {
        for (int c = 0; c < columns; ++c)
            if (random.uniform() < density)
                pattern.columns.push_back(c);
        pattern.closeOutput();
    }
    return pattern;
}

}  // namespace

/// The walks over the rows against plain products in double.
class MemoryMatrixTest : public QObject {
    Q_OBJECT

private slots:
    void aPassIsWhatItSays_data();
    void aPassIsWhatItSays();
    void columnOrderKeepsEveryEntry();
    void choleskyOfEverySize();

private:
    template <typename Real>
    void checkPass(int outputs, double density, int threads, double tolerance);
};

void MemoryMatrixTest::aPassIsWhatItSays_data()
{
    QTest::addColumn<int>("outputs");
    QTest::addColumn<double>("density");
    QTest::addColumn<int>("threads");
    for (const int outputs : {1, 2, 5, 61})  // 61: more than one group of outputs.
        for (const double density : {0.0, 0.05, 0.6})
            for (const int threads : {1, 2})
                QTest::addRow("%d outputs, density %g, %d threads", outputs, density, threads) << outputs << density << threads;
}

void MemoryMatrixTest::aPassIsWhatItSays()
{
    QFETCH(int, outputs);
    QFETCH(double, density);
    QFETCH(int, threads);
    checkPass<float>(outputs, density, threads, 1e-5);
    checkPass<double>(outputs, density, threads, 1e-12);
}

template <typename Real>
void MemoryMatrixTest::checkPass(int outputs, double density, int threads, double tolerance)
{
    constexpr int rows = 300;
    constexpr int columns = 70;
    Random random(7);
    FeatureMatrix features(rows, columns);
    for (Index i = 0; i < features.size(); ++i)
        features.data()[i] = static_cast<float>(random.normal());
    std::vector<int> kept(columns);
    std::iota(kept.begin(), kept.end(), 0);
    const Standardization plain{std::vector<double>(columns, 0.0), std::vector<double>(columns, 1.0)};
    const MemoryMatrix matrix(FeatureRows(features), kept, plain, 1.0, threads);

    const Pattern pattern = randomPattern(columns, outputs, density, random);
    const Pattern wanted = randomPattern(columns, outputs, density, random);
    std::vector<Real> weights(static_cast<std::size_t>(pattern.size()));
    std::vector<Real> bias(static_cast<std::size_t>(outputs));
    for (Real& number : weights)
        number = static_cast<Real>(random.normal());
    for (Real& number : bias)
        number = static_cast<Real>(random.normal());

    const auto halve = [&](int, Real* table) {
        for (int i = 0; i < outputs * blockRows; ++i)
            table[i] *= Real(0.5);
    };
    Pass<Real> pass{pattern, weights.data(), bias.data(), halve, wanted, true};
    const PassResult result = matrix.pass(pass);

    const MatrixXd x = features.cast<double>();
    MatrixXd w = MatrixXd::Zero(columns, outputs);
    forEachEntry(pattern, [&](int e, int column, int q) { w(column, q) = static_cast<double>(weights[static_cast<std::size_t>(e)]); });
    MatrixXd table = x * w;
    for (int q = 0; q < outputs; ++q)
        table.col(q).array() += static_cast<double>(bias[static_cast<std::size_t>(q)]);
    table *= 0.5;
    const MatrixXd gradient = x.transpose() * table;
    const double size = 1 + gradient.cwiseAbs().maxCoeff();
    forEachEntry(wanted, [&](int e, int column, int q) { QVERIFY(std::abs(result.gradient[e] - gradient(column, q)) <= tolerance * size); });
    QVERIFY((result.everywhere - gradient).cwiseAbs().maxCoeff() <= 1e-5 * size);
}

void MemoryMatrixTest::columnOrderKeepsEveryEntry()
{
    Random random(3);
    const Pattern pattern = randomPattern(40, 100, 0.3, random);
    const ColumnOrder order = byColumn(pattern, 40, 48);
    QVERIFY(order.pays());
    std::vector<int> seen(static_cast<std::size_t>(pattern.size()), 0);
    for (std::size_t run = 0; run < order.columns.size(); ++run)
        for (int e = order.begin[run]; e < order.begin[run + 1]; ++e) {
            const int entry = order.entries[static_cast<std::size_t>(e)];
            const int output = order.outputs[static_cast<std::size_t>(e)];
            ++seen[static_cast<std::size_t>(entry)];
            QCOMPARE(pattern.columns[static_cast<std::size_t>(entry)], order.columns[run]);
            QVERIFY(entry >= pattern.begin[static_cast<std::size_t>(output)] && entry < pattern.begin[static_cast<std::size_t>(output) + 1]);
        }
    QVERIFY(std::all_of(seen.begin(), seen.end(), [](int times) { return times == 1; }));
}

void MemoryMatrixTest::choleskyOfEverySize()
{
    Random random(5);
    for (const Index n : {0, 1, 2, 47, 48, 49, 130}) {
        MatrixXf root(n, n);
        for (Index i = 0; i < root.size(); ++i)
            root.data()[i] = static_cast<float>(random.normal());
        MatrixXf matrix = root * root.transpose() + static_cast<float>(n) * MatrixXf::Identity(n, n);
        const MatrixXf whole = matrix;
        QVERIFY(blas::cholesky(matrix));
        const MatrixXf lower = matrix.triangularView<Eigen::Lower>();
        if (n > 0)
            QVERIFY((lower * lower.transpose() - whole).cwiseAbs().maxCoeff() <= 1e-5F * whole.cwiseAbs().maxCoeff());
        if (n < 2)
            continue;
        MatrixXf indefinite = whole;
        indefinite(n - 1, n - 1) = -1;
        QVERIFY(!blas::cholesky(indefinite));
    }
}

QTEST_GUILESS_MAIN(MemoryMatrixTest)
#include "memory_matrix_test.moc"
