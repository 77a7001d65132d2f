// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/small_bert_training.h"

#include "base/guard.h"
#include "models/small_bert.h"
#include "models/training_steps.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using namespace smallBert;

constexpr double weightDeviation = 0.06;

/// The network while it learns: tensors by their names in the checkpoint.
struct Network {
    std::map<std::string, torch::Tensor> tensors;

    const torch::Tensor& at(const std::string& name) const { return tensors.at(name); }
    torch::Tensor linear(const std::string& name, const torch::Tensor& x) const
    {
        return torch::linear(x, at(name + ".weight"), at(name + ".bias"));
    }
    torch::Tensor norm(const std::string& name, const torch::Tensor& x) const
    {
        return torch::layer_norm(x, {hidden}, at(name + ".weight"), at(name + ".bias"), epsilon);
    }
};

void addLinear(Network& network, const std::string& name, int outputs, int inputs, Random& random)
{
    network.tensors[name + ".weight"] = normalTensor({outputs, inputs}, weightDeviation, random);
    network.tensors[name + ".bias"] = torch::zeros({outputs});
}

void addNorm(Network& network, const std::string& name)
{
    network.tensors[name + ".weight"] = torch::ones({hidden});
    network.tensors[name + ".bias"] = torch::zeros({hidden});
}

std::string layerName(int index, const char* part)
{
    return fmt::format("bert.encoder.layer.{}.{}", index, part);
}

Network freshNetwork(const SmallBertTraining& options, Random& random)
{
    Network network;
    const auto addTable = [&](const char* name, std::int64_t rows) {
        network.tensors[fmt::format("bert.embeddings.{}.weight", name)] =
            normalTensor({rows, hidden}, weightDeviation, random);
    };
    addTable("word_embeddings", options.vocabulary);
    addTable("position_embeddings", smallBertPositions);
    addTable("token_type_embeddings", 2);
    addNorm(network, "bert.embeddings.LayerNorm");
    for (int i = 0; i < layers; ++i) {
        for (const char* part : {"attention.self.query", "attention.self.key", "attention.self.value",
                                 "attention.output.dense"})
            addLinear(network, layerName(i, part), hidden, hidden, random);
        addNorm(network, layerName(i, "attention.output.LayerNorm"));
        addLinear(network, layerName(i, "intermediate.dense"), intermediate, hidden, random);
        addLinear(network, layerName(i, "output.dense"), hidden, intermediate, random);
        addNorm(network, layerName(i, "output.LayerNorm"));
    }
    addLinear(network, "bert.pooler.dense", hidden, hidden, random);
    addLinear(network, "classifier", static_cast<int>(options.classNames.size()), hidden, random);
    return network;
}

torch::Tensor attend(const Network& network, int layer, const torch::Tensor& x, const torch::Tensor& mask)
{
    const auto inHeads = [&](const char* part) {
        return network.linear(layerName(layer, part), x)
            .view({x.size(0), x.size(1), heads, hidden / heads})
            .transpose(1, 2);
    };
    const double scale = 1.0 / std::sqrt(static_cast<double>(hidden / heads));
    const auto scores =
        torch::matmul(inHeads("attention.self.query"), inHeads("attention.self.key").transpose(2, 3)) * scale + mask;
    const auto context = torch::matmul(torch::softmax(scores, -1), inHeads("attention.self.value"));
    return network.linear(layerName(layer, "attention.output.dense"), context.transpose(1, 2).reshape(x.sizes()));
}

/// `ids` and `present` (1 for a token, 0 for padding): texts × tokens.
torch::Tensor logits(const Network& network, const torch::Tensor& ids, const torch::Tensor& present)
{
    constexpr double masked = -1e30;
    const auto positions = network.at("bert.embeddings.position_embeddings.weight").narrow(0, 0, ids.size(1));
    const auto types = network.at("bert.embeddings.token_type_embeddings.weight").select(0, 0);
    torch::Tensor x =
        torch::embedding(network.at("bert.embeddings.word_embeddings.weight"), ids) + types + positions;
    x = network.norm("bert.embeddings.LayerNorm", x);
    const auto mask = ((1 - present) * masked).view({ids.size(0), 1, 1, ids.size(1)});
    for (int i = 0; i < layers; ++i) {
        x = network.norm(layerName(i, "attention.output.LayerNorm"), x + attend(network, i, x, mask));
        const auto between = torch::gelu(network.linear(layerName(i, "intermediate.dense"), x));
        x = network.norm(layerName(i, "output.LayerNorm"), x + network.linear(layerName(i, "output.dense"), between));
    }
    const auto pooled = torch::tanh(network.linear("bert.pooler.dense", x.select(1, 0)));
    return network.linear("classifier", pooled);
}

