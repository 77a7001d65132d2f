// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/cpu_gradient.h"

#include "models/cpu_convolution_gradient.h"
#include "models/cpu_pooling.h"
#include "models/float_blocks.h"

#include <algorithm>
#include <limits>
#include <mutex>

namespace sparsescope {

namespace {

/// A value between two steps, or the slopes by it.
struct Map {
    MapShape shape;
    std::shared_ptr<float> values;  ///< Null once it is not needed any more.
};

std::size_t floatsOf(const MapShape& shape)
{
    return static_cast<std::size_t>(shape.count) * shape.height * shape.width * shape.channels;
}

KeptOutputs keptBy(Activation activation, const float* outputs)
{
    if (activation == Activation::None)
        return {};
    return {outputs, 0.0F, activation == Activation::Relu6 ? 6.0F : std::numeric_limits<float>::infinity()};
}

/// When values are read: the first and the last step, for each.
struct Uses {
    std::vector<std::size_t> first;
    std::vector<std::size_t> last;
};

Uses usesOf(const std::vector<Step>& steps)
{
    Uses uses{std::vector<std::size_t>(steps.size() + 1, steps.size()),
              std::vector<std::size_t>(steps.size() + 1, steps.size())};
    for (std::size_t i = steps.size(); i-- > 0;)
        for (const int value : {steps[i].from, steps[i].added})
            if (value >= 0) {
                const auto at = static_cast<std::size_t>(value);
                uses.first[at] = i;
                uses.last[at] = uses.last[at] == steps.size() ? i : uses.last[at];
            }
    return uses;
}

/// The network, and how slopes go back through each step. Nothing changes once it is made.
struct Network {
    std::vector<Step> steps;
    std::vector<std::shared_ptr<const CpuConvolution>> forward;
    std::vector<std::unique_ptr<CpuConvolutionGradient>> backward;
    Uses uses;

    Activation activationBefore(std::size_t value) const
    {
        return value == 0 ? Activation::None : steps[value - 1].activation;
    }
};

/// One run: all values on the way forward that the way back needs, then the slopes by them.
class Pass {
public:
    Pass(const Network& network, FloatBlocks& blocks) : m_network(network), m_blocks(blocks) {}

    void forward(const PictureBatch& pictures);
    void askSlope(const FeatureSlope& slope, LastActivation last);
    void backward(std::span<float> gradient);

private:
    Map make(const MapShape& shape) const { return {shape, m_blocks.take(floatsOf(shape))}; }
    void runStep(std::size_t step);
    void dropAfter(std::size_t step);
    void goBack(std::size_t step);
    void addSlope(std::size_t value, const Map& slope);
    void passActivation(std::size_t value);
    KeptOutputs keptBefore(std::size_t value) const;

