// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/pickle_machine.h"
#include "formats/torch_objects.h"

#include <cstdlib>

using namespace sparsescope;

/// Runs a pickle and walks its objects. Tensors that come out must lie inside their declared storages.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    CheckpointLimits limits;
    limits.nodes = 100'000;
    limits.workingBytes = 64 << 20;
    const auto outcome = runPickle(std::as_bytes(std::span(data, size)), limits);
    if (!outcome)
        return 0;
    const auto storages = TorchStorages::collect(outcome->graph);
    if (!storages)
        return 0;
    Checkpoint checkpoint;
    if (!collectTorchObjects(outcome->graph, outcome->root, *storages, limits, checkpoint))
        return 0;
    for (const TensorEntry& entry : checkpoint.tensors)
        if (entry.storage >= storages->all().size() || entry.offset < 0 || entry.path.empty() || !elementCount(entry.shape))
            std::abort();
    return 0;
}