struct Batch {
    torch::Tensor ids;
    torch::Tensor present;
    torch::Tensor labels;
};

Batch batchOf(const LabelledTexts& training, std::span<const std::int64_t> rows)
{
    std::size_t longest = 0;
    for (const std::int64_t row : rows)
        longest = std::max(longest, training.texts[static_cast<std::size_t>(row)].size());
    const auto count = static_cast<std::int64_t>(rows.size());
    Batch batch{torch::zeros({count, static_cast<std::int64_t>(longest)}, torch::kLong),
                torch::zeros({count, static_cast<std::int64_t>(longest)}), torch::zeros({count}, torch::kLong)};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const TokenIds& text = training.texts[static_cast<std::size_t>(rows[i])];
        std::copy(text.begin(), text.end(), batch.ids.data_ptr<std::int64_t>() + i * longest);
        std::fill_n(batch.present.data_ptr<float>() + i * longest, text.size(), 1.0F);
        batch.labels.data_ptr<std::int64_t>()[i] = training.labels[static_cast<std::size_t>(rows[i])];
    }
    return batch;
}

std::vector<torch::Tensor> learned(const Network& network)
{
    std::vector<torch::Tensor> parameters;
    for (const auto& [name, tensor] : network.tensors)
        parameters.push_back(tensor.set_requires_grad(true));
    return parameters;
}

/// Runs all epochs and returns the mean loss of the last one.
Result<double> descend(Network& network, const LabelledTexts& training, const SmallBertTraining& options,
                       Random& random, Progress& progress)
{
    const std::size_t count = training.texts.size();
    torch::optim::Adam optimizer(learned(network), torch::optim::AdamOptions(options.learningRate));
    auto& settings = static_cast<torch::optim::AdamOptions&>(optimizer.param_groups()[0].options());
    double loss = 0;
    progress.beginStage("Training the network", static_cast<std::int64_t>(count) * options.epochs, "texts");
    for (int epoch = 0; epoch < options.epochs; ++epoch) {
        const auto rows = shuffledRows(count, random);
        loss = 0;
        for (std::size_t begin = 0; begin < count; begin += static_cast<std::size_t>(options.batch)) {
            if (progress.stopRequested())
                return Cancelled{};
            const std::size_t size = std::min(count - begin, static_cast<std::size_t>(options.batch));
            const Batch batch = batchOf(training, std::span(rows).subspan(begin, size));
            const double position = (epoch + static_cast<double>(begin) / static_cast<double>(count)) / options.epochs;
            settings.lr(options.learningRate * rateShare(position));
            optimizer.zero_grad();
            const auto batchLoss = torch::cross_entropy_loss(logits(network, batch.ids, batch.present), batch.labels);
            batchLoss.backward();
            optimizer.step();
            loss += batchLoss.item<double>() * static_cast<double>(size) / static_cast<double>(count);
            progress.advance(static_cast<std::int64_t>(size));
        }
    }
    return loss;
}

Status checkTexts(const LabelledTexts& training, const SmallBertTraining& options)
{
    SS_CHECK(checkLabels(training.texts.size(), "texts", training.labels, options.classNames.size()));
    for (const TokenIds& text : training.texts) {
        const bool idsFit = std::ranges::all_of(text, [&](auto id) { return id >= 0 && id < options.vocabulary; });
        if (text.empty() || text.size() > smallBertPositions || !idsFit)
            return Error{"E-TRAIN-004",
                         fmt::format("A text of {} tokens cannot be trained on: there must be 1 to {}, with ids below {}.",
                                     text.size(), smallBertPositions, options.vocabulary),
                         ""};
    }
    return Done{};
}

}  // namespace

Result<TrainedNetwork> trainSmallBert(const LabelledTexts& training, const SmallBertTraining& options,
                                      Progress& progress)
{
    SS_CHECK(checkTexts(training, options));
    return guarded("Cannot train the network", "E-TRAIN-003", [&]() -> Result<TrainedNetwork> {
        const OneThread oneThread;
        Random random(options.seed);
        Network network = freshNetwork(options, random);
        SS_TRY(const double loss, descend(network, training, options, random, progress));
        TrainedNetwork trained{{}, {}, loss};
        for (const auto& [name, tensor] : network.tensors)
            trained.tensors.push_back(exportedTensor(name, tensor));
        trained.metadata["format"] = "pt";
        return trained;
    });
}

}  // namespace sparsescope
