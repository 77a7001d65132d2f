// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "device/device_matrix.h"

#include "../glm/random_problem.h"
#include "glm/design_matrix.h"
#include "glm/memory_matrix.h"

#include <QTest>

#include <numeric>

using namespace sparsescope;

namespace {

Standardization plainScale(Eigen::Index columns)
{
    return {std::vector<double>(static_cast<std::size_t>(columns), 0.5), std::vector<double>(static_cast<std::size_t>(columns), 2.0)};
}

/// Entries here and there, some outputs with none.
Pattern scattered(int columns, int outputs)
{
    Pattern pattern;
    for (int q = 0; q < outputs; ++q) {
        for (int j = 0; j < columns && q != 1; ++j)
            if ((j * 7 + q * 3) % 4 == 0)
                pattern.columns.push_back(j);
        pattern.closeOutput();
    }
    return pattern;
}

template <typename Real>
PassResult runPass(const DesignMatrix& matrix, int outputs)
{
    const Pattern pattern = scattered(matrix.columns(), outputs);
    std::vector<Real> weights(static_cast<std::size_t>(pattern.size()));
    for (std::size_t e = 0; e < weights.size(); ++e)
        weights[e] = static_cast<Real>(0.1 * static_cast<double>(e % 7) - 0.3);
    std::vector<Real> bias(static_cast<std::size_t>(outputs));
    std::iota(bias.begin(), bias.end(), Real(0.25));
    const int rows = matrix.rows();
    const auto square = [&](int block, Real* table) {
        for (int i = 0; i < outputs * blockRows; ++i)
            table[i] = block * blockRows + i % blockRows < rows ? table[i] * table[i] : Real(0);
    };
    return matrix.pass(Pass<Real>{pattern, weights.data(), bias.data(), square, scattered(matrix.columns(), outputs), true});
}

bool close(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, double tolerance)
{
    return a.rows() == b.rows() && a.cols() == b.cols() && (a - b).cwiseAbs().maxCoeff() <= tolerance * (1 + b.cwiseAbs().maxCoeff());
}

}  // namespace

class DeviceMatrixTest : public QObject {
    Q_OBJECT

private slots:
    void productsAreThoseInMemory()
    {
        Random random(3);
        const FeatureMatrix features = randomFeatures(random, 300, 37);
        const auto factory = deviceMatrixFactory("cpu");
        QVERIFY(factory.ok());
        std::vector<int> kept(36);
        std::iota(kept.begin(), kept.end(), 1);  // The first column is left out.
        const Standardization scale = plainScale(features.cols());
        const auto device = (*factory)(features, kept, scale, 2.0, 1);
        const MemoryMatrix memory(features, kept, scale, 2.0, 1);
        QCOMPARE(device->columns(), memory.columns());
        QVERIFY(std::abs(device->largestColumnNorm() - memory.largestColumnNorm()) < 1e-4 * memory.largestColumnNorm());
        for (const bool wide : {false, true}) {
            const PassResult here = wide ? runPass<double>(*device, 3) : runPass<float>(*device, 3);
            const PassResult there = wide ? runPass<double>(memory, 3) : runPass<float>(memory, 3);
            const double tolerance = wide ? 1e-12 : 1e-5;
            QVERIFY(close(here.gradient, there.gradient, tolerance));
            QVERIFY(close(here.bias, there.bias, tolerance));
            QVERIFY(close(here.everywhere, there.everywhere, 1e-5));
        }
        RowSample sample{{0, 3, 3, 130, 299}, Eigen::VectorXf::LinSpaced(5, 0.5F, 2.5F)};
        Eigen::MatrixXf here, there;
        device->gram({biasColumn, 4, 7}, {7, 9}, sample, here);
        memory.gram({biasColumn, 4, 7}, {7, 9}, sample, there);
        QVERIFY(close(here.cast<double>(), there.cast<double>(), 1e-5));
    }

    /// Every family and penalty, certified on the device's own products.
    void pathsAreCertified()
    {
        const auto factory = deviceMatrixFactory("cpu");
        for (std::uint64_t seed = 1; seed <= 25; ++seed) {
            const RandomProblem problem = randomProblem(seed);
            GlmData data = problem.data();
            Progress progress;
            const auto memory = fitPath(data, {}, problem.options, progress);
            data.matrix = *factory;
            const auto device = fitPath(data, {}, problem.options, progress);
            QVERIFY(memory.ok() && device.ok());
            for (std::size_t i = 0; i < device->points.size(); ++i) {
                const Certificate& here = device->points[i].certificate;
                const Certificate& there = memory->points[i].certificate;
                QVERIFY2(here.converged, qPrintable(QString("seed %1, λ number %2").arg(seed).arg(i)));
                QVERIFY(std::abs(here.objective - there.objective) <= 1e-6 * (1 + std::abs(there.objective)));
            }
        }
    }

    void aDeviceThatIsNotThereIsASentence()
    {
        const auto factory = deviceMatrixFactory("cuda:63");
        QVERIFY(factory.failed());
        QVERIFY(!factory.error().message.empty());
    }
};

QTEST_GUILESS_MAIN(DeviceMatrixTest)
#include "matrix_test.moc"