    const Network& m_network;
    FloatBlocks& m_blocks;
    std::vector<Map> m_values;
    std::vector<std::vector<std::uint8_t>> m_largest;  ///< Of each pooling, see poolLargest().
    std::vector<Map> m_slopes;
};

void Pass::forward(const PictureBatch& pictures)
{
    const std::size_t steps = m_network.steps.size();
    m_values.resize(steps + 1);
    m_largest.resize(steps);
    m_slopes.resize(steps + 1);
    m_values[0] = make({pictures.count, pictures.side, pictures.side, 3});
    std::ranges::copy(pictures.values, m_values[0].values.get());
    for (std::size_t i = 0; i < steps; ++i) {
        runStep(i);
        dropAfter(i);
    }
}

/// The last step's value is kept as it is before its activation.
void Pass::runStep(std::size_t at)
{
    const Step& step = m_network.steps[at];
    const Map& from = m_values[static_cast<std::size_t>(step.from)];
    const Map added = step.added >= 0 ? m_values[static_cast<std::size_t>(step.added)] : Map();
    if (step.kind == Step::Kind::MaxPool) {
        m_values[at + 1] = make(pooledShape(step, from.shape));
        m_largest[at].resize(floatsOf(m_values[at + 1].shape));
        poolLargest(step, from.shape, from.values.get(), m_values[at + 1].values.get(), m_largest[at].data());
        return;
    }
    const CpuConvolution& convolution = *m_network.forward[at];
    m_values[at + 1] = make(convolution.outputShape(from.shape));
    const bool activated = at + 1 < m_network.steps.size();
    convolution.run({from.values.get(), from.shape, added.values.get(), m_values[at + 1].values.get(), activated, {}},
                    convolution.placement(from.shape));
}

/// Gives back values that no later step reads and no activation on the way back needs.
void Pass::dropAfter(std::size_t step)
{
    for (std::size_t value = 0; value <= step; ++value)
        if (m_network.uses.last[value] == step && m_network.activationBefore(value) == Activation::None)
            m_values[value].values.reset();
}

/// How much of a slope by a value after the last activation reaches the value before it.
static float shareThrough(LastActivation last, float value, float slope, float low, float high)
{
    if (last == LastActivation::Exact)
        return value > low && value < high ? 1.0F : 0.0F;
    if (last == LastActivation::Relaxed)
        return value < high || slope <= 0 ? 1.0F : 0.0F;
    if (slope < 0)
        return value > low ? 1.0F : 0.0F;
    return value < high ? 1.0F : (high / value) * (high / value);
}

/// Features and drive are means over the last map; the slopes by that map follow from the caller's.
void Pass::askSlope(const FeatureSlope& slope, LastActivation last)
{
    const Map& map = m_values.back();
    const Activation activation = m_network.steps.back().activation;
    const float low = activation == Activation::None ? -std::numeric_limits<float>::infinity() : 0.0F;
    const float high = activation == Activation::Relu6 ? 6.0F : std::numeric_limits<float>::infinity();
    const auto width = static_cast<std::size_t>(map.shape.channels);
    const std::size_t pixels = static_cast<std::size_t>(map.shape.height) * map.shape.width;
    const std::size_t size = map.shape.count * width;
    std::vector<double> sums(2 * size);
    const float* value = map.values.get();
    for (std::size_t picture = 0; picture < size; picture += width)
        for (std::size_t pixel = 0; pixel < pixels; ++pixel)
            for (std::size_t i = picture; i < picture + width; ++i, ++value) {
                sums[i] += *value < low ? low : *value > high ? high : *value;
                sums[size + i] += *value;
            }
    std::vector<float> means(2 * size);
    std::ranges::transform(sums, means.begin(),
                           [&](double sum) { return static_cast<float>(sum / static_cast<double>(pixels)); });
    std::vector<float> slopes(size);
    const std::span<const float> told(means);
    slope({told.first(size), told.last(size)}, slopes);

    m_slopes.back() = make(map.shape);
    float* result = m_slopes.back().values.get();
    value = map.values.get();
    for (std::size_t picture = 0; picture < size; picture += width)
        for (std::size_t pixel = 0; pixel < pixels; ++pixel)
            for (std::size_t i = picture; i < picture + width; ++i, ++value, ++result) {
                *result = shareThrough(last, *value, slopes[i], low, high) * slopes[i] / static_cast<float>(pixels);
            }
    m_values.back().values.reset();
}

KeptOutputs Pass::keptBefore(std::size_t value) const
{
    return keptBy(m_network.activationBefore(value), m_values[value].values.get());
}

/// Slopes by a value that reach it past a convolution.
void Pass::addSlope(std::size_t value, const Map& slope)
{
    if (!m_slopes[value].values) {
        m_slopes[value] = slope;
        return;
    }
    const Map sum = make(slope.shape);
    addAndPass(slope.values.get(), m_slopes[value].values.get(), {}, floatsOf(slope.shape), sum.values.get());
    m_slopes[value] = sum;
}

void Pass::passActivation(std::size_t value)
{
    const KeptOutputs kept = keptBefore(value);
    if (kept.values == nullptr)
        return;
    const Map passed = make(m_slopes[value].shape);
    addAndPass(m_slopes[value].values.get(), nullptr, kept, floatsOf(passed.shape), passed.values.get());
    m_slopes[value] = passed;
}

/// From the slopes by a step's value, before its activation, to those by what it reads. The last of the slopes to reach
/// a value takes them through the activation before it.
void Pass::goBack(std::size_t at)
{
    const Step& step = m_network.steps[at];
    const Map slope = std::move(m_slopes[at + 1]);
    const auto from = static_cast<std::size_t>(step.from);
    if (step.added >= 0) {
        const auto added = static_cast<std::size_t>(step.added);
        addSlope(added, slope);
        if (m_network.uses.first[added] == at && added != from)
            passActivation(added);
    }
    const Map input = make(m_values[from].shape);
    const float* earlier = m_slopes[from].values.get();
    const bool last = m_network.uses.first[from] == at;
    const KeptOutputs kept = last ? keptBefore(from) : KeptOutputs{};
    if (step.kind == Step::Kind::MaxPool) {
        spreadLargest(step, input.shape, slope.values.get(), m_largest[at].data(), input.values.get());
        addAndPass(input.values.get(), earlier, kept, floatsOf(input.shape), input.values.get());
    } else
        m_network.backward[at]->run({slope.values.get(), input.shape, slope.shape, earlier, kept, input.values.get()});
    m_slopes[from] = input;
    if (last)
        m_values[from].values.reset();
}

void Pass::backward(std::span<float> gradient)
{
    for (std::size_t i = m_network.steps.size(); i-- > 0;)
        goBack(i);
    std::copy_n(m_slopes[0].values.get(), gradient.size(), gradient.data());
}

class CpuGradient : public PictureGradient {
public:
    CpuGradient(std::vector<Step> steps, std::vector<std::shared_ptr<const CpuConvolution>> convolutions)
    {
        m_network.uses = usesOf(steps);
        m_network.steps = std::move(steps);
        m_network.forward = std::move(convolutions);
    }
    Status run(const PictureBatch& pictures, const FeatureSlope& slope, LastActivation last,
               std::span<float> gradient) const override;

private:
    void turnConvolutions() const;
    std::unique_ptr<FloatBlocks> takeBlocks() const;
    void giveBack(std::unique_ptr<FloatBlocks> blocks) const;

