// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/tensor.h"

#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sparsescope {

struct TorchEntry;
/// A Python dict with text keys, in order.
using TorchDict = std::vector<TorchEntry>;

/// What a torch checkpoint of ours is made of. A Shape is a torch.Size.
struct TorchValue {
    std::variant<std::int64_t, double, std::string, Shape, Tensor, TorchDict> value;
};

struct TorchEntry {
    std::string key;
    TorchValue entry;
};

/// The bytes of a file that torch.load reads, with weights_only or without: a pickle (protocol 2) that names nothing
/// but torch's own storages, tensors and sizes, and each tensor's data as one stored entry. The same value gives the
/// same bytes.
Result<Bytes> torchZipBytes(const TorchDict& dict);
Status writeTorchZip(const std::filesystem::path& path, const TorchDict& dict);

}  // namespace sparsescope
