// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/tensor.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sparsescope {

/// One named tensor of a checkpoint, checked at opening: its extent lies inside its storage.
struct TensorEntry {
    /// Keys from the outermost dict to the tensor: {"model", "module.model.conv1.weight"}. safetensors: one key.
    std::vector<std::string> path;
    DType dtype = DType::F32;
    Shape shape;
    Shape strides;                ///< In elements.
    std::size_t storage = 0;      ///< Which storage; equal for tied weights and views.
    std::int64_t offset = 0;      ///< Of the first element in its storage, in elements.

    const std::string& name() const { return path.back(); }
};

/// Something in the file that is not weights. It was never called or constructed.
struct OpaqueObject {
    std::string path;   ///< Where in the file: "args.lr_scheduler". Untrusted: show with displayText().
    std::string what;   ///< "argparse.Namespace", "a quantized tensor".
};

/// A file of named tensors. Opening reads the index only; tensors are read, and checked again, one by one.
class Checkpoint {
public:
    enum class Format { Safetensors, TorchZip, TorchLegacy };

    /// What a format's reader provides: the contiguous bytes of one entry.
    class Source {
    public:
        virtual ~Source() = default;
        virtual Result<Tensor> read(const TensorEntry& entry) const = 0;
    };

    Format format = Format::Safetensors;
    std::vector<TensorEntry> tensors;
    /// Numbers, texts and flags beside the tensors, by dotted path: "arch" -> "resnet50", "epoch" -> "90".
    std::map<std::string, std::string> facts;
    std::vector<OpaqueObject> ignored;
    std::shared_ptr<const Source> source;

    Result<Tensor> read(const TensorEntry& entry) const { return source->read(entry); }
};

std::string formatName(Checkpoint::Format format);  ///< "torch legacy checkpoint"

/// Budgets against hostile files; see tests for each.
struct CheckpointLimits {
    std::uint64_t headerBytes = 100'000'000;  ///< safetensors header, pickle program.
    std::size_t tensors = 1'000'000;
    std::size_t nodes = 1'000'000;            ///< Objects a pickle may build.
    int depth = 64;
    std::uint64_t workingBytes = 512ULL << 20;
};

/// Opens a safetensors, torch zip or torch legacy file by its content, not its name. Calls nothing that the file names.
/// Other kinds (ONNX, GGUF, HDF5, LFS pointers, HTML, TorchScript…) are refused by name. There is no less strict way.
Result<Checkpoint> openCheckpoint(const std::filesystem::path& path, const CheckpointLimits& limits = {});

/// A torch zip archive with code in it: a program, not weights. Opening one takes the person's consent.
bool isTorchScript(const std::filesystem::path& path);

struct NamedTensor {
    std::string name;
    Tensor tensor;
};

/// Writes a safetensors file, atomically. Names must be unique; metadata values are text.
Status writeSafetensors(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors,
                        const std::map<std::string, std::string>& metadata = {});

}  // namespace sparsescope
