// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/checkpoint.h"
#include "formats/pickle_graph.h"

#include <optional>
#include <unordered_map>

namespace sparsescope {

/// One storage as a pickle declares it. Nothing says yet that the file holds it.
struct TorchStorage {
    std::string_view key;
    std::optional<DType> dtype;    ///< None for untyped bytes and for types that this program cannot use.
    std::string_view type;         ///< "FloatStorage"
    std::size_t width = 1;         ///< Of an element, in bytes.
    std::int64_t elements = 0;
    bool onMeta = false;           ///< Declared without data.

    std::uint64_t bytes() const { return static_cast<std::uint64_t>(elements) * width; }
};

/// "FloatStorage": torch's name for storages of this type.
std::string_view storageTypeName(DType dtype);

/// What a tensor gets hold of: a storage, or in very old files a part of one.
struct StorageView {
    std::size_t storage = 0;
    std::int64_t first = 0;
    std::int64_t elements = 0;
};

/// All storages that a pickle refers to, also those inside objects that are otherwise left alone.
class TorchStorages {
public:
    static Result<TorchStorages> collect(const PickleGraph& graph);

    const std::vector<TorchStorage>& all() const { return m_storages; }
    /// The storage behind a Persistent node, or nothing if the node is another kind of reference.
    std::optional<StorageView> viewOf(PickleId persistent) const;
    std::optional<std::size_t> indexOf(std::string_view key) const;

private:
    Status addReference(const PickleGraph& graph, PickleId persistent);
    Result<std::size_t> declare(const TorchStorage& storage);

    std::vector<TorchStorage> m_storages;
    std::unordered_map<std::string_view, std::size_t> m_byKey;
    std::unordered_map<PickleId, StorageView> m_views;
};

}  // namespace sparsescope
