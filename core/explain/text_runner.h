// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "glm/matrix.h"
#include "models/text_model.h"

#include <string_view>
#include <unordered_map>
#include <vector>

namespace sparsescope {

/// Features of many near-equal texts, as explanations need them. Each text is asked for in words and gets a row number;
/// texts with the same tokens share a row, so that the network never runs twice on the same input.
class TextRunner {
public:
    /// `threads` batches run at a time. `chunk`: so many rows are put in order of length and run together; a cancel loses
    /// the chunk in the making and keeps those before it.
    TextRunner(const TextModel& model, int threads, int chunk = 256);
    TextRunner(const TextRunner&) = delete;
    TextRunner& operator=(const TextRunner&) = delete;

    /// Row of this text, which need not have been run yet. Rows count up from 0 in the order of first asking.
    std::int64_t row(std::string_view text);
    /// Runs the rows that were asked for since; E-TOK-009 if one could not be cut into tokens. Advances `progress` by one for each; stages are the caller's.
    Status run(Progress& progress);

    /// Finished rows × d; rows are finished in their order.
    FeatureMatrixRef features() const { return m_features.topRows(m_done); }
    std::int64_t asked() const { return static_cast<std::int64_t>(m_ids.size()); }
    std::int64_t done() const { return m_done; }
    /// Tokens of all rows asked for, the special ones included: what time goes with.
    std::int64_t tokens() const { return m_tokens; }

private:
    struct Hash {
        std::size_t operator()(const TokenIds& ids) const;
    };
    struct Batch {
        std::size_t begin = 0;
        std::size_t end = 0;
    };
    std::vector<std::int64_t> byLength(std::int64_t end) const;
    std::vector<Batch> batches(const std::vector<std::int64_t>& order) const;
    Status runBatch(const std::vector<std::int64_t>& order, Batch batch);
    Status runChunk(std::int64_t end, Progress& progress);

    const TextModel& m_model;
    int m_threads;
    int m_chunk;
    std::unordered_map<TokenIds, std::int64_t, Hash> m_rows;
    std::vector<const TokenIds*> m_ids;     ///< By row; they live in m_rows.
    FeatureMatrix m_features;
    std::int64_t m_done = 0;
    std::int64_t m_tokens = 0;
    bool m_tooMuchWork = false;
};

}  // namespace sparsescope
