// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/params_folder.h"

#include "formats/npy.h"
#include "formats/torch_writer.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

constexpr Eigen::Index rowsPerCache = 20000;

template <typename T>
TorchValue tensorOf(DType dtype, const Shape& shape, const std::vector<T>& values)
{
    const auto bytes = std::as_bytes(std::span(values));
    return {Tensor{dtype, shape, Bytes(bytes.begin(), bytes.end())}};
}

TorchValue floats(const Shape& shape, const std::vector<double>& values)
{
    return tensorOf(DType::F32, shape, std::vector<float>(values.begin(), values.end()));
}

/// A tensor of one float64, as the original's lam is one: the safe loader of PyTorch before 2.0 knows no Python floats.
TorchValue number(double value)
{
    return tensorOf(DType::F64, {}, std::vector<double>{value});
}

double takenDeviation(double deviation)
{
    return std::max(deviation, smallestDeviation);
}

/// Dense (K, d). A weight grows with the deviation that its feature is divided by, so that the logits stay.
std::vector<double> denseWeights(const SparseHead& head, const Standardization& scale)
{
    const auto width = static_cast<std::size_t>(head.features);
    std::vector<double> dense(head.classes.size() * width, 0.0);
    for (std::size_t k = 0; k < head.classes.size(); ++k)
        for (const HeadWeight& entry : head.classes[k]) {
            const double deviation = scale.deviation[static_cast<std::size_t>(entry.feature)];
            dense[k * width + static_cast<std::size_t>(entry.feature)] =
                entry.weight * (takenDeviation(deviation) / deviation);
        }
    return dense;
}

/// The original counts the penalty into the losses of all splits, and writes −1 where a split has no rows.
TorchDict metricsOf(const PathPoint& point)
{
    TorchDict metrics;
    const SplitScore* train = point.score("train");
    const double penalty = point.certificate.objective - (train != nullptr ? train->loss : 0.0);
    for (const auto& [split, ending] :
         {std::pair{"train", "tr"}, std::pair{"validation", "val"}, std::pair{"test", "test"}}) {
        const SplitScore* score = point.score(split);
        metrics.emplace_back(fmt::format("loss_{}", ending), number(score != nullptr ? score->loss + penalty : -1.0));
        metrics.emplace_back(fmt::format("acc_{}", ending), number(score != nullptr ? score->accuracy : -1.0));
    }
    return metrics;
}

/// Share of each class among the training rows.
std::vector<double> classShares(const FitData& data)
{
    std::vector<double> shares(static_cast<std::size_t>(data.classes), 0.0);
    for (const std::int64_t label : data.trainLabels)
        shares[static_cast<std::size_t>(label)] += 1.0 / static_cast<double>(data.trainLabels.size());
    return shares;
}

/// (d, K): the gradient of the loss at the best head without weights, on the features as the solver sees them. Its
/// largest entry, or row by its norm, is λ_max·α.
Eigen::MatrixXd nullGradient(const FitData& data, const Standardization& scale, const std::vector<double>& shares)
{
    const Eigen::Map<const Eigen::ArrayXd> mean(scale.mean.data(), data.train.cols());
    Eigen::MatrixXd gradient = Eigen::MatrixXd::Zero(data.train.cols(), data.classes);
    Eigen::VectorXd all = Eigen::VectorXd::Zero(data.train.cols());
    for (Eigen::Index i = 0; i < data.train.rows(); ++i) {
        const Eigen::VectorXd off = data.train.row(i).transpose().cast<double>().array() - mean;
        gradient.col(data.trainLabels[static_cast<std::size_t>(i)]) += off;
        all += off;
    }
    gradient -= all * Eigen::Map<const Eigen::RowVectorXd>(shares.data(), data.classes);
    for (Eigen::Index j = 0; j < gradient.rows(); ++j)
        gradient.row(j) /=
            takenDeviation(scale.deviation[static_cast<std::size_t>(j)]) * static_cast<double>(data.train.rows());
    return gradient;
}

