// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/pickle_opcodes.h"

namespace sparsescope {

using K = PickleKind;

const PickleMachine::Opcode PickleMachine::opcodes[] = {
    {0x80, "PROTO", &PickleMachine::proto},
    {0x95, "FRAME", &PickleMachine::frame},
    {'.', "STOP", &PickleMachine::stop},
    {'(', "MARK", &PickleMachine::mark},
    {'0', "POP", &PickleMachine::popOne},
    {'1', "POP_MARK", &PickleMachine::popMark},
    {'2', "DUP", &PickleMachine::dup},
    {'N', "NONE", &PickleMachine::constant<noneId>},
    {0x88, "NEWTRUE", &PickleMachine::constant<trueId>},
    {0x89, "NEWFALSE", &PickleMachine::constant<falseId>},
    {'I', "INT", &PickleMachine::textInteger},
    {'L', "LONG", &PickleMachine::textLong},
    {'J', "BININT", &PickleMachine::binaryInteger<std::int32_t>},
    {'K', "BININT1", &PickleMachine::binaryInteger<std::uint8_t>},
    {'M', "BININT2", &PickleMachine::binaryInteger<std::uint16_t>},
    {0x8A, "LONG1", &PickleMachine::long1},
    {0x8B, "LONG4", &PickleMachine::long4},
    {'G', "BINFLOAT", &PickleMachine::binaryFloat},
    {'U', "SHORT_BINSTRING", &PickleMachine::sized<std::uint8_t, K::Text>},
    {'T', "BINSTRING", &PickleMachine::sized<std::uint32_t, K::Text>},
    {0x8C, "SHORT_BINUNICODE", &PickleMachine::sized<std::uint8_t, K::Text>},
    {'X', "BINUNICODE", &PickleMachine::sized<std::uint32_t, K::Text>},
    {0x8D, "BINUNICODE8", &PickleMachine::sized<std::uint64_t, K::Text>},
    {'C', "SHORT_BINBYTES", &PickleMachine::sized<std::uint8_t, K::Blob>},
    {'B', "BINBYTES", &PickleMachine::sized<std::uint32_t, K::Blob>},
    {0x8E, "BINBYTES8", &PickleMachine::sized<std::uint64_t, K::Blob>},
    {0x96, "BYTEARRAY8", &PickleMachine::sized<std::uint64_t, K::Blob>},
    {']', "EMPTY_LIST", &PickleMachine::emptyList},
    {')', "EMPTY_TUPLE", &PickleMachine::emptyTuple},
    {'}', "EMPTY_DICT", &PickleMachine::emptyDict},
    {0x8F, "EMPTY_SET", &PickleMachine::emptySet},
    {'l', "LIST", &PickleMachine::markedList},
    {'t', "TUPLE", &PickleMachine::markedTuple},
    {'d', "DICT", &PickleMachine::markedDict},
    {0x91, "FROZENSET", &PickleMachine::frozenSet},
    {0x85, "TUPLE1", &PickleMachine::tuple<1>},
    {0x86, "TUPLE2", &PickleMachine::tuple<2>},
    {0x87, "TUPLE3", &PickleMachine::tuple<3>},
    {'a', "APPEND", &PickleMachine::append},
    {'e', "APPENDS", &PickleMachine::appends},
    {'s', "SETITEM", &PickleMachine::setItem},
    {'u', "SETITEMS", &PickleMachine::setItems},
    {0x90, "ADDITEMS", &PickleMachine::addToSet},
    {'q', "BINPUT", &PickleMachine::slot<std::uint8_t, &PickleMachine::remember>},
    {'r', "LONG_BINPUT", &PickleMachine::slot<std::uint32_t, &PickleMachine::remember>},
    {'h', "BINGET", &PickleMachine::slot<std::uint8_t, &PickleMachine::recall>},
    {'j', "LONG_BINGET", &PickleMachine::slot<std::uint32_t, &PickleMachine::recall>},
    {0x94, "MEMOIZE", &PickleMachine::memoize},
    {'c', "GLOBAL", &PickleMachine::global},
    {0x93, "STACK_GLOBAL", &PickleMachine::stackGlobal},
    {'R', "REDUCE", &PickleMachine::reduce},
    {0x81, "NEWOBJ", &PickleMachine::newObject},
    {0x92, "NEWOBJ_EX", &PickleMachine::newObjectEx},
    {'o', "OBJ", &PickleMachine::object},
    {'i', "INST", &PickleMachine::instance},
    {'b', "BUILD", &PickleMachine::build},
    {'Q', "BINPERSID", &PickleMachine::persistent},
    {'S', "STRING", &PickleMachine::unsupported},
    {'V', "UNICODE", &PickleMachine::unsupported},
    {'F', "FLOAT", &PickleMachine::unsupported},
    {'g', "GET", &PickleMachine::unsupported},
    {'p', "PUT", &PickleMachine::unsupported},
    {'P', "PERSID", &PickleMachine::unsupported},
    {0x82, "EXT1", &PickleMachine::unsupported},
    {0x83, "EXT2", &PickleMachine::unsupported},
    {0x84, "EXT4", &PickleMachine::unsupported},
    {0x97, "NEXT_BUFFER", &PickleMachine::unsupported},
    {0x98, "READONLY_BUFFER", &PickleMachine::unsupported},
};

std::array<const PickleMachine::Opcode*, 256> PickleMachine::opcodeTable()
{
    std::array<const Opcode*, 256> table{};
    for (const Opcode& opcode : opcodes)
        table[opcode.code] = &opcode;
    return table;
}

Result<PickleOutcome> PickleMachine::run()
{
    static const auto table = opcodeTable();
    m_graph.add({.kind = K::None});
    m_graph.add({.kind = K::Bool, .integer = 1});
    m_graph.add({.kind = K::Bool});
    if (m_program.empty() || m_program[0] != std::byte{0x80}) {
        fail("E-PKL-002", "it does not begin with a protocol number, so it has protocol 0 or 1 or is not a pickle; "
                          "save it again with a current PyTorch");
        return *m_error;
    }
    while (!m_stopped)
        if (!step(table))
            return *m_error;
    return PickleOutcome{std::move(m_graph), top(), m_at};
}

bool PickleMachine::step(const std::array<const Opcode*, 256>& table)
{
    m_opcodeAt = m_at;
    if (m_at == m_program.size())
        return fail(pickleCutShort, "it ends without its STOP mark. The file is probably incomplete");
    const auto code = std::to_integer<std::uint8_t>(m_program[m_at++]);
    m_opcode = table[code];
    if (m_opcode == nullptr)
        return fail("E-PKL-003", fmt::format("the opcode 0x{:02x} does not exist", code));
    return (this->*m_opcode->handler)();
}

bool PickleMachine::take(std::uint64_t count, std::span<const std::byte>& bytes)
{
    if (count > m_program.size() - m_at)
        return fail(pickleCutShort, fmt::format("it needs {} bytes there, but only {} are left", count, m_program.size() - m_at));
    bytes = m_program.subspan(m_at, static_cast<std::size_t>(count));
    m_at += static_cast<std::size_t>(count);
    return true;
}

bool PickleMachine::takeLine(std::string_view& line)
{
    constexpr std::size_t longest = 4096;
    const std::string_view rest(reinterpret_cast<const char*>(m_program.data()) + m_at, m_program.size() - m_at);
    const std::size_t end = rest.substr(0, longest).find('\n');
    if (end == std::string_view::npos)
        return rest.size() > longest ? fail("E-PKL-009", "its line of text is too long")
                                     : fail(pickleCutShort, "its line of text has no end");
    line = rest.substr(0, end);
    m_at += end + 1;
    return true;
}

Result<PickleOutcome> runPickle(std::span<const std::byte> program, const CheckpointLimits& limits)
{
    return PickleMachine(program, limits).run();
}

}  // namespace sparsescope
