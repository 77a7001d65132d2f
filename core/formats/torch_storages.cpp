// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/torch_storages.h"

#include "base/text.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sparsescope {

namespace {

struct StorageType {
    std::string_view name;
    std::optional<DType> dtype;
    std::size_t width;
};

constexpr std::array<StorageType, 19> storageTypes{{
    {"FloatStorage", DType::F32, 4},        {"DoubleStorage", DType::F64, 8},         {"HalfStorage", DType::F16, 2},
    {"BFloat16Storage", DType::BF16, 2},    {"LongStorage", DType::I64, 8},           {"IntStorage", DType::I32, 4},
    {"ShortStorage", DType::I16, 2},        {"CharStorage", DType::I8, 1},            {"ByteStorage", DType::U8, 1},
    {"BoolStorage", DType::Bool, 1},        {"ComplexFloatStorage", DType::C64, 8},   {"ComplexDoubleStorage", DType::C128, 16},
    {"UntypedStorage", std::nullopt, 1},    {"QInt8Storage", std::nullopt, 1},        {"QUInt8Storage", std::nullopt, 1},
    {"QInt32Storage", std::nullopt, 4},     {"QUInt4x2Storage", std::nullopt, 1},     {"QUInt2x4Storage", std::nullopt, 1},
    {"_UntypedStorage", std::nullopt, 1},
}};

const StorageType* findType(const PickleNode& global)
{
    const bool ofTorch = global.text == "torch" || global.text == "torch.cuda" || global.text == "torch.storage";
    if (global.kind != PickleKind::Global || !ofTorch)
        return nullptr;
    for (const StorageType& type : storageTypes)
        if (type.name == global.name)
            return &type;
    return nullptr;
}

Error badReference(const std::string& what)
{
    return {"E-PTH-001", fmt::format("its reference to a storage is damaged: {}. Download or save the file again.", what), ""};
}

/// The fields of ('storage', type, key, location, count[, view]).
struct Reference {
    TorchStorage storage;
    const PickleNode* view = nullptr;
};

Result<Reference> parseReference(const PickleGraph& graph, const std::vector<PickleId>& fields)
{
    const auto field = [&](std::size_t i) -> const PickleNode& { return graph.at(fields[i]); };
    if (fields.size() < 5 || fields.size() > 6)
        return badReference(fmt::format("it has {} fields, not 5 or 6", fields.size()));
    const StorageType* type = findType(field(1));
    if (type == nullptr)
        return Error{"E-PTH-002", fmt::format("it has a storage of the unknown type {}. Save the weights as float32 tensors.",
                                              field(1).kind == PickleKind::Global ? sparsescope::quoted(field(1).globalName()) : "\"?\""), ""};
    if (field(2).kind != PickleKind::Text || field(4).kind != PickleKind::Integer)
        return badReference("its key is not text or its size not a number");
    const std::int64_t count = field(4).integer;
    if (count < 0 || count > INT64_MAX / static_cast<std::int64_t>(type->width))
        return Error{"E-PTH-003", fmt::format("its storage {} claims {} elements, which is impossible. The file is damaged.",
                                              sparsescope::quoted(field(2).text, 40), count), ""};
    Reference reference{{field(2).text, type->dtype, type->name, type->width, count, field(3).text == "meta"}, nullptr};
    if (fields.size() == 6 && field(5).kind != PickleKind::None)
        reference.view = &field(5);
    return reference;
}

/// (view key, offset, count): how PyTorch before 0.4 told that a storage is a part of another.
Result<StorageView> parseView(const PickleGraph& graph, const PickleNode* view, std::size_t storage, std::int64_t elements)
{
    if (view == nullptr)
        return StorageView{storage, 0, elements};
    if (view->kind != PickleKind::Tuple || view->items.size() != 3 || graph.at(view->items[1]).kind != PickleKind::Integer
        || graph.at(view->items[2]).kind != PickleKind::Integer)
        return badReference("its view is not a key and two numbers");
    const std::int64_t first = graph.at(view->items[1]).integer;
    const std::int64_t count = graph.at(view->items[2]).integer;
    if (first < 0 || count < 0 || first > elements || count > elements - first)
        return badReference(fmt::format("its view of {} elements from {} leaves the {} there are", count, first, elements));
    return StorageView{storage, first, count};
}

}  // namespace

std::string_view storageTypeName(DType dtype)
{
    const auto found = std::find_if(storageTypes.begin(), storageTypes.end(), [&](const StorageType& type) { return type.dtype == dtype; });
    return found->name;  // Every type of ours has one.
}

Result<TorchStorages> TorchStorages::collect(const PickleGraph& graph)
{
    TorchStorages storages;
    for (PickleId id = 0; id < graph.size(); ++id)
        if (graph.at(id).kind == PickleKind::Persistent)
            SS_CHECK(storages.addReference(graph, id));
    return storages;
}

Status TorchStorages::addReference(const PickleGraph& graph, PickleId persistent)
{
    const PickleNode& what = graph.at(graph.at(persistent).items[0]);
    const bool tagged = what.kind == PickleKind::Tuple && !what.items.empty() && graph.at(what.items[0]).kind == PickleKind::Text;
    const std::string_view tag = tagged ? graph.at(what.items[0]).text : std::string_view{};
    if (tag == "module")  // A class with its source text, in legacy files of whole models.
        return Done{};
    if (tag != "storage")
        return badReference("it refers to something that is not a storage");
    SS_TRY(const Reference reference, parseReference(graph, what.items));
    SS_TRY(const std::size_t index, declare(reference.storage));
    SS_TRY(const StorageView view, parseView(graph, reference.view, index, reference.storage.elements));
    m_views.emplace(persistent, view);
    return Done{};
}

Result<std::size_t> TorchStorages::declare(const TorchStorage& storage)
{
    const auto [found, isNew] = m_byKey.try_emplace(storage.key, m_storages.size());
    if (isNew)
        m_storages.push_back(storage);
    const TorchStorage& known = m_storages[found->second];
    if (known.bytes() != storage.bytes() || known.type != storage.type)
        return Error{"E-PTH-004", fmt::format("it declares the storage {} twice, as {} of {} bytes and as {} of {}. The file is damaged.",
                                              sparsescope::quoted(storage.key, 40), known.type, known.bytes(), storage.type, storage.bytes()), ""};
    return found->second;
}

std::optional<StorageView> TorchStorages::viewOf(PickleId persistent) const
{
    const auto found = m_views.find(persistent);
    return found == m_views.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::size_t> TorchStorages::indexOf(std::string_view key) const
{
    const auto found = m_byKey.find(key);
    return found == m_byKey.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace sparsescope
