// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace CLI {
class App;
}

/// `fit-arrays`: fits a path on features and labels from .npy files and writes the weights on the standardised features
/// with their certificates, so that any judge can check them. Sets `exitCode`: 0 done, 1 an error (told on stderr), 130
/// stopped by Ctrl+C (what was finished is written).
void addFitArraysCommand(CLI::App& app, int& exitCode);
