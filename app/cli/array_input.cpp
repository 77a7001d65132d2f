// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/array_input.h"

#include "base/text.h"
#include "formats/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace sparsescope::cli {

namespace {

namespace fs = std::filesystem;

Error fieldError(const std::string& option, const std::string& file, const std::string& problem)
{
    return {"E-CLI-020", fmt::format("{} {}: {}.", option, quoted(file, 300), problem), {}};
}

template <typename From, typename To>
void copyAs(const Tensor& tensor, std::vector<To>& out)
{
    out.resize(tensor.bytes.size() / sizeof(From));
    for (std::size_t i = 0; i < out.size(); ++i) {
        From value;
        std::memcpy(&value, tensor.bytes.data() + i * sizeof(From), sizeof(From));
        out[i] = static_cast<To>(value);
    }
}

/// A list of n integers of any width; bool counts as 0 and 1.
Result<Labels> readLabels(const std::string& file)
{
    SS_TRY(const Tensor tensor, readNpy(file));
    if (tensor.shape.size() != 1)
        return fieldError("--labels", file, fmt::format("has the shape {}, expected one dimension", shapeText(tensor.shape)));
    Labels labels;
    switch (tensor.dtype) {
    case DType::Bool:
    case DType::U8:
        copyAs<std::uint8_t>(tensor, labels);
        break;
    case DType::I8:
        copyAs<std::int8_t>(tensor, labels);
        break;
    case DType::I16:
        copyAs<std::int16_t>(tensor, labels);
        break;
    case DType::I32:
        copyAs<std::int32_t>(tensor, labels);
        break;
    case DType::I64:
        copyAs<std::int64_t>(tensor, labels);
        break;
    default:
        return fieldError("--labels", file, fmt::format("holds {}, expected integers (0 to the number of classes − 1)",
                                                        dtypeName(tensor.dtype)));
    }
    return labels;
}

/// A list of n numbers; float64 and integers keep their precision.
Result<std::vector<double>> readNumbers(const std::string& option, const std::string& file)
{
    SS_TRY(const Tensor tensor, readNpy(file));
    if (tensor.shape.size() != 1)
        return fieldError(option, file, fmt::format("has the shape {}, expected one dimension", shapeText(tensor.shape)));
    std::vector<double> numbers;
    if (tensor.dtype == DType::F64) {
        copyAs<double>(tensor, numbers);
    } else if (tensor.dtype == DType::I64) {
        copyAs<std::int64_t>(tensor, numbers);
    } else {
        SS_TRY(const std::vector<float> floats, tensor.toFloats());
        numbers.assign(floats.begin(), floats.end());
    }
    return numbers;
}

/// The file itself, or the shards of a folder in their order: 0_NAME.npy, 1_NAME.npy, … up to the first that is missing.
Result<std::vector<fs::path>> shardsOf(const std::string& option, const std::string& path, const std::string& name)
{
    std::error_code ignored;
    if (!fs::is_directory(path, ignored))
        return std::vector<fs::path>{path};
    std::vector<fs::path> shards;
    for (int i = 0;; ++i) {
        const fs::path shard = fs::path(path) / fmt::format("{}_{}.npy", i, name);
        if (!fs::exists(shard, ignored))
            break;
        shards.push_back(shard);
    }
    if (shards.empty())
        return fieldError(option, path, fmt::format("is a folder without a file 0_{}.npy", name));
    return shards;
}

Status readFeatures(const std::string& path, Arrays& arrays)
{
    SS_TRY(const std::vector<fs::path> files, shardsOf("--features", path, "features"));
    for (const fs::path& file : files) {
        Result<MappedNpy> mapped = MappedNpy::open(file);
        if (mapped.failed() && mapped.error().code == "E-NPY-020" && files.size() == 1)
            break;  // Another type or order: read and converted below.
        SS_TRY(MappedNpy shard, std::move(mapped));
        if (!arrays.shards.empty() && shard.columns() != arrays.shards.front().columns())
            return fieldError("--features", file.string(), fmt::format("has {} columns, the shards before it {}", shard.columns(),
                                                                       arrays.shards.front().columns()));
        arrays.shards.push_back(std::move(shard));
    }
    if (!arrays.shards.empty())
        return Done{};
    SS_TRY(arrays.features, readNpy(path));
    if (arrays.features.shape.size() != 2)
        return fieldError("--features", path, fmt::format("has the shape {}, expected two dimensions (rows, features)",
                                                          shapeText(arrays.features.shape)));
    SS_TRY(arrays.converted, arrays.features.toFloats());
    arrays.features.bytes = {};
    return Done{};
}

/// The labels of all shards, one behind the other.
Result<Labels> readAllLabels(const std::string& path)
{
    SS_TRY(const std::vector<fs::path> files, shardsOf("--labels", path, "labels"));
    Labels all;
    for (const fs::path& file : files) {
        SS_TRY(const Labels labels, readLabels(file.string()));
        all.insert(all.end(), labels.begin(), labels.end());
    }
    return all;
}

Result<int> countClasses(const std::string& file, const Labels& labels)
{
    constexpr std::int64_t classLimit = 1'000'000;
    const auto largest = std::max_element(labels.begin(), labels.end());
    if (largest == labels.end())
        return 0;
    if (*largest >= classLimit)
        return fieldError("--labels", file, fmt::format("has a class {}, expected 0 to the number of classes − 1, at most {}",
                                                        *largest, classLimit - 1));
    return static_cast<int>(std::max<std::int64_t>(0, *largest)) + 1;
}

}  // namespace

FeatureRows Arrays::rows() const
{
    if (shards.empty())
        return Eigen::Map<const FeatureMatrix>(converted.data(), features.shape[0], features.shape[1]);
    std::vector<FeatureRows::Part> parts;
    for (const MappedNpy& shard : shards)
        parts.push_back({shard.data(), shard.rows(), shard.columns()});
    const auto release = [shards = shards](Eigen::Index first, Eigen::Index count) {
        for (const MappedNpy& shard : shards) {
            if (first < shard.rows())
                return shard.release(first, std::min<Eigen::Index>(count, shard.rows() - first));
            first -= shard.rows();
        }
    };
    return {parts, shards.front().columns(), release};
}

Result<Arrays> readArrays(const ArrayFiles& files, Family family)
{
    Arrays arrays;
    SS_CHECK(readFeatures(files.features, arrays));
    if (family == Family::Gaussian) {
        SS_TRY(arrays.targets, readNumbers("--labels", files.labels));
    } else {
        SS_TRY(arrays.labels, readAllLabels(files.labels));
        SS_TRY(arrays.classes, countClasses(files.labels, arrays.labels));
    }
    if (!files.weights.empty()) {
        SS_TRY(arrays.weights, readNumbers("--weights", files.weights));
    }
    if (!files.lambdas.empty()) {
        SS_TRY(arrays.lambdas, readNumbers("--lambdas", files.lambdas));
        if (arrays.lambdas.empty())
            return fieldError("--lambdas", files.lambdas, "is empty, expected decreasing numbers above 0");
    }
    return arrays;
}

}  // namespace sparsescope::cli
