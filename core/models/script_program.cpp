// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/script_program.h"

#include "base/guard.h"
#include "base/text.h"

#include <torch/csrc/jit/passes/inliner.h>
#include <torch/script.h>

#include <fmt/format.h>

namespace sparsescope {

torch::jit::Module loadFrozen(const std::filesystem::path& path, const std::string& device)
{
    torch::jit::Module module = torch::jit::load(path.string(), at::Device(device));
    module.eval();
    return torch::jit::freeze(module);
}

Result<std::shared_ptr<torch::jit::Graph>> forwardGraph(const torch::jit::Module& module)
{
    const auto forward = module.find_method("forward");
    if (!forward)
        return Error{"E-SCRIPT-002", "This TorchScript program has no method named forward, so it is not a network.",
                     ""};
    auto graph = forward->graph()->copy();
    torch::jit::Inline(*graph);
    if (const std::string operation = forbiddenOperation(*graph); !operation.empty())
        return Error{
            "E-SCRIPT-004",
            fmt::format("This TorchScript program calls {}, which reaches outside the network. It was not run.",
                        sparsescope::quoted(operation)),
            ""};
    return graph;
}

int inputCount(const torch::jit::Graph& graph)
{
    return static_cast<int>(graph.inputs().size()) - 1;
}

std::int64_t countParameters(const std::filesystem::path& path, const std::string& device)
{
    std::int64_t count = 0;
    for (const at::Tensor& tensor : torch::jit::load(path.string(), at::Device(device)).parameters())
        count += tensor.numel();
    return count;
}

std::string lastLine(std::string text)
{
    text.erase(text.find_last_not_of(" \n") + 1);
    return text.substr(text.find_last_of('\n') + 1);
}

Result<int> programInputs(const std::filesystem::path& path)
{
    const std::string doing = "Cannot open the TorchScript program " + sparsescope::quoted(path.filename().string());
    return guarded(doing, "E-SCRIPT-001", [&]() -> Result<int> {
        const c10::InferenceMode inference;
        SS_TRY(const auto graph, forwardGraph(loadFrozen(path, "cpu")));
        return inputCount(*graph);
    });
}

}  // namespace sparsescope
