// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/params_folder.h"

#include "audit/path_store.h"
#include "base/text.h"
#include "formats/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

constexpr int mostPoints = 10000;  // What the solver takes.

Error misfit(const char* code, const fs::path& file, const std::string& what)
{
    return {code, fmt::format("Cannot import {}: {}", sparsescope::quoted(file.filename().string()), what), ""};
}

/// The numbers N of files "paramsN.pth", each written as the original writes it.
std::set<int> paramsNumbers(const fs::path& folder)
{
    std::set<int> numbers;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const fs::path name = entry.path().filename();
        if (name.extension() != ".pth")
            continue;
        if (name == "params0.pth")
            numbers.insert(0);
        else if (const int number = numberBehind("params", name.stem().string()); number > 0)
            numbers.insert(number);
    }
    return numbers;
}

std::optional<fs::path> findMetadata(const fs::path& folder)
{
    for (const char* name :
         {"metadata_train.pth", "features/metadata_train.pth", "metadata.pth", "features/metadata.pth", "metadata"}) {
        std::error_code ignored;
        if (fs::is_regular_file(folder / name, ignored))
            return folder / name;
    }
    return std::nullopt;
}

const TensorEntry* find(const Checkpoint& checkpoint, const std::vector<std::string>& path)
{
    const auto found = std::find_if(checkpoint.tensors.begin(), checkpoint.tensors.end(),
                                    [&](const TensorEntry& entry) { return entry.path == path; });
    return found == checkpoint.tensors.end() ? nullptr : &*found;
}

/// Values in double; those that are in double in the file are not rounded on the way.
Result<std::vector<double>> valuesOf(const Checkpoint& checkpoint, const TensorEntry& entry)
{
    SS_TRY(const Tensor tensor, checkpoint.read(entry));
    if (tensor.dtype == DType::F64) {
        std::vector<double> values(tensor.bytes.size() / sizeof(double));
        std::memcpy(values.data(), tensor.bytes.data(), values.size() * sizeof(double));
        return values;
    }
    SS_TRY(const std::vector<float> values, tensor.toFloats());
    return std::vector<double>(values.begin(), values.end());
}

std::optional<double> numberIn(const std::string& text)
{
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// A number that stands in the file as such, or as a tensor of one element.
Result<std::optional<double>> numberAt(const Checkpoint& checkpoint, const std::vector<std::string>& path)
{
    const TensorEntry* entry = find(checkpoint, path);
    if (entry != nullptr && elementCount(entry->shape) == 1) {
        SS_TRY(const std::vector<double> values, valuesOf(checkpoint, *entry));
        return std::optional(values.front());
    }
    const auto fact = checkpoint.facts.find(fmt::format("{}", fmt::join(path, ".")));
    return fact == checkpoint.facts.end() ? std::optional<double>() : numberIn(fact->second);
}

/// The tensor `path`, which must have this shape and hold finite numbers.
Result<std::vector<double>> finiteValues(const fs::path& file, const Checkpoint& checkpoint,
                                         const std::vector<std::string>& path, const Shape& shape)
{
    const std::string name = fmt::format("{}", fmt::join(path, "."));
    const TensorEntry* entry = find(checkpoint, path);
    if (entry == nullptr)
        return misfit(
            "E-PARAMS-003", file,
            fmt::format("it has no tensor \"{}\". Choose a folder that the method's original code wrote.", name));
    if (entry->shape != shape)
        return misfit("E-PARAMS-004", file,
                      fmt::format("its {} has the shape {}, this audit needs {}. It belongs to other classes or "
                                  "another network.",
                                  name, shapeText(entry->shape), shapeText(shape)));
    SS_TRY(std::vector<double> values, valuesOf(checkpoint, *entry));
    const auto bad = std::find_if(values.begin(), values.end(), [](double value) { return !std::isfinite(value); });
    if (bad == values.end())
        return values;
    const std::int64_t at = bad - values.begin();
    const std::string place =
        shape.size() == 2 ? fmt::format("class {}, feature {}", at / shape[1], at % shape[1]) : std::to_string(at);
    return misfit("E-PARAMS-005", file,
                  fmt::format("its {} is {} at {}. The fit that wrote it failed; repeat it.", name, *bad, place));
}

}  // namespace

