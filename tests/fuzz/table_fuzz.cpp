// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/text.h"
#include "data/table_guess.h"
#include "data/text_reading.h"

#include <cstdlib>

using namespace sparsescope;

namespace {

/// Rows come in the order of their lines, and what is accepted is text without NUL.
void walk(std::string_view text, const TableFormat& format)
{
    TableReader reader(text, format, "x.csv", {1 << 20, 1 << 12, 64, 1 << 12});
    TableRow row;
    std::int64_t line = 0;
    for (;;) {
        const std::size_t before = reader.place();
        const auto more = reader.next(row);
        if (more.ok() && !*more)
            return;
        if (more.failed() && (!reader.canGoOn() || more.error().code != "E-TEXT-003"))
            return;
        if (reader.place() <= before)
            std::abort();
        if (!more.ok())
            continue;
        if (row.line <= line || row.cells.empty())
            std::abort();
        line = row.line;
        for (const std::string& cell : row.cells)
            if (!isValidUtf8(cell) || cell.find('\0') != std::string::npos)
                std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const char delimiter : {',', '\t'})
        for (const bool quotes : {false, true})
            walk(text, {delimiter, quotes});
    if (const auto guess = guessTable(text, "x.csv", {}); guess.ok()) {
        const auto columns = static_cast<int>(guess->columns.size());
        if (guess->text >= columns || guess->label >= columns)
            std::abort();
    }
    for (const auto& [record, line] : recordsOf(text))
        if (record.empty() || line < 1)
            std::abort();
    return 0;
}
