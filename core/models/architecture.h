// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/tensor.h"
#include "models/model_info.h"

#include <string>
#include <vector>

namespace sparsescope
{

// Every known network is plain data: the steps from a picture to the map that is averaged into features. From it follow
// the tensors a checkpoint must hold, how a file is recognised, and what runs. A new architecture is one file with a
// function that returns an Architecture, and one line in the table of architecture.cpp.

enum class Activation { None, Relu, Relu6 };

/// One convolution with the batch norm and activation that follow it, or one max pooling.
struct Step {
    enum class Kind { Convolution, MaxPool };
    /// As TensorFlow's "SAME": what ceil(size / stride) outputs need, the odd pixel to the right and below.
    static constexpr int samePadding = -1;

    Kind kind = Kind::Convolution;
    std::string name;  ///< "layer1.0.conv1"; its tensors are NAME.weight and NAME.bias.
    bool bias = false; ///< Whether NAME.bias exists.
    std::string norm;  ///< Batch norm after it: "layer1.0.bn1"; empty where there is none.
    int inputs = 3;
    int outputs = 0;
    int kernel = 3;
    int stride = 1;
    int padding = 1; ///< On each side, or samePadding.
    int groups = 1;
    Activation activation = Activation::None;
    int from = 0;   ///< Value it reads: 0 is the picture, n is the output of step n − 1.
    int added = -1; ///< Value added after the norm and before the activation; −1 for none.
};

/// One network up to its last linear layer. The last step's output (channels × height × width), averaged over height
/// and width, is the features.
struct Architecture {
    std::string name;                          ///< "EfficientNet-Lite0"
    std::string layer = "global average pool"; ///< Where features are taken, for people.
    std::string head = "fc";                   ///< The last linear layer: HEAD.weight (classes × features), HEAD.bias.
    double epsilon = 1e-5;                     ///< Of every batch norm.
    Preprocessing preprocessing;               ///< Default; its crop is the input size.
    std::vector<Step> steps;

    int features() const { return steps.back().outputs; }
};

/// A tensor that a checkpoint of an architecture holds. −1 in `shape` is free: the number of classes.
struct ExpectedTensor {
    enum class Role { Parameter, Statistic, Counter }; ///< Learned; running mean or variance; num_batches_tracked.
    std::string name;
    Shape shape;
    Role role = Role::Parameter;
    bool optional = false; ///< Counters, and the bias of the head.
};

/// In the order of the steps, the head last.
std::vector<ExpectedTensor> expectedTensors(const Architecture& architecture);

/// Adds a step and returns the number of its output value, to be used as `from` and `added` of later steps.
int addStep(Architecture& architecture, Step step);

/// All that are known, built once.
const std::vector<Architecture>& architectures();

/// By name, or null.
const Architecture* findArchitecture(const std::string& name);

} // namespace sparsescope