    mutable Network m_network;  ///< Its backward half is made at the first run.
    mutable std::once_flag m_turned;
    mutable std::mutex m_mutex;
    mutable std::vector<std::unique_ptr<FloatBlocks>> m_idle;  ///< One for each run that overlapped with others.
};

void CpuGradient::turnConvolutions() const
{
    for (std::size_t i = 0; i < m_network.steps.size(); ++i) {
        const auto& forward = m_network.forward[i];
        m_network.backward.push_back(
            forward ? std::make_unique<CpuConvolutionGradient>(m_network.steps[i], forward->scaled()) : nullptr);
    }
}

std::unique_ptr<FloatBlocks> CpuGradient::takeBlocks() const
{
    const std::lock_guard lock(m_mutex);
    if (m_idle.empty())
        return std::make_unique<FloatBlocks>();
    auto blocks = std::move(m_idle.back());
    m_idle.pop_back();
    return blocks;
}

void CpuGradient::giveBack(std::unique_ptr<FloatBlocks> blocks) const
{
    blocks->dropUnused();
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(blocks));
}

Status CpuGradient::run(const PictureBatch& pictures, const FeatureSlope& slope, LastActivation last,
                        std::span<float> gradient) const
{
    std::call_once(m_turned, [&] { turnConvolutions(); });
    auto blocks = takeBlocks();
    {
        Pass pass(m_network, *blocks);
        pass.forward(pictures);
        pass.askSlope(slope, last);
        pass.backward(gradient);
    }
    giveBack(std::move(blocks));
    return Done{};
}

}  // namespace

std::unique_ptr<PictureGradient> makeCpuGradient(std::vector<Step> steps,
                                                 std::vector<std::shared_ptr<const CpuConvolution>> convolutions)
{
    return std::make_unique<CpuGradient>(std::move(steps), std::move(convolutions));
}

}  // namespace sparsescope
