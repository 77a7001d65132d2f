// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/array_output.h"

#include "base/files.h"
#include "formats/npy.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <span>
#include <vector>

namespace sparsescope::cli {

namespace {

Status writeArray(const std::filesystem::path& path, const Shape& shape, const std::vector<double>& values)
{
    return writeNpy(path, DType::F64, shape, std::as_bytes(std::span(values)));
}

/// W head by head: the whole array may be larger than what the path was fitted on.
Status writeWeights(const std::filesystem::path& folder, const PathResult& path)
{
    const SparseHead& first = path.points.front().head;
    const auto classes = static_cast<std::size_t>(first.classCount());
    const auto features = static_cast<std::size_t>(first.features);
    const auto size = [](std::size_t s) { return static_cast<std::int64_t>(s); };
    SS_TRY(NpyWriter file, NpyWriter::create(folder / "W.npy", DType::F64,
                                             {size(path.points.size()), size(classes), size(features)}));
    std::vector<double> bias;
    std::vector<double> weights(classes * features);
    for (const PathPoint& point : path.points) {
        std::fill(weights.begin(), weights.end(), 0.0);
        for (std::size_t k = 0; k < classes; ++k)
            for (const HeadWeight& entry : point.head.classes[k])
                weights[k * features + static_cast<std::size_t>(entry.feature)] = entry.weight;
        SS_CHECK(file.write(std::as_bytes(std::span(weights))));
        bias.insert(bias.end(), point.head.bias.begin(), point.head.bias.end());
    }
    SS_CHECK(file.commit());
    return writeArray(folder / "b.npy", {size(path.points.size()), size(classes)}, bias);
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
