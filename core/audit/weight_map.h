// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit_data.h"

#include <vector>

// All weights of a head at once: as a map of classes by features, and as bands from a few features to their classes.

namespace sparsescope {

enum class MapOrder {
    Data,           ///< Classes and features by number.
    Similarity,     ///< Classes that share features beside each other, features beside the class that weighs them most.
    Use,            ///< Classes with the most features first, features of the most classes first.
};

struct MapOptions {
    MapOrder order = MapOrder::Similarity;
    int relativesOf = -1;               ///< Only this class and those that share a feature with it; −1: all.
};

/// Rows are classes, columns the features that at least one of these classes uses.
struct WeightMap {
    struct Cell {
        int column = 0;
        double weight = 0;              ///< On the standardised feature; never 0.
    };
    struct Column {
        int feature = 0;
        std::string name;               ///< The person's, untrusted, or empty.
    };
    struct Row {
        int klass = 0;
        std::string name;               ///< Untrusted.
        std::vector<Cell> cells;        ///< By column.
    };
    std::vector<Row> rows;
    std::vector<Column> columns;
    std::int64_t weights = 0;
    double largest = 0;                 ///< |weight|

    double weight(int row, int column) const;
    int rowOf(int klass) const;         ///< −1 where it has none.
    int columnOf(int feature) const;
};

/// Similarity: average linkage on the cosine between the classes' weights, as dendrogram leaves; the same for the same head.
/// A second for 1,000 classes.
Result<WeightMap> weightMap(const HeadAnalysis& head, const MapOptions& options, Progress& progress);

/// What a flow starts from: a class's largest features, or one feature.
struct FlowOptions {
    int klass = -1;
    int feature = -1;                   ///< Where `klass` is −1.
    int mostFeatures = 12;
    int mostClasses = 14;
    int mostBands = 60;
};

/// Bands from features (left) to classes (right), the widest features and classes first.
struct WeightFlow {
    struct Feature {
        int feature = 0;
        std::string name;               ///< Untrusted, or empty.
        double sum = 0;                 ///< Σ |weight| of its bands.
        int classes = 0;                ///< That use it in all.
        std::int64_t strongestRow = -1; ///< The row on which it is strongest.
    };
    struct Class {
        int klass = 0;
        std::string name;               ///< Untrusted.
        double sum = 0;
    };
    struct Band {
        int feature = 0;                ///< Place in `features`,
        int klass = 0;                  ///< and in `classes`.
        double weight = 0;
    };
    std::vector<Feature> features;
    std::vector<Class> classes;
    std::vector<Band> bands;            ///< By feature, then by class: as they leave and arrive without crossing more than they must.
    int moreFeatures = 0;               ///< Of the class, left out.
    int moreClasses = 0;                ///< Of these features, left out.
    int moreBands = 0;                  ///< Between what is shown, left out.
};

WeightFlow weightFlow(const HeadAnalysis& head, const FlowOptions& options);

}  // namespace sparsescope
