// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/tokenizer.h"
#include "text/words.h"

#include <cstdlib>

using namespace sparsescope;

namespace {

std::unique_ptr<Tokenizer> opened(const char* name)
{
    Progress progress;
    auto tokenizer = openTokenizer(std::filesystem::path(SPARSESCOPE_TEST_DATA) / "text" / name, progress);
    if (!tokenizer)
        std::abort();
    return std::move(tokenizer).value();
}

}  // namespace

/// Ids are in the vocabulary, places in the text, and cutting keeps what comes before.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::unique_ptr<Tokenizer> tokenizers[]{opened("uncased"), opened("cased"), opened("roberta"), opened("pairs"),
                                                               opened("patterns"), opened("steps")};
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto& tokenizer : tokenizers) {
        const Encoding all = tokenizer->encode(text, 1 << 30);
        for (const Token& token : all.tokens)
            if (token.id < 0 || token.id >= tokenizer->vocabularySize() || token.begin < 0 || token.begin > token.end
                || static_cast<std::size_t>(token.end) > size)
                std::abort();
        const Encoding cut = tokenizer->encode(text, 6);
        if (all.truncated || cut.truncated != (all.tokens.size() > 6) || !std::equal(cut.tokens.begin(), cut.tokens.end() - 1, all.tokens.begin()))
            std::abort();
    }
    for (const Word& word : splitWords(text))
        if (word.begin >= word.end || static_cast<std::size_t>(word.end) > size)
            std::abort();
    foldedWord(text);
    return 0;
}
