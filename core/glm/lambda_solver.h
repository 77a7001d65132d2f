// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/certificate.h"
#include "glm/face_newton.h"

namespace sparsescope {

/// One λ: proximal Newton on a working set, certified over all features.
struct LambdaTask {
    const Problem& problem;
    Penalty penalty;
    double tolerance = 1e-3;
    int maxIterations = 1000;
    Pattern working;          ///< Coordinates to begin with; others join when they violate.
    Coefficients start;       ///< d × Q
    LocalModel& model;        ///< These two go from λ to λ.
    Certifier& certifier;
};

struct LambdaOutcome {
    Coefficients solution;    ///< d × Q
    CertifiedPoint certified;
    bool stopped = false;     ///< A stop was asked for; the solution is not finished.
    bool separated = false;   ///< Ended early: no optimum exists, as the rows separate and nothing is penalised.
};

LambdaOutcome solveLambda(const LambdaTask& task, const Progress& progress);

}  // namespace sparsescope
