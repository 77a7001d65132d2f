// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/pickle_opcodes.h"

#include "base/text.h"
#include "formats/pickle_globals.h"

#include <bit>
#include <charconv>

namespace sparsescope {

using K = PickleKind;

// Values.

bool PickleMachine::pushInteger(std::int64_t value)
{
    const bool small = value >= 0 && value < 256;
    if (small && m_smallIntegers[static_cast<std::size_t>(value)] != unsetMemo)
        return push(m_smallIntegers[static_cast<std::size_t>(value)]);
    if (!pushNew({.kind = K::Integer, .integer = value}))
        return false;
    if (small)
        m_smallIntegers[static_cast<std::size_t>(value)] = top();
    return true;
}

bool PickleMachine::pushBytes(PickleKind kind, std::uint64_t length)
{
    std::span<const std::byte> bytes;
    return take(length, bytes)
        && pushNew({.kind = kind, .text = {reinterpret_cast<const char*>(bytes.data()), bytes.size()}});
}

bool PickleMachine::pushLong(std::uint64_t length)
{
    if (length > 8)
        return pushBytes(K::BigInteger, length);
    std::span<const std::byte> bytes;
    if (!take(length, bytes))
        return false;
    const bool negative = !bytes.empty() && (bytes.back() & std::byte{0x80}) != std::byte{};
    std::uint64_t value = negative ? ~std::uint64_t{0} : 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        value = (value << 8) | std::to_integer<std::uint64_t>(bytes[i]);
    return pushInteger(static_cast<std::int64_t>(value));
}

bool PickleMachine::long1()
{
    std::uint8_t length = 0;
    return takeNumber(length) && pushLong(length);
}

bool PickleMachine::long4()
{
    std::int32_t length = 0;
    if (!takeNumber(length))
        return false;
    return length >= 0 ? pushLong(static_cast<std::uint64_t>(length)) : fail("E-PKL-009", "a number has a negative length");
}

bool PickleMachine::textInteger()
{
    std::string_view line;
    if (!takeLine(line))
        return false;
    if (line == "00" || line == "01")
        return push(line == "01" ? trueId : falseId);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (error != std::errc{} || end != line.data() + line.size())
        return fail("E-PKL-009", fmt::format("{} is not a whole number", quoted(line, 40)));
    return pushInteger(value);
}

bool PickleMachine::textLong()
{
    std::string_view line;
    if (!takeLine(line))
        return false;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (error != std::errc{} || std::string_view(end, static_cast<std::size_t>(line.data() + line.size() - end)) != "L")
        return fail("E-PKL-009", fmt::format("{} is not a long whole number", quoted(line, 40)));
    return pushInteger(value);
}

bool PickleMachine::binaryFloat()
{
    std::uint64_t bits = 0;
    return takeNumber(bits) && pushNew({.kind = K::Float, .number = std::bit_cast<double>(__builtin_bswap64(bits))});
}

// Containers.

bool PickleMachine::collect(PickleKind kind)
{
    PickleNode node{.kind = kind};
    if (!popToMark(node.items))
        return false;
    for (const PickleId item : node.items)
        if (!nest(node, item))
            return false;
    return pushNew(std::move(node));
}

bool PickleMachine::pushTuple(std::size_t count)
{
    PickleNode node{.kind = K::Tuple, .items = {m_stack.end() - static_cast<std::ptrdiff_t>(count), m_stack.end()}};
    m_stack.resize(m_stack.size() - count);
    for (const PickleId item : node.items)
        if (!nest(node, item))
            return false;
    return pushNew(std::move(node));
}

bool PickleMachine::markedDict()
{
    std::vector<PickleId> pairs;
    return popToMark(pairs) && emptyDict() && fillDict(top(), pairs);
}

/// Objects of unknown classes may behave like a list or dict; what is put into them is theirs and stays unread.
bool PickleMachine::acceptsItems(const PickleNode& node) const
{
    return node.kind == K::Call && !isTensorBuilder(m_graph.at(node.items[0]));
}

bool PickleMachine::fillList(PickleId target, std::span<const PickleId> values)
{
    if (m_graph.at(target).kind == K::List)
        return addItems(target, values);
    return acceptsItems(m_graph.at(target)) || fail("E-PKL-005", "it appends to something that is not a list");
}

bool PickleMachine::fillDict(PickleId target, std::span<const PickleId> pairs)
{
    if (pairs.size() % 2 != 0)
        return fail("E-PKL-005", "a key has no value");
    if (m_graph.at(target).kind == K::Dict)
        return addItems(target, pairs);
    return acceptsItems(m_graph.at(target)) || fail("E-PKL-005", "it sets a key of something that is not a dict");
}

bool PickleMachine::append()
{
    PickleId value = 0;
    return pop(value) && need(1) && fillList(top(), std::array{value});
}

bool PickleMachine::appends()
{
    std::vector<PickleId> values;
    return popToMark(values) && need(1) && fillList(top(), values);
}

bool PickleMachine::setItem()
{
    std::array<PickleId, 2> pair{};
    return pop(pair[1]) && pop(pair[0]) && need(1) && fillDict(top(), pair);
}

bool PickleMachine::setItems()
{
    std::vector<PickleId> pairs;
    return popToMark(pairs) && need(1) && fillDict(top(), pairs);
}

bool PickleMachine::addToSet()
{
    std::vector<PickleId> values;
    if (!popToMark(values) || !need(1))
        return false;
    if (m_graph.at(top()).kind == K::Set)
        return addItems(top(), values);
    return acceptsItems(m_graph.at(top())) || fail("E-PKL-005", "it adds to something that is not a set");
}

}  // namespace sparsescope
