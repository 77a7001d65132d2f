// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/delimited_text.h"

#include "base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace {

/// The first byte that is not part of UTF-8, as "0xE9".
std::string firstBadByte(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        std::size_t length = 1;
        while (length < 4 && !isValidUtf8(text.substr(at, length)))
            ++length;
        if (!isValidUtf8(text.substr(at, length)))
            return fmt::format("0x{:02X}", static_cast<unsigned char>(text[at]));
        at += length;
    }
    return "none";
}

}  // namespace

TableReader::TableReader(std::string_view text, const TableFormat& format, std::string file, const TableLimits& limits)
    : m_text(text), m_format(format), m_file(std::move(file)), m_limits(limits)
{
}

Error TableReader::bad(std::int64_t line, const std::string& found, const char* code) const
{
    return {code, fmt::format("Cannot read {}: line {} {}.", sparsescope::quoted(m_file), line, found), ""};
}

bool TableReader::atLineEnd() const
{
    return m_at == m_text.size() || m_text[m_at] == '\n' || m_text[m_at] == '\r';
}

void TableReader::passLineEnd()
{
    if (m_at == m_text.size())
        return;
    m_at += m_text.substr(m_at).starts_with("\r\n") ? 2 : 1;
    ++m_line;
}

void TableReader::passLine()
{
    while (!atLineEnd())
        ++m_at;
    passLineEnd();
}

Status TableReader::readPlain(std::string& cell)
{
    const std::size_t begin = m_at;
    while (!atLineEnd() && m_text[m_at] != m_format.delimiter)
        ++m_at;
    if (m_at - begin > m_limits.cellBytes)
        return bad(m_line, fmt::format("has a cell of {}, the limit is {}", byteSize(m_at - begin), byteSize(m_limits.cellBytes)),
                   "E-TEXT-004");
    cell.assign(m_text.substr(begin, m_at - begin));
    return Done{};
}

Status TableReader::readQuoted(std::string& cell)
{
    const std::int64_t opened = m_line;
    const auto unclosed = [&](const std::string& how) {
        m_canGoOn = false;
        return bad(opened, fmt::format("opens a quote {}. If quotes are characters like others in this file, read it without "
                                       "quoting; else close the quote", how));
    };
    for (++m_at;;) {
        if (m_at == m_text.size())
            return unclosed("that is not closed before the file ends");
        if (cell.size() > m_limits.cellBytes)
            return unclosed(fmt::format("that is not closed within {}", byteSize(m_limits.cellBytes)));
        const char c = m_text[m_at];
        if (c == '"' && m_text.substr(m_at + 1).starts_with('"')) {
            cell.push_back('"');
            m_at += 2;
            continue;
        }
        if (c == '"')
            break;
        m_line += c == '\n' || (c == '\r' && !m_text.substr(m_at + 1).starts_with('\n')) ? 1 : 0;
        cell.push_back(c);
        ++m_at;
    }
    ++m_at;
    if (atLineEnd() || m_text[m_at] == m_format.delimiter)
        return Done{};
    return bad(m_line, fmt::format("has text behind a closing quote: {}. A quote inside of a quoted cell must be doubled",
                                   sparsescope::quoted(m_text.substr(m_at, std::min<std::size_t>(40, m_text.find_first_of("\r\n", m_at) - m_at)))));
}

Status TableReader::readCell(std::string& cell)
{
    cell.clear();
    const bool opens = m_format.quotes && m_at < m_text.size() && m_text[m_at] == '"';
    return opens ? readQuoted(cell) : readPlain(cell);
}

Status TableReader::checkRow(const TableRow& row) const
{
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const std::string& cell = row.cells[i];
        if (!isValidUtf8(cell))
            return bad(row.line, fmt::format("is not UTF-8 (byte {} in column {}: {}). Convert the file, for example with "
                                             "iconv -f latin1 -t utf-8", firstBadByte(cell), i + 1,
                                             sparsescope::quoted(cell, 40)));
        if (cell.find('\0') != std::string::npos)
            return bad(row.line, fmt::format("has a NUL byte in column {}, which no text has", i + 1));
    }
    return Done{};
}

Result<bool> TableReader::next(TableRow& row)
{
    while (m_at < m_text.size() && atLineEnd())
        passLineEnd();
    if (m_at == m_text.size())
        return false;
    if (++m_rows > m_limits.rows) {
        m_canGoOn = false;
        return bad(m_line, fmt::format("begins row {}, the limit is {} rows", groupedNumber(m_rows), groupedNumber(m_limits.rows)),
                   "E-TEXT-004");
    }
    row.line = m_line;
    for (std::size_t column = 0;; ++column, ++m_at) {
        if (column == m_limits.columns) {
            m_canGoOn = false;
            return bad(row.line, fmt::format("has more than {} columns, which is the limit",
                                             groupedNumber(static_cast<std::int64_t>(m_limits.columns))), "E-TEXT-004");
        }
        row.cells.resize(std::max(row.cells.size(), column + 1));
        if (const Status read = readCell(row.cells[column]); !read) {
            m_canGoOn = m_canGoOn && read.error().code == "E-TEXT-003";
            passLine();
            return read.failure();
        }
        if (atLineEnd()) {
            row.cells.resize(column + 1);
            break;
        }
    }
    passLineEnd();
    SS_CHECK(checkRow(row));
    return true;
}

}  // namespace sparsescope
