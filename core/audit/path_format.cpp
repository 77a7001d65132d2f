// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/path_format.h"

#include "audit/settings_json.h"
#include "base/hash.h"

#include <algorithm>
#include <cstring>
#include <span>

#include <fmt/format.h>

namespace sparsescope {

using nlohmann::json;

namespace {

template <typename T>
NamedTensor tensorOf(const char* name, DType dtype, const std::vector<T>& values)
{
    const auto bytes = std::as_bytes(std::span(values));
    return {name, {dtype, {static_cast<std::int64_t>(values.size())}, Bytes(bytes.begin(), bytes.end())}};
}

template <typename T>
std::vector<T> valuesOf(const Tensor& tensor)
{
    std::vector<T> values(tensor.bytes.size() / sizeof(T));
    std::memcpy(values.data(), tensor.bytes.data(), values.size() * sizeof(T));
    return values;
}

Error misfit(const std::string& what)
{
    return {"E-PATH-001", what, ""};
}

Result<const Tensor*> find(const std::vector<NamedTensor>& tensors, const char* name, DType dtype)
{
    for (const NamedTensor& tensor : tensors)
        if (tensor.name == name && tensor.tensor.dtype == dtype && tensor.tensor.shape.size() == 1)
            return &tensor.tensor;
    return misfit(fmt::format("it has no list \"{}\" of {}", name, dtypeName(dtype)));
}

StoredPoint summaryOf(const PathPoint& point)
{
    StoredPoint stored{point.index, point.lambda, point.head.classCount(), point.head.meanNonZerosPerClass(), point.certificate,
                       point.scores, point.seconds};
    for (int k = 0; k < point.head.classCount(); ++k)
        stored.nonZeros.push_back(point.head.nonZeros(k));
    return stored;
}

/// Of all splits, one behind the other; empty where one of them was not counted.
std::vector<std::int32_t> allHits(const PathPoint& point)
{
    std::vector<std::int32_t> all;
    for (const SplitScore& score : point.scores) {
        if (score.classHits.size() != point.head.classes.size())
            return {};
        all.insert(all.end(), score.classHits.begin(), score.classHits.end());
    }
    return all;
}

Result<std::vector<HeadWeight>> classWeights(std::span<const std::int32_t> features, std::span<const double> weights, int width)
{
    std::vector<HeadWeight> list;
    for (std::size_t i = 0; i < features.size(); ++i) {
        const bool ascending = list.empty() || features[i] > list.back().feature;
        if (features[i] < 0 || features[i] >= width || !ascending)
            return misfit(fmt::format("it uses feature {} of {} out of order", features[i], width));
        list.push_back({features[i], weights[i]});
    }
    return list;
}

}  // namespace

json toJson(const StoredPoint& point)
{
    json scores = json::array();
    for (const SplitScore& score : point.scores)
        scores.push_back({{"split", score.split}, {"accuracy", numberToJson(score.accuracy)}, {"loss", numberToJson(score.loss)}});
    return {{"index", point.index},
            {"lambda", point.lambda},
            {"classes", point.classes},
            {"features_per_class", point.meanNonZeros},
            {"non_zeros", point.nonZeros},
            {"objective", numberToJson(point.certificate.objective)},
            {"relative_gap", numberToJson(point.certificate.relativeGap)},
            {"kkt_violation", numberToJson(point.certificate.kktViolation)},
            {"converged", point.certificate.converged},
            {"scores", scores},
            {"seconds", point.seconds}};
}

StoredPoint storedPointFromJson(const json& from)
{
    StoredPoint point;
    point.index = from.at("index").get<int>();
    point.lambda = from.at("lambda").get<double>();
    point.classes = from.at("classes").get<int>();
    point.meanNonZeros = from.at("features_per_class").get<double>();
    point.certificate.objective = numberFromJson(from.at("objective"));
    point.certificate.relativeGap = numberFromJson(from.at("relative_gap"));
    point.certificate.kktViolation = numberFromJson(from.at("kkt_violation"));
    point.certificate.converged = from.at("converged").get<bool>();
    for (const json& score : from.at("scores"))
        point.scores.push_back({score.at("split").get<std::string>(), numberFromJson(score.at("accuracy")),
                                numberFromJson(score.at("loss"))});
    point.seconds = from.at("seconds").get<double>();
    point.nonZeros = from.value("non_zeros", std::vector<int>());
    return point;
}

std::string pointChecksum(const std::vector<NamedTensor>& tensors, const std::string& json)
{
    std::string all = json;
    for (const char* name : {"class_ptr", "feature", "weight", "bias", "class_hits"})
        for (const NamedTensor& tensor : tensors)
            if (tensor.name == name)
                all.append(reinterpret_cast<const char*>(tensor.tensor.bytes.data()), tensor.tensor.bytes.size());
    return checksum(std::as_bytes(std::span(all)));
}

PackedPoint pack(const PathPoint& point)
{
    std::vector<std::int64_t> begins{0};
    std::vector<std::int32_t> features;
    std::vector<double> weights;
    for (const std::vector<HeadWeight>& klass : point.head.classes) {
        for (const HeadWeight& weight : klass) {
            features.push_back(weight.feature);
            weights.push_back(weight.weight);
        }
        begins.push_back(static_cast<std::int64_t>(features.size()));
    }
    PackedPoint packed;
    packed.tensors = {tensorOf("class_ptr", DType::I64, begins), tensorOf("feature", DType::I32, features),
                      tensorOf("weight", DType::F64, weights), tensorOf("bias", DType::F64, point.head.bias)};
    if (const std::vector<std::int32_t> hits = allHits(point); !hits.empty())
        packed.tensors.push_back(tensorOf("class_hits", DType::I32, hits));
    const std::string text = toJson(summaryOf(point)).dump();
    packed.metadata = {{"point", text}, {"checksum", pointChecksum(packed.tensors, text)}};
    return packed;
}

Result<SparseHead> unpackHead(const std::vector<NamedTensor>& tensors, const PathHeader& header)
{
    SS_TRY(const Tensor* beginTensor, find(tensors, "class_ptr", DType::I64));
    SS_TRY(const Tensor* featureTensor, find(tensors, "feature", DType::I32));
    SS_TRY(const Tensor* weightTensor, find(tensors, "weight", DType::F64));
    SS_TRY(const Tensor* biasTensor, find(tensors, "bias", DType::F64));
    const auto begins = valuesOf<std::int64_t>(*beginTensor);
    const auto features = valuesOf<std::int32_t>(*featureTensor);
    const auto weights = valuesOf<double>(*weightTensor);
    SparseHead head;
    head.features = header.features;
    head.bias = valuesOf<double>(*biasTensor);
    const auto classes = static_cast<std::size_t>(header.classes);
    if (begins.size() != classes + 1 || head.bias.size() != classes || features.size() != weights.size())
        return misfit(fmt::format("it has {} classes and {} biases, the path has {} classes", begins.size(), head.bias.size(), classes));
    if (begins.front() != 0 || begins.back() != static_cast<std::int64_t>(features.size()))
        return misfit("its classes do not cover its weights");
    for (std::size_t k = 0; k < classes; ++k) {
        if (begins[k + 1] < begins[k] || begins[k + 1] > begins.back())
            return misfit(fmt::format("class {} ends before it begins", k));
        const auto first = static_cast<std::size_t>(begins[k]);
        const auto count = static_cast<std::size_t>(begins[k + 1] - begins[k]);
        SS_TRY(auto list, classWeights(std::span(features).subspan(first, count), std::span(weights).subspan(first, count),
                                       header.features));
        head.classes.push_back(std::move(list));
    }
    return head;
}

Status unpackHits(const std::vector<NamedTensor>& tensors, const PathHeader& header, std::vector<SplitScore>& scores)
{
    const Result<const Tensor*> found = find(tensors, "class_hits", DType::I32);
    if (!found.ok())
        return Done{};
    const auto hits = valuesOf<std::int32_t>(**found);
    const auto classes = static_cast<std::size_t>(header.classes);
    if (hits.size() != scores.size() * classes || std::ranges::any_of(hits, [](std::int32_t count) { return count < 0; }))
        return misfit(fmt::format("it counts {} hits for {} splits of {} classes", hits.size(), scores.size(), classes));
    for (std::size_t s = 0; s < scores.size(); ++s)
        scores[s].classHits.assign(hits.begin() + static_cast<std::ptrdiff_t>(s * classes),
                                   hits.begin() + static_cast<std::ptrdiff_t>((s + 1) * classes));
    return Done{};
}

}  // namespace sparsescope
