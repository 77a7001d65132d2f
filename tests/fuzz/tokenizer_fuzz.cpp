// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/files.h"
#include "text/tokenizer.h"

#include <cstdlib>

#include <unistd.h>

using namespace sparsescope;

/// The input is a tokenizer.json. What opens must encode without leaving its vocabulary.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::filesystem::path folder = [] {
        const auto path = std::filesystem::temp_directory_path() / ("sparsescope-fuzz-" + std::to_string(::getpid()));
        std::filesystem::create_directories(path);
        return path;
    }();
    if (!writeFileAtomically(folder / "tokenizer.json", std::string_view(reinterpret_cast<const char*>(data), size)).ok())
        std::abort();
    Progress progress;
    const auto tokenizer = openTokenizer(folder, progress);
    if (!tokenizer)
        return 0;
    for (const char* text : {"", "a b ab abc [CLS] <s>", "\xff caf\xc3\xa9 \xe4\xb8\xad",
                             "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! 12 x_y\n\n don't e\xcc\x81"})
        for (const Token& token : (*tokenizer)->encode(text, 64).tokens)
            if (token.id < 0 || token.id >= (*tokenizer)->vocabularySize() || token.begin > token.end)
                std::abort();
    return 0;
}
