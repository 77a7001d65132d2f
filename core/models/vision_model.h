// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "data/image.h"
#include "models/model_info.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

// No LibTorch here or in any header: the window and the command line include this one.

namespace sparsescope {

struct ModelOptions {
    std::string device = "cpu";                     ///< "cpu", "cuda", "cuda:1"
    bool consent = false;                           ///< The person agreed to run this TorchScript program.
    std::optional<Preprocessing> preprocessing;     ///< Instead of what the file or architecture says.
    int forwardThreads = 1;                         ///< Threads inside one forward pass.
};

/// The network's own last layer, on raw features.
struct OriginalHead {
    int classes = 0;
    int features = 0;
    std::vector<float> weight;  ///< classes × features, row-major
    std::vector<float> bias;    ///< classes; zeros where the layer has none
};

/// The pooled channel's own spatial map for one picture: height × width values whose mean is the feature.
struct ActivationMap {
    int height = 0;
    int width = 0;
    std::vector<float> values;
};

/// An opened vision network cut before its last linear layer. Const methods may be called from several threads at once.
class VisionModel {
public:
    virtual ~VisionModel() = default;

    virtual const ModelInfo& info() const = 0;
    virtual const OriginalHead& originalHead() const = 0;
    virtual std::string device() const = 0;

    /// `input`: count × crop × crop × 3 floats, already normalised (preprocess()). `features`: count × d floats.
    virtual Status features(std::span<const float> input, int count, std::span<float> features) const = 0;
    /// Maps of the asked features for one preprocessed picture; an error where the network has none (see info()).
    virtual Result<std::vector<ActivationMap>> activationMaps(std::span<const float> input,
                                                              std::span<const int> features) const = 0;
};

/// What a file is, without running anything of it. Only unreadable or unknown files are errors; a known file that does
/// not fit comes back with its mismatches.
Result<ModelInfo> inspectModel(const std::filesystem::path& path, const ModelOptions& options, Progress& progress);

/// Opens for running. An error for a device that is not there, missing consent, or tensors that do not fit.
Result<std::unique_ptr<VisionModel>> openVisionModel(const std::filesystem::path& path, const ModelOptions& options,
                                                     Progress& progress);

/// Names of usable devices, "cpu" first: what the assistant offers.
std::vector<std::string> availableDevices();

/// "1.13.1", and what else features depend on, for manifests and reports.
std::string torchVersion();

/// Resize, crop, normalise into crop × crop × 3 floats at `out` (channels last).
void preprocess(const Image& image, const Preprocessing& preprocessing, std::span<float> out);
/// The part of the picture the network sees, before normalising: what maps are laid over. crop × crop pixels.
Image visiblePart(const Image& image, const Preprocessing& preprocessing);

/// Must run once at start, before threads: keeps freed activations in the process (glibc would return them to the
/// kernel and page-fault them back, up to 4 × slower) and sets LibTorch's thread counts.
void prepareProcessForModels();

}  // namespace sparsescope
