// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/resnet.h"

#include <array>
#include <map>

namespace sparsescope
{

namespace
{

/// Blocks per stage, and whether a block is the three-convolution bottleneck.
struct Depth {
    std::array<int, 4> blocks;
    bool bottleneck;
};

const std::map<int, Depth>& depths()
{
    static const std::map<int, Depth> table{
        {18, {{2, 2, 2, 2}, false}},  {34, {{3, 4, 6, 3}, false}},  {50, {{3, 4, 6, 3}, true}},
        {101, {{3, 4, 23, 3}, true}}, {152, {{3, 8, 36, 3}, true}},
    };
    return table;
}

/// What all blocks have: where they stand, what goes in, what comes out.
struct Block {
    std::string name; ///< "layer1.0."
    int from;
    int inputs;
    int width;
    int outputs;
    int stride;
};

Step convolution(const Block& block, const std::string& number, int kernel)
{
    Step step;
    step.name = block.name + "conv" + number;
    step.norm = block.name + "bn" + number;
    step.kernel = kernel;
    step.padding = kernel / 2;
    step.activation = Activation::Relu;
    return step;
}

/// The identity, or a strided 1 × 1 convolution where sizes change.
int addShortcut(Architecture& network, const Block& block)
{
    if (block.stride == 1 && block.inputs == block.outputs)
        return block.from;
    Step step;
    step.name = block.name + "downsample.0";
    step.norm = block.name + "downsample.1";
    step.inputs = block.inputs;
    step.outputs = block.outputs;
    step.kernel = 1;
    step.padding = 0;
    step.stride = block.stride;
    step.from = block.from;
    return addStep(network, step);
}

int addConvolution(Architecture& network, Step step, int from, std::array<int, 2> channels, int stride, int added = -1)
{
    step.from = from;
    step.inputs = channels[0];
    step.outputs = channels[1];
    step.stride = stride;
    step.added = added;
    return addStep(network, step);
}

int addBasicBlock(Architecture& network, const Block& block)
{
    const int shortcut = addShortcut(network, block);
    const int first =
        addConvolution(network, convolution(block, "1", 3), block.from, {block.inputs, block.width}, block.stride);
    return addConvolution(network, convolution(block, "2", 3), first, {block.width, block.outputs}, 1, shortcut);
}

int addBottleneck(Architecture& network, const Block& block)
{
    const int shortcut = addShortcut(network, block);
    const int narrow = addConvolution(network, convolution(block, "1", 1), block.from, {block.inputs, block.width}, 1);
    const int spread =
        addConvolution(network, convolution(block, "2", 3), narrow, {block.width, block.width}, block.stride);
    return addConvolution(network, convolution(block, "3", 1), spread, {block.width, block.outputs}, 1, shortcut);
}

int addStem(Architecture& network)
{
    Step stem;
    stem.name = "conv1";
    stem.norm = "bn1";
    stem.outputs = 64;
    stem.kernel = 7;
    stem.stride = 2;
    stem.padding = 3;
    stem.activation = Activation::Relu;

    Step pool;
    pool.kind = Step::Kind::MaxPool;
    pool.inputs = pool.outputs = 64;
    pool.stride = 2;
    pool.from = addStep(network, stem);
    return addStep(network, pool);
}

} // namespace

Architecture resnet(int layers)
{
    const Depth& depth = depths().at(layers);
    Architecture network;
    network.name = "ResNet-" + std::to_string(layers);
    int value = addStem(network);
    int channels = 64;
    for (int stage = 0; stage < 4; ++stage) {
        const int width = 64 << stage;
        for (int i = 0; i < depth.blocks[stage]; ++i) {
            const Block block{"layer" + std::to_string(stage + 1) + "." + std::to_string(i) + ".",
                              value,
                              channels,
                              width,
                              depth.bottleneck ? 4 * width : width,
                              i == 0 && stage > 0 ? 2 : 1};
            value = depth.bottleneck ? addBottleneck(network, block) : addBasicBlock(network, block);
            channels = block.outputs;
        }
    }
    return network;
}

} // namespace sparsescope
