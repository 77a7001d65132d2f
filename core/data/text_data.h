// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "data/dataset.h"

namespace sparsescope {

/// Reads texts with labels from
/// - a CSV or TSV file, or a folder with train.csv or train.tsv and, where there are, val or dev and test beside it;
/// - the layouts of the Stanford Sentiment Treebank (columns sentence, label) and of the two Jigsaw sets (comment_text and a
///   column for each label, of which one stands against the rest; test labels may lie in a second file; −1 is not scored);
/// - a folder with one text file for each class, or one such file, records divided by lines "%".
/// What options.text does not say is guessed; previewTextData() tells what. Rows without a text or a label are left out
/// and counted in a warning. A split without a file is cut from train, seeded and stratified, by text: copies of a text are
/// in the same split. Labels that are whole numbers are one however they are written ("1", "1.0").
/// Errors: E-TEXT-001 nothing to read, -002 not a table, -003 a row that breaks a rule, -004 a cap, -005 a column that is
/// not there, -006 a row of another length, -007 no labels to tell apart, -008 a score that is none.
Result<Dataset> openTextData(const std::filesystem::path& path, const DatasetOptions& options, Progress& progress);

/// openTextData() or openImageFolder(), by what lies at `path`: a file is texts; a folder is pictures if a class folder in it
/// holds one, and else texts if a table lies in it, or text files and no picture. options.text.layout decides where it is set.
Result<Dataset> openData(const std::filesystem::path& path, const DatasetOptions& options, Progress& progress);

/// What openData() would take `path` for. A folder with nothing in it counts as pictures.
Dataset::Kind dataKindOf(const std::filesystem::path& path, const DatasetOptions& options);

struct TextLabelCount {
    std::string label;
    std::int64_t rows = 0;
};

/// What a person sees before anything is read in full, and what was guessed.
struct TextPreview {
    TextLayout layout = TextLayout::Table;
    std::string recognised;                      ///< "Sentiment layout: train.tsv and test.tsv with sentence and label."
    std::vector<std::string> files;              ///< Names, train first.
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;  ///< The first ones, cells cut to 500 bytes with "…".
    std::string textColumn;                      ///< As options.text.textColumn takes them; empty: none was found.
    std::string labelColumn;
    char delimiter = ',';
    QuoteRule quotes = QuoteRule::Quotes;
    bool header = true;
    std::vector<std::string> targets;            ///< Jigsaw: the labels there are to choose from.
    std::string target;                          ///< The one that stands against the rest.
    bool softScores = false;                     ///< There are scores between 0 and 1, so the threshold matters.
    std::vector<TextLabelCount> labels;          ///< In the rows looked at (at most 200), most frequent first.
    std::vector<std::string> notes;              ///< Sentences about what looks odd.
};

/// Looks at the start of the files only, so that it answers at once.
Result<TextPreview> previewTextData(const std::filesystem::path& path, const DatasetOptions& options, Progress& progress);

}  // namespace sparsescope