/// Rows of one matrix and then of another, as if they were one.
struct Stacked {
    const FeatureMatrix& first;
    const Labels& firstLabels;
    const FeatureMatrix& second;
    const Labels& secondLabels;

    Eigen::Index rows() const { return first.rows() + second.rows(); }
    auto row(Eigen::Index i) const { return i < first.rows() ? first.row(i) : second.row(i - first.rows()); }
    std::int64_t label(Eigen::Index i) const
    {
        return i < first.rows() ? firstLabels[static_cast<std::size_t>(i)]
                                : secondLabels[static_cast<std::size_t>(i - first.rows())];
    }
};

/// Labels first: the original takes a part for there as soon as it sees its features.
Status writeCaches(const fs::path& folder, const Stacked& rows, Eigen::Index width)
{
    SS_CHECK(createFolders(folder));
    for (Eigen::Index first = 0; first < rows.rows(); first += rowsPerCache) {
        const Eigen::Index count = std::min(rowsPerCache, rows.rows() - first);
        FeatureMatrix part(count, width);
        Labels labels;
        for (Eigen::Index i = 0; i < count; ++i) {
            part.row(i) = rows.row(first + i);
            labels.push_back(rows.label(first + i));
        }
        const auto values = std::span(part.data(), static_cast<std::size_t>(part.size()));
        SS_CHECK(writeNpy(folder / fmt::format("{}_labels.npy", first / rowsPerCache), DType::I64, {count},
                          std::as_bytes(std::span(labels))));
        SS_CHECK(writeNpy(folder / fmt::format("{}_features.npy", first / rowsPerCache), DType::F32, {count, width},
                          std::as_bytes(values)));
    }
    return Done{};
}

}  // namespace

Status writeParams(const fs::path& file, const PathPoint& point, double seconds, double alpha,
                   const Standardization& scale)
{
    const std::int64_t classes = point.head.classCount();
    return writeTorchZip(file, {{"lam", number(point.lambda)},
                                {"lr", number(0)},  // There is no learning rate here.
                                {"alpha", number(alpha)},
                                {"time", number(seconds)},
                                {"loss", number(point.certificate.objective)},
                                {"metrics", {metricsOf(point)}},
                                {"weight", floats({classes, point.head.features}, denseWeights(point.head, scale))},
                                {"bias", floats({classes}, point.head.bias)}});
}

Status writeParamsMetadata(const fs::path& file, const FitData& data, const Standardization& scale)
{
    const std::int64_t width = data.train.cols();
    const std::vector<double> shares = classShares(data);
    std::vector<double> spreads;
    for (const double share : shares)
        spreads.push_back(std::sqrt(share * (1 - share)));
    std::vector<double> deviations;
    for (const double deviation : scale.deviation)
        deviations.push_back(takenDeviation(deviation));
    const Eigen::MatrixXd gradient = nullGradient(data, scale, shares);
    const TorchDict features{{"mean", floats({width}, scale.mean)},
                             {"std", floats({width}, deviations)},
                             {"num_features", {Shape{width}}},
                             {"num_examples", {std::int64_t{data.train.rows()}}}};
    const TorchDict labels{{"mean", floats({data.classes}, shares)},
                           {"std", floats({data.classes}, spreads)},
                           {"num_classes", tensorOf(DType::I64, {}, std::vector<std::int64_t>{data.classes})}};
    const TorchDict largest{{"group", number(gradient.rowwise().norm().maxCoeff())},
                            {"nongrouped", number(gradient.cwiseAbs().maxCoeff())}};
    return writeTorchZip(file, {{"X", {features}}, {"y", {labels}}, {"max_reg", {largest}}});
}

Status writeFeatureCaches(const fs::path& folder, const FitData& data)
{
    const FeatureMatrix noRows;
    const Labels noLabels;
    SS_CHECK(writeCaches(folder / "features_train",
                         {data.train, data.trainLabels, data.validation, data.validationLabels}, data.train.cols()));
    return writeCaches(folder / "features_test", {data.test, data.testLabels, noRows, noLabels}, data.train.cols());
}

}  // namespace sparsescope
