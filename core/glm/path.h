// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "glm/feature_rows.h"
#include "glm/sparse_head.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sparsescope {

/// The loss of one row: softmax cross-entropy, logistic, half squared error.
enum class Family { Multinomial, Binomial, Gaussian };

class DesignMatrix;
/// Makes the solver's view of the features: column c is (rows[:, kept[c]] − mean) / deviation · unit.
using MatrixFactory = std::function<std::unique_ptr<DesignMatrix>(
    const FeatureRows& rows, const std::vector<int>& kept, const Standardization& scale, double unit, int threads)>;

/// What is to be fitted. The references must outlive the call.
///   min over W, b: (1/n) Σ_i v_i·loss(W x_i + b, y_i) + λα‖W‖₁ + ½λ(1−α)‖W‖²      (grouped: λα Σ_j ‖W_:j‖₂)
/// on standardised x; b is not penalised; v are the row weights, scaled to mean 1. Two classes (binomial, or multinomial
/// with K = 2) are fitted as one logit u and written back as the head (−u/2, +u/2) of two classes: the same optimum.
/// Ties: of features that are equal, any that reaches the optimum may get the weight; the choice is the same each time.
struct GlmData {
    FeatureRows train;
    const Labels& labels;                       ///< Class ids 0…K−1 (multinomial, binomial).
    int classes = 0;                            ///< K
    std::vector<double> targets = {};           ///< gaussian only: one number a row.
    std::vector<double> rowWeights = {};        ///< Empty: all 1.
    std::vector<std::string> classNames = {};   ///< For messages; empty: the class ids.
    MatrixFactory matrix = {};                  ///< Where the standardised features live; empty: in memory, in float32.
};

/// Rows on which accuracy and loss are told along the path. They take no part in the fit.
struct EvaluationSet {
    std::string name;                           ///< "validation", "test"
    FeatureMatrixRef features;
    const Labels& labels;
    std::vector<double> targets = {};           ///< gaussian only: one number a row.
};

/// What a person rules out for a weight: having one at all, or its sign.
struct WeightRule {
    enum class Kind { Forbidden, Positive, Negative };
    int feature = 0;
    int classId = -1;                           ///< −1: for every class.
    Kind kind = Kind::Forbidden;

    bool operator==(const WeightRule&) const = default;
};

struct PathOptions {
    Family family = Family::Multinomial;
    double alpha = 0.99;
    int lambdaCount = 100;                      ///< k
    double lambdaRatio = 0.001;                 ///< Smallest λ over largest.
    std::vector<double> lambdas = {};           ///< Given λs, decreasing; empty: generated from λ_max.
    bool includeZero = false;                   ///< λ = 0 last ("dense").
    bool grouped = false;
    bool standardize = true;
    std::vector<WeightRule> rules = {};         ///< Features forbidden, signs forced.
    double tolerance = 1e-3;                    ///< Largest KKT violation relative to λα at which a λ is done.
    int maxIterations = 1000;                   ///< Per λ; a point that misses the tolerance is marked, the path goes on.
    int threads = 1;
};

/// How right a point is, computed in double precision over all features.
struct Certificate {
    double objective = 0;
    double relativeGap = 0;                     ///< (objective − dual bound) / objective
    double kktViolation = 0;                    ///< Largest, relative to λα (at λ = 0 to that of the smallest λ > 0).
    bool converged = false;                     ///< kktViolation ≤ tolerance
};

struct SplitScore {
    std::string split;                          ///< "train", "validation", "test"
    double accuracy = 0;                        ///< Share 0…1; gaussian: R².
    double loss = 0;                            ///< Mean over rows, without the penalty.
    std::vector<std::int32_t> classHits = {};   ///< Rows of each class that are predicted as it; empty: not counted.
};

struct PathPoint {
    int index = 0;
    double lambda = 0;
    SparseHead head;
    Certificate certificate;
    std::vector<SplitScore> scores;             ///< train first, then the evaluation sets in their order.
    double seconds = 0;                         ///< Since the fit started.

    const SplitScore* score(std::string_view split) const;
};

struct PathResult {
    double alpha = 0;
    double lambdaMax = 0;
    Standardization scale;
    std::vector<int> excludedFeatures;          ///< Dead or constant: kept out, weight 0.
    std::vector<PathPoint> points;              ///< By decreasing λ.
    bool complete = false;                      ///< False: stopped by the person; the points are a valid prefix.
    double tolerance = 0;
    std::vector<std::string> notes = {};        ///< Sentences worth showing: tiny classes, what was regularised, …
};

/// Hears each point as soon as it is certified, on the fitting thread.
using PathObserver = std::function<void(const PathPoint&)>;

/// Fits the path from λ_max down with warm starts. NaN and Inf, a missing class, bad options: an error that names the
/// place. A stop gives the points so far with complete = false (not Cancelled). `resumeFrom`: points of an earlier,
/// stopped run of the same problem, which are taken over as they are.
Result<PathResult> fitPath(const GlmData& data, const std::vector<EvaluationSet>& evaluation, const PathOptions& options,
                           Progress& progress, const PathObserver& observer = {},
                           const std::vector<PathPoint>& resumeFrom = {});

/// Two-pass mean and deviation in double. Deviation 1 for columns whose spread is rounding noise.
Standardization standardization(const FeatureRows& rows, const std::vector<double>& rowWeights = {},
                                std::vector<int>* constantColumns = nullptr);

}  // namespace sparsescope
