// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sparsescope::cli {

/// Rows of text in columns as wide as needed; numbers to the right. Cells are made safe to show here.
class Table {
public:
    enum class Align { Left, Right };
    struct Column {
        std::string title;
        Align align = Align::Left;
    };

    explicit Table(std::vector<Column> columns) : m_columns(std::move(columns)) {}
    void add(std::vector<std::string> cells);
    std::string text() const;  ///< Without a line break at the end.

private:
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

std::string percent(double share);              ///< "91.2 %", "–" where it is not known.
std::string number(double value);               ///< Four digits: "0.03162".
std::string signedNumber(double value);         ///< "+1.83"
std::string counted(std::int64_t count, const char* one, const char* many);  ///< "1 class", "1 280 features"

}  // namespace sparsescope::cli
