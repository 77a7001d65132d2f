// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/path.h"

namespace sparsescope {

/// Everything that can be wrong with a problem before it is fitted, each with its own sentence. Things that are odd but
/// can be fitted are added to `notes`.
Status checkOptions(const PathOptions& options);
Status checkData(const GlmData& data, const PathOptions& options, std::vector<std::string>& notes);
Status checkEvaluation(const GlmData& data, const std::vector<EvaluationSet>& evaluation, const PathOptions& options,
                       std::vector<std::string>& notes);

/// "class 3", or "class 'cat'" where names are known.
std::string className(const GlmData& data, std::size_t klass);

}  // namespace sparsescope
