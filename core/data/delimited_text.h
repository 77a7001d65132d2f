// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

/// Caps on what a table may hold, so that no file takes all memory. Passing one is an error with its number.
struct TableLimits {
    std::uint64_t fileBytes = 2ULL << 30;
    std::size_t cellBytes = 16ULL << 20;
    std::size_t columns = 4096;
    std::int64_t rows = 50'000'000;
};

/// How the cells of a table are told apart.
struct TableFormat {
    char delimiter = ',';
    bool quotes = true;  ///< RFC 4180: "a ""b"", c" is one cell, line breaks in it too. Else every line is a row.
};

struct TableRow {
    std::int64_t line = 0;           ///< Where it begins, from 1.
    std::vector<std::string> cells;
};

/// Walks the rows of a CSV or TSV text. Lines end with LF, CRLF or CR; empty lines are passed over; a quote inside of a
/// cell that does not begin with one is a character.
class TableReader {
public:
    /// The text must outlive this. `file` is what error sentences call it.
    TableReader(std::string_view text, const TableFormat& format, std::string file, const TableLimits& limits = {});

    /// The next row; false at the end. E-TEXT-003: a quote that is never closed, text behind a closing quote, bytes that
    /// are not UTF-8 or NUL; E-TEXT-004: a cap. After E-TEXT-003 the next call goes on behind the row, unless
    /// canGoOn() is false.
    Result<bool> next(TableRow& row);
    bool canGoOn() const { return m_canGoOn; }
    std::int64_t line() const { return m_line; }
    std::size_t place() const { return m_at; }  ///< Bytes done.

private:
    Status readCell(std::string& cell);
    Status readQuoted(std::string& cell);
    Status readPlain(std::string& cell);
    Status checkRow(const TableRow& row) const;
    bool atLineEnd() const;
    void passLineEnd();
    void passLine();
    Error bad(std::int64_t line, const std::string& found, const char* code = "E-TEXT-003") const;

    std::string_view m_text;
    TableFormat m_format;
    std::string m_file;
    TableLimits m_limits;
    std::size_t m_at = 0;
    std::int64_t m_line = 1;
    std::int64_t m_rows = 0;
    bool m_canGoOn = true;
};

/// The text of a table's file, checked to be one: E-TEXT-002 where it is empty, packed, UTF-16, not a table at all, or
/// changes while it is read. A byte order mark is taken off. `mostBytes` 0: all of it; else no more than so many from its
/// start, cut behind the last whole line.
Result<std::string> readTableText(const std::filesystem::path& path, const TableLimits& limits = {},
                                  std::uint64_t mostBytes = 0);

}  // namespace sparsescope
