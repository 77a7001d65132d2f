// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/examples.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

namespace {

using Eigen::Index;
using Vector = Eigen::RowVectorXf;

/// Multiplications that may go into finding out what is the same.
constexpr double budget = 3e9;

/// The accepted rows, largest value of the feature first, ties by row.
std::vector<std::int64_t> byValue(FeatureMatrixRef features, int feature, const std::function<bool(std::int64_t)>& accept)
{
    return extremeRows(features, feature, static_cast<int>(features.rows()), true, accept);
}

/// Places of the sorted rows in the order in which they are tried.
std::vector<std::size_t> orderOf(const ExampleChoice& choice, std::size_t rows)
{
    std::vector<std::size_t> order(rows);
    for (std::size_t i = 0; i < rows; ++i)
        order[i] = choice.kind == ExampleKind::Least ? rows - 1 - i : i;
    if (choice.kind == ExampleKind::Random)
        Random(choice.seed).shuffle(order);
    return order;
}

/// Chosen rows with their standardised directions, against which the next ones are held.
class Chosen {
public:
    Chosen(FeatureMatrixRef features, const Standardization& scale, const ExampleChoice& choice)
        : m_features(features), m_sameFrom(choice.sameFrom), m_directions(choice.count, features.cols())
    {
        const auto width = static_cast<std::size_t>(features.cols());
        const bool fits = scale.mean.size() == width && scale.deviation.size() == width;
        m_mean = Vector::Zero(features.cols());
        m_inverse = Vector::Ones(features.cols());
        for (std::size_t j = 0; fits && j < width; ++j) {
            m_mean[static_cast<Index>(j)] = static_cast<float>(scale.mean[j]);
            m_inverse[static_cast<Index>(j)] = static_cast<float>(1.0 / scale.deviation[j]);
        }
    }

    /// Counts the row at what it is the same as. False where it is new.
    bool counted(std::int64_t row)
    {
        if (m_examples.empty() || m_sameFrom > 1)
            return false;
        const Vector direction = directionOf(row);
        Index nearest = 0;
        const float cosine = (m_directions.topRows(count()) * direction.transpose()).maxCoeff(&nearest);
        if (!(static_cast<double>(cosine) >= m_sameFrom))
            return false;
        ChosenExample& example = m_examples[static_cast<std::size_t>(nearest)];
        const bool identical = (m_features.row(row).array() == m_features.row(example.row).array()).all();
        ++(identical ? example.identical : example.similar);
        return true;
    }

    void add(std::int64_t row, double quantile)
    {
        m_directions.row(count()) = directionOf(row);
        m_examples.push_back({row, quantile, 0, 0});
    }

    Index count() const { return static_cast<Index>(m_examples.size()); }
    std::vector<ChosenExample> take() { return std::move(m_examples); }

private:
    Vector directionOf(std::int64_t row) const
    {
        Vector direction = (m_features.row(row) - m_mean).cwiseProduct(m_inverse);
        const float length = direction.norm();
        return length > 0 && std::isfinite(length) ? Vector(direction / length) : Vector(Vector::Zero(direction.size()));
    }

    FeatureMatrixRef m_features;
    double m_sameFrom;
    FeatureMatrix m_directions;
    Vector m_mean;
    Vector m_inverse;
    std::vector<ChosenExample> m_examples;
};

/// Share of the rows with less, by the place among the sorted rows; equal values have equal shares.
class Quantiles {
public:
    Quantiles(FeatureMatrixRef features, int feature, const std::vector<std::int64_t>& sorted) : m_values(sorted.size())
    {
        for (std::size_t i = 0; i < sorted.size(); ++i)
            m_values[i] = features(sorted[i], feature);
    }
    double operator()(std::size_t place) const
    {
        const auto less = std::partition_point(m_values.begin(), m_values.end(), [&](float value) { return value >= m_values[place]; });
        return static_cast<double>(m_values.end() - less) / static_cast<double>(m_values.size());
    }

private:
    std::vector<float> m_values;    ///< Descending.
};

std::size_t rowsToLookAt(const ExampleChoice& choice, FeatureMatrixRef features)
{
    const double each = static_cast<double>(features.cols()) * std::max(choice.count, 1);
    return static_cast<std::size_t>(std::max(budget / std::max(each, 1.0), 4.0 * choice.count));
}

/// One row for each step of the quantiles: the next that is not the same as one before.
void chooseQuantiles(Chosen& chosen, const std::vector<std::int64_t>& sorted, const Quantiles& quantile, int count)
{
    const double step = count > 1 ? static_cast<double>(sorted.size() - 1) / (count - 1) : 0.0;
    std::size_t from = 0;
    for (int i = 0; i < count; ++i) {
        const auto wanted = static_cast<std::size_t>(std::lround(i * step));
        const auto end = std::max(wanted + 1, static_cast<std::size_t>(std::lround((i + 1) * step)));
        for (std::size_t place = std::max(from, wanted); place < std::min(end, sorted.size()); ++place) {
            from = place + 1;
            if (chosen.counted(sorted[place]))
                continue;
            chosen.add(sorted[place], quantile(place));
            break;
        }
    }
}

}  // namespace

std::string exampleKindName(ExampleKind kind)
{
    switch (kind) {
    case ExampleKind::Most:
        return "most";
    case ExampleKind::Least:
        return "least";
    case ExampleKind::Random:
        return "random";
    case ExampleKind::Quantiles:
        break;
    }
    return "quantiles";
}

std::optional<ExampleKind> exampleKindFromName(std::string_view name)
{
    for (const auto kind : {ExampleKind::Most, ExampleKind::Least, ExampleKind::Random, ExampleKind::Quantiles})
        if (exampleKindName(kind) == name)
            return kind;
    return std::nullopt;
}

std::vector<ChosenExample> chooseExamples(FeatureMatrixRef features, const Standardization& scale, const ExampleChoice& choice,
                                          const std::function<bool(std::int64_t row)>& accept)
{
    if (choice.count < 1)
        return {};
    const std::vector<std::int64_t> sorted = byValue(features, choice.feature, accept);
    if (sorted.empty())
        return {};
    ExampleChoice within = choice;
    within.count = static_cast<int>(std::min<std::size_t>(sorted.size(), static_cast<std::size_t>(choice.count)));
    Chosen chosen(features, scale, within);
    const Quantiles quantile(features, choice.feature, sorted);
    if (choice.kind == ExampleKind::Quantiles) {
        chooseQuantiles(chosen, sorted, quantile, within.count);
        return chosen.take();
    }
    const std::vector<std::size_t> order = orderOf(choice, sorted.size());
    const std::size_t most = choice.sameFrom > 1 ? static_cast<std::size_t>(within.count) : rowsToLookAt(within, features);
    for (std::size_t i = 0; i < order.size() && i < most; ++i)
        if (!chosen.counted(sorted[order[i]]) && chosen.count() < within.count)
            chosen.add(sorted[order[i]], quantile(order[i]));
    return chosen.take();
}

}  // namespace sparsescope
