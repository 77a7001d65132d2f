// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/pickle_globals.h"

#include <algorithm>
#include <array>

namespace sparsescope {

namespace {

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool isDictClass(const PickleNode& callee)
{
    constexpr std::array<std::string_view, 3> names{"OrderedDict", "defaultdict", "Counter"};
    constexpr std::array<std::string_view, 2> builtins{"builtins", "__builtin__"};
    return callee.kind == PickleKind::Global
        && ((callee.text == "collections" && contains(names, callee.name))
            || (contains(builtins, callee.text) && callee.name == "dict"));
}

bool isTensorBuilder(const PickleNode& callee)
{
    return callee.kind == PickleKind::Global
        && (((callee.text == "torch._utils" || callee.text == "torch._tensor") && callee.name.starts_with("_rebuild"))
            || callee.isGlobal("torch.nn.parameter", "Parameter") || callee.isGlobal("torch.nn.parameter", "Buffer"));
}

bool isAttack(const PickleNode& callee)
{
    constexpr std::array<std::string_view, 18> modules{
        "os",        "posix", "nt",    "subprocess", "pty",    "socket", "shutil",    "runpy",  "importlib",
        "commands",  "sys",   "ctypes", "webbrowser", "urllib", "pickle", "_pickle",   "pkgutil", "code"};
    constexpr std::array<std::string_view, 2> builtins{"builtins", "__builtin__"};
    constexpr std::array<std::string_view, 9> functions{"eval",       "exec",  "execfile",   "compile", "open",
                                                        "__import__", "input", "breakpoint", "apply"};
    if (callee.kind != PickleKind::Global)
        return false;
    const std::string_view top = callee.text.substr(0, callee.text.find('.'));
    return contains(modules, top) || (contains(builtins, callee.text) && contains(functions, callee.name));
}

}  // namespace sparsescope
