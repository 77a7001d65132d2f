// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "data/image.h"
#include "formats/checkpoint.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sparsescope {

/// Pictures of any size, each with its class 0…K−1.
struct LabelledImages {
    std::vector<Image> images;
    std::vector<int> labels;
};

struct SmallCnnTraining {
    std::vector<std::string> classNames; ///< K
    int epochs = 12;
    int batch = 32;
    double learningRate = 0.05; ///< At its peak; rises over the first tenth and falls along a cosine.
    double weightDecay = 1e-4;
    std::uint64_t seed = 0;
};

/// A trained network, ready for writeSafetensors().
struct TrainedNetwork {
    std::vector<NamedTensor> tensors;
    std::map<std::string, std::string> metadata; ///< "architecture", "class_names", "preprocessing"
    double lastLoss = 0;                         ///< Mean cross-entropy of the last epoch.
};

/// Trains smallCnn() by stochastic gradient descent with momentum on softmax cross-entropy. On one machine the same
/// pictures and seed give the same bits: one thread, our own random numbers. A stop is heard within a batch.
Result<TrainedNetwork> trainSmallCnn(const LabelledImages& training, const SmallCnnTraining& options,
                                     Progress& progress);

}  // namespace sparsescope
