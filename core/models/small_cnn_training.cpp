// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/small_cnn_training.h"

#include "base/guard.h"
#include "models/small_cnn.h"
#include "models/training_steps.h"
#include "models/vision_model.h"

#include <cmath>

#include <nlohmann/json.hpp>
#include <torch/torch.h>

namespace sparsescope {

namespace {

/// The network while it learns: tensors by their names in the checkpoint.
struct Network {
    Architecture architecture;
    std::map<std::string, torch::Tensor> tensors;

    const torch::Tensor& at(const std::string& name) const { return tensors.at(name); }
};

/// Weights by He et al. (2015): variance 2 / inputs of a unit. The head starts smaller, so that no class is favoured.
Network freshNetwork(int classes, Random& random)
{
    Network network{smallCnn(), {}};
    for (const Step& step : network.architecture.steps) {
        const int fanIn = step.inputs * step.kernel * step.kernel;
        const Shape shape{step.outputs, step.inputs, step.kernel, step.kernel};
        network.tensors[step.name + ".weight"] = normalTensor(shape, std::sqrt(2.0 / fanIn), random);
        network.tensors[step.norm + ".weight"] = torch::ones({step.outputs});
        network.tensors[step.norm + ".bias"] = torch::zeros({step.outputs});
        network.tensors[step.norm + ".running_mean"] = torch::zeros({step.outputs});
        network.tensors[step.norm + ".running_var"] = torch::ones({step.outputs});
    }
    const int features = network.architecture.features();
    network.tensors["fc.weight"] = normalTensor({classes, features}, std::sqrt(1.0 / features), random);
    network.tensors["fc.bias"] = torch::zeros({classes});
    return network;
}

std::vector<torch::Tensor> learned(const Network& network)
{
    std::vector<torch::Tensor> parameters;
    for (const auto& [name, tensor] : network.tensors)
        if (name.find("running_") == std::string::npos)
            parameters.push_back(tensor.set_requires_grad(true));
    return parameters;
}

torch::Tensor logits(const Network& network, torch::Tensor x)
{
    for (const Step& step : network.architecture.steps) {
        x = torch::conv2d(x, network.at(step.name + ".weight"), {}, step.stride, step.padding);
        x = torch::batch_norm(x, network.at(step.norm + ".weight"), network.at(step.norm + ".bias"),
                              network.at(step.norm + ".running_mean"), network.at(step.norm + ".running_var"), true,
                              0.1, network.architecture.epsilon, false);
        x = torch::relu(x);
    }
    return torch::linear(x.mean({2, 3}), network.at("fc.weight"), network.at("fc.bias"));
}

/// All pictures through the same preprocessing as later at extraction: count × 3 × crop × crop, channels last.
torch::Tensor inputsOf(const LabelledImages& training, const Preprocessing& preprocessing)
{
    const auto count = static_cast<std::int64_t>(training.images.size());
    torch::Tensor pixels = torch::empty({count, preprocessing.crop, preprocessing.crop, 3});
    const std::size_t size = static_cast<std::size_t>(preprocessing.crop) * preprocessing.crop * 3;
    float* values = pixels.data_ptr<float>();
    for (std::size_t i = 0; i < training.images.size(); ++i)
        preprocess(training.images[i], preprocessing, {values + i * size, size});
    return pixels.permute({0, 3, 1, 2});
}

torch::Tensor labelsOf(const LabelledImages& training)
{
    torch::Tensor labels = torch::empty({static_cast<std::int64_t>(training.labels.size())}, torch::kInt64);
    std::copy(training.labels.begin(), training.labels.end(), labels.data_ptr<std::int64_t>());
    return labels;
}

/// Runs all epochs and returns the mean loss of the last one.
Result<double> descend(Network& network, const torch::Tensor& inputs, const torch::Tensor& labels,
                       const SmallCnnTraining& options, Random& random, Progress& progress)
{
    const auto count = static_cast<std::size_t>(inputs.size(0));
    torch::optim::SGD optimizer(
        learned(network),
        torch::optim::SGDOptions(options.learningRate).momentum(0.9).weight_decay(options.weightDecay));
    auto& settings = static_cast<torch::optim::SGDOptions&>(optimizer.param_groups()[0].options());
    double loss = 0;
    progress.beginStage("Training the network", static_cast<std::int64_t>(count) * options.epochs, "pictures");
    for (int epoch = 0; epoch < options.epochs; ++epoch) {
        const auto rows = shuffledRows(count, random);
        loss = 0;
        for (std::size_t begin = 0; begin < count; begin += static_cast<std::size_t>(options.batch)) {
            if (progress.stopRequested())
                return Cancelled{};
            const auto size =
                static_cast<std::int64_t>(std::min(count - begin, static_cast<std::size_t>(options.batch)));
            const auto batch =
                torch::tensor(at::ArrayRef<std::int64_t>(rows.data() + begin, static_cast<std::size_t>(size)));
            settings.lr(options.learningRate
                        * rateShare((epoch + static_cast<double>(begin) / count) / options.epochs));
            optimizer.zero_grad();
            const auto batchLoss = torch::cross_entropy_loss(logits(network, inputs.index_select(0, batch)),
                                                             labels.index_select(0, batch));
            batchLoss.backward();
            optimizer.step();
            loss += batchLoss.item<double>() * static_cast<double>(size) / static_cast<double>(count);
            progress.advance(size);
        }
    }
    return loss;
}

}  // namespace

Result<TrainedNetwork> trainSmallCnn(const LabelledImages& training, const SmallCnnTraining& options,
                                     Progress& progress)
{
    SS_CHECK(checkLabels(training.images.size(), "pictures", training.labels, options.classNames.size()));
    return guarded("Cannot train the network", "E-TRAIN-003", [&]() -> Result<TrainedNetwork> {
        const OneThread oneThread;
        Random random(options.seed);
        Network network = freshNetwork(static_cast<int>(options.classNames.size()), random);
        const Preprocessing& preprocessing = network.architecture.preprocessing;
        const torch::Tensor inputs = inputsOf(training, preprocessing);
        SS_TRY(const double loss, descend(network, inputs, labelsOf(training), options, random, progress));

        TrainedNetwork trained{{}, {}, loss};
        for (const auto& [name, tensor] : network.tensors)
            trained.tensors.push_back(exportedTensor(name, tensor));
        trained.metadata["architecture"] = network.architecture.name;
        trained.metadata["class_names"] = nlohmann::json(options.classNames).dump();
        trained.metadata["preprocessing"] = nlohmann::json(preprocessing).dump();
        return trained;
    });
}

}  // namespace sparsescope
