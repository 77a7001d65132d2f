// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

enum class PickleKind : std::uint8_t {
    None, Bool, Integer, BigInteger, Float, Text, Blob, List, Tuple, Dict, Set,
    Global,      ///< A name of Python code; nothing was looked up.
    Call,        ///< What Python would have called or constructed; nothing was.
    Persistent,  ///< A reference to something outside the pickle: a storage.
};

using PickleId = std::uint32_t;

struct PickleNode {
    PickleKind kind = PickleKind::None;
    std::uint32_t depth = 1;        ///< Of nesting below, when it was built.
    std::int64_t integer = 0;       ///< Bool, Integer.
    double number = 0;              ///< Float.
    std::string_view text = {};          ///< Text, Blob; BigInteger: its little-endian bytes; Global: the module.
    std::string_view name = {};          ///< Global: the name in its module.
    /// List, Tuple, Set: elements. Dict: key, value, key, value, …. Call: callee, arguments, states of BUILD.
    /// Persistent: what identifies it.
    std::vector<PickleId> items = {};

    std::string globalName() const { return std::string(text) + '.' + std::string(name); }
    bool isGlobal(std::string_view module, std::string_view wanted) const
    {
        return kind == PickleKind::Global && text == module && name == wanted;
    }
};

/// Everything one pickle builds, flat: nodes name each other by number, so that sharing and cycles cost nothing and
/// freeing deep structures never recurses. Texts point into the program, which must outlive the graph.
class PickleGraph {
public:
    const PickleNode& at(PickleId id) const { return m_nodes[id]; }
    PickleNode& at(PickleId id) { return m_nodes[id]; }
    std::size_t size() const { return m_nodes.size(); }
    PickleId add(PickleNode node)
    {
        m_nodes.push_back(std::move(node));
        return static_cast<PickleId>(m_nodes.size() - 1);
    }

private:
    std::deque<PickleNode> m_nodes;
};

}  // namespace sparsescope
