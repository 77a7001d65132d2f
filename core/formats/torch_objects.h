// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/pickle_graph.h"
#include "formats/torch_storages.h"

namespace sparsescope {

/// Walks what a pickle built from its root: fills tensors, facts and ignored of `checkpoint`. Dicts, lists and tuples
/// are walked through; objects of other classes are listed and left alone. TensorEntry::storage is the index in
/// `storages`.
Status collectTorchObjects(const PickleGraph& graph, PickleId root, const TorchStorages& storages,
                           const CheckpointLimits& limits, Checkpoint& checkpoint);

}  // namespace sparsescope
