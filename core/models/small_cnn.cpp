// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/small_cnn.h"

namespace sparsescope {

namespace {

struct Layer {
    int channels;
    int stride;
};

}  // namespace

Architecture smallCnn()
{
    Architecture network;
    network.name = "SmallCNN";
    network.preprocessing = {64, 64, {0.5, 0.5, 0.5}, {0.25, 0.25, 0.25}};
    int value = 0;
    int channels = 3;
    int number = 1;
    for (const Layer layer : {Layer{16, 2}, Layer{32, 2}, Layer{64, 1}, Layer{64, 2}, Layer{96, 1}}) {
        Step step;
        step.name = "conv" + std::to_string(number);
        step.norm = "bn" + std::to_string(number);
        step.inputs = channels;
        step.outputs = layer.channels;
        step.stride = layer.stride;
        step.activation = Activation::Relu;
        step.from = value;
        value = addStep(network, step);
        channels = layer.channels;
        ++number;
    }
    return network;
}

}  // namespace sparsescope
