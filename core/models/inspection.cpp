// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/inspection.h"

#include "base/hash.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace sparsescope
{

namespace
{

Error nothingFits(const std::filesystem::path& path, const Checkpoint& checkpoint)
{
    const std::string file = sparsescope::quoted(path.filename().string());
    if (checkpoint.tensors.empty() && !checkpoint.ignored.empty())
        return {
            "E-MODEL-001",
            fmt::format("{} holds no weights by name, but a {}: probably a whole Python model. Save its weights with "
                        "torch.save(model.state_dict(), …) and open that file.",
                        file, displayText(checkpoint.ignored.front().what)),
            ""};
    if (checkpoint.tensors.empty())
        return {"E-MODEL-002", fmt::format("{} holds no tensors. Choose a file with a network's weights.", file), ""};
    std::vector<std::string> known;
    for (const Architecture& architecture : architectures())
        known.push_back(architecture.name);
    return {"E-MODEL-003",
            fmt::format("The {} tensors in {} (first: {}) are not the weights of a network known here ({}). Export the "
                        "network as TorchScript, or give its features as .npy files.",
                        checkpoint.tensors.size(), file, sparsescope::quoted(checkpoint.tensors.front().name()),
                        fmt::join(known, ", ")),
            ""};
}

std::int64_t countParameters(const WeightMap& weights)
{
    std::int64_t count = 0;
    for (const ExpectedTensor& tensor : expectedTensors(*weights.architecture))
        if (const auto found = weights.entries.find(tensor.name);
            tensor.role == ExpectedTensor::Role::Parameter && found != weights.entries.end())
            count += elementCount(found->second->shape).value_or(0);
    return count;
}

bool isMisshapen(const WeightMap& weights, const std::string& name)
{
    return std::ranges::any_of(weights.mismatches, [&](const auto& mismatch) { return mismatch.name == name; });
}

std::string notFinite(const std::string& name, std::ptrdiff_t count)
{
    return fmt::format("{} of the values in {} are not finite numbers: features will be meaningless.", count, name);
}

/// What is odd about one tensor's values, or nothing.
std::string oddity(const ExpectedTensor& tensor, const std::vector<float>& values)
{
    const auto bad = std::ranges::count_if(values, [](float value) { return !std::isfinite(value); });
    if (bad > 0)
        return notFinite(tensor.name, bad);
    if (tensor.name.ends_with("running_var") && std::ranges::any_of(values, [](float value) { return value < 0; }))
        return fmt::format("{} has negative variances: features will be meaningless.", tensor.name);
    const bool zeros = std::ranges::all_of(values, [](float value) { return value == 0; });
    return zeros && values.size() > 1 && tensor.shape.size() > 1
               ? fmt::format("All weights in {} are zero.", tensor.name)
               : "";
}

/// Reads every tensor once: damaged bytes, NaN and all-zero weights are told before anything runs.
Status checkValues(const UnderstoodCheckpoint& file, std::vector<std::string>& notes, Progress& progress)
{
    constexpr std::size_t mostNotes = 20;
    progress.beginStage("Checking weights", static_cast<std::int64_t>(file.weights.entries.size()), "tensors");
    for (const ExpectedTensor& tensor : expectedTensors(*file.weights.architecture)) {
        if (progress.stopRequested())
            return Cancelled{};
        if (!file.weights.entries.contains(tensor.name))
            continue;
        progress.advance();
        if (tensor.role == ExpectedTensor::Role::Counter || isMisshapen(file.weights, tensor.name))
            continue;
        SS_TRY(const auto values, readFloats(file.checkpoint, file.weights, tensor.name));
        if (const std::string note = oddity(tensor, values); !note.empty() && notes.size() < mostNotes)
            notes.push_back(note);
    }
    return Done{};
}

Result<std::array<double, 3>> readThree(const Checkpoint& checkpoint, const TensorEntry& entry)
{
    SS_TRY(const Tensor tensor, checkpoint.read(entry));
    SS_TRY(const auto values, tensor.toFloats());
    return std::array<double, 3>{values.at(0), values.at(1), values.at(2)};
}

/// The person's choice, else what the file says, else the architecture's.
Status choosePreprocessing(const ModelOptions& options, UnderstoodCheckpoint& file)
{
    ModelInfo& info = file.info;
    info.preprocessing = file.weights.architecture->preprocessing;
    info.preprocessingSource = "the architecture's default";
    if (file.weights.mean != nullptr && file.weights.deviation != nullptr) {
        SS_TRY(info.preprocessing.mean, readThree(file.checkpoint, *file.weights.mean));
        SS_TRY(info.preprocessing.deviation, readThree(file.checkpoint, *file.weights.deviation));
        info.preprocessingSource = "the checkpoint's normaliser";
    }
    if (options.preprocessing) {
        info.preprocessing = *options.preprocessing;
        info.preprocessingSource = "your choice";
    }
    info.inputSize = info.preprocessing.crop;
    return checkPreprocessing(info.preprocessing);
}

void describeHead(UnderstoodCheckpoint& file)
{
    const Architecture& architecture = *file.weights.architecture;
    file.info.headName = architecture.head;
    file.info.features = architecture.features();
    const auto head = file.weights.entries.find(architecture.head + ".weight");
    if (head != file.weights.entries.end() && head->second->shape.size() == 2)
        file.info.classes = static_cast<int>(std::clamp<std::int64_t>(head->second->shape[0], 0, 100'000'000));
    if (file.info.classes > 0)
        file.info.classNames = classNamesFrom(file.checkpoint.facts, file.info.classes);
}

void describe(UnderstoodCheckpoint& file)
{
    ModelInfo& info = file.info;
    info.kind = ModelInfo::Kind::Checkpoint;
    info.format = formatName(file.checkpoint.format);
    info.architecture = file.weights.architecture->name;
    info.layer = file.weights.architecture->layer;
    info.parameters = countParameters(file.weights);
    info.hasActivationMaps = true;
    info.notes = file.weights.notes;
    info.ignored = file.weights.ignored;
    info.mismatches = file.weights.mismatches;
    for (const OpaqueObject& object : file.checkpoint.ignored)
        info.ignored.push_back(fmt::format("{} ({})", displayText(object.path), displayText(object.what)));
    describeHead(file);
}

} // namespace

Status checkPreprocessing(const Preprocessing& preprocessing)
{
    constexpr int largest = 4096;
    if (preprocessing.crop < 1 || preprocessing.crop > largest || preprocessing.resize < preprocessing.crop
        || preprocessing.resize > 2 * largest)
        return Error{
            "E-MODEL-004",
            fmt::format("Resizing to {} and cropping to {} pixels is not possible: the crop must be 1 to {} pixels and "
                        "the size before it at least as large.",
                        preprocessing.resize, preprocessing.crop, largest),
            ""};
    for (std::size_t channel = 0; channel < 3; ++channel)
        if (!std::isfinite(preprocessing.mean[channel]) || !std::isfinite(preprocessing.deviation[channel])
            || preprocessing.deviation[channel] <= 0)
            return Error{
                "E-MODEL-005",
                fmt::format("Normalising with mean {} and deviation {} is not possible: deviations must be positive.",
                            preprocessing.mean[channel], preprocessing.deviation[channel]),
                ""};
    return Done{};
}

Result<ModelInfo> identifyFile(const std::filesystem::path& path, Progress& progress)
{
    ModelInfo info;
    info.path = path.string();
    SS_TRY(const FileReader file, FileReader::open(path));
    info.fileBytes = file.size();
    SS_TRY(info.sha256, sha256OfFile(path, progress));
    return info;
}

Result<UnderstoodCheckpoint> understandCheckpoint(const std::filesystem::path& path, const ModelOptions& options,
                                                  Progress& progress)
{
    UnderstoodCheckpoint file;
    SS_TRY(file.checkpoint, openCheckpoint(path));
    file.weights = mapWeights(file.checkpoint);
    if (file.weights.architecture == nullptr)
        return nothingFits(path, file.checkpoint);
    SS_TRY(file.info, identifyFile(path, progress));
    describe(file);
    SS_CHECK(choosePreprocessing(options, file));
    SS_CHECK(checkValues(file, file.info.notes, progress));
    return file;
}

} // namespace sparsescope
