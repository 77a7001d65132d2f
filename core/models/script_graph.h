// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"

#include <memory>
#include <string>
#include <vector>

namespace torch::jit
{
struct Graph;
struct Node;
struct Value;
} // namespace torch::jit

namespace sparsescope
{

/// The last linear layer in a frozen TorchScript graph.
struct ScriptHead {
    torch::jit::Value* input = nullptr; ///< The features.
    std::string kind;                   ///< "aten::linear", as it stands in the program.
    int classes = 0;
    int features = 0;
    std::vector<float> weight; ///< classes × features
    std::vector<float> bias;   ///< classes
};

/// Walks from the output towards the input, breadth first, to the first linear, addmm, mm or matmul (+ add) with a
/// constant weight.
Result<ScriptHead> findLastLinear(torch::jit::Graph& graph);

/// The input of the pooling over height and width that the features come from, or null.
torch::jit::Value* pooledMap(torch::jit::Value* features);

/// Makes a tuple of `outputs` all that the graph computes (LibTorch wants a single output).
void cutGraph(torch::jit::Graph& graph, const std::vector<torch::jit::Value*>& outputs);

/// Operations that write files or read foreign ones, which no network needs: "aten::save". Empty if there is none.
std::string forbiddenOperation(const torch::jit::Graph& graph);

} // namespace sparsescope
