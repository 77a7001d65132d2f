// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/feature_cache.h"

#include "base/hash.h"
#include "base/text.h"
#include "formats/npy.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <random>
#include <set>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

Error cacheError(const fs::path& file, const std::string& what)
{
    return {"E-CACHE-001",
            fmt::format("Cannot use the cached features in {}: {}", sparsescope::quoted(file.string(), 300), what), ""};
}

/// Names of files like "0_features.npy", whatever stands in front of the ending.
std::set<std::string> namesEnding(const fs::path& folder, std::string_view ending)
{
    std::set<std::string> names;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
        if (const std::string name = entry.path().filename().string(); name.ends_with(ending))
            names.insert(name);
    return names;
}

/// How many parts there are: all of both kinds must be numbered from 0 without a gap.
Result<int> countParts(const fs::path& folder)
{
    const std::set<std::string> features = namesEnding(folder, "_features.npy");
    const std::set<std::string> labels = namesEnding(folder, "_labels.npy");
    const std::size_t count = std::max(features.size(), labels.size());
    if (count == 0)
        return cacheError(
            folder, "there is no 0_features.npy. Cache the features with the original code, and choose its folder.");
    for (std::size_t i = 0; i < count; ++i)
        for (const auto& [names, kind] : {std::pair{&features, "features"}, std::pair{&labels, "labels"}})
            if (!names->contains(fmt::format("{}_{}.npy", i, kind)))
                return cacheError(
                    folder,
                    fmt::format("{}_{}.npy is missing, among {} features and {} labels files. The cache is incomplete "
                                "or mixed with another; make it again.",
                                i, kind, features.size(), labels.size()));
    return static_cast<int>(count);
}

struct Part {
    fs::path features;
    fs::path labels;
    std::int64_t rows = 0;
    std::int64_t width = 0;
};

bool isWhole(DType dtype)
{
    return dtype == DType::I64 || dtype == DType::I32;
}

Result<Part> inspectPart(const fs::path& folder, int index)
{
    Part part{folder / fmt::format("{}_features.npy", index), folder / fmt::format("{}_labels.npy", index)};
    SS_TRY(const NpyHeader features, readNpyHeader(part.features));
    SS_TRY(const NpyHeader labels, readNpyHeader(part.labels));
    if (features.shape.size() != 2 || features.shape[1] < 1)
        return cacheError(part.features,
                          fmt::format("its shape is {}, expected [rows, features].", shapeText(features.shape)));
    part.rows = features.shape[0];
    part.width = features.shape[1];
    if (labels.shape != Shape{part.rows} || !isWhole(labels.dtype))
        return cacheError(part.labels,
                          fmt::format("it holds {} of {}, expected {} whole numbers, one for each row of features.",
                                      shapeText(labels.shape), dtypeName(labels.dtype), part.rows));
    return part;
}

Result<Labels> readPartLabels(const Part& part, int classes)
{
    SS_TRY(const Tensor tensor, readNpy(part.labels));
    Labels labels(static_cast<std::size_t>(part.rows));
    for (std::size_t i = 0; i < labels.size(); ++i) {
        std::int32_t narrow = 0;
        if (tensor.dtype == DType::I64)
            std::memcpy(&labels[i], tensor.bytes.data() + i * sizeof(std::int64_t), sizeof(std::int64_t));
        else
            std::memcpy(&narrow, tensor.bytes.data() + i * sizeof narrow, sizeof narrow);
        labels[i] = tensor.dtype == DType::I64 ? labels[i] : narrow;
        if (labels[i] < 0 || labels[i] >= classes)
            return cacheError(part.labels,
                              fmt::format("the label of its row {} is {}, but the heads have classes 0 to {}.", i,
                                          labels[i], classes - 1));
    }
    return labels;
}

/// Reads one part into the rows from `first` on.
Status readPart(const Part& part, int classes, Eigen::Index first, CachedRows& rows)
{
    SS_TRY(const Labels labels, readPartLabels(part, classes));
    SS_TRY(const Tensor tensor, readNpy(part.features));
    SS_TRY(const std::vector<float> values, tensor.toFloats());
    if (values.size() != static_cast<std::size_t>(part.rows * part.width)
        || labels.size() != static_cast<std::size_t>(part.rows))
        return cacheError(part.features, "it changed while it was read. Try again.");
    rows.features.middleRows(first, part.rows) = Eigen::Map<const FeatureMatrix>(values.data(), part.rows, part.width);
    rows.labels.insert(rows.labels.end(), labels.begin(), labels.end());
    return Done{};
}

}  // namespace

Result<CachedRows> readFeatureCache(const fs::path& folder, int classes, Progress& progress)
{
    SS_TRY(const int count, countParts(folder));
    std::vector<Part> parts;
    std::int64_t total = 0;
    for (int i = 0; i < count; ++i) {
        SS_TRY(Part part, inspectPart(folder, i));
        if (!parts.empty() && part.width != parts.front().width)
            return cacheError(
                part.features,
                fmt::format("its rows have {} features, those of the part before {}. Two caches are mixed.", part.width,
                            parts.front().width));
        total += part.rows;
        parts.push_back(std::move(part));
    }
    CachedRows rows;
    rows.features.resize(total, parts.front().width);
    Sha256 all;
    progress.beginStage("Reading cached features", count, "files");
    for (const Part& part : parts) {
        if (progress.stopRequested())
            return Cancelled{};
        SS_CHECK(readPart(part, classes, static_cast<Eigen::Index>(rows.labels.size()), rows));
        for (const fs::path& file : {part.features, part.labels}) {
            Progress silent;
            SS_TRY(const std::string one, sha256OfFile(file, silent));
            all.add(one);
        }
        progress.advance();
    }
    rows.sha256 = all.hexDigest();
    return rows;
}

/// torch.randperm shuffles from the front with 32-bit Mersenne numbers; the last ones in that order are held out. The
/// random numbers must be PyTorch's here, not ours.
std::vector<bool> originalValidationRows(std::int64_t rows, double share, std::uint64_t seed)
{
    std::vector<std::int64_t> order(static_cast<std::size_t>(rows));
    std::iota(order.begin(), order.end(), 0);
    std::mt19937 generator(static_cast<std::uint32_t>(seed));
    for (std::int64_t i = 0; i + 1 < rows; ++i) {
        const auto drawn = i + static_cast<std::int64_t>(generator() % static_cast<std::uint64_t>(rows - i));
        std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(drawn)]);
    }
    const auto held = static_cast<std::int64_t>(std::floor(static_cast<double>(rows) * share));
    std::vector<bool> isHeld(static_cast<std::size_t>(rows), false);
    for (std::int64_t i = rows - held; i < rows; ++i)
        isHeld[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = true;
    return isHeld;
}

}  // namespace sparsescope
