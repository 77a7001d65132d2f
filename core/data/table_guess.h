// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/delimited_text.h"
#include "data/text_options.h"

#include <string>
#include <vector>

namespace sparsescope {

/// What the start of a table tells, after what the person said.
struct TableGuess {
    TableFormat format;
    bool header = true;
    std::vector<std::string> columns;    ///< Trimmed; "column 3" where there is no header.
    std::vector<TableRow> rows;          ///< The first ones, without the header; at most 200.
    std::int64_t firstRowLine = 1;       ///< Of the first row that is not the header.
    TextLayout layout = TextLayout::Table;  ///< Table, Sst or Jigsaw.
    int text = -1;                       ///< Columns by number from 0; −1: none was found.
    int label = -1;
    int id = -1;                         ///< Jigsaw: what links texts to labels in another file.
    std::vector<int> targets;            ///< Jigsaw: one column for each label.
};

/// Reads the start of a table: the delimiter that cuts it into rows of one length, whether quotes quote, the header, and
/// which columns hold texts and labels, told by their names and else by what is in them. E-TEXT-005 where a column that
/// the person chose is not there; the sentence lists the columns.
Result<TableGuess> guessTable(std::string_view start, const std::string& file, const TextDataOptions& options);

/// The column of this name, or of this number from 1; names are compared without blanks around them, and without regard
/// to case where no name fits else. E-TEXT-005.
Result<int> columnNamed(const std::vector<std::string>& columns, const std::string& wanted, const std::string& file);

/// "toxic" and "toxicity" and "target" mean the same label; so do the others of the two Jigsaw sets. −1: none.
int targetNamed(const std::vector<std::string>& columns, const std::vector<int>& targets, const std::string& wanted);

/// "comma", "tab", "semicolon"
std::string delimiterName(char delimiter);

}  // namespace sparsescope
