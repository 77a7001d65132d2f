// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace sparsescope {

enum class UnicodeForm { Nfc, Nfd, Nfkc, Nfkd };

/// One character of a changed text and what it stands for: 0, the next character of the text before; 1, nothing of it,
/// it was put in behind what came before; −n, the next character and n more.
struct ChangedCharacter {
    char32_t c = 0;
    std::int32_t change = 0;
};

/// Valid UTF-8 in a normal form of Unicode 9, of whose tables tokenizers were made; younger characters stay as they are.
std::vector<ChangedCharacter> inForm(std::string_view text, UnicodeForm form);

}  // namespace sparsescope
