// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/efficientnet_lite.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sparsescope
{

namespace
{

struct Scaling {
    double width;
    double depth;
    int inputSize;
};

constexpr std::array<Scaling, 5> scalings{
    {{1.0, 1.0, 224}, {1.0, 1.1, 240}, {1.1, 1.2, 260}, {1.2, 1.4, 280}, {1.4, 1.8, 300}}};

/// A run of inverted bottlenecks before scaling; the first has the stride.
struct Stage {
    int repeats;
    int kernel;
    int stride;
    int expansion;
    int outputs;
};

constexpr std::array<Stage, 7> stages{{{1, 3, 1, 1, 16},
                                       {2, 3, 2, 6, 24},
                                       {2, 5, 2, 6, 40},
                                       {3, 3, 2, 6, 80},
                                       {3, 5, 1, 6, 112},
                                       {4, 5, 2, 6, 192},
                                       {1, 3, 1, 6, 320}}};

constexpr int stemChannels = 32;
constexpr int headChannels = 1280;

/// To the nearest multiple of 8, but never more than 10 % below.
int scaledChannels(int channels, double width)
{
    const double exact = channels * width;
    const int rounded = std::max(8, static_cast<int>(exact + 4) / 8 * 8);
    return rounded < 0.9 * exact ? rounded + 8 : rounded;
}

int scaledRepeats(std::size_t stage, double depth)
{
    const bool fixed = stage == 0 || stage + 1 == stages.size();
    return fixed ? stages[stage].repeats : static_cast<int>(std::ceil(depth * stages[stage].repeats));
}

Step convolution(const std::string& name, const std::string& norm, int from, std::array<int, 2> channels, int kernel)
{
    Step step;
    step.name = name;
    step.norm = norm;
    step.from = from;
    step.inputs = channels[0];
    step.outputs = channels[1];
    step.kernel = kernel;
    step.padding = Step::samePadding;
    step.activation = Activation::Relu6;
    return step;
}

/// Expand 1 × 1, filter each channel on its own, project 1 × 1 without activation, add the input where sizes agree.
int addBottleneck(Architecture& network, const std::string& name, const Stage& stage, int from, int inputs)
{
    const int wide = inputs * stage.expansion;
    int value = from;
    if (stage.expansion != 1)
        value = addStep(network, convolution(name + "_expand_conv", name + "_bn0", value, {inputs, wide}, 1));

    Step depthwise = convolution(name + "_depthwise_conv", name + "_bn1", value, {wide, wide}, stage.kernel);
    depthwise.groups = wide;
    depthwise.stride = stage.stride;
    value = addStep(network, depthwise);

    Step project = convolution(name + "_project_conv", name + "_bn2", value, {wide, stage.outputs}, 1);
    project.activation = Activation::None;
    project.added = stage.stride == 1 && inputs == stage.outputs ? from : -1;
    return addStep(network, project);
}

Preprocessing preprocessingFor(int inputSize)
{
    // The authors cut size / (size + 32) of the shorter side out of the middle and bring pixels to (x − 127) / 128.
    constexpr double mean = 127.0 / 255.0;
    constexpr double deviation = 128.0 / 255.0;
    return {inputSize + 32, inputSize, {mean, mean, mean}, {deviation, deviation, deviation}};
}

} // namespace

Architecture efficientNetLite(int variant)
{
    const Scaling& scaling = scalings.at(static_cast<std::size_t>(variant));
    Architecture network;
    network.name = "EfficientNet-Lite" + std::to_string(variant);
    network.head = "_fc";
    network.epsilon = 1e-3;
    network.preprocessing = preprocessingFor(scaling.inputSize);

    Step stem = convolution("_conv_stem", "_bn0", 0, {3, stemChannels}, 3);
    stem.stride = 2;
    int value = addStep(network, stem);
    int channels = stemChannels;
    int block = 0;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        Stage stage = stages[i];
        stage.outputs = scaledChannels(stage.outputs, scaling.width);
        for (int repeat = scaledRepeats(i, scaling.depth); repeat > 0; --repeat) {
            value = addBottleneck(network, "_blocks." + std::to_string(block++) + ".", stage, value, channels);
            channels = stage.outputs;
            stage.stride = 1;
        }
    }
    addStep(network, convolution("_conv_head", "_bn1", value, {channels, headChannels}, 1));
    return network;
}

} // namespace sparsescope
