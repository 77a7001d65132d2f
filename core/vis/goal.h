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
    /// How hard each picture's features are turned away from those of the others: this many times as hard as it is pushed
    /// along its direction.
    double diversity = 0;
};

/// Mean cosine similarity over all pairs of rows of `features` (count × d); 0 for fewer than two.
double meanSimilarity(std::span<const float> features, int count);

/// What moves every picture's features along its direction and away from the others': count × d. The second is the derivative
/// of the mean angle to the others, times the length of the features, so that it is as strong for pictures that are nearly
/// alike, where a cosine is flat, and however strongly the features fire.
void goalSlope(const Goal& goal, std::span<const float> features, std::span<float> slope);

}  // namespace sparsescope
