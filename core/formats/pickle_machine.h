// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "formats/checkpoint.h"
#include "formats/pickle_graph.h"

namespace sparsescope {

/// The code of the error that more bytes might cure.
constexpr const char* pickleCutShort = "E-PKL-001";

struct PickleOutcome {
    PickleGraph graph;
    PickleId root = 0;
    std::size_t consumed = 0;  ///< Bytes up to and including STOP.
};

/// Reads a pickle of protocol 2 to 5 at the start of `program` into a graph. Nothing is imported, looked up or called;
/// names and would-be calls become nodes. Each opcode costs a constant amount of the limits, however much it shares.
Result<PickleOutcome> runPickle(std::span<const std::byte> program, const CheckpointLimits& limits);

}  // namespace sparsescope
