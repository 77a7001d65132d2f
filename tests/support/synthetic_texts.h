// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/text_look.h"
#include "support/fake_text_model.h"

namespace sparsescope {

/// An audit of texts in memory: "praise" is told by "lovely" (feature 0 up), "scorn" by "dreadful" (feature 0 down) and
/// "bah" (feature 3 up). The path has a sparse head on features 0 and 3 and a denser one on all; one text tries markup,
/// control characters and right-to-left.
struct SyntheticTexts {
    std::shared_ptr<const FakeTextModel> model;
    std::shared_ptr<const std::vector<std::string>> texts;
    std::shared_ptr<const AuditData> data;
    std::shared_ptr<const HeadAnalysis> head;       ///< The sparse one.
    std::shared_ptr<TextLook> look;
};

/// Words are kept below `folder`.
Result<SyntheticTexts> syntheticTexts(const std::filesystem::path& folder, int count = 160);

/// The same as FOLDER/texts.audit, complete but for network and texts on disk: ask `look` about words.
Result<std::filesystem::path> writeSyntheticTexts(const std::filesystem::path& folder, const SyntheticTexts& made);

}  // namespace sparsescope
