// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/little_endian.h"
#include "formats/pickle_machine.h"

#include <array>
#include <optional>

#include <fmt/format.h>

namespace sparsescope {

/// The pickle virtual machine (CPython's pickletools.py is the specification), without the parts that call.
/// Handlers return false after fail().
class PickleMachine {
public:
    PickleMachine(std::span<const std::byte> program, const CheckpointLimits& limits) : m_program(program), m_limits(limits)
    {
        m_smallIntegers.fill(unsetMemo);
    }

    Result<PickleOutcome> run();

private:
    using Handler = bool (PickleMachine::*)();
    struct Opcode {
        std::uint8_t code;
        const char* name;
        Handler handler;
    };
    static const Opcode opcodes[];
    static std::array<const Opcode*, 256> opcodeTable();
    static constexpr PickleId unsetMemo = UINT32_MAX;
    static constexpr PickleId noneId = 0;
    static constexpr PickleId trueId = 1;
    static constexpr PickleId falseId = 2;

    bool fail(const char* code, const std::string& sentence)
    {
        m_error = Error{code, fmt::format("the pickle in it is damaged or hostile at byte {} ({}): {}. Nothing in it was run.",
                                          m_opcodeAt, m_opcode != nullptr ? m_opcode->name : "start", sentence), ""};
        return false;
    }
    bool step(const std::array<const Opcode*, 256>& table);

    // Reading the program.
    bool take(std::uint64_t count, std::span<const std::byte>& bytes);
    template <typename T> bool takeNumber(T& number);
    bool takeLine(std::string_view& line);

    // The stack, the marks, the memo and the budget.
    bool charge(std::uint64_t bytes);
    bool push(PickleId id);
    bool pushNew(PickleNode node);
    bool pop(PickleId& id);
    bool popToMark(std::vector<PickleId>& items);
    bool need(std::size_t count);
    PickleId top() const { return m_stack.back(); }
    bool nest(PickleNode& outer, PickleId inner);
    bool addItems(PickleId target, std::span<const PickleId> items);
    bool remember(std::uint64_t slot);
    bool recall(std::uint64_t slot);

    bool pushInteger(std::int64_t value);
    bool pushBytes(PickleKind kind, std::uint64_t length);
    bool pushLong(std::uint64_t length);
    bool pushTuple(std::size_t count);
    bool pushGlobal(std::string_view module, std::string_view name);
    bool pushCall(PickleId callee, PickleId arguments);
    bool fillDict(PickleId target, std::span<const PickleId> pairs);
    bool fillList(PickleId target, std::span<const PickleId> values);
    bool acceptsItems(const PickleNode& node) const;
    bool pushDict(PickleId arguments);

    template <typename Length, PickleKind Kind> bool sized()
    {
        Length length = 0;
        return takeNumber(length) && pushBytes(Kind, length);
    }
    template <typename T> bool binaryInteger()
    {
        T value = 0;
        return takeNumber(value) && pushInteger(value);
    }
    template <typename T, bool (PickleMachine::*Action)(std::uint64_t)> bool slot()
    {
        T index = 0;
        return takeNumber(index) && (this->*Action)(index);
    }
    template <std::size_t Count> bool tuple() { return need(Count) && pushTuple(Count); }
    template <PickleId Id> bool constant() { return push(Id); }

    bool proto();
    bool frame();
    bool stop();
    bool mark();
    bool popOne();
    bool popMark();
    bool dup();
    bool textInteger();
    bool textLong();
    bool binaryFloat();
    bool long1();
    bool long4();
    bool emptyList() { return pushNew({.kind = PickleKind::List}); }
    bool emptyTuple() { return pushNew({.kind = PickleKind::Tuple}); }
    bool emptyDict() { return pushNew({.kind = PickleKind::Dict}); }
    bool emptySet() { return pushNew({.kind = PickleKind::Set}); }
    bool markedTuple() { return collect(PickleKind::Tuple); }
    bool markedList() { return collect(PickleKind::List); }
    bool markedDict();
    bool frozenSet() { return collect(PickleKind::Set); }
    bool collect(PickleKind kind);
    bool append();
    bool appends();
    bool setItem();
    bool setItems();
    bool addToSet();
    bool memoize() { return remember(m_memoCount); }
    bool global();
    bool stackGlobal();
    bool reduce();
    bool newObject() { return reduce(); }
    bool newObjectEx();
    bool object();
    bool instance();
    bool build();
    bool persistent();
    bool unsupported();

    std::span<const std::byte> m_program;
    const CheckpointLimits& m_limits;
    std::size_t m_at = 0;
    std::size_t m_opcodeAt = 0;
    const Opcode* m_opcode = nullptr;
    bool m_stopped = false;
    std::uint64_t m_charged = 0;
    PickleGraph m_graph;
    std::vector<PickleId> m_stack;
    std::vector<std::size_t> m_marks;
    std::vector<PickleId> m_memo;
    std::uint64_t m_memoCount = 0;
    std::array<PickleId, 256> m_smallIntegers{};
    std::optional<Error> m_error;
};

template <typename T>
bool PickleMachine::takeNumber(T& number)
{
    std::span<const std::byte> bytes;
    if (!take(sizeof(T), bytes))
        return false;
    number = loadLittle<T>(bytes);
    return true;
}

}  // namespace sparsescope
