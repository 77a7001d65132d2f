// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sparsescope {

/// Why a name is proposed: something that the rows which excite a feature most have in common.
struct NameEvidence {
    std::string what;           ///< Name of a class, or a word of file names. Untrusted.
    int klass = -1;             ///< −1 for a word.
    std::int64_t rows = 0;      ///< Of the top rows have it,
    double share = 0;           ///< as a share of them,
    double baseShare = 0;       ///< and of all rows.
    double lift = 0;            ///< share / baseShare
};

struct NameProposal {
    std::string name;                       ///< Empty where nothing stands out. Untrusted.
    std::int64_t rows = 0;                  ///< Rows that were looked at: those that excite it most.
    std::vector<NameEvidence> classes;      ///< By share; classes that are twice as frequent as usual, or more.
    std::vector<NameEvidence> words;        ///< By share.
};

/// The rows of a data set, as names are proposed from them.
struct NamedRows {
    std::vector<std::string> classNames;
    std::span<const std::int64_t> labels;               ///< By row.
    std::vector<std::string> folders;                   ///< Key of each class: its folder, which is no word of a file's name.
    std::vector<const std::string*> paths;              ///< By row; empty: there are no file names to tell by.
};

/// What stands out among `top`. A class counts where it has at least 15 % of them and is twice as frequent as among all
/// rows, a word (of file names and of folders below the class) where at least 30 % have it, three at least, and it is twice
/// as frequent. The name is the word that half of them have, else the classes (three at most).
NameProposal proposeName(const NamedRows& rows, const std::vector<std::int64_t>& top);

/// How many rows a name is proposed from: a twentieth of them, 10 to 60.
int rowsForName(std::int64_t rows);

/// Words of three letters and more in a path below the class's folder, in lower case, each once.
std::vector<std::string> wordsOfPath(const std::string& path, const std::string& classFolder);

}  // namespace sparsescope
