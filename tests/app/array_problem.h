// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/random.h"
#include "formats/npy.h"
#include "glm/path.h"

#include <QString>
#include <QtTest>

#include <cmath>
#include <span>

template <typename Scalar>
void writeArray(const QString& file, sparsescope::DType dtype, const sparsescope::Shape& shape, std::span<const Scalar> values)
{
    QVERIFY(sparsescope::writeNpy(file.toStdString(), dtype, shape, std::as_bytes(values)).ok());
}

inline void writeNumbers(const QString& file, const std::vector<double>& values)
{
    writeArray<double>(file, sparsescope::DType::F64, {static_cast<std::int64_t>(values.size())}, values);
}

inline void writeLabels(const QString& file, const sparsescope::Labels& labels)
{
    writeArray<std::int64_t>(file, sparsescope::DType::I64, {static_cast<std::int64_t>(labels.size())}, labels);
}

/// Seeded features of several sizes and labels (0 classes: targets) that partly hang on them, as files for fit-arrays.
struct ArrayProblem {
    sparsescope::FeatureMatrix features;
    sparsescope::Labels labels;
    std::vector<double> targets;
    std::vector<double> weights;
    int classes = 0;
    bool doubles = false;  ///< Write the features as float64.

    ArrayProblem(int rows, int columns, int classCount) : features(rows, columns), classes(classCount)
    {
        sparsescope::Random random(7);
        for (int i = 0; i < rows; ++i) {
            for (int j = 0; j < columns; ++j)
                features(i, j) = static_cast<float>((j % 4 + 1) * random.normal() + j);
            const double signal = features(i, 0) + 0.5 * features(i, 1) + random.normal();
            weights.push_back(0.2 + 2 * random.uniform());
            targets.push_back(3 * signal - 2);
            // A third of the labels is noise, so that no classes separate and λ = 0 has an optimum.
            if (classes > 0)
                labels.push_back(i < classes ? i : i % 3 == 0 ? static_cast<int>(random.below(static_cast<std::uint64_t>(classes)))
                                                              : std::clamp(static_cast<int>(signal + 1), 0, classes - 1));
        }
    }

    sparsescope::GlmData data(bool weighted) const
    {
        return {features, labels, classes, targets, weighted ? weights : std::vector<double>{}};
    }

    /// X.npy, y.npy and the row weights v.npy.
    void write(const QString& folder) const
    {
        const sparsescope::Shape shape{features.rows(), features.cols()};
        const std::span<const float> values(features.data(), static_cast<std::size_t>(features.size()));
        if (doubles)
            writeArray<double>(folder + "/X.npy", sparsescope::DType::F64, shape, std::vector<double>(values.begin(), values.end()));
        else
            writeArray<float>(folder + "/X.npy", sparsescope::DType::F32, shape, values);
        if (classes > 0)
            writeLabels(folder + "/y.npy", labels);
        else
            writeNumbers(folder + "/y.npy", targets);
        writeNumbers(folder + "/v.npy", weights);
    }
};

/// What fit-arrays wrote, read back.
class ArrayPath {
public:
    explicit ArrayPath(const QString& folder)
        : m_weights(read(folder, "W")), m_bias(read(folder, "b")), m_mean(read(folder, "mean")), m_deviation(read(folder, "std")),
          m_lambdas(read(folder, "lams")), m_times(read(folder, "times"))
    {
    }

    void verifyShapes(std::int64_t points, std::int64_t classes, std::int64_t features) const
    {
        QCOMPARE(m_weights.shape, (sparsescope::Shape{points, classes, features}));
        QCOMPARE(m_bias.shape, (sparsescope::Shape{points, classes}));
        QCOMPARE(m_mean.shape, (sparsescope::Shape{features}));
        QCOMPARE(m_deviation.shape, (sparsescope::Shape{features}));
        QCOMPARE(m_lambdas.shape, (sparsescope::Shape{points}));
        QCOMPARE(m_times.shape, (sparsescope::Shape{points}));
        for (const sparsescope::Tensor* array : {&m_weights, &m_bias, &m_mean, &m_deviation, &m_lambdas, &m_times})
            QCOMPARE(array->dtype, sparsescope::DType::F64);
    }

    /// Weighted mean and population deviation by their definition; 0 and 1 where features are taken as they are.
    void verifyScale(const sparsescope::GlmData& data, bool standardized) const
    {
        const Eigen::MatrixXd dense = data.train.toDense();
        for (Eigen::Index j = 0; j < dense.cols(); ++j) {
            const Eigen::ArrayXd column = dense.col(j).array();
            Eigen::ArrayXd share = Eigen::ArrayXd::Ones(column.size());
            if (!data.rowWeights.empty())
                share = Eigen::ArrayXd::Map(data.rowWeights.data(), column.size());
            share /= share.sum();
            const double mean = standardized ? (share * column).sum() : 0.0;
            const double deviation = standardized ? std::sqrt((share * (column - mean).square()).sum()) : 1.0;
            QVERIFY(std::abs(values(m_mean)[j] - mean) < 1e-9);
            QVERIFY(std::abs(values(m_deviation)[j] - deviation) < 1e-9);
        }
    }

    sparsescope::Standardization scale() const
    {
        const auto list = [](const Eigen::Map<const Eigen::VectorXd>& all) { return std::vector<double>(all.begin(), all.end()); };
        return {list(values(m_mean)), list(values(m_deviation))};
    }
    double lambda(int point) const { return values(m_lambdas)[point]; }
    double seconds(int point) const { return values(m_times)[point]; }
    Eigen::VectorXd bias(int point) const
    {
        const Eigen::Index classes = m_bias.shape[1];
        return values(m_bias).segment(point * classes, classes);
    }
    /// Classes × features.
    Eigen::MatrixXd weights(int point) const
    {
        using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        const Eigen::Index classes = m_weights.shape[1];
        const Eigen::Index features = m_weights.shape[2];
        return Eigen::Map<const RowMajor>(values(m_weights).data() + point * classes * features, classes, features);
    }

private:
    static sparsescope::Tensor read(const QString& folder, const char* name)
    {
        auto array = sparsescope::readNpy((folder + '/' + name + ".npy").toStdString());
        return array ? std::move(*array) : sparsescope::Tensor{};
    }
    static Eigen::Map<const Eigen::VectorXd> values(const sparsescope::Tensor& array)
    {
        return {reinterpret_cast<const double*>(array.bytes.data()), static_cast<Eigen::Index>(array.bytes.size() / sizeof(double))};
    }

    sparsescope::Tensor m_weights;
    sparsescope::Tensor m_bias;
    sparsescope::Tensor m_mean;
    sparsescope::Tensor m_deviation;
    sparsescope::Tensor m_lambdas;
    sparsescope::Tensor m_times;
};
