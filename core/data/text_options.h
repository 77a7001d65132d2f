// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace sparsescope {

/// How texts and labels lie on the disk.
enum class TextLayout : std::uint8_t {
    Guessed,
    Table,       ///< One CSV or TSV file, or a folder with one for each of train, val and test.
    Sst,         ///< train.tsv and test.tsv with the columns sentence and label.
    Jigsaw,      ///< train.csv with one column of 0, 1 or a score for each label; test.csv; test_labels.csv.
    ClassFiles,  ///< One text file for each class, records divided by lines "%".
};

enum class QuoteRule : std::uint8_t {
    Guessed,
    Quotes,  ///< RFC 4180: "a ""b"", c" is one cell; line breaks may be in it.
    Plain,   ///< A quote is a character like others, a line is a row.
};

enum class BadRows : std::uint8_t { Stop, Skip };

/// What a person says about a table of texts; what is not said is guessed and told by previewTextData().
struct TextDataOptions {
    TextLayout layout = TextLayout::Guessed;
    std::string textColumn;            ///< The column's name, or its number from 1.
    std::string labelColumn;
    char delimiter = 0;                ///< ',', '\t' or ';'; 0: guessed.
    QuoteRule quotes = QuoteRule::Guessed;
    std::optional<bool> header;        ///< The first row names the columns; not set: guessed.
    std::string targetLabel;           ///< Jigsaw: the label that stands against the rest; empty: "toxic" or its like.
    double threshold = 0.5;            ///< Jigsaw: from this score on a text has the label. In (0, 1].
    std::filesystem::path testFile;    ///< A test table elsewhere; empty: the one beside the train table, if any.
    std::filesystem::path testLabels;  ///< Its labels by id, where it has none; empty: test_labels.csv beside it.
    BadRows badRows = BadRows::Stop;   ///< Stop: the first row that breaks a rule is an error; Skip: it is counted.
};

/// What is done about classes of different sizes before a fit.
enum class Balance : std::uint8_t {
    None,
    Down,     ///< Rows are drawn until every class has as many as the smallest.
    Up,       ///< Rows are repeated until every class has as many as the largest.
    Weights,  ///< Every row stays; those of rare classes count more.
};

}  // namespace sparsescope
