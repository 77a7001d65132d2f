// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/torch_tensor.h"

#include "base/text.h"
#include "formats/pickle_globals.h"

#include <array>

#include <fmt/format.h>

namespace sparsescope {

namespace {

Error badTensor(const char* code, const std::string& what)
{
    return {code, fmt::format("it holds a damaged tensor: {}. Nothing was loaded; download or save the file again.", what), ""};
}

struct Rebuild {
    const PickleGraph& graph;
    const TorchStorages& storages;
    const std::vector<PickleId>& arguments;

    const PickleNode& argument(std::size_t i) const { return graph.at(arguments[i]); }
};

/// The numbers of a tuple, list or torch.Size(tuple).
Result<Shape> numbers(const PickleGraph& graph, PickleId id, const char* what)
{
    const PickleNode* node = &graph.at(id);
    if (node->kind == PickleKind::Call && graph.at(node->items[0]).isGlobal("torch", "Size")
        && graph.at(node->items[1]).items.size() == 1)
        node = &graph.at(graph.at(node->items[1]).items[0]);
    if (node->kind != PickleKind::Tuple && node->kind != PickleKind::List)
        return badTensor("E-PTH-005", fmt::format("its {} is not a tuple", what));
    if (node->items.size() > maxTensorDimensions)
        return badTensor("E-PTH-005", fmt::format("its {} has {} dimensions, more than {}", what, node->items.size(), maxTensorDimensions));
    Shape values;
    for (const PickleId item : node->items) {
        const PickleNode& value = graph.at(item);
        if (value.kind != PickleKind::Integer || value.integer < 0)
            return badTensor("E-PTH-005", fmt::format("its {} holds {}", what, value.kind == PickleKind::Integer
                                                      ? std::to_string(value.integer) : "something that is not a whole number"));
        values.push_back(value.integer);
    }
    return values;
}

std::optional<DType> dtypeOf(const PickleNode& global)
{
    constexpr std::array<std::pair<std::string_view, DType>, 12> names{{
        {"bool", DType::Bool}, {"uint8", DType::U8}, {"int8", DType::I8}, {"int16", DType::I16}, {"int32", DType::I32},
        {"int64", DType::I64}, {"float16", DType::F16}, {"bfloat16", DType::BF16}, {"float32", DType::F32},
        {"float64", DType::F64}, {"complex64", DType::C64}, {"complex128", DType::C128}}};
    for (const auto& [name, dtype] : names)
        if (global.isGlobal("torch", name))
            return dtype;
    return std::nullopt;
}

/// _rebuild_tensor(storage, offset, size, stride), _v2(… + requires_grad, hooks) and _v3(… + dtype).
Result<RebuiltTensor> plainTensor(const Rebuild& call, std::string_view function)
{
    const bool typed = function == "_rebuild_tensor_v3";
    if (call.arguments.size() < (typed ? 7U : 4U))
        return badTensor("E-PTH-006", fmt::format("{} has {} arguments", function, call.arguments.size()));
    const auto view = call.storages.viewOf(call.arguments[0]);
    if (!view)
        return badTensor("E-PTH-006", "its first argument is not a storage");
    const TorchStorage& storage = call.storages.all()[view->storage];
    const std::optional<DType> dtype = typed ? dtypeOf(call.argument(6)) : storage.dtype;
    if (storage.onMeta)
        return RebuiltTensor("a tensor without data (device \"meta\")");
    if (!dtype)
        return RebuiltTensor(fmt::format("a tensor of the unsupported type {}",
                                         displayText(typed ? call.argument(6).globalName() : std::string(storage.type))));
    if (storage.dtype.value_or(*dtype) != *dtype)
        return badTensor("E-PTH-006", fmt::format("a tensor of {} lies in a {}", dtypeName(*dtype), storage.type));
    if (call.argument(1).kind != PickleKind::Integer || call.argument(1).integer < 0)
        return badTensor("E-PTH-005", "its offset is not a whole number from 0");
    TensorEntry entry{{}, *dtype, {}, {}, view->storage, call.argument(1).integer};
    SS_TRY(entry.shape, numbers(call.graph, call.arguments[2], "shape"));
    SS_TRY(entry.strides, numbers(call.graph, call.arguments[3], "strides"));
    const auto elements = static_cast<std::int64_t>(static_cast<std::uint64_t>(view->elements) * storage.width / byteWidth(*dtype));
    SS_CHECK(checkExtent(entry, view->first, elements));
    entry.offset += view->first;
    return RebuiltTensor(std::move(entry));
}

/// _rebuild_parameter(tensor, …) and its like: the tensor is their first argument.
Result<RebuiltTensor> wrappedTensor(const Rebuild& call)
{
    if (call.arguments.empty())
        return RebuiltTensor("an empty parameter");
    const PickleNode& inner = call.argument(0);
    if (inner.kind != PickleKind::Call || !isTensorBuilder(call.graph.at(inner.items[0])))
        return badTensor("E-PTH-006", "a parameter does not hold a tensor");
    return rebuildTensor(call.graph, call.storages, call.arguments[0]);
}

Result<RebuiltTensor> rebuildBy(const Rebuild& call, const PickleNode& function);

/// _rebuild_from_type_v2(function, class, arguments, state): a subclass of Tensor.
Result<RebuiltTensor> subclassedTensor(const Rebuild& call)
{
    if (call.arguments.size() < 3 || call.argument(2).kind != PickleKind::Tuple)
        return badTensor("E-PTH-006", "a tensor of a subclass has no arguments");
    const PickleNode& function = call.argument(0);
    if (!isTensorBuilder(function) || function.name.starts_with("_rebuild_from_type"))
        return RebuiltTensor("a tensor of a Python class: " + displayText(call.argument(1).globalName()));
    return rebuildBy({call.graph, call.storages, call.argument(2).items}, function);
}

Result<RebuiltTensor> rebuildBy(const Rebuild& call, const PickleNode& function)
{
    const std::string_view name = function.name;
    if (name == "_rebuild_tensor" || name == "_rebuild_tensor_v2" || name == "_rebuild_tensor_v3")
        return plainTensor(call, name);
    if (name == "_rebuild_parameter" || name == "_rebuild_parameter_with_state" || name == "Parameter" || name == "Buffer")
        return wrappedTensor(call);
    if (name.starts_with("_rebuild_from_type"))
        return subclassedTensor(call);
    if (name == "_rebuild_qtensor")
        return RebuiltTensor("a quantized tensor");
    if (name.starts_with("_rebuild_sparse"))
        return RebuiltTensor("a sparse tensor");
    if (name == "_rebuild_nested_tensor")
        return RebuiltTensor("a nested tensor");
    if (name == "_rebuild_meta_tensor_no_storage")
        return RebuiltTensor("a tensor without data (device \"meta\")");
    return RebuiltTensor("a tensor made by " + displayText(function.globalName()));
}

}  // namespace

Status checkExtent(const TensorEntry& entry, std::int64_t first, std::int64_t elements)
{
    if (entry.shape.size() != entry.strides.size())
        return badTensor("E-PTH-007", fmt::format("it has {} sizes and {} strides", entry.shape.size(), entry.strides.size()));
    const auto count = elementCount(entry.shape);
    if (!count || *count > INT64_MAX / static_cast<std::int64_t>(byteWidth(entry.dtype)))
        return badTensor("E-PTH-008", fmt::format("its shape {} is larger than any memory", shapeText(entry.shape)));
    std::int64_t last = entry.offset;
    bool overflow = __builtin_add_overflow(last, first, &last);
    for (std::size_t d = 0; d < entry.shape.size() && *count > 0; ++d) {
        std::int64_t reach = 0;
        overflow = overflow || __builtin_mul_overflow(entry.shape[d] - 1, entry.strides[d], &reach)
            || __builtin_add_overflow(last, reach, &last);
    }
    if (overflow || (*count > 0 && last - first >= elements))
        return badTensor("E-PTH-009", fmt::format("shape {} with strides {} from element {} leaves its storage of {} elements",
                                                  shapeText(entry.shape), shapeText(entry.strides), entry.offset, elements));
    return Done{};
}

Result<RebuiltTensor> rebuildTensor(const PickleGraph& graph, const TorchStorages& storages, PickleId call)
{
    const PickleNode& node = graph.at(call);
    return rebuildBy({graph, storages, graph.at(node.items[1]).items}, graph.at(node.items[0]));
}

}  // namespace sparsescope
