// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "made_weights.h"

#include "base/files.h"
#include "models/cpu_kernels.h"

#include <filesystem>

#include <nlohmann/json.hpp>

namespace sparsescope {

/// The cases of tests/reference/models/text_networks.json.
inline nlohmann::json textReference()
{
    const auto text = readTextFile(std::filesystem::path(SPARSESCOPE_TEST_DATA) / "models/text_networks.json", 1 << 20);
    return text ? nlohmann::json::parse(*text).at("cases") : nlohmann::json();
}

/// The made weights of a case, by the names that transformers gives them.
inline std::vector<NamedTensor> madeEncoderWeights(const nlohmann::json& reference)
{
    std::vector<NamedTensor> tensors;
    for (const auto& [name, shape] : reference.at("shapes").items())
        tensors.push_back(madeTensor(name, shape.get<Shape>()));
    return tensors;
}

/// Names and shapes of an encoder's tensors, as its config.json asks for them.
inline nlohmann::json encoderShapes(const nlohmann::json& config, const std::string& prefix)
{
    const int hidden = config.at("hidden_size");
    const int between = config.at("intermediate_size");
    nlohmann::json shapes;
    const auto add = [&](const std::string& name, int outputs, int inputs) {
        shapes[prefix + name + ".weight"] = {outputs, inputs};
        shapes[prefix + name + ".bias"] = {outputs};
    };
    const auto addNorm = [&](const std::string& name) {
        shapes[prefix + name + ".weight"] = {hidden};
        shapes[prefix + name + ".bias"] = {hidden};
    };
    shapes[prefix + "embeddings.word_embeddings.weight"] = {config.at("vocab_size"), hidden};
    shapes[prefix + "embeddings.position_embeddings.weight"] = {config.at("max_position_embeddings"), hidden};
    shapes[prefix + "embeddings.token_type_embeddings.weight"] = {config.at("type_vocab_size"), hidden};
    addNorm("embeddings.LayerNorm");
    for (int i = 0; i < config.at("num_hidden_layers"); ++i) {
        const std::string layer = "encoder.layer." + std::to_string(i) + ".";
        for (const char* part : {"attention.self.query", "attention.self.key", "attention.self.value",
                                 "attention.output.dense"})
            add(layer + part, hidden, hidden);
        addNorm(layer + "attention.output.LayerNorm");
        add(layer + "intermediate.dense", between, hidden);
        add(layer + "output.dense", hidden, between);
        addNorm(layer + "output.LayerNorm");
    }
    return shapes;
}

/// A vocabulary of WordPiece with `size` words: the special ones, then "a", "b", …, "w26", "w27", ….
inline std::string madeVocabulary(int size)
{
    std::string text = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
    for (int i = 5; i < size; ++i)
        text += i < 31 ? std::string(1, static_cast<char>('a' + i - 5)) + "\n" : "w" + std::to_string(i) + "\n";
    return text;
}

/// config.json, vocab.txt and model.safetensors as transformers writes them.
inline void writeMadeEncoder(const std::filesystem::path& folder, const nlohmann::json& reference)
{
    std::filesystem::create_directories(folder);
    const auto& config = reference.at("config");
    const bool written = writeFileAtomically(folder / "config.json", config.dump(1)).ok()
                         && writeFileAtomically(folder / "vocab.txt", madeVocabulary(config.at("vocab_size"))).ok()
                         && writeSafetensors(folder / "model.safetensors", madeEncoderWeights(reference)).ok();
    if (!written)
        throw std::runtime_error("cannot write the made encoder");
}

/// Token ids as make_text_reference.py makes them.
inline std::vector<std::vector<std::int32_t>> madeTexts(const std::string& name, const nlohmann::json& reference)
{
    const int vocabulary = reference.at("config").at("vocab_size");
    std::vector<std::vector<std::int32_t>> texts;
    for (std::size_t i = 0; i < reference.at("texts").size(); ++i) {
        texts.emplace_back();
        for (const double u : uniforms(name + " text " + std::to_string(i), reference["texts"][i]["tokens"]))
            texts.back().push_back(3 + static_cast<std::int32_t>(u * (vocabulary - 3)));
    }
    return texts;
}

/// Those of this machine.
inline std::vector<const CpuKernels*> runnableKernels()
{
    std::vector<const CpuKernels*> kernels{plainKernels()};
#if defined(__x86_64__)
    if (avx2Kernels() != nullptr && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        kernels.push_back(avx2Kernels());
    if (avx512Kernels() != nullptr && __builtin_cpu_supports("avx512f"))
        kernels.push_back(avx512Kernels());
#endif
    return kernels;
}

}  // namespace sparsescope
