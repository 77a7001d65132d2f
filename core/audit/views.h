// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/dataset.h"
#include "explain/contributions.h"
#include "explain/examples.h"
#include "features/health.h"
#include "glm/path.h"

#include <optional>
#include <string>
#include <vector>

// What the pages of the window, the command line and the report show, as plain values. Text in them is untrusted.

namespace sparsescope {

struct PathRow {
    int index = 0;
    double lambda = 0;
    double meanFeaturesPerClass = 0;
    std::vector<SplitScore> scores;
    Certificate certificate;
    double seconds = 0;
    std::vector<int> nonZeros = {};         ///< Of each class; empty where the path is older than this.
};

struct PathView {
    std::vector<PathRow> rows;
    bool complete = false;
    int chosen = -1;                        ///< Index into rows; −1 before anything is chosen.
    std::string chosenBy;                   ///< "The sparsest head within 5 points of the best validation accuracy."
    std::string title;                      ///< "Accuracy stays within 1 point down to 14 features per class"
    std::string note;                       ///< Points that are left out because a file is damaged, and what to do.
    std::string origin = {};                ///< "Imported from …"; empty: fitted here.
    std::optional<double> originalTestAccuracy;  ///< Of the network's own head, where it has the same classes.
};

/// One path of an audit: the present one, or an earlier one that a refit or an import moved aside.
struct KeptPath {
    std::string name;                       ///< "path" is the present one; "path-1", "path-2", …
    std::string createdUtc;                 ///< ISO 8601, or empty where it is not known.
    std::string origin;                     ///< As in PathView.
    PathOptions options;
    int points = 0;
    bool complete = false;
    std::string trouble = {};               ///< A sentence, where it cannot be read.
};

/// A picture or text of the data set, as a row of the feature table.
struct ExampleRef {
    std::int64_t row = -1;
    std::string path;                       ///< Relative to the data's root; of a text: file and line.
    int label = 0;
    Split split = Split::Train;
    double activation = 0;                  ///< Raw value of the feature in question; 0 where there is none.
    int predicted = -1;
    std::string text = {};                  ///< All of it, untrusted; empty for a picture.
};

struct ClassRow {
    int id = 0;
    std::string key;
    std::string name;
    std::array<std::int64_t, 3> counts{};   ///< Rows per split.
    double accuracy = 0;                    ///< Recall on `evaluated` rows; NaN where there are none.
    int features = 0;                       ///< Non-zero weights.
    std::optional<double> originalAccuracy; ///< Where the network's own head has this class.
    std::optional<double> agreement;        ///< Share of the class's rows on which both heads predict the same class.
};

struct ClassList {
    std::vector<ClassRow> rows;
    Split evaluated = Split::Test;          ///< test, or validation, or train: the first that has rows.
    double accuracy = 0;                    ///< Over all evaluated rows.
};

/// How often a weight is found again when the head is fitted on other draws of the training rows.
struct WeightStability {
    double frequency = 0;                   ///< Share of the draws in which it is not zero.
    double signAgreement = 0;               ///< Share of those in which it has this weight's sign; NaN where there are none.
};

/// Selection frequencies of all weights at one point of the path.
struct StabilityView {
    int point = 0;
    double lambda = 0;
    std::string kind;                       ///< How rows were drawn: "halves", "bootstrap".
    std::uint64_t seed = 0;
    int resamples = 0;                      ///< Draws that were fitted,
    int wanted = 0;                         ///< of so many.
    struct Pair {
        int feature = 0;
        int chosen = 0;                     ///< Draws in which the weight is not zero,
        int positive = 0;                   ///< and in which it is positive.
    };
    std::vector<std::vector<Pair>> classes; ///< Of each class, by feature; what was never chosen is absent.
    std::vector<int> anyClass;              ///< Of each feature: draws in which some class uses it.

