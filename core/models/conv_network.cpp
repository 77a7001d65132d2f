// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/conv_network.h"

#include "models/cpu_convolution.h"
#include "models/cpu_gradient.h"

#include <torch/torch.h>

#include <array>
#include <stdexcept>

namespace sparsescope
{

namespace
{

/// One step with its weights in place. `added` is undefined where the step adds nothing.
class StepRunner
{
public:
    virtual ~StepRunner() = default;
    virtual at::Tensor run(const at::Tensor& input, const at::Tensor& added) const = 0;
    /// With LibTorch's operations, so that results remember where they come from; without the activation if not wanted.
    virtual at::Tensor runRemembering(const at::Tensor& input, const at::Tensor& added, bool activated) const = 0;
    /// What our own loops run; null for steps that are LibTorch's.
    virtual std::shared_ptr<const CpuConvolution> convolution() const { return nullptr; }
};

class MaxPool : public StepRunner
{
public:
    explicit MaxPool(const Step& step) : m_step(step) {}
    at::Tensor run(const at::Tensor& input, const at::Tensor&) const override
    {
        return at::max_pool2d(input, {m_step.kernel, m_step.kernel}, {m_step.stride, m_step.stride},
                              {m_step.padding, m_step.padding});
    }
    at::Tensor runRemembering(const at::Tensor& input, const at::Tensor& added, bool) const override
    {
        return run(input, added);
    }

private:
    Step m_step;
};

/// LibTorch's operations, on any device; the batch norm's factor goes into the weights.
class DeviceStep : public StepRunner
{
public:
    DeviceStep(const Step& step, const ScaledConvolution& scaled, at::Device device);
    at::Tensor run(const at::Tensor& input, const at::Tensor& added) const override
    {
        return runRemembering(input, added, true);
    }
    at::Tensor runRemembering(const at::Tensor& input, const at::Tensor& added, bool activated) const override;

private:
    at::Tensor convolve(const at::Tensor& input) const;

    Step m_step;
    at::Tensor m_weight;
    at::Tensor m_bias;
};

/// Our own loops: one pass for convolution, bias, addition and activation.
class CpuStep : public StepRunner
{
public:
    CpuStep(const Step& step, const ScaledConvolution& scaled)
        : m_convolution(std::make_shared<CpuConvolution>(step, scaled))
    {
    }
    at::Tensor run(const at::Tensor& input, const at::Tensor& added) const override;
    at::Tensor runRemembering(const at::Tensor&, const at::Tensor&, bool) const override
    {
        throw std::logic_error("LibTorch cannot differentiate our own loops; ownGradient() does");
    }
    std::shared_ptr<const CpuConvolution> convolution() const override { return m_convolution; }

private:
    std::shared_ptr<const CpuConvolution> m_convolution;
};

class ConvNetwork : public Backbone
{
public:
    ConvNetwork(const Architecture& architecture, const std::vector<ScaledConvolution>& convolutions,
                at::Device device, ConvLoops loops);
    void run(const at::Tensor& input, at::Tensor& features, at::Tensor* map) const override;
    void runRemembering(const at::Tensor& input, at::Tensor& features, at::Tensor& map) const override;
    std::unique_ptr<PictureGradient> ownGradient() const override;

private:
    enum class Remember { No, Yes };
    at::Tensor runSteps(const at::Tensor& input, Remember remember) const;

