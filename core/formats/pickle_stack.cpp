// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/pickle_opcodes.h"

#include "base/text.h"

#include <algorithm>

namespace sparsescope {

// The stack, the marks, the memo and the budget.

bool PickleMachine::charge(std::uint64_t bytes)
{
    m_charged += bytes;
    return m_charged <= m_limits.workingBytes
        || fail("E-PKL-007", fmt::format("it would take more than {} of memory", byteSize(m_limits.workingBytes)));
}

bool PickleMachine::push(PickleId id)
{
    if (m_stack.size() >= m_limits.nodes)
        return fail("E-PKL-007", fmt::format("it stacks more than {} values", m_limits.nodes));
    m_stack.push_back(id);
    return true;
}

bool PickleMachine::pushNew(PickleNode node)
{
    if (m_graph.size() >= m_limits.nodes)
        return fail("E-PKL-007", fmt::format("it builds more than {} objects", m_limits.nodes));
    return charge(sizeof(PickleNode) + node.items.size() * sizeof(PickleId)) && push(m_graph.add(std::move(node)));
}

bool PickleMachine::need(std::size_t count)
{
    const std::size_t floor = m_marks.empty() ? 0 : m_marks.back();
    return m_stack.size() - floor >= count || fail("E-PKL-004", fmt::format("it needs {} values, the stack has {}", count,
                                                                            m_stack.size() - floor));
}

bool PickleMachine::pop(PickleId& id)
{
    if (!need(1))
        return false;
    id = m_stack.back();
    m_stack.pop_back();
    return true;
}

bool PickleMachine::popToMark(std::vector<PickleId>& items)
{
    if (m_marks.empty())
        return fail("E-PKL-004", "there is no MARK on the stack");
    items.assign(m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back()), m_stack.end());
    m_stack.resize(m_marks.back());
    m_marks.pop_back();
    return true;
}

bool PickleMachine::nest(PickleNode& outer, PickleId inner)
{
    outer.depth = std::max(outer.depth, m_graph.at(inner).depth + 1);
    return outer.depth <= static_cast<std::uint32_t>(m_limits.depth)
        || fail("E-PKL-008", fmt::format("objects are nested more than {} deep", m_limits.depth));
}

bool PickleMachine::addItems(PickleId target, std::span<const PickleId> items)
{
    PickleNode& node = m_graph.at(target);
    for (const PickleId item : items)
        if (!nest(node, item))
            return false;
    node.items.insert(node.items.end(), items.begin(), items.end());
    return charge(2 * items.size() * sizeof(PickleId));
}

bool PickleMachine::remember(std::uint64_t slot)
{
    if (!need(1))
        return false;
    if (slot >= m_limits.nodes)
        return fail("E-PKL-006", fmt::format("the memo number {} is out of range", slot));
    if (slot >= m_memo.size())
        m_memo.resize(std::max<std::size_t>(slot + 1, std::min(m_memo.size() * 2, m_limits.nodes)), unsetMemo);
    m_memoCount += m_memo[slot] == unsetMemo ? 1 : 0;
    m_memo[slot] = top();
    return true;
}

bool PickleMachine::recall(std::uint64_t slot)
{
    if (slot >= m_memo.size() || m_memo[slot] == unsetMemo)
        return fail("E-PKL-006", fmt::format("the memo number {} was never set", slot));
    return push(m_memo[slot]);
}

// Control.

bool PickleMachine::proto()
{
    std::uint8_t version = 0;
    if (!takeNumber(version))
        return false;
    return (version >= 2 && version <= 5) || fail("E-PKL-002", fmt::format("pickle protocol {} is not supported, 2 to 5 are", version));
}

bool PickleMachine::frame()
{
    std::uint64_t length = 0;
    if (!takeNumber(length))
        return false;
    return length <= m_program.size() - m_at
        || fail(pickleCutShort, fmt::format("its frame of {} bytes is longer than the {} left", length, m_program.size() - m_at));
}

bool PickleMachine::stop()
{
    m_stopped = need(1);
    return m_stopped;
}

bool PickleMachine::mark()
{
    if (m_marks.size() >= m_limits.nodes)
        return fail("E-PKL-007", fmt::format("it sets more than {} marks", m_limits.nodes));
    m_marks.push_back(m_stack.size());
    return true;
}

bool PickleMachine::popOne()
{
    if (!m_marks.empty() && m_marks.back() == m_stack.size()) {
        m_marks.pop_back();
        return true;
    }
    PickleId ignored = 0;
    return pop(ignored);
}

bool PickleMachine::popMark()
{
    std::vector<PickleId> ignored;
    return popToMark(ignored);
}

bool PickleMachine::dup()
{
    return need(1) && push(top());
}

}  // namespace sparsescope
