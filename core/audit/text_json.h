// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/text_look.h"
#include "audit/views_json.h"

// Answers about words as JSON, under the promises of views_json.h. Places are bytes [begin, end) of the text.

namespace sparsescope {

nlohmann::json toJson(const WordAnswer& answer, const ClassNames& names);
nlohmann::json toJson(const WordCloud& cloud);
nlohmann::json toJson(const CorpusCost& cost);
nlohmann::json toJson(const CorpusReport& report);
nlohmann::json toJson(const TextPrediction& prediction, const Tokenizer& tokenizer, const ClassNames& names);
nlohmann::json toJson(const TextChange& change, const ClassNames& names);
nlohmann::json toJson(const IdentityReport& report, const IdentityWords& words, const ClassNames& names);

}  // namespace sparsescope
