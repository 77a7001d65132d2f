// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/problem.h"

namespace sparsescope {

/// Judges heads that another program fitted, as they are, on rows of ours: by the code that judges the solver's own.
class HeadJudge {
public:
    /// `scale` is what the heads' features are standardised with; `options` tells α, the λs and the tolerance. `data`
    /// must outlive this. Errors are those of fitPath on the same rows.
    static Result<HeadJudge> make(const GlmData& data, PathOptions options, const Standardization& scale);

    /// The weights must be finite. The rows of two classes need not be opposite.
    Certificate certify(const SparseHead& head, double lambda) const;

private:
    HeadJudge(const PathOptions& options, Problem problem);

    PathOptions m_options;
    Problem m_problem;
    double m_smallestLambda = 0;  ///< Unit of violations at λ = 0.
};

}  // namespace sparsescope