    /// Of a weight in the head at that point.
    WeightStability of(int klass, int feature, double weight) const;
    double frequencyInAnyClass(int feature) const;
};

/// What a long computation would take; always an estimate.
struct TimeEstimate {
    double seconds = -1;                    ///< Negative: there is nothing to tell it by.
    std::string basis;                      ///< "the times of the present path"
};

/// One weight of a class, as a signed bar.
struct WeightBar {
    int feature = 0;
    std::string featureName;                ///< The person's name for it, or empty.
    double weight = 0;                      ///< On the standardised feature.
    std::vector<ExampleRef> best;           ///< Strongest examples; for a negative weight too.
    struct AlsoUsedBy {
        int klass = 0;
        double weight = 0;
    };
    std::vector<AlsoUsedBy> alsoUsedBy;     ///< Other classes, by |weight|.
    std::optional<WeightStability> stability = {};  ///< Where it was measured for this head.
    std::optional<double> sparseWeight = {};        ///< Of a bar of the network's own head: what the sparse head gives; 0: none.
};

struct ClassView {
    ClassRow row;
    double bias = 0;
    std::vector<WeightBar> bars;            ///< By |weight|, largest first.
    std::vector<ExampleRef> examples;       ///< Some pictures of the class.
};

/// The same class by the network's own head: its largest weights, multiplied with each feature's deviation, so that they
/// compare with those of the sparse head.
struct DenseClassView {
    int klass = 0;
    std::string missing;                    ///< A sentence: why there is nothing to show. Empty where there is.
    int features = 0;                       ///< Non-zero weights on features that vary.
    double bias = 0;                        ///< On the standardised features.
    double shownShare = 0;                  ///< Of the sum of |weight|, what the bars have.
    int shared = 0;                         ///< Of the bars, those whose feature the sparse head uses too.
    std::vector<WeightBar> bars;            ///< By |weight|, largest first.
};

/// One class along the path: how well it is recognised, and by what. Points are those of PathView::rows.
struct ClassPathView {
    int klass = 0;
    struct Point {
        int index = 0;
        double lambda = 0;
        double meanFeaturesPerClass = 0;    ///< Of all classes: the path's own axis.
        int features = 0;                   ///< Non-zero weights of this class.
        std::array<double, 3> accuracy{};   ///< Recall on train, validation, test; NaN where there are no rows.
    };
    /// A feature's weight at every point.
    struct Trace {
        int feature = 0;
        std::string featureName;
        int enters = 0;                     ///< First point with a weight.
        std::vector<double> weights;        ///< One a point; 0 where it has none.
        std::vector<ExampleRef> best;       ///< Strongest examples.
    };
    std::vector<Point> points;
    std::vector<Trace> traces;              ///< Features that ever have a weight, by mean |weight|; as many as asked for.
    int featuresEver = 0;                   ///< How many there are.
};

struct FeatureView {
    int feature = 0;
    std::string name;
    std::string note;                       ///< What the person wrote about it.
    FeatureHealth health;
    std::vector<WeightBar::AlsoUsedBy> classes;   ///< All classes that use it, by |weight|.
    std::vector<ExampleRef> most;
    std::vector<ExampleRef> least;
    Histogram histogram;
    bool hasMap = false;
};

struct FeatureRow {
    int feature = 0;
    std::string name;
    int classes = 0;                        ///< That use it in the chosen head.
    double largestWeight = 0;               ///< By magnitude, with its sign.
    FeatureHealth health;
    std::optional<double> stability = {};   ///< Share of the draws in which some class uses it, where it was measured.
    std::string note = {};                  ///< What the person wrote about it.
    std::string proposed = {};              ///< A name that was proposed for it; for whoever shows rows to fill in.
};

struct ConfusionView {
    Split evaluated = Split::Test;
    std::vector<std::vector<std::int64_t>> counts;  ///< [true][predicted]
    std::vector<std::string> names;
    std::int64_t rows = 0;
    std::int64_t errors = 0;
};

struct ExampleView {
    ExampleRef example;
    LogitExplanation predicted;
    LogitExplanation truth;
    struct Ranked {
        int klass = 0;
        double logit = 0;
        double probability = 0;
    };
    std::vector<Ranked> ranking;            ///< Best five classes.
    std::optional<int> originalPrediction;  ///< Of the network's own head, in the audit's classes where they match.
};

}  // namespace sparsescope
