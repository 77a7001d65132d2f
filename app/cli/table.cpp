// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/table.h"

#include "base/text.h"

#include <cmath>

#include <fmt/format.h>

namespace sparsescope::cli {

namespace {

constexpr std::size_t widestCell = 60;

/// Characters, not bytes: what lines columns up for everything but double-width scripts.
std::size_t widthOf(const std::string& text)
{
    std::size_t width = 0;
    for (const char c : text)
        width += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return width;
}

std::string padded(const std::string& text, std::size_t width, Table::Align align)
{
    const std::string space(width - std::min(width, widthOf(text)), ' ');
    return align == Table::Align::Right ? space + text : text + space;
}

std::string trimmed(std::string line)
{
    while (!line.empty() && line.back() == ' ')
        line.pop_back();
    return line;
}

}  // namespace

void Table::add(std::vector<std::string> cells)
{
    for (std::string& cell : cells)
        cell = displayText(cell, widestCell);
    cells.resize(m_columns.size());
    m_rows.push_back(std::move(cells));
}

std::string Table::text() const
{
    std::vector<std::string> titles;
    std::vector<std::size_t> widths;
    for (const Column& column : m_columns) {
        titles.push_back(column.title);
        widths.push_back(widthOf(column.title));
    }
    for (const auto& row : m_rows)
        for (std::size_t c = 0; c < row.size(); ++c)
            widths[c] = std::max(widths[c], widthOf(row[c]));
    const auto line = [&](const std::vector<std::string>& cells) {
        std::string text;
        for (std::size_t c = 0; c < cells.size(); ++c)
            text += (c > 0 ? "  " : "") + padded(cells[c], widths[c], m_columns[c].align);
        return trimmed(text);
    };
    std::string text = line(titles);
    for (const auto& row : m_rows)
        text += "\n" + line(row);
    return text;
}

std::string percent(double share)
{
    return std::isfinite(share) ? fmt::format("{:.1f} %", 100.0 * share) : "–";
}

std::string number(double value)
{
    return std::isfinite(value) ? fmt::format("{:.4g}", value) : "–";
}

std::string signedNumber(double value)
{
    return std::isfinite(value) ? fmt::format("{:+.3f}", value) : "–";
}

std::string counted(std::int64_t count, const char* one, const char* many)
{
    return groupedNumber(count) + " " + (count == 1 ? one : many);
}

}  // namespace sparsescope::cli
