// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace sparsescope {

/// From picture to network input: shorter side to `resize`, centre crop `crop`², (x/255 − mean) / deviation per channel.
struct Preprocessing {
    int resize = 256;
    int crop = 224;
    std::array<double, 3> mean{0.485, 0.456, 0.406};
    std::array<double, 3> deviation{0.229, 0.224, 0.225};

    bool operator==(const Preprocessing&) const = default;
};

/// What of a text encoder the last linear layer sees.
enum class TextFeature {
    Pooler,      ///< BERT's: dense and tanh of the first token's hidden state.
    FirstToken,  ///< The hidden state of [CLS] or <s> itself.
    Mean,        ///< Mean of the hidden states over all tokens, the special ones included.
    DenseTanh,   ///< RoBERTa's head: classifier.dense and tanh of the first token's hidden state.
};
std::string textFeatureName(TextFeature feature);         ///< "pooler", "first-token", "mean", "dense-tanh"
std::string textFeatureDescription(TextFeature feature);  ///< "mean of the hidden states over all tokens"
std::optional<TextFeature> textFeatureFromName(std::string_view name);

/// How the original head's logits become an answer.
enum class HeadMeaning {
    None,        ///< There is no head.
    Classes,     ///< One logit for each class; the largest wins.
    OneLogit,    ///< One logit: above zero is the second class of two.
    Labels,      ///< One logit for each label, each by itself: above zero is yes.
};

/// What is known of a text encoder beside its weights.
struct TextFacts {
    std::string tokenizer;                     ///< "WordPiece, lower case, 30,522 tokens"
    int vocabulary = 0;                        ///< Rows of the embedding.
    int layers = 0;
    int attentionHeads = 0;
    int positions = 0;                         ///< Longest text that the network can take, in tokens.
    int maxTokens = 0;                         ///< Texts are cut to this.
    std::string maxTokensSource;               ///< "your choice", "sentence_bert_config.json", …
    TextFeature feature = TextFeature::FirstToken;
    std::string featureSource;                 ///< Why this one: "the file has BERT's pooler and a classifier on it"
    std::vector<TextFeature> choices;          ///< What else the file has the weights for, `feature` included.
    HeadMeaning head = HeadMeaning::None;
};

/// A tensor that does not fit the architecture, or has no place in it.
struct TensorMismatch {
    enum class Kind { Missing, Extra, Misshapen };
    Kind kind = Kind::Missing;
    std::string name;
    std::string expected;   ///< "[64, 3, 7, 7]" or empty.
    std::string found;
};

/// What was understood of a model file before anything runs.
struct ModelInfo {
    enum class Kind { Checkpoint, TorchScript };
    enum class Input { Pictures, Texts };

    std::string path;
    std::string sha256;                  ///< Of a folder: over the files that matter, by name; see modelSha256().
    std::uint64_t fileBytes = 0;
    Kind kind = Kind::Checkpoint;
    Input input = Input::Pictures;
    std::string format;                  ///< "torch legacy checkpoint", "safetensors", "TorchScript"
    std::string architecture;            ///< "EfficientNet-Lite0"
    std::string layer;                   ///< Where features are taken: "global average pool"
    std::string headName;                ///< Name of the original last linear: "fc", "_fc"
    std::int64_t parameters = 0;
    int features = 0;                    ///< d; 0 while not known (TorchScript without consent).
    int classes = 0;                     ///< K of the original head; 0 for a text encoder without one.
    std::vector<std::string> classNames; ///< K names or empty.
    int inputSize = 224;
    Preprocessing preprocessing;
    std::string preprocessingSource;     ///< "the checkpoint's normaliser", "the architecture's default", "your choice"
    TextFacts text;                      ///< Where the input is texts.
    bool hasActivationMaps = false;      ///< The pooled layer has a spatial map per feature.
    bool needsConsent = false;           ///< A program: nothing more can be told before the person agrees.
    std::vector<std::string> notes;      ///< Sentences: wrappers stripped, 16-bit weights up-cast, …
    std::vector<std::string> ignored;    ///< "args (argparse.Namespace)"
    std::vector<TensorMismatch> mismatches;

    bool usable() const;                 ///< No tensor missing or misshapen, head found (pictures), consent given.
};

const char* itemNoun(ModelInfo::Input input);  ///< "pictures", "texts"

void to_json(nlohmann::json& json, const Preprocessing& preprocessing);
void from_json(const nlohmann::json& json, Preprocessing& preprocessing);
void to_json(nlohmann::json& json, const ModelInfo& info);
void from_json(const nlohmann::json& json, ModelInfo& info);

}  // namespace sparsescope
