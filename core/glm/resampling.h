// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/path.h"

#include <span>

namespace sparsescope {

/// Halves: half of each class's rows, without replacement (Meinshausen and Bühlmann, Stability selection, 2010).
/// Bootstrap: as many of each class's rows as there are, with replacement. By class, so that no class is lost.
enum class ResampleKind { Halves, Bootstrap };

std::string resampleName(ResampleKind kind);                      ///< "halves"
Result<ResampleKind> resampleFromName(std::string_view name);

/// Rows of one draw, ascending, each once, and how often it was drawn.
struct Resample {
    std::vector<Eigen::Index> rows;
    std::vector<double> weights;
};

/// Draw number `number`, the same for the same seed whatever was drawn before. Classes with one row keep it.
Resample drawResample(const Labels& labels, int classes, ResampleKind kind, std::uint64_t seed, int number);

/// At most `most` of the λs, evenly spread, with the first and the last. What is wanted is the head at the last; those
/// before it only lead there.
std::vector<double> thinnedLambdas(std::span<const double> lambdas, int most);

/// The head at the last of options.lambdas, fitted on the rows of a draw, with its certificate. Cancelled if stopped.
Result<PathPoint> fitResample(const GlmData& data, const Resample& resample, const PathOptions& options, Progress& progress);

}  // namespace sparsescope
