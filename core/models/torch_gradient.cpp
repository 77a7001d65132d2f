// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/torch_gradient.h"

#include "models/device.h"

#include <torch/torch.h>

#include <cstring>

namespace sparsescope {

namespace {

class TorchGradient : public PictureGradient {
public:
    TorchGradient(std::shared_ptr<const Backbone> backbone, Activation last, const std::string& device)
        : m_backbone(std::move(backbone)), m_lane(device), m_last(last)
    {
    }
    Status run(const PictureBatch& pictures, const FeatureSlope& slope, LastActivation last,
               std::span<float> gradient) const override;

private:
    Status derive(const at::Tensor& input, const FeatureSlope& slope, LastActivation last, at::Tensor& gradient) const;
    at::Tensor activated(const at::Tensor& map) const;
    at::Tensor throughActivation(const at::Tensor& slope, const at::Tensor& map, LastActivation last) const;

    std::shared_ptr<const Backbone> m_backbone;
    DeviceLane m_lane;
    Activation m_last;
};

std::span<const float> valuesOf(const at::Tensor& tensor)
{
    return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

/// The caller's slopes where the features are.
at::Tensor askedSlope(const FeatureSlope& slope, const at::Tensor& features, const at::Tensor& drive)
{
    const at::Tensor home = features.detach().to(at::kCPU, at::kFloat).contiguous();
    const at::Tensor driveHome = drive.detach().to(at::kCPU, at::kFloat).contiguous();
    const at::Tensor slopes = at::zeros(home.sizes(), at::kFloat);
    slope({valuesOf(home), valuesOf(driveHome)}, {slopes.data_ptr<float>(), static_cast<std::size_t>(slopes.numel())});
    return slopes.to(features.device(), features.scalar_type());
}

at::Tensor TorchGradient::activated(const at::Tensor& map) const
{
    if (m_last == Activation::None)
        return map;
    return m_last == Activation::Relu ? at::relu(map) : at::clamp(map, 0, 6);
}

/// The slope by the map before the last activation. `slope`: N × d × 1 × 1 by each value of the map after it.
at::Tensor TorchGradient::throughActivation(const at::Tensor& slope, const at::Tensor& map, LastActivation last) const
{
    const bool ceiling = m_last == Activation::Relu6;
    at::Tensor passes = at::ones_like(map, at::kBool);
    if (last == LastActivation::Relaxed && ceiling)
        passes = map.lt(6).logical_or_(slope.le(0));
    else if (last == LastActivation::Exact && m_last != Activation::None)
        passes = ceiling ? map.gt(0).logical_and_(map.lt(6)) : map.gt(0);
    else if (last == LastActivation::Upward && m_last != Activation::None) {
        const at::Tensor up = ceiling ? slope * (6 / map.clamp_min(6)).square() : slope;
        return at::where(map.gt(0).logical_or_(slope.gt(0)), at::where(slope.gt(0), up, slope), at::zeros({}, map.options()));
    }
    return at::where(passes, slope, at::zeros({}, map.options()));
}

Status TorchGradient::derive(const at::Tensor& input, const FeatureSlope& slope, LastActivation last,
                             at::Tensor& gradient) const
{
    const Error noGradient{"E-MODEL-017",
                           "This network's features do not follow from its picture in a way that can be "
                           "differentiated, so there is no gradient.",
                           ""};
    at::Tensor features;
    at::Tensor map;
    m_backbone->runRemembering(input, features, map);
    const at::Tensor output = map.defined() ? map : features;
    if (!output.requires_grad())
        return noGradient;
    at::Tensor above;
    {
        const at::NoGradGuard plain;
        if (map.defined()) {
            const at::Tensor slopes = askedSlope(slope, activated(map).mean({2, 3}), map.mean({2, 3}));
            const double share = 1.0 / static_cast<double>(map.size(2) * map.size(3));
            above = throughActivation((slopes * share).unsqueeze(2).unsqueeze(3), map, last);
        } else
            above = askedSlope(slope, features, features);
    }
    gradient = torch::autograd::grad({output}, {input}, {above}, false, false, true).at(0);
    return gradient.defined() ? Status(Done{}) : noGradient;
}

Status TorchGradient::run(const PictureBatch& pictures, const FeatureSlope& slope, LastActivation last,
                          std::span<float> gradient) const
{
    const c10::InferenceMode off(false);
    const at::AutoGradMode remember(true);
    Status status = Done{};
    const auto results = m_lane.run(pictures.values, pictures.count, pictures.side, [&](const at::Tensor& input) {
        std::vector<at::Tensor> found(1);
        status = derive(input.detach().requires_grad_(true), slope, last, found[0]);
        if (!status)
            return std::vector<at::Tensor>{};
        found[0] = found[0].to(at::kFloat).permute({0, 2, 3, 1}).contiguous();
        return found;
    });
    if (status)
        std::memcpy(gradient.data(), results.at(0).data_ptr<float>(), gradient.size_bytes());
    return status;
}

}  // namespace

std::unique_ptr<PictureGradient> makeTorchGradient(std::shared_ptr<const Backbone> backbone, Activation last,
                                                   const std::string& device)
{
    return std::make_unique<TorchGradient>(std::move(backbone), last, device);
}

}  // namespace sparsescope
