// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/text_reading.h"

namespace sparsescope {

/// What a look at all texts showed.
struct TextFindings {
    std::int64_t duplicates = 0;      ///< Rows whose text and label stood before.
    std::int64_t contradictions = 0;  ///< Texts that have several labels.
    std::int64_t leaked = 0;          ///< Rows of validation or test files whose text is in the train file too.
    std::vector<std::string> untrainable;  ///< Classes without texts to train on, left out.
    std::vector<std::string> unnamed;      ///< Classes that the names file lacks.
};

/// One sentence for each kind of thing that is odd.
std::vector<std::string> textWarnings(const Dataset& dataset, const FoundTexts& found, const TextFindings& findings,
                                      const TextDataOptions& options);

}  // namespace sparsescope
