// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/array_output.h"

#include "base/files.h"
#include "formats/npy.h"

#include <nlohmann/json.hpp>

#include <span>
#include <vector>

namespace sparsescope::cli {

namespace {

Status writeArray(const std::filesystem::path& path, const Shape& shape, const std::vector<double>& values)
{
    return writeNpy(path, DType::F64, shape, std::as_bytes(std::span(values)));
}

Status writeWeights(const std::filesystem::path& folder, const PathResult& path)
{
    const SparseHead& first = path.points.front().head;
    const auto steps = path.points.size();
    const auto classes = static_cast<std::size_t>(first.classCount());
    const auto features = static_cast<std::size_t>(first.features);
    std::vector<double> weights(steps * classes * features, 0.0);
    std::vector<double> bias(steps * classes);
    for (std::size_t i = 0; i < steps; ++i)
        for (std::size_t k = 0; k < classes; ++k) {
            const SparseHead& head = path.points[i].head;
            bias[i * classes + k] = head.bias[k];
            for (const HeadWeight& entry : head.classes[k])
                weights[(i * classes + k) * features + static_cast<std::size_t>(entry.feature)] = entry.weight;
        }
    const auto size = [](std::size_t s) { return static_cast<std::int64_t>(s); };
    SS_CHECK(writeArray(folder / "W.npy", {size(steps), size(classes), size(features)}, weights));
    return writeArray(folder / "b.npy", {size(steps), size(classes)}, bias);
}

nlohmann::json certificateJson(const PathResult& path)
{
    nlohmann::json points = nlohmann::json::array();
    for (const PathPoint& point : path.points) {
        nlohmann::json nonZeros = nlohmann::json::array();
        for (int k = 0; k < point.head.classCount(); ++k)
            nonZeros.push_back(point.head.nonZeros(k));
        points.push_back({{"index", point.index},
                          {"lambda", point.lambda},
                          {"objective", point.certificate.objective},
                          {"relative_gap", point.certificate.relativeGap},
                          {"kkt_violation", point.certificate.kktViolation},
                          {"converged", point.certificate.converged},
                          {"non_zeros", nonZeros},
                          {"train_accuracy", point.scores.front().accuracy},
                          {"train_loss", point.scores.front().loss},
                          {"seconds", point.seconds}});
    }
    return {{"version", SPARSESCOPE_VERSION}, {"alpha", path.alpha},       {"lambda_max", path.lambdaMax},
            {"tolerance", path.tolerance},    {"complete", path.complete}, {"excluded_features", path.excludedFeatures},
            {"notes", path.notes},            {"points", points}};
}

}  // namespace

Status writePathArrays(const std::filesystem::path& folder, const PathResult& path)
{
    std::vector<double> lambdas;
    std::vector<double> times;
    for (const PathPoint& point : path.points) {
        lambdas.push_back(point.lambda);
        times.push_back(point.seconds);
    }
    const auto steps = static_cast<std::int64_t>(path.points.size());
    const auto features = static_cast<std::int64_t>(path.scale.mean.size());
    SS_CHECK(createFolders(folder));
    SS_CHECK(writeWeights(folder, path));
    SS_CHECK(writeArray(folder / "mean.npy", {features}, path.scale.mean));
    SS_CHECK(writeArray(folder / "std.npy", {features}, path.scale.deviation));
    SS_CHECK(writeArray(folder / "lams.npy", {steps}, lambdas));
    SS_CHECK(writeArray(folder / "times.npy", {steps}, times));
    return writeFileAtomically(folder / "certificate.json", certificateJson(path).dump(1) + "\n");
}

}  // namespace sparsescope::cli
