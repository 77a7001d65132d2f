// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/script_graph.h"

#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/ir/ir.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <deque>
#include <set>

namespace sparsescope
{

namespace
{

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

bool isOneOf(const Node* node, std::initializer_list<const char*> kinds)
{
    const std::string kind = node->kind().toQualString();
    return std::ranges::any_of(kinds, [&](const char* other) { return kind == other; });
}

/// A constant tensor, looked at through a transposition.
c10::optional<at::Tensor> constantTensor(Value* value)
{
    if (isOneOf(value->node(), {"aten::t", "aten::numpy_T"})) {
        const auto inner = constantTensor(value->node()->input(0));
        return inner && inner->dim() == 2 ? c10::optional<at::Tensor>(inner->t()) : c10::nullopt;
    }
    const auto constant = torch::jit::toIValue(value);
    return constant && constant->isTensor() ? c10::optional<at::Tensor>(constant->toTensor()) : c10::nullopt;
}

/// The bias added right after a product, if that is all that uses it.
Value* addedConstant(Node* product)
{
    const auto& uses = product->output()->uses();
    if (uses.size() != 1 || !isOneOf(uses[0].user, {"aten::add", "aten::add_"}))
        return nullptr;
    Node* add = uses[0].user;
    return add->input(0) == product->output() ? add->input(1) : add->input(0);
}

/// The parts of a linear layer in its several spellings.
struct Linear {
    Value* input = nullptr;
    c10::optional<at::Tensor> weight; ///< classes × features
    Value* bias = nullptr;
};

c10::optional<at::Tensor> transposed(const c10::optional<at::Tensor>& tensor)
{
    return tensor && tensor->dim() == 2 ? c10::optional<at::Tensor>(tensor->t()) : c10::nullopt;
}

Linear asLinear(Node* node)
{
    if (isOneOf(node, {"aten::linear"}))
        return {node->input(0), constantTensor(node->input(1)), node->input(2)};
    if (isOneOf(node, {"aten::addmm"}))
        return {node->input(1), transposed(constantTensor(node->input(2))), node->input(0)};
    if (isOneOf(node, {"aten::mm", "aten::matmul"}))
        return {node->input(0), transposed(constantTensor(node->input(1))), addedConstant(node)};
    return {};
}

std::vector<float> toFloats(const at::Tensor& tensor)
{
    const at::Tensor floats = tensor.detach().to(at::kCPU, at::kFloat).contiguous();
    return {floats.data_ptr<float>(), floats.data_ptr<float>() + floats.numel()};
}

ScriptHead toHead(const Node* node, const Linear& linear)
{
    ScriptHead head;
    head.input = linear.input;
    head.kind = node->kind().toQualString();
    head.classes = static_cast<int>(linear.weight->size(0));
    head.features = static_cast<int>(linear.weight->size(1));
    head.weight = toFloats(*linear.weight);
    head.bias.assign(static_cast<std::size_t>(head.classes), 0.0F);
    const auto bias = linear.bias != nullptr ? constantTensor(linear.bias) : c10::nullopt;
    if (bias && bias->numel() == head.classes)
        head.bias = toFloats(*bias);
    return head;
}

bool allOnesOrAbsent(Node* node, std::initializer_list<std::size_t> inputs)
{
    return std::ranges::all_of(inputs, [&](std::size_t input) {
        const auto constant = torch::jit::toIValue(node->input(input));
        return constant && constant->isScalar() && constant->toScalar().toDouble() == 1.0;
    });
}

bool isLinear(Node* node, const Linear& linear)
{
    if (!linear.weight || linear.weight->dim() != 2 || linear.weight->numel() == 0)
        return false;
    return !isOneOf(node, {"aten::addmm"}) || allOnesOrAbsent(node, {3, 4});
}

template <typename Visit>
void forEachNode(const torch::jit::Block* block, const Visit& visit)
{
    for (const Node* node : block->nodes()) {
        visit(node);
        for (const torch::jit::Block* inner : node->blocks())
            forEachNode(inner, visit);
    }
}

} // namespace

Result<ScriptHead> findLastLinear(Graph& graph)
{
    std::deque<Node*> waiting;
    std::set<Node*> seen;
    const auto enqueueInputs = [&](Node* node) {
        for (Value* input : node->inputs())
            if (seen.insert(input->node()).second)
                waiting.push_back(input->node());
    };
    enqueueInputs(graph.return_node());
    for (; !waiting.empty(); waiting.pop_front()) {
        if (const Linear linear = asLinear(waiting.front()); isLinear(waiting.front(), linear))
            return toHead(waiting.front(), linear);
        enqueueInputs(waiting.front());
    }
    return Error{
        "E-SCRIPT-005",
        "This TorchScript program has no linear layer with fixed weights on the way to its output, so there is no last "
        "layer to replace. Choose a classifier that ends in a linear layer, or give its features as .npy files.",
        ""};
}

Value* pooledMap(Value* features)
{
    Node* node = features->node();
    while (isOneOf(node, {"aten::flatten", "aten::view", "aten::reshape", "aten::squeeze", "aten::dropout",
                          "aten::dropout_", "aten::contiguous"}))
        node = node->input(0)->node();
    if (isOneOf(node, {"aten::adaptive_avg_pool2d"})) {
        const auto size = torch::jit::toIValue(node->input(1));
        const bool toOne = size && size->isIntList() && size->toIntVector() == std::vector<std::int64_t>{1, 1};
        return toOne ? node->input(0) : nullptr;
    }
    if (!isOneOf(node, {"aten::mean"}) || node->inputs().size() < 2)
        return nullptr;
    const auto axes = torch::jit::toIValue(node->input(1));
    if (!axes || !axes->isIntList())
        return nullptr;
    std::vector<std::int64_t> list = axes->toIntVector();
    std::ranges::sort(list);
    const bool spatial = list == std::vector<std::int64_t>{2, 3} || list == std::vector<std::int64_t>{-2, -1};
    return spatial ? node->input(0) : nullptr;
}

void cutGraph(Graph& graph, const std::vector<Value*>& outputs)
{
    const std::size_t old = graph.outputs().size();
    Node* tuple = graph.createTuple(outputs);
    graph.appendNode(tuple);
    graph.registerOutput(tuple->output());
    for (std::size_t i = 0; i < old; ++i)
        graph.eraseOutput(0);
    torch::jit::EliminateDeadCode(graph.block());
}

std::string forbiddenOperation(const Graph& graph)
{
    std::string found;
    forEachNode(graph.block(), [&](const Node* node) {
        if (isOneOf(node, {"aten::save", "aten::from_file", "prim::PythonOp", "prim::RPC", "rpc::rpc_sync",
                           "rpc::rpc_async"}))
            found = node->kind().toQualString();
    });
    return found;
}

} // namespace sparsescope
