// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/vision_model.h"

#include "base/guard.h"
#include "base/parallel.h"
#include "base/text.h"
#include "models/conv_network.h"
#include "models/device.h"
#include "models/inspection.h"
#include "models/torch_gradient.h"
#include "models/torch_script.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstring>
#include <mutex>

#include <fmt/format.h>

namespace sparsescope
{

namespace
{

/// None where it is not known.
Activation lastActivation(const ModelInfo& info)
{
    const Architecture* const architecture =
        info.kind == ModelInfo::Kind::TorchScript ? nullptr : findArchitecture(info.architecture);
    return architecture != nullptr ? architecture->steps.back().activation : Activation::None;
}

class OpenedModel : public VisionModel
{
public:
    OpenedModel(ModelInfo info, OriginalHead head, std::unique_ptr<Backbone> backbone, const std::string& device,
                int threads)
        : m_info(std::move(info)), m_head(std::move(head)), m_backbone(std::move(backbone)), m_lane(device),
          m_threads(threads), m_gradient(m_backbone->ownGradient())
    {
        if (!m_gradient)
            m_gradient = makeTorchGradient(m_backbone, lastActivation(m_info), device);
    }

    const ModelInfo& info() const override { return m_info; }
    const OriginalHead& originalHead() const override { return m_head; }
    std::string device() const override { return m_lane.device(); }
    Status features(std::span<const float> input, int count, std::span<float> features) const override;
    Result<std::vector<ActivationMap>> activationMaps(std::span<const float> input,
                                                      std::span<const int> features) const override;
    bool hasGradients() const override;
    bool takesAnySize() const override { return m_info.kind != ModelInfo::Kind::TorchScript; }
    Status gradient(std::span<const float> input, int count, int side, const FeatureSlope& slope, LastActivation last,
                    std::span<float> gradient) const override;

private:
    Status checkSizes(std::size_t input, int count) const;
    Status checkGradientSizes(std::size_t input, int count, int side, std::size_t gradient) const;
    void runPart(std::span<const float> input, int count, std::span<float> features, int threads) const;

