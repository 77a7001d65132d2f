// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/synthetic_rows.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace {

Split splitOf(int item)
{
    return item % 5 == 3 ? Split::Validation : item % 5 == 4 ? Split::Test : Split::Train;
}

std::string classNameOf(const SyntheticOptions& options, int klass)
{
    if (!options.hostileNames)
        return fmt::format("class {}", klass);
    const std::vector<std::string> names = hostileNames();
    const auto count = static_cast<int>(names.size());
    const std::string& name = names[static_cast<std::size_t>(klass % count)];
    return klass < count ? name : fmt::format("{} {}", name, klass / count);
}

/// A feature of a row: positive where its class has it, zero for about half of the others, as after a ReLU.
float featureValue(const SyntheticOptions& options, int feature, int looksLike, Random& random)
{
    if (feature == options.features - 3)
        return 0.0F;
    if (feature == options.features - 2)
        return 1.5F;
    const double signal = feature % options.classes == looksLike ? 1.6 : 0.0;
    return static_cast<float>(std::max(0.0, signal + 0.8 * random.normal()));
}

void fillFeatures(const SyntheticOptions& options, SyntheticRows& rows)
{
    Random random(options.seed);
    FeatureMatrix& features = rows.table.features;
    features.resize(static_cast<Eigen::Index>(rows.table.rowItem.size()), options.features);
    for (Eigen::Index row = 0; row < features.rows(); ++row) {
        const auto label = static_cast<int>(rows.table.labels[static_cast<std::size_t>(row)]);
        const int looksLike = label == 1 && row % 2 == 0 ? 0 : label;
        for (int j = 0; j < options.features; ++j)
            features(row, j) = featureValue(options, j, looksLike, random);
        if (options.features >= 4)
            features(row, options.features - 1) = features(row, 0);
    }
    for (Eigen::Index row = 1; row <= std::min<Eigen::Index>(options.copies, features.rows() - 1); ++row)
        features.row(row) = features.row(0);
}

Eigen::MatrixXd classMeans(const SyntheticRows& rows, const Standardization& scale)
{
    const auto classes = static_cast<Eigen::Index>(rows.classes.size());
    const FeatureMatrix& features = rows.table.features;
    Eigen::MatrixXd means = Eigen::MatrixXd::Zero(classes, features.cols());
    Eigen::VectorXd counts = Eigen::VectorXd::Zero(classes);
    for (Eigen::Index row = 0; row < features.rows(); ++row) {
        means.row(rows.table.labels[static_cast<std::size_t>(row)]) += features.row(row).cast<double>();
        ++counts[rows.table.labels[static_cast<std::size_t>(row)]];
    }
    for (Eigen::Index k = 0; k < classes; ++k)
        for (Eigen::Index j = 0; j < features.cols(); ++j)
            means(k, j) = (means(k, j) / std::max(counts[k], 1.0) - scale.mean[static_cast<std::size_t>(j)])
                / scale.deviation[static_cast<std::size_t>(j)];
    return means;
}

SparseHead headOfMeans(const Eigen::MatrixXd& means, int kept)
{
    SparseHead head;
    head.features = static_cast<int>(means.cols());
    head.bias.assign(static_cast<std::size_t>(means.rows()), 0.0);
    for (Eigen::Index k = 0; k < means.rows(); ++k) {
        std::vector<HeadWeight> weights;
        for (int j = 0; j < head.features; ++j)
            if (means(k, j) != 0.0)
                weights.push_back({j, means(k, j)});
        const auto count = std::min(weights.size(), static_cast<std::size_t>(kept));
        std::partial_sort(weights.begin(), weights.begin() + static_cast<std::ptrdiff_t>(count), weights.end(),
                          [](const HeadWeight& a, const HeadWeight& b) { return std::abs(a.weight) > std::abs(b.weight); });
        weights.resize(count);
        std::sort(weights.begin(), weights.end(), [](const HeadWeight& a, const HeadWeight& b) { return a.feature < b.feature; });
        head.classes.push_back(std::move(weights));
    }
    return head;
}

std::vector<SplitScore> scoresOf(const SyntheticRows& rows, const SparseHead& head, const Standardization& scale)
{
    std::array<std::int64_t, 3> right{};
    std::array<std::int64_t, 3> count{};
    const Eigen::MatrixXd scores = logits(head, scale, rows.table.features);
    for (Eigen::Index row = 0; row < scores.rows(); ++row) {
        Eigen::Index best = 0;
        scores.row(row).maxCoeff(&best);
        const auto item = static_cast<std::size_t>(rows.table.rowItem[static_cast<std::size_t>(row)]);
        const auto split = static_cast<std::size_t>(rows.items[item].split);
        ++count[split];
        right[split] += best == rows.table.labels[static_cast<std::size_t>(row)];
    }
    std::vector<SplitScore> result;
    for (const Split split : {Split::Train, Split::Validation, Split::Test}) {
        const auto s = static_cast<std::size_t>(split);
        if (count[s] > 0)
            result.push_back({splitName(split), static_cast<double>(right[s]) / static_cast<double>(count[s]), 1.0});
    }
    return result;
}

}  // namespace

std::vector<std::string> hostileNames()
{
    return {"<b>bold</b><img src=x onerror=alert(1)>",
            "</script><script>alert(1)</script>",
            "line\nbreak and \x1b[31mcolour",
            "\u202Egnp.exe right to left",
            "=cmd|'/c calc'!A1",
            std::string("very long ") + std::string(600, 'w'),
            "\xff\xfe not UTF-8",
            "\" onmouseover=\"x"};
}

SyntheticRows syntheticRows(const SyntheticOptions& options)
{
    SyntheticRows rows;
    for (int k = 0; k < options.classes; ++k) {
        DatasetClass klass{fmt::format("class_{:04}", k), classNameOf(options, k), {}};
        for (int i = 0; i < options.perClass; ++i) {
            const auto item = static_cast<std::int64_t>(rows.items.size());
            rows.items.push_back({fmt::format("class_{:04}/picture_{:03}.png", k, i), k, splitOf(i)});
            ++klass.counts[static_cast<std::size_t>(splitOf(i))];
            if (item % 17 == 5 && static_cast<int>(rows.table.skipped.size()) < options.skipped) {
                rows.table.skipped.push_back({item, rows.items.back().path, "The picture is cut short."});
                continue;
            }
            rows.table.rowItem.push_back(item);
            rows.table.labels.push_back(k);
        }
        rows.classes.push_back(std::move(klass));
    }
    fillFeatures(options, rows);
    return rows;
}

std::vector<PathPoint> madePoints(const SyntheticRows& rows, const Standardization& scale, int count)
{
    const Eigen::MatrixXd means = classMeans(rows, scale);
    const int step = std::max(1, static_cast<int>(means.cols()) / (4 * std::max(count, 1)));
    std::vector<PathPoint> points;
    for (int i = 0; i < count; ++i) {
        PathPoint point;
        point.index = i;
        point.lambda = 0.1 * std::pow(0.7, i);
        point.head = headOfMeans(means, i * step);
        point.certificate = {1.0 / (i + 1), 1e-7, 1e-4, true};
        point.scores = scoresOf(rows, point.head, scale);
        point.seconds = 0.1 * (i + 1);
        points.push_back(std::move(point));
    }
    return points;
}

}  // namespace sparsescope
