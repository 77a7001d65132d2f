// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "explain/identity_words.h"
#include "glm/sparse_head.h"
#include "models/text_model.h"

#include <span>

namespace sparsescope {

struct IdentityOptions {
    int klass = 0;                  ///< Whose score is compared: "toxic".
    int maxTexts = 200;             ///< At most so many of the person's texts with a term in them, the first ones.
    int threads = 1;
};

/// One feature's part in a gap of margins.
struct GapPart {
    int feature = 0;
    double part = 0;
};

/// How a group fares beside the others of its axis, over all frames (templates, texts with a term of the axis). Every
/// frame is filled with every term; a group's score in a frame is the mean over its terms.
struct GroupGap {
    std::string group;
    int terms = 0;
    double probability = 0;         ///< Mean probability of the class.
    double probabilityGap = 0;      ///< Less the mean over the groups.
    double margin = 0;              ///< Mean of: the class's logit less the mean of the other logits.
    double marginGap = 0;           ///< Less the mean over the groups.
    double marginError = 0;         ///< Standard error of the gap over frames; 0 for a single frame.
    std::vector<GapPart> parts;     ///< By |part|; they add up to marginGap, to rounding.
};

struct AxisGaps {
    std::string axis;
    std::vector<GroupGap> groups;   ///< In the order of the list.
    int templates = 0;
    int texts = 0;                  ///< Frames made from the person's texts.
    double probabilityRange = 0;    ///< Largest less smallest gap.
    double marginRange = 0;
    std::vector<GapPart> carriers;  ///< Features by how far apart their parts are between groups, widest first.
};

/// The text of the person's on which a swap matters most.
struct SwapExample {
    std::int64_t text = -1;
    int axis = 0;
    std::string lowest;             ///< Term with the lowest probability, and the text with it.
    std::string lowestText;
    double lowestProbability = 0;
    std::string highest;
    std::string highestText;
    double highestProbability = 0;
};

struct IdentityReport {
    int klass = 0;
    std::vector<AxisGaps> axes;     ///< Those with at least one frame.
    std::vector<SwapExample> swaps; ///< Widest first, at most 50.
    std::int64_t passes = 0;
};

/// `texts` may be empty: templates only. Errors: E-BIAS-002 for a class that is not there or nothing to fill; as the model.
Result<IdentityReport> auditIdentityWords(const TextModel& model, const SparseHead& head, const Standardization& scale,
                                          const IdentityWords& words, std::span<const std::string> texts,
                                          const IdentityOptions& options, Progress& progress);

}  // namespace sparsescope
