// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// tokenize_bench FOLDER TEXTS TOKENS [MOST]: encodes the texts in TEXTS (each: length as a 32-bit number, bytes) with the
// tokenizer in FOLDER, writes for each text the number of tokens and then id, begin and end of each to TOKENS, and
// prints the seconds that opening and encoding took on one core. tokenizers_judge.py makes and judges these files.

#include "base/files.h"
#include "text/tokenizer.h"

#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <vector>

using namespace sparsescope;

namespace {

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::vector<std::string_view> textsIn(const std::string& bytes)
{
    std::vector<std::string_view> texts;
    for (std::size_t at = 0; at + 4 <= bytes.size();) {
        std::uint32_t length = 0;
        std::memcpy(&length, bytes.data() + at, 4);
        texts.push_back(std::string_view(bytes).substr(at + 4, length));
        at += 4 + length;
    }
    return texts;
}

}  // namespace

int main(int count, char** arguments)
{
    if (count < 4)
        return 2;
    const int most = count > 4 ? std::atoi(arguments[4]) : 1 << 30;
    Progress progress;
    auto start = std::chrono::steady_clock::now();
    const auto tokenizer = openTokenizer(arguments[1], progress);
    if (!tokenizer) {
        std::fprintf(stderr, "%s\n", tokenizer.failed() ? tokenizer.error().message.c_str() : "cancelled");
        return 1;
    }
    const double opening = secondsSince(start);
    const auto bytes = readTextFile(arguments[2], 4ULL << 30);
    if (!bytes)
        return 1;
    std::vector<Encoding> encodings;
    start = std::chrono::steady_clock::now();
    for (const std::string_view text : textsIn(*bytes))
        encodings.push_back((*tokenizer)->encode(text, most));
    const double encoding = secondsSince(start);
    std::ofstream out(arguments[3], std::ios::binary);
    for (const Encoding& one : encodings) {
        const auto tokens = static_cast<std::uint32_t>(one.tokens.size());
        out.write(reinterpret_cast<const char*>(&tokens), 4);
        out.write(reinterpret_cast<const char*>(one.tokens.data()), static_cast<std::streamsize>(sizeof(Token) * tokens));
    }
    std::printf("{\"tokenizer\": \"%s\", \"open\": %.4f, \"encode\": %.4f}\n", (*tokenizer)->description().c_str(), opening,
                encoding);
    return 0;
}
