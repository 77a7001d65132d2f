// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "models/model_info.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// No LibTorch here or in any header: the window and the command line include this one.

namespace sparsescope {

struct ModelOptions {
    std::string device = "cpu";                     ///< "cpu", "cuda", "cuda:1"
    bool consent = false;                           ///< The person agreed to run this TorchScript program.
    std::optional<Preprocessing> preprocessing;     ///< Pictures: instead of what the file or architecture says.
    std::optional<TextFeature> textFeature = {};    ///< Texts: instead of what the file proposes.
    int maxTokens = 0;                              ///< Texts: longer ones are cut; 0: what the model proposes.
    int forwardThreads = 1;                         ///< Threads inside one forward pass.
};

/// The network's own last layer, on raw features. `classes` is 0 where a text encoder has none.
struct OriginalHead {
    int classes = 0;
    int features = 0;
    std::vector<float> weight;  ///< classes × features, row-major
    std::vector<float> bias;    ///< classes; zeros where the layer has none
};

/// An opened network cut before its last linear layer, whatever it looks at. Const methods may be called from several
/// threads at once.
class FeatureModel {
public:
    virtual ~FeatureModel() = default;

    virtual const ModelInfo& info() const = 0;
    virtual const OriginalHead& originalHead() const = 0;
    virtual std::string device() const = 0;
};

/// What a file, or a folder of a text encoder, is, without running anything of it. Only unreadable or unknown ones are
/// errors; a known one that does not fit comes back with its mismatches.
Result<ModelInfo> inspectModel(const std::filesystem::path& path, const ModelOptions& options, Progress& progress);

/// The identity of a model on disk, as in ModelInfo: without opening it, so that consent is asked for known bytes.
Result<std::string> modelSha256(const std::filesystem::path& path, ModelInfo::Input input, Progress& progress);

/// Names of usable devices, "cpu" first: what the assistant offers.
std::vector<std::string> availableDevices();

/// "1.13.1", and what else features depend on, for manifests and reports.
std::string torchVersion();

/// Must run once at start, before threads: keeps freed activations in the process (glibc would return them to the
/// kernel and page-fault them back, up to 4 × slower) and sets LibTorch's thread counts.
void prepareProcessForModels();

}  // namespace sparsescope
