// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/pickle_opcodes.h"

#include "base/text.h"
#include "formats/pickle_globals.h"

namespace sparsescope {

using K = PickleKind;

bool PickleMachine::pushGlobal(std::string_view module, std::string_view name)
{
    return pushNew({.kind = K::Global, .text = module, .name = name});
}

bool PickleMachine::global()
{
    std::string_view module;
    std::string_view name;
    return takeLine(module) && takeLine(name) && pushGlobal(module, name);
}

bool PickleMachine::stackGlobal()
{
    PickleId name = 0;
    PickleId module = 0;
    if (!pop(name) || !pop(module))
        return false;
    if (m_graph.at(name).kind != K::Text || m_graph.at(module).kind != K::Text)
        return fail("E-PKL-005", "a name of code is not text");
    return pushGlobal(m_graph.at(module).text, m_graph.at(name).text);
}

/// OrderedDict([[key, value], …]) as Python 2 wrote it, Counter({…}), or an empty one that is filled later.
bool PickleMachine::pushDict(PickleId arguments)
{
    const std::vector<PickleId>& given = m_graph.at(arguments).items;
    std::vector<PickleId> pairs;
    if (!given.empty() && m_graph.at(given.back()).kind == K::Dict)
        pairs = m_graph.at(given.back()).items;
    if (!given.empty() && m_graph.at(given.back()).kind == K::List)
        for (const PickleId pair : m_graph.at(given.back()).items) {
            const PickleNode& node = m_graph.at(pair);
            if ((node.kind != K::List && node.kind != K::Tuple) || node.items.size() != 2)
                return fail("E-PKL-005", "a dict is made of something other than pairs");
            pairs.insert(pairs.end(), node.items.begin(), node.items.end());
        }
    return emptyDict() && fillDict(top(), pairs);
}

bool PickleMachine::pushCall(PickleId callee, PickleId arguments)
{
    const PickleNode& function = m_graph.at(callee);
    if (isAttack(function))
        return fail("E-PKL-010", fmt::format("it contains a call to {}, which no model needs and attacks use. Do not open "
                                             "this file with other programs", displayText(function.globalName())));
    if (isDictClass(function))
        return pushDict(arguments);
    PickleNode call{.kind = K::Call, .items = {callee, arguments}};
    return nest(call, callee) && nest(call, arguments) && pushNew(std::move(call));
}

bool PickleMachine::reduce()
{
    PickleId arguments = 0;
    PickleId callee = 0;
    if (!pop(arguments) || !pop(callee))
        return false;
    if (m_graph.at(arguments).kind != K::Tuple)
        return fail("E-PKL-005", "the arguments of a call are not a tuple");
    return pushCall(callee, arguments);
}

bool PickleMachine::newObjectEx()
{
    PickleId keywords = 0;
    return pop(keywords) && reduce();
}

bool PickleMachine::object()
{
    std::vector<PickleId> items;
    if (!popToMark(items))
        return false;
    if (items.empty())
        return fail("E-PKL-004", "an object has no class");
    PickleNode arguments{.kind = K::Tuple, .items = {items.begin() + 1, items.end()}};
    for (const PickleId item : arguments.items)
        if (!nest(arguments, item))
            return false;
    PickleId tuple = 0;
    return pushNew(std::move(arguments)) && pop(tuple) && pushCall(items[0], tuple);
}

bool PickleMachine::instance()
{
    PickleId callee = 0;
    PickleId arguments = 0;
    return global() && pop(callee) && collect(K::Tuple) && pop(arguments) && pushCall(callee, arguments);
}

bool PickleMachine::build()
{
    PickleId state = 0;
    if (!pop(state) || !need(1))
        return false;
    PickleNode& target = m_graph.at(top());
    if (target.kind == K::Call)
        return addItems(top(), std::array{state});
    // A dict's attributes (the versions in a state_dict) and a class's are not weights.
    const bool mayHaveState = target.kind == K::Dict || target.kind == K::List || target.kind == K::Set || target.kind == K::Global;
    return mayHaveState || fail("E-PKL-005", "it gives a state to something that has none");
}

bool PickleMachine::persistent()
{
    PickleId what = 0;
    if (!pop(what))
        return false;
    PickleNode node{.kind = K::Persistent, .items = {what}};
    return nest(node, what) && pushNew(std::move(node));
}

bool PickleMachine::unsupported()
{
    return fail("E-PKL-003", "this opcode belongs to old or special pickles, which PyTorch does not write; save the weights again");
}

}  // namespace sparsescope
