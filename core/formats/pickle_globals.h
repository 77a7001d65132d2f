// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/pickle_graph.h"

namespace sparsescope {

/// A class whose objects are filled like a dict: collections.OrderedDict and its like.
bool isDictClass(const PickleNode& callee);

/// A function or class whose result is a tensor or parameter, supported or not.
bool isTensorBuilder(const PickleNode& callee);

/// A name that no checkpoint needs and that attacks use: os.system, builtins.eval, …. Safety does not rest on this list,
/// as nothing is ever called; it only lets a person hear that a file is hostile rather than odd.
bool isAttack(const PickleNode& callee);

}  // namespace sparsescope
