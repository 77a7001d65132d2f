// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <cstdint>
#include <string>
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

    std::string path;
    std::string sha256;
    std::uint64_t fileBytes = 0;
    Kind kind = Kind::Checkpoint;
    std::string format;                  ///< "torch legacy checkpoint", "safetensors", "TorchScript"
    std::string architecture;            ///< "EfficientNet-Lite0"
    std::string layer;                   ///< Where features are taken: "global average pool"
    std::string headName;                ///< Name of the original last linear: "fc", "_fc"
    std::int64_t parameters = 0;
    int features = 0;                    ///< d; 0 while not known (TorchScript without consent).
    int classes = 0;                     ///< K of the original head.
    std::vector<std::string> classNames; ///< K names or empty.
    int inputSize = 224;
    Preprocessing preprocessing;
    std::string preprocessingSource;     ///< "the checkpoint's normaliser", "the architecture's default", "your choice"
    bool hasActivationMaps = false;      ///< The pooled layer has a spatial map per feature.
    bool needsConsent = false;           ///< A program: nothing more can be told before the person agrees.
    std::vector<std::string> notes;      ///< Sentences: wrappers stripped, 16-bit weights up-cast, …
    std::vector<std::string> ignored;    ///< "args (argparse.Namespace)"
    std::vector<TensorMismatch> mismatches;

    bool usable() const;                 ///< No tensor missing or misshapen, head found, consent given.
};

void to_json(nlohmann::json& json, const Preprocessing& preprocessing);
void from_json(const nlohmann::json& json, Preprocessing& preprocessing);
void to_json(nlohmann::json& json, const ModelInfo& info);
void from_json(const nlohmann::json& json, ModelInfo& info);

}  // namespace sparsescope
