// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/cpu_convolution.h"

#include <algorithm>
#include <limits>

namespace sparsescope
{

/// Where the kernel's first tap falls in the input; may lie outside the picture.
struct CpuConvolution::Origin {
    const float* pixel = nullptr;
    int y = 0;
    int x = 0;
};

/// A run of output pixels and, for each block of them, the input pixels that its kernel's taps meet.
struct CpuConvolution::Rows {
    int first = 0;
    int count = 0;
    int perBlock = 0;
    int taps = 1;
    int channels = 0;
    std::vector<Origin> origins;
    std::vector<const float*> pixels; ///< Block by block: taps × rows of the block.
    std::vector<float> patches;       ///< Copies of few-channel pixels, see copyPatches().
};

bool CpuConvolution::isInside(const Origin& origin, int y, int x, const MapShape& shape)
{
    return static_cast<unsigned>(origin.y + y) < static_cast<unsigned>(shape.height)
           && static_cast<unsigned>(origin.x + x) < static_cast<unsigned>(shape.width);
}

namespace
{

/// Input floats that a run of output pixels should touch, so that they stay in the second-level cache for all panels.
constexpr int cachedFloats = 96 * 1024;

constexpr int fewChannels = 8;

int blocksFor(int count, int most)
{
    return (count + most - 1) / most;
}

} // namespace

Padding paddingOf(const Step& step, int size)
{
    if (step.padding != Step::samePadding)
        return {step.padding, step.padding};
    const int outputs = (size + step.stride - 1) / step.stride;
    const int total = std::max((outputs - 1) * step.stride + step.kernel - size, 0);
    return {total / 2, total - total / 2};
}

bool CpuConvolution::supports(const Step& step)
{
    return step.kind == Step::Kind::Convolution
           && (step.groups == 1 || (step.groups == step.inputs && step.inputs == step.outputs && step.added < 0));
}

CpuConvolution::CpuConvolution(const Step& step, const ScaledConvolution& scaled, const CpuKernels& kernels)
    : m_step(step), m_kernels(&kernels)
{
    constexpr float infinity = std::numeric_limits<float>::infinity();
    m_low = step.activation == Activation::None ? -infinity : 0.0F;
    m_high = step.activation == Activation::Relu6 ? 6.0F : infinity;
    const auto padded = static_cast<std::size_t>(blocksFor(step.outputs, 2 * kernels.vector) * 2 * kernels.vector);
    m_scale = scaled.scale;
    m_scale.resize(padded);
    m_bias = scaled.bias;
    m_bias.resize(padded);
    if (step.groups == 1)
        packPanels(scaled);
    else
        packDepthwise(scaled);
}

/// Panels of taps × inputs × columns.
template <typename Visit>
void CpuConvolution::visitPanels(Visit&& visit) const
{
    const std::ptrdiff_t taps = static_cast<std::ptrdiff_t>(m_step.kernel) * m_step.kernel;
    for (int first = 0; first < m_step.outputs; first += 2 * m_kernels->vector) {
        const int left = m_step.outputs - first;
        const int columns = left > m_kernels->vector ? 2 * m_kernels->vector : m_kernels->vector;
        for (int tap = 0; tap < taps; ++tap)
            for (int channel = 0; channel < m_step.inputs; ++channel)
                for (int column = 0; column < columns; ++column)
                    visit(column < left
                              ? (static_cast<std::ptrdiff_t>(first + column) * m_step.inputs + channel) * taps + tap
                              : std::ptrdiff_t{-1});
    }
}

void CpuConvolution::packPanels(const ScaledConvolution& scaled)
{
    m_zeros.assign(static_cast<std::size_t>(m_step.inputs), 0.0F);
    visitPanels([&](std::ptrdiff_t from) {
        m_weights.push_back(from < 0 ? 0.0F : scaled.weight[static_cast<std::size_t>(from)]);
    });
}

ScaledConvolution CpuConvolution::scaled() const
{
    const auto outputs = static_cast<std::ptrdiff_t>(m_step.outputs);
    const std::ptrdiff_t taps = static_cast<std::ptrdiff_t>(m_step.kernel) * m_step.kernel;
    const auto weights = static_cast<std::size_t>(outputs * (m_step.inputs / m_step.groups) * taps);
    ScaledConvolution scaled{std::vector<float>(weights),
                             {m_scale.begin(), m_scale.begin() + outputs},
                             {m_bias.begin(), m_bias.begin() + outputs}};
    auto weight = m_weights.begin();
    if (m_step.groups == 1)
        visitPanels([&](std::ptrdiff_t to) {
            if (to >= 0)
                scaled.weight[static_cast<std::size_t>(to)] = *weight;
            ++weight;
        });
    else
        for (std::ptrdiff_t i = 0; i < taps * outputs; ++i, ++weight)
            scaled.weight[static_cast<std::size_t>(i % outputs * taps + i / outputs)] = *weight;
    return scaled;
}

/// From channels × taps to taps × channels.
void CpuConvolution::packDepthwise(const ScaledConvolution& scaled)
{
    const std::size_t taps = static_cast<std::size_t>(m_step.kernel) * m_step.kernel;
    const auto channels = static_cast<std::size_t>(m_step.outputs);
    m_weights.resize(taps * channels);
    for (std::size_t tap = 0; tap < taps; ++tap)
        for (std::size_t channel = 0; channel < channels; ++channel)
            m_weights[tap * channels + channel] = scaled.weight[channel * taps + tap];
}

Placement CpuConvolution::placement(const MapShape& input) const
{
    const Padding rows = paddingOf(m_step, input.height);
    const Padding columns = paddingOf(m_step, input.width);
    const auto outputs = [&](int size, const Padding& padding) {
        return (size + padding.before + padding.after - m_step.kernel) / m_step.stride + 1;
    };
    return {rows.before, columns.before, outputs(input.height, rows), outputs(input.width, columns)};
}

MapShape CpuConvolution::outputShape(const MapShape& input) const
{
    const Placement out = placement(input);
    return {input.count, out.height, out.width, m_step.outputs};
}

/// Where the kernel's first tap falls for each output pixel of the run.
void CpuConvolution::findOrigins(const ConvolutionTask& task, const Placement& placement, Rows& rows) const
{
    const MapShape& shape = task.shape;
    int column = rows.first % placement.width;
    int row = rows.first / placement.width % placement.height;
    std::ptrdiff_t picture = rows.first / (placement.width * placement.height);
    rows.origins.resize(static_cast<std::size_t>(rows.count));
    for (Origin& origin : rows.origins) {
        origin.y = row * m_step.stride - placement.top;
        origin.x = column * m_step.stride - placement.left;
        origin.pixel = task.input + ((picture * shape.height + origin.y) * shape.width + origin.x) * shape.channels;
        if (++column == placement.width) {
            column = 0;
            row = row + 1 == placement.height ? 0 : row + 1;
            picture += row == 0;
        }
    }
}

void CpuConvolution::gatherPixels(const MapShape& shape, Rows& rows) const
{
    rows.pixels.resize(static_cast<std::size_t>(rows.count) * static_cast<std::size_t>(rows.taps));
    auto pixel = rows.pixels.begin();
    for (int block = 0; block < rows.count; block += rows.perBlock) {
        const auto begin = rows.origins.begin() + block;
        const auto end = begin + std::min(rows.perBlock, rows.count - block);
        for (int tap = 0; tap < rows.taps; ++tap) {
            const int y = tap / m_step.kernel;
            const int x = tap % m_step.kernel;
            const std::ptrdiff_t step = (static_cast<std::ptrdiff_t>(y) * shape.width + x) * shape.channels;
            for (auto origin = begin; origin != end; ++origin)
                *pixel++ = isInside(*origin, y, x, shape) ? origin->pixel + step : m_zeros.data();
        }
    }
}

/// With few channels (the picture's three) the loop over them is too short to pay for fetching pointers: the pixels
/// under the kernel are copied side by side and become the channels of a single tap.
void CpuConvolution::copyPatches(const MapShape& shape, Rows& rows) const
{
    const std::ptrdiff_t line = static_cast<std::ptrdiff_t>(m_step.kernel) * rows.channels;
    rows.patches.assign(static_cast<std::size_t>(rows.count * line * m_step.kernel), 0.0F);
    rows.pixels.clear();
    float* patch = rows.patches.data();
    for (const Origin& origin : rows.origins) {
        rows.pixels.push_back(patch);
        const std::ptrdiff_t begin = std::max(-origin.x, 0);
        const std::ptrdiff_t end = std::min(shape.width - origin.x, m_step.kernel);
        for (int y = 0; y < m_step.kernel; ++y, patch += line)
            if (origin.y + y >= 0 && origin.y + y < shape.height && begin < end)
                std::copy_n(origin.pixel + (static_cast<std::ptrdiff_t>(y) * shape.width + begin) * rows.channels,
                            (end - begin) * rows.channels, patch + begin * rows.channels);
    }
    rows.channels *= rows.taps;
    rows.taps = 1;
}

/// All output channels of a run of pixels, panel by panel.
void CpuConvolution::multiply(const Rows& rows, const ConvolutionTask& whole) const
{
    constexpr float infinity = std::numeric_limits<float>::infinity();
    PanelTask task;
    task.taps = rows.taps;
    task.channels = rows.channels;
    task.weights = m_weights.data();
    task.outputStride = m_step.outputs;
    task.low = whole.activated ? m_low : -infinity;
    task.high = whole.activated ? m_high : infinity;
    task.kept = whole.kept;
    for (int first = 0; first < m_step.outputs; first += 2 * m_kernels->vector) {
        task.columns = std::min(m_step.outputs - first, 2 * m_kernels->vector);
        task.scale = m_scale.data() + first;
        task.bias = m_bias.data() + first;
        task.pixels = rows.pixels.data();
        for (int block = 0; block < rows.count; block += rows.perBlock) {
            const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(rows.first + block) * m_step.outputs + first;
            task.rows = std::min(rows.perBlock, rows.count - block);
            task.added = whole.added != nullptr ? whole.added + at : nullptr;
            task.kept.values = whole.kept.values != nullptr ? whole.kept.values + at : nullptr;
            task.output = whole.output + at;
            m_kernels->multiplyPanel(task);
            task.pixels += task.taps * task.rows;
        }
        const int width = task.columns > m_kernels->vector ? 2 * m_kernels->vector : m_kernels->vector;
        task.weights += static_cast<std::ptrdiff_t>(task.taps) * task.channels * width;
    }
}

void CpuConvolution::runDense(const ConvolutionTask& task, const Placement& placement) const
{
    const MapShape& shape = task.shape;
    const int total = shape.count * placement.height * placement.width;
    const int most = std::max(cachedFloats / std::max(shape.channels, fewChannels), 4 * m_kernels->rows);
    const int runs = blocksFor(total, most);
    Rows rows;
    for (int run = 0; run < runs; ++run) {
        rows.first = static_cast<int>(static_cast<std::int64_t>(total) * run / runs);
        rows.count = static_cast<int>(static_cast<std::int64_t>(total) * (run + 1) / runs) - rows.first;
        rows.perBlock = blocksFor(rows.count, blocksFor(rows.count, m_kernels->rows));
        rows.taps = m_step.kernel * m_step.kernel;
        rows.channels = m_step.inputs;
        findOrigins(task, placement, rows);
        if (rows.taps > 1 && rows.channels < fewChannels)
            copyPatches(shape, rows);
        else
            gatherPixels(shape, rows);
        multiply(rows, task);
    }
}

void CpuConvolution::runDepthwise(const ConvolutionTask& whole, const Placement& placement) const
{
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const MapShape& shape = whole.shape;
    DepthwiseTask task;
    task.channels = shape.channels;
    task.height = shape.height;
    task.width = shape.width;
    task.outputHeight = placement.height;
    task.outputWidth = placement.width;
    task.outputStep = shape.channels;
    task.outputRow = task.outputStep * placement.width;
    task.kernelHeight = task.kernelWidth = m_step.kernel;
    task.stride = m_step.stride;
    task.top = placement.top;
    task.left = placement.left;
    task.weights = m_weights.data();
    task.scale = m_scale.data();
    task.bias = m_bias.data();
    task.low = whole.activated ? m_low : -infinity;
    task.high = whole.activated ? m_high : infinity;
    task.kept = whole.kept;
    for (std::ptrdiff_t picture = 0; picture < shape.count; ++picture) {
        const std::ptrdiff_t at = picture * task.outputRow * placement.height;
        task.input = whole.input + picture * shape.height * shape.width * shape.channels;
        task.output = whole.output + at;
        task.kept.values = whole.kept.values != nullptr ? whole.kept.values + at : nullptr;
        m_kernels->depthwisePicture(task);
    }
}

void CpuConvolution::run(const ConvolutionTask& task, const Placement& placement) const
{
    if (m_step.groups == 1)
        runDense(task, placement);
    else
        runDepthwise(task, placement);
}

void CpuConvolution::run(const float* input, const MapShape& shape, const float* added, float* output) const
{
    run({input, shape, added, output, true, {}}, placement(shape));
}

} // namespace sparsescope
