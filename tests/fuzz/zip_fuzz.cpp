// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/checkpoint.h"

#include <cstdio>
#include <cstdlib>

#include <sys/mman.h>
#include <unistd.h>

using namespace sparsescope;

/// Opens the input as a whole checkpoint file, of whatever format it looks like, and reads every tensor.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const int descriptor = ::memfd_create("fuzz", 0);
    static const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
    if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, data, size, 0) != static_cast<ssize_t>(size))
        std::abort();
    CheckpointLimits limits;
    limits.nodes = 100'000;
    limits.workingBytes = 16 << 20;
    isTorchScript(path);
    const auto checkpoint = openCheckpoint(path, limits);
    if (!checkpoint)
        return checkpoint.error().message.starts_with("Cannot ") ? 0 : (std::abort(), 0);
    for (const TensorEntry& entry : checkpoint->tensors) {
        const auto tensor = checkpoint->read(entry);
        if (tensor.ok() && tensor->bytes.size() != static_cast<std::size_t>(*elementCount(entry.shape)) * byteWidth(entry.dtype))
            std::abort();
    }
    return 0;
}
