// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "base/result.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace sparsescope::cli {

/// What the program ends with; part of its contract with scripts.
enum ExitCode { exitDone = 0, exitError = 1, exitUsage = 2, exitCancelled = 3 };

/// What all verbs share: how they speak, and how they are told to stop.
struct Context {
    bool json = false;
    bool quiet = false;
    int exitCode = exitDone;

    /// Runs a verb and turns its outcome into exit code and, on failure, one sentence on stderr. Progress goes to
    /// stderr: one line that is rewritten on a terminal, a line now and then otherwise, nothing when quiet. SIGINT and
    /// SIGTERM stop it.
    void run(const std::function<Status(Progress&)>& verb);

    /// The JSON where it was asked for, the text otherwise.
    void print(const std::function<nlohmann::json()>& json, const std::function<std::string()>& text) const;

private:
    std::unique_ptr<Progress> progress(std::stop_token stop) const;
};

}  // namespace sparsescope::cli
