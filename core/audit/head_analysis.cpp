// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_data.h"

#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr Eigen::Index rowsPerBlock = 512;

/// Class with the largest logit, the first of equals, and its softmax probability.
std::pair<int, double> bestClass(const Eigen::Ref<const Eigen::RowVectorXd, 0, Eigen::InnerStride<>>& logits)
{
    Eigen::Index best = 0;
    const double largest = logits.maxCoeff(&best);
    return {static_cast<int>(best), 1.0 / (logits.array() - largest).exp().sum()};
}

std::vector<std::vector<HeadAnalysis::Use>> usesOf(const SparseHead& head)
{
    std::vector<std::vector<HeadAnalysis::Use>> uses(static_cast<std::size_t>(head.features));
    for (int k = 0; k < head.classCount(); ++k)
        for (const HeadWeight& weight : head.classes[static_cast<std::size_t>(k)])
            uses[static_cast<std::size_t>(weight.feature)].push_back({k, weight.weight});
    for (auto& list : uses)
        std::stable_sort(list.begin(), list.end(),
                         [](const auto& a, const auto& b) { return std::abs(a.weight) > std::abs(b.weight); });
    return uses;
}

Status checkHead(const AuditData& data, const SparseHead& head)
{
    const bool fits = head.features == data.featureCount() && head.classCount() == data.classCount()
        && head.bias.size() == head.classes.size()
        && data.pieces().scale.mean.size() == static_cast<std::size_t>(head.features)
        && data.pieces().scale.deviation.size() == static_cast<std::size_t>(head.features);
    if (fits)
        return Done{};
    return Error{"E-AUDIT-002", "The head does not have the classes and features of this audit. Fit the path again.", ""};
}

}  // namespace

HeadAnalysis::HeadAnalysis(std::shared_ptr<const AuditData> data, int index, SparseHead head)
    : m_data(std::move(data)), m_index(index), m_head(std::move(head)), m_uses(usesOf(m_head))
{
    m_predicted.resize(static_cast<std::size_t>(m_data->rowCount()));
    m_confidence.resize(m_predicted.size());
}

Result<std::shared_ptr<const HeadAnalysis>> HeadAnalysis::make(std::shared_ptr<const AuditData> data, int index,
                                                               SparseHead head, Progress& progress)
{
    SS_CHECK(checkHead(*data, head));
    const std::shared_ptr<HeadAnalysis> analysis(new HeadAnalysis(std::move(data), index, std::move(head)));
    const FeatureMatrix& features = analysis->m_data->pieces().table.features;
    const Eigen::Index blocks = (features.rows() + rowsPerBlock - 1) / rowsPerBlock;
    progress.beginStage("Predicting", features.rows(), "rows");
    parallelFor(static_cast<std::size_t>(blocks), analysis->m_data->pieces().threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t block = begin; block < end && !progress.stopRequested(); ++block) {
            const Eigen::Index first = static_cast<Eigen::Index>(block) * rowsPerBlock;
            const Eigen::Index count = std::min(rowsPerBlock, features.rows() - first);
            const Eigen::MatrixXd scores = logits(analysis->m_head, analysis->m_data->pieces().scale,
                                                  features.middleRows(first, count));
            for (Eigen::Index i = 0; i < count; ++i) {
                const auto [klass, probability] = bestClass(scores.row(i));
                analysis->m_predicted[static_cast<std::size_t>(first + i)] = klass;
                analysis->m_confidence[static_cast<std::size_t>(first + i)] = static_cast<float>(probability);
            }
            progress.advance(count);
        }
    });
    if (progress.stopRequested())
        return Cancelled{};
    return std::shared_ptr<const HeadAnalysis>(analysis);
}

Result<std::shared_ptr<const HeadAnalysis>> analyseHead(std::shared_ptr<const AuditData> data, int index, Progress& progress)
{
    const PathView& path = data->pieces().path;
    const int wanted = index < 0 ? path.chosen : index;
    const auto points = static_cast<int>(path.rows.size());
    if (points == 0 || !data->pieces().loadPoint)
        return Error{"E-AUDIT-005", "There is no path to look at yet. Fit it first.", ""};
    if (wanted < 0 || wanted >= points)
        return Error{"E-AUDIT-006", fmt::format("There is no point {} on this path: it has points 0 to {}.", wanted, points - 1), ""};
    SS_TRY(PathPoint point, data->pieces().loadPoint(wanted));
    return HeadAnalysis::make(std::move(data), wanted, std::move(point.head), progress);
}

ExampleRef HeadAnalysis::example(std::int64_t row, int feature) const
{
    ExampleRef result = m_data->example(row, feature);
    result.predicted = predicted(row);
    return result;
}

}  // namespace sparsescope