Result<ParamsFolder> findParams(const fs::path& folder)
{
    std::error_code ignored;
    const fs::path home =
        fs::is_directory(folder / "checkpoint", ignored) && !paramsNumbers(folder / "checkpoint").empty()
            ? folder / "checkpoint"
            : folder;
    const std::set<int> numbers = paramsNumbers(home);
    if (numbers.empty())
        return Error{
            "E-PARAMS-001",
            fmt::format("There is no params0.pth in {} or in its folder \"checkpoint\". Choose the folder that "
                        "the method's original code wrote.",
                        sparsescope::quoted(folder.string(), 300)),
            ""};
    ParamsFolder found;
    found.metadata = findMetadata(folder);
    for (const int number : numbers) {
        if (number != static_cast<int>(found.params.size()) || number >= mostPoints)
            return Error{"E-PARAMS-002",
                         fmt::format("In {} there is a params{}.pth, but no params{}.pth. Copy the whole folder, up to "
                                     "{} files.",
                                     sparsescope::quoted(home.string(), 300), *numbers.rbegin(), found.params.size(),
                                     mostPoints),
                         ""};
        found.params.push_back(home / fmt::format("params{}.pth", number));
    }
    return found;
}

Result<ParamsSettings> readParamsSettings(const fs::path& file)
{
    SS_TRY(const Checkpoint checkpoint, openCheckpoint(file));
    ParamsSettings settings;
    for (const auto& [name, place] : {std::pair{"lam", &settings.lambda}, std::pair{"alpha", &settings.alpha}}) {
        SS_TRY(const std::optional<double> number, numberAt(checkpoint, {name}));
        if (!number)
            return misfit(
                "E-PARAMS-003", file,
                fmt::format("it has no number \"{}\". Choose a folder that the method's original code wrote.", name));
        *place = *number;
    }
    if (!std::isfinite(settings.lambda) || settings.lambda < 0)
        return misfit("E-PARAMS-006", file,
                      fmt::format("its lam is {}, expected a number from 0 up.", settings.lambda));
    if (!(settings.alpha >= 0 && settings.alpha <= 1))
        return misfit("E-PARAMS-006", file,
                      fmt::format("its alpha is {}, expected a number from 0 to 1.", settings.alpha));
    SS_TRY(const std::optional<double> seconds, numberAt(checkpoint, {"time"}));
    settings.seconds = seconds && std::isfinite(*seconds) ? std::max(*seconds, 0.0) : 0.0;
    for (const auto& [key, split] :
         {std::pair{"acc_tr", "train"}, std::pair{"acc_val", "validation"}, std::pair{"acc_test", "test"}}) {
        SS_TRY(const std::optional<double> accuracy, numberAt(checkpoint, {"metrics", key}));
        if (accuracy && *accuracy >= 0 && *accuracy <= 1)  // −1 where there were no rows.
            settings.accuracies[split] = *accuracy;
    }
    return settings;
}

Result<Shape> readParamsShape(const fs::path& file)
{
    SS_TRY(const Checkpoint checkpoint, openCheckpoint(file));
    const TensorEntry* weight = find(checkpoint, {"weight"});
    constexpr std::int64_t most = 1 << 30;
    if (weight == nullptr || weight->shape.size() != 2 || weight->shape[0] < 2 || weight->shape[1] < 1
        || weight->shape[0] > most || weight->shape[1] > most)
        return misfit("E-PARAMS-003", file,
                      "it has no tensor \"weight\" of [classes, features]. Choose a folder that the method's original "
                      "code wrote.");
    return weight->shape;
}

Result<SparseHead> readParamsHead(const fs::path& file, int classes, int features)
{
    SS_TRY(const Checkpoint checkpoint, openCheckpoint(file));
    SparseHead head;
    head.features = features;
    SS_TRY(head.bias, finiteValues(file, checkpoint, {"bias"}, {classes}));
    SS_TRY(const std::vector<double> weights, finiteValues(file, checkpoint, {"weight"}, {classes, features}));
    head.classes.resize(static_cast<std::size_t>(classes));
    for (std::size_t i = 0; i < weights.size(); ++i)
        if (weights[i] != 0)
            head.classes[i / static_cast<std::size_t>(features)].push_back(
                {static_cast<int>(i % static_cast<std::size_t>(features)), weights[i]});
    return head;
}

Result<ParamsMetadata> readParamsMetadata(const fs::path& file, int features)
{
    SS_TRY(const Checkpoint checkpoint, openCheckpoint(file));
    ParamsMetadata metadata;
    SS_TRY(metadata.scale.mean, finiteValues(file, checkpoint, {"X", "mean"}, {features}));
    SS_TRY(metadata.scale.deviation, finiteValues(file, checkpoint, {"X", "std"}, {features}));
    for (double& deviation : metadata.scale.deviation)
        deviation = std::max(deviation, smallestDeviation);
    SS_TRY(metadata.groupedMaximum, numberAt(checkpoint, {"max_reg", "group"}));
    return metadata;
}

}  // namespace sparsescope
