// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/random.h"
#include "glm/path.h"

/// Small random problems of every family, penalty and weighting, from a seed.
struct RandomProblem {
    sparsescope::FeatureMatrix features;
    sparsescope::Labels labels;
    std::vector<double> targets;
    std::vector<double> weights;
    int classes = 0;
    sparsescope::PathOptions options;

    sparsescope::GlmData data() const { return {features, labels, classes, targets, weights}; }
};

inline sparsescope::FeatureMatrix randomFeatures(sparsescope::Random& random, int n, int d)
{
    sparsescope::FeatureMatrix features(n, d);
    for (int i = 0; i < n; ++i) {
        const double common = random.normal();
        for (int j = 0; j < d; ++j)
            features(i, j) = static_cast<float>(0.6 * common + random.normal() + j % 3);
    }
    return features;
}

/// A few features that are forbidden, or whose sign is forced, for one class or for all.
inline void addRules(sparsescope::Random& random, RandomProblem& problem)
{
    using namespace sparsescope;
    const auto features = static_cast<std::uint64_t>(problem.features.cols());
    for (int i = 0; i < 4; ++i) {
        WeightRule rule;
        rule.feature = static_cast<int>(random.below(features));
        rule.kind = static_cast<WeightRule::Kind>(random.below(3));
        if (problem.classes > 0 && (rule.kind != WeightRule::Kind::Forbidden || random.below(2) == 0))
            rule.classId = static_cast<int>(random.below(static_cast<std::uint64_t>(problem.classes)));
        problem.options.rules.push_back(rule);
    }
}

inline RandomProblem randomProblem(std::uint64_t seed)
{
    using namespace sparsescope;
    Random random(seed);
    RandomProblem problem;
    PathOptions& options = problem.options;
    options.family = static_cast<Family>(random.below(3));
    problem.classes = options.family == Family::Gaussian ? 0
                      : options.family == Family::Binomial ? 2
                                                           : 2 + static_cast<int>(random.below(4));
    const int n = 20 + static_cast<int>(random.below(100));
    const int d = 1 + static_cast<int>(random.below(random.below(4) == 0 ? 150 : 30));  // At times more than rows.
    problem.features = randomFeatures(random, n, d);
    if (random.below(3) == 0 && d > 2)
        problem.features.col(d - 1) = problem.features.col(0);  // Equal columns.
    if (random.below(3) == 0 && d > 2)
        problem.features.col(1).setConstant(14.62F);
    for (int i = 0; i < n; ++i) {
        const double signal = static_cast<double>(problem.features(i, 0)) + random.normal();
        problem.targets.push_back(3 * signal + 5);
        if (problem.classes > 0)
            problem.labels.push_back(i < problem.classes ? i : signal > 0.5 ? 0 : static_cast<int>(random.below(
                                                                   static_cast<std::uint64_t>(problem.classes))));
    }
    if (random.below(2) == 0)
        for (int i = 0; i < n; ++i)
            problem.weights.push_back(0.1 + 3 * random.uniform());
    constexpr double alphas[] = {0.0, 0.3, 0.9, 0.99, 1.0};
    options.alpha = alphas[random.below(5)];
    options.grouped = random.below(3) == 0;
    options.standardize = random.below(4) != 0;
    if (random.below(3) == 0)
        addRules(random, problem);
    options.lambdaCount = 8;
    options.lambdaRatio = 0.02;
    options.tolerance = 1e-5;
    return problem;
}
