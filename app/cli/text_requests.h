// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/dataset.h"

namespace CLI {
class App;
}

namespace sparsescope::cli {

/// Adds what a person can say about texts (columns, layout, target label, balance, …), written to `options`, which must
/// outlive the verb's run.
void addTextOptions(CLI::App& verb, DatasetOptions& options);

}  // namespace sparsescope::cli
