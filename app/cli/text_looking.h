// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/text_look.h"
#include "cli/look.h"

namespace sparsescope::cli {

/// An audit of texts opened for questions about words.
struct TextLooking {
    Look look;
    std::shared_ptr<TextLook> texts;

    /// The text of a row, or the given one where `row` is negative.
    Result<std::string> textOf(std::int64_t row, const std::string& given) const;
};

Result<TextLooking> lookAtTexts(const std::filesystem::path& folder, int index, Progress& progress);

}  // namespace sparsescope::cli
