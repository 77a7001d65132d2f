// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/script_graph.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace torch::jit {
struct Module;
}

namespace sparsescope {

/// What pictures' and texts' TorchScript programs have in common. Loading one runs some of it: only with consent.
torch::jit::Module loadFrozen(const std::filesystem::path& path, const std::string& device);

/// The inlined graph of a frozen program's forward(), with the program itself as its first input. Errors for programs
/// without one, and for operations that reach outside the network.
Result<std::shared_ptr<torch::jit::Graph>> forwardGraph(const torch::jit::Module& module);

/// Inputs of forward() beside the program itself.
int inputCount(const torch::jit::Graph& graph);

std::int64_t countParameters(const std::filesystem::path& path, const std::string& device);

/// LibTorch tells where in the program first and what happened last.
std::string lastLine(std::string text);

/// How many inputs the program in the file takes.
Result<int> programInputs(const std::filesystem::path& path);

}  // namespace sparsescope
