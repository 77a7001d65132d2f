// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/torch_storages.h"

#include <variant>

namespace sparsescope {

/// PyTorch's own limit.
constexpr std::size_t maxTensorDimensions = 64;

/// What a would-be call of one of torch's rebuild functions turns out to be: a tensor (without its path), or the words
/// for something that this program cannot use ("a quantized tensor").
using RebuiltTensor = std::variant<TensorEntry, std::string>;

/// Interprets a Call whose callee isTensorBuilder. The tensor's whole extent is checked against its storage.
Result<RebuiltTensor> rebuildTensor(const PickleGraph& graph, const TorchStorages& storages, PickleId call);

/// Checks that shape, strides and offset (of entry) stay inside a storage part of [first, first + elements).
Status checkExtent(const TensorEntry& entry, std::int64_t first, std::int64_t elements);

}  // namespace sparsescope
