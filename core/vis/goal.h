// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <span>
#include <vector>

namespace sparsescope {

/// A direction in the space of raw features, by its non-zero weights: what a picture is made to go along. Everything that can be
/// climbed is one, and sums of them are again.
struct Direction {
    struct Term {
        int feature = 0;
        double weight = 0;

        bool operator==(const Term&) const = default;
    };
    std::vector<Term> terms;            ///< By feature, each once.

    double along(std::span<const float> features) const;
    /// Every weight is negative: rectified features can only be pushed to 0, and beyond that only what goes into them.
    bool pushesDown() const;

    bool operator==(const Direction&) const = default;
};

Direction oneFeature(int feature, double weight = 1);
Direction operator+(const Direction& a, const Direction& b);
Direction operator*(double factor, const Direction& direction);
inline Direction operator-(const Direction& a, const Direction& b) { return a + -1.0 * b; }

/// What a batch of pictures is made for.
struct Goal {
    std::vector<Direction> directions;  ///< One for each picture.
    /// How much of a direction's value one would give for making the pictures wholly different: this times the mean cosine
    /// similarity of the pooled features of all pairs is taken off each picture's value.
    double diversity = 0;
};

/// Mean cosine similarity over all pairs of rows of `features` (count × d); 0 for fewer than two.
double meanSimilarity(std::span<const float> features, int count);

/// The derivative of every picture's value, less the diversity term, by its features: count × d.
void goalSlope(const Goal& goal, std::span<const float> features, std::span<float> slope);

}  // namespace sparsescope
