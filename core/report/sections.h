// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"
#include "base/files.h"

#include <optional>
#include <string>
#include <vector>

// A report as plain data: what is said, in order, without a word of markup. Text in it is untrusted; the writers
// escape.

namespace sparsescope {

/// One of the few numbers at the head of a page.
struct ReportKeyNumber {
    std::string value;              ///< "91.2 %"
    std::string meaning;            ///< "accuracy on test"
};

/// Something a reader must know before believing a number.
struct ReportNotice {
    enum class Kind { Good, Warning, Bad };
    Kind kind = Kind::Warning;
    std::string sentence;
    std::vector<std::string> lines = {};    ///< The cases, folded away.
    std::size_t moreLines = 0;              ///< Left out of `lines`.
};

/// An example: a picture, or a text.
struct ReportPicture {
    Bytes jpeg;                     ///< Empty: a text, or it could not be had and `caption` says why.
    int width = 0;
    int height = 0;
    std::string caption;
    std::string text = {};          ///< Its beginning.
};

struct ReportUse {
    std::string className;
    double weight = 0;
};

/// One feature of a class: its signed weight, its strongest pictures and who else uses it.
struct ReportFeature {
    int feature = 0;
    std::string name;               ///< The person's name for it, or empty.
    double weight = 0;
    std::vector<ReportPicture> pictures;
    std::vector<ReportUse> alsoUsedBy;
    std::size_t moreUses = 0;
    std::optional<ReportPicture> rendered = {};  ///< For the sign of the weight; see FeaturePicture.
};

struct ReportClass {
    ClassRow row;
    double bias = 0;
    std::vector<ReportFeature> features;    ///< Strongest first.
    std::size_t moreFeatures = 0;
    double moreWeight = 0;                  ///< Σ |weight| of those left out.
};

/// One part of a logit, or the sum of those left out.
struct ReportPart {
    std::string label;              ///< "feature 812", "bias", "17 more features"
    double part = 0;
};

/// One class's logit as a sum; the parts add up to it.
struct ReportLogit {
    std::string className;
    double logit = 0;
    double probability = 0;
    std::vector<ReportPart> parts;
};

struct ReportMistake {
    ReportPicture picture;
    ReportLogit predicted;
    ReportLogit truth;
    std::string originalPrediction; ///< By the network's own head; empty where it has other classes.
};

struct ReportConfusion {
    std::string truth;
    std::string predicted;
    std::int64_t count = 0;
    std::int64_t ofTruth = 0;       ///< Evaluated pictures of the true class.
};

struct ReportFact {
    std::string name;
    std::string value;
    bool code = false;              ///< A hash or the like.
};

struct ReportFacts {
    std::string title;
    std::vector<ReportFact> facts;
};

struct ReportLogLine {
    std::string utc;
    std::string verb;
    std::string text;
};

struct ReportDocument {
    std::string title;
    std::string subtitle;
    std::string items = "pictures";         ///< Or "texts".
    std::vector<ReportKeyNumber> keyNumbers;
    std::vector<ReportNotice> notices;

    PathView path;                          ///< No rows: nothing has been fitted.
    std::string evaluated;                  ///< "test": the split that accuracies are told on.
    double tolerance = 0;

    std::vector<ClassRow> classTable;
    std::size_t moreClasses = 0;            ///< Left out of classTable.
    std::vector<ReportClass> classes;
    std::string classesChosenBy;            ///< A sentence where not all are shown.
    std::vector<ReportFeature> sharedFeatures;  ///< Used by most classes; `weight` is the largest one.

    ConfusionView matrix;                   ///< Empty where there are too many classes.
    std::vector<ReportConfusion> confusions;    ///< The most frequent ones.
    std::vector<ReportMistake> mistakes;
    std::int64_t errors = 0;
    std::int64_t evaluatedRows = 0;

    std::vector<ReportFacts> provenance;
    std::vector<ReportLogLine> log;
};

}  // namespace sparsescope
