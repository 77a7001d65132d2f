// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/mapped_npy.h"
#include "glm/path.h"

#include <string>
#include <vector>

namespace sparsescope::cli {

/// The files that `fit-arrays` is given; those that are optional are empty where they are not.
struct ArrayFiles {
    std::string features;  ///< A file, or a folder of 0_features.npy, 1_features.npy, …
    std::string labels;    ///< A file, or a folder of 0_labels.npy, 1_labels.npy, …
    std::string weights;
    std::string lambdas;
};

/// What was read from them; the problem refers into it.
struct Arrays {
    std::vector<MappedNpy> shards; ///< Float32 features, which stay where they are.
    Tensor features;               ///< Others: a matrix
    std::vector<float> converted;  ///< in float32.
    Labels labels;
    std::vector<double> targets;   ///< In place of labels for the gaussian family.
    std::vector<double> weights;
    std::vector<double> lambdas;
    int classes = 0;

    FeatureRows rows() const;
};

/// Errors name the option, the file, what it holds and what was expected (E-CLI-020), or are those of readNpy().
Result<Arrays> readArrays(const ArrayFiles& files, Family family);

}  // namespace sparsescope::cli