    ModelInfo m_info;
    OriginalHead m_head;
    std::shared_ptr<const Backbone> m_backbone;
    DeviceLane m_lane;
    int m_threads;
    std::unique_ptr<PictureGradient> m_gradient;
    mutable std::once_flag m_tried;
    mutable bool m_hasGradients = false;
};

std::size_t pictureFloats(const Preprocessing& preprocessing)
{
    return std::size_t{3} * static_cast<std::size_t>(preprocessing.crop) * static_cast<std::size_t>(preprocessing.crop);
}

Status OpenedModel::checkSizes(std::size_t input, int count) const
{
    const std::size_t expected = static_cast<std::size_t>(std::max(count, 0)) * pictureFloats(m_info.preprocessing);
    if (count > 0 && input == expected)
        return Done{};
    return Error{"E-MODEL-006",
                 fmt::format("The network was given {} numbers for {} pictures; it takes {} × {} × 3 each.", input,
                             count, m_info.preprocessing.crop, m_info.preprocessing.crop),
                 ""};
}

Status OpenedModel::features(std::span<const float> input, int count, std::span<float> features) const
{
    SS_CHECK(checkSizes(input.size(), count));
    const auto width = static_cast<std::size_t>(m_info.features);
    if (features.size() != static_cast<std::size_t>(count) * width)
        return Error{
            "E-MODEL-007",
            fmt::format("{} features of {} pictures do not fit into {} numbers.", width, count, features.size()), ""};
    return guarded("Cannot run " + m_info.architecture, "E-MODEL-008", [&]() -> Status {
        const bool split = m_threads > 1 && count > 1 && m_lane.device() == "cpu";
        const std::size_t floats = pictureFloats(m_info.preprocessing);
        parallelFor(static_cast<std::size_t>(count), split ? m_threads : 1, [&](std::size_t begin, std::size_t end) {
            runPart(input.subspan(begin * floats, (end - begin) * floats), static_cast<int>(end - begin),
                    features.subspan(begin * width, (end - begin) * width), split ? 1 : m_threads);
        });
        return Done{};
    });
}

/// A share of a batch in the calling thread.
void OpenedModel::runPart(std::span<const float> input, int count, std::span<float> features, int threads) const
{
    const c10::InferenceMode inference;
    useThreads(threads);
    const auto results = m_lane.run(input, count, m_info.preprocessing.crop, [&](const at::Tensor& pictures) {
        std::vector<at::Tensor> output(1);
        m_backbone->run(pictures, output[0], nullptr);
        return output;
    });
    std::memcpy(features.data(), results[0].data_ptr<float>(), features.size_bytes());
}

std::vector<ActivationMap> toMaps(const at::Tensor& chosen)
{
    std::vector<ActivationMap> maps;
    for (std::int64_t i = 0; i < chosen.size(0); ++i) {
        const float* begin = chosen.data_ptr<float>() + i * chosen.size(1) * chosen.size(2);
        maps.push_back({static_cast<int>(chosen.size(1)),
                        static_cast<int>(chosen.size(2)),
                        {begin, begin + chosen.size(1) * chosen.size(2)}});
    }
    return maps;
}

Result<std::vector<ActivationMap>> OpenedModel::activationMaps(std::span<const float> input,
                                                               std::span<const int> features) const
{
    if (!m_info.hasActivationMaps)
        return Error{
            "E-MODEL-009",
            m_info.architecture + " has no map behind each feature, so there is nothing to lay over the picture.", ""};
    SS_CHECK(checkSizes(input.size(), 1));
    for (const int feature : features)
        if (feature < 0 || feature >= m_info.features)
            return Error{"E-MODEL-010",
                         fmt::format("There is no feature {}; the network has {}.", feature, m_info.features), ""};
    return guarded("Cannot run " + m_info.architecture, "E-MODEL-008", [&]() -> Result<std::vector<ActivationMap>> {
        const c10::InferenceMode inference;
        useThreads(m_threads);
        const std::vector<std::int64_t> wanted(features.begin(), features.end());
        const auto results = m_lane.run(input, 1, m_info.preprocessing.crop, [&](const at::Tensor& pictures) {
            at::Tensor pooled;
            at::Tensor map;
            m_backbone->run(pictures, pooled, &map);
            const auto index = at::tensor(wanted, at::kLong).to(map.device());
            return std::vector<at::Tensor>{map.select(0, 0).index_select(0, index)};
        });
        return toMaps(results[0].to(at::kFloat));
    });
}

constexpr int largestSide = 2048;

Status OpenedModel::checkGradientSizes(std::size_t input, int count, int side, std::size_t gradient) const
{
    const int crop = m_info.preprocessing.crop;
    if (takesAnySize() ? side < 1 || side > largestSide : side != crop)
        return Error{"E-MODEL-014",
                     fmt::format("{} was given pictures of {} × {} pixels; it takes {}.", m_info.architecture, side,
                                 side,
                                 takesAnySize() ? fmt::format("sides from 1 to {}", largestSide)
                                                : fmt::format("{} × {} only", crop, crop)),
                     ""};
    const std::size_t expected = std::size_t{3} * static_cast<std::size_t>(std::max(count, 0))
                                 * static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    if (count > 0 && input == expected && gradient == expected)
        return Done{};
    return Error{"E-MODEL-015",
                 fmt::format("For the gradient of {} pictures of {} × {} × 3 the network was given {} numbers and room "
                             "for {}; both must be {}, of at least one picture.",
                             count, side, side, input, gradient, expected),
                 ""};
}

Status OpenedModel::gradient(std::span<const float> input, int count, int side, const FeatureSlope& slope,
                             LastActivation last, std::span<float> gradient) const
{
    SS_CHECK(checkGradientSizes(input.size(), count, side, gradient.size()));
    return guarded("Cannot find the gradient of " + m_info.architecture, "E-MODEL-016", [&] {
        useThreads(1);
        return m_gradient->run({input, count, side}, slope, last, gradient);
    });
}

/// Native networks are made of operations that all have one.
bool OpenedModel::hasGradients() const
{
    std::call_once(m_tried, [&] {
        const std::vector<float> empty(pictureFloats(m_info.preprocessing));
        std::vector<float> result(empty.size());
        const auto ones = [](const DrivenFeatures&, std::span<float> slope) { std::ranges::fill(slope, 1.0F); };
        m_hasGradients = m_info.kind != ModelInfo::Kind::TorchScript
                         || gradient(empty, 1, m_info.preprocessing.crop, ones, LastActivation::Exact, result).ok();
    });
    return m_hasGradients;
}

Result<OriginalHead> readHead(const UnderstoodCheckpoint& file)
{
    const std::string& name = file.weights.architecture->head;
    OriginalHead head{file.info.classes, file.info.features, {}, {}};
    SS_TRY(head.weight, readFloats(file.checkpoint, file.weights, name + ".weight"));
    head.bias.assign(static_cast<std::size_t>(head.classes), 0.0F);
    if (file.weights.entries.contains(name + ".bias")) {
        SS_TRY(head.bias, readFloats(file.checkpoint, file.weights, name + ".bias"));
    }
    return head;
}

Error doesNotFit(const ModelInfo& info)
{
    const auto& worst = *std::ranges::find_if(
        info.mismatches, [](const TensorMismatch& mismatch) { return mismatch.kind != TensorMismatch::Kind::Extra; });
    const bool missing = worst.kind == TensorMismatch::Kind::Missing;
    return {"E-MODEL-011",
            fmt::format("{} looks like {}, but its weights do not fit: {} {}. Choose a complete checkpoint.",
                        sparsescope::quoted(std::filesystem::path(info.path).filename().string()), info.architecture,
                        sparsescope::quoted(worst.name),
                        missing ? "is missing" : "is " + worst.found + " where " + worst.expected + " is expected"),
            ""};
}

Result<std::unique_ptr<VisionModel>> openCheckpointModel(const std::filesystem::path& path, const ModelOptions& options,
                                                         const std::string& device, Progress& progress)
{
    SS_TRY(UnderstoodCheckpoint file, understandCheckpoint(path, options, progress));
    if (!file.info.usable())
        return doesNotFit(file.info);
    SS_TRY(OriginalHead head, readHead(file));
    SS_TRY(const auto convolutions, readConvolutions(file.checkpoint, file.weights, progress));
    return guarded("Cannot load " + file.info.architecture, "E-MODEL-012",
                   [&]() -> Result<std::unique_ptr<VisionModel>> {
                       const at::NoGradGuard noGradients;  // In inference mode LibTorch could not differentiate later.
                       auto backbone = makeConvNetwork(*file.weights.architecture, convolutions, device);
                       finishDevice(device);
                       return std::unique_ptr<VisionModel>(std::make_unique<OpenedModel>(
                           std::move(file.info), std::move(head), std::move(backbone), device, options.forwardThreads));
                   });
}

Result<std::unique_ptr<VisionModel>> openScriptModel(const std::filesystem::path& path, const ModelOptions& options,
                                                     const std::string& device, Progress& progress)
{
    if (!options.consent)
        return Error{
            "E-MODEL-013",
            fmt::format(
                "{} is a TorchScript program, not just weights. It is run only after you agree to that for this file.",
                sparsescope::quoted(path.filename().string())),
            ""};
    SS_TRY(CutProgram program, openProgram(path, options, device, progress));
    finishDevice(device);
    return std::unique_ptr<VisionModel>(std::make_unique<OpenedModel>(
        std::move(program.info), std::move(program.head), std::move(program.backbone), device, options.forwardThreads));
}

} // namespace

Result<std::unique_ptr<VisionModel>> openVisionModel(const std::filesystem::path& path, const ModelOptions& options,
                                                     Progress& progress)
{
    SS_TRY(const std::string device, checkedDevice(options.device));
    return isTorchScript(path) ? openScriptModel(path, options, device, progress)
                               : openCheckpointModel(path, options, device, progress);
}

} // namespace sparsescope