    std::vector<Step> m_steps;
    std::vector<std::unique_ptr<StepRunner>> m_runners;
    std::vector<std::size_t> m_lastUse; ///< Of value n: the step after which its memory is given back.
};

at::Tensor CpuStep::run(const at::Tensor& input, const at::Tensor& added) const
{
    const at::Tensor in = input.contiguous(at::MemoryFormat::ChannelsLast);
    const MapShape shape{static_cast<int>(in.size(0)), static_cast<int>(in.size(2)), static_cast<int>(in.size(3)),
                         static_cast<int>(in.size(1))};
    const MapShape out = m_convolution->outputShape(shape);
    at::Tensor output =
        at::empty({out.count, out.channels, out.height, out.width}, in.options(), at::MemoryFormat::ChannelsLast);
    m_convolution->run(in.data_ptr<float>(), shape, added.defined() ? added.data_ptr<float>() : nullptr,
                      output.data_ptr<float>());
    return output;
}

at::Tensor toDevice(const std::vector<float>& values, at::IntArrayRef shape, at::Device device)
{
    const auto tensor = at::from_blob(const_cast<float*>(values.data()), shape, at::kFloat);
    return tensor.to(at::TensorOptions(device), false, true);
}

DeviceStep::DeviceStep(const Step& step, const ScaledConvolution& scaled, at::Device device)
    : m_step(step), m_bias(toDevice(scaled.bias, {step.outputs}, device))
{
    const std::size_t perChannel = scaled.weight.size() / scaled.scale.size();
    std::vector<float> weight = scaled.weight;
    for (std::size_t i = 0; i < weight.size(); ++i)
        weight[i] *= scaled.scale[i / perChannel];
    m_weight = toDevice(weight, {step.outputs, step.inputs / step.groups, step.kernel, step.kernel}, device)
                   .contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor DeviceStep::convolve(const at::Tensor& input) const
{
    const Padding rows = paddingOf(m_step, static_cast<int>(input.size(2)));
    const Padding columns = paddingOf(m_step, static_cast<int>(input.size(3)));
    const bool even = rows.before == rows.after && columns.before == columns.after;
    const at::Tensor padded =
        even ? input : at::constant_pad_nd(input, {columns.before, columns.after, rows.before, rows.after});
    const std::array<std::int64_t, 2> padding{even ? rows.before : 0, even ? columns.before : 0};
    return at::conv2d(padded, m_weight, m_bias, {m_step.stride, m_step.stride}, padding, {1, 1}, m_step.groups);
}

at::Tensor DeviceStep::runRemembering(const at::Tensor& input, const at::Tensor& added, bool activated) const
{
    at::Tensor output = convolve(input);
    if (added.defined())
        output.add_(added);
    if (activated && m_step.activation == Activation::Relu)
        output.relu_();
    else if (activated && m_step.activation == Activation::Relu6)
        output.clamp_(0, 6);
    return output;
}

std::unique_ptr<StepRunner> makeRunner(const Step& step, const ScaledConvolution& scaled, at::Device device,
                                       ConvLoops loops)
{
    if (step.kind == Step::Kind::MaxPool)
        return std::make_unique<MaxPool>(step);
    if (device.is_cpu() && loops == ConvLoops::Best && CpuConvolution::supports(step))
        return std::make_unique<CpuStep>(step, scaled);
    return std::make_unique<DeviceStep>(step, scaled, device);
}

std::vector<std::size_t> lastUses(const std::vector<Step>& steps)
{
    std::vector<std::size_t> uses(steps.size() + 1, steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        uses[static_cast<std::size_t>(steps[i].from)] = i;
        if (steps[i].added >= 0)
            uses[static_cast<std::size_t>(steps[i].added)] = i;
    }
    return uses;
}

ConvNetwork::ConvNetwork(const Architecture& architecture, const std::vector<ScaledConvolution>& convolutions,
                         at::Device device, ConvLoops loops)
    : m_steps(architecture.steps), m_lastUse(lastUses(architecture.steps))
{
    for (std::size_t i = 0; i < m_steps.size(); ++i)
        m_runners.push_back(makeRunner(m_steps[i], convolutions[i], device, loops));
}

/// The last value; where results remember their making, as it is before the last activation.
at::Tensor ConvNetwork::runSteps(const at::Tensor& input, Remember remember) const
{
    std::vector<at::Tensor> values(m_steps.size() + 1);
    values[0] = input;
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        const Step& step = m_steps[i];
        const at::Tensor added = step.added >= 0 ? values[static_cast<std::size_t>(step.added)] : at::Tensor();
        const at::Tensor& from = values[static_cast<std::size_t>(step.from)];
        values[i + 1] = remember == Remember::No
                            ? m_runners[i]->run(from, added)
                            : m_runners[i]->runRemembering(from, added, i + 1 < m_steps.size());
        for (std::size_t value = 0; value <= i; ++value)
            if (m_lastUse[value] == i)
                values[value].reset();
    }
    return values.back();
}

void ConvNetwork::run(const at::Tensor& input, at::Tensor& features, at::Tensor* map) const
{
    const at::Tensor last = runSteps(input, Remember::No);
    features = last.mean({2, 3});
    if (map != nullptr)
        *map = last;
}

void ConvNetwork::runRemembering(const at::Tensor& input, at::Tensor&, at::Tensor& map) const
{
    map = runSteps(input, Remember::Yes);
}

std::unique_ptr<PictureGradient> ConvNetwork::ownGradient() const
{
    std::vector<std::shared_ptr<const CpuConvolution>> convolutions;
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        convolutions.push_back(m_runners[i]->convolution());
        if (m_steps[i].kind == Step::Kind::Convolution && !convolutions.back())
            return nullptr;
    }
    return makeCpuGradient(m_steps, std::move(convolutions));
}

} // namespace

std::unique_ptr<Backbone> makeConvNetwork(const Architecture& architecture,
                                          const std::vector<ScaledConvolution>& convolutions, const std::string& device,
                                          ConvLoops loops)
{
    return std::make_unique<ConvNetwork>(architecture, convolutions, at::Device(device), loops);
}

} // namespace sparsescope
