// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/text_requests.h"

#include <map>
#include <string>

#include <CLI/CLI.hpp>

namespace sparsescope::cli {

namespace {

template <typename Value>
void addChoice(CLI::App& verb, const char* option, Value& value, const std::map<std::string, Value>& names, const char* help)
{
    verb.add_option(option, value, help)->transform(CLI::CheckedTransformer(names, CLI::ignore_case));
}

}  // namespace

void addTextOptions(CLI::App& verb, DatasetOptions& options)
{
    TextDataOptions& text = options.text;
    addChoice<TextLayout>(verb, "--layout", text.layout,
                          {{"table", TextLayout::Table}, {"sst", TextLayout::Sst}, {"jigsaw", TextLayout::Jigsaw},
                           {"class-files", TextLayout::ClassFiles}},
                          "Of texts: table, sst, jigsaw or class-files (told by the files)");
    verb.add_option("--text-column", text.textColumn, "Name or number of the column of texts (guessed)");
    verb.add_option("--label-column", text.labelColumn, "Name or number of the column of labels (guessed)");
    addChoice<char>(verb, "--delimiter", text.delimiter, {{"comma", ','}, {"tab", '\t'}, {"semicolon", ';'}},
                    "comma, tab or semicolon (guessed)");
    addChoice<QuoteRule>(verb, "--quotes", text.quotes, {{"quotes", QuoteRule::Quotes}, {"plain", QuoteRule::Plain}},
                         "quotes: a cell may be quoted; plain: a quote is a character like others (guessed)");
    verb.add_flag_callback("--header", [&text] { text.header = true; }, "The first row names the columns (guessed)");
    verb.add_flag_callback("--no-header", [&text] { text.header = false; }, "It does not");
    verb.add_option("--target", text.targetLabel, "Jigsaw: the label that stands against the rest (toxic)");
    verb.add_option("--threshold", text.threshold, "Jigsaw: from this score on a text has the label (0.5)")
        ->check(CLI::Range(0.0, 1.0));
    verb.add_option("--test", text.testFile, "A table of test texts elsewhere");
    verb.add_option("--test-labels", text.testLabels, "Labels of test texts by id");
    verb.add_flag_callback("--skip-bad-rows", [&text] { text.badRows = BadRows::Skip; },
                           "Leave out rows that break a rule, and count them");
    addChoice<Balance>(verb, "--balance", options.balance,
                       {{"none", Balance::None}, {"down", Balance::Down}, {"up", Balance::Up}, {"weights", Balance::Weights}},
                       "Classes of different sizes: none, down, up or weights (none)");
}

}  // namespace sparsescope::cli
