// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/delimited_text.h"

#include "base/files.h"
#include "base/text.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sparsescope {

namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

struct Signature {
    std::string_view start;
    std::string_view kind;
};

/// What people save under the name .csv that is none, and what UTF-16 begins with.
constexpr std::array<Signature, 12> signatures{{
    {"\x1F\x8B", "packed with gzip; unpack it first"},
    {"PK\x03\x04", "a zip archive or spreadsheet (xlsx); unpack it, or save the sheet as CSV"},
    {"PAR1", "a Parquet file; save it as CSV"},
    {"BZh", "packed with bzip2; unpack it first"},
    {"\xFD" "7zXZ", "packed with xz; unpack it first"},
    {"\x28\xB5\x2F\xFD", "packed with zstd; unpack it first"},
    {"7z\xBC\xAF", "a 7z archive; unpack it first"},
    {"SQLite format 3", "an SQLite database; export the table as CSV"},
    {"\xD0\xCF\x11\xE0", "an old Office file (xls); save the sheet as CSV"},
    {"version https://git-lfs", "a Git LFS pointer, not the file itself; fetch it with git lfs pull"},
    {"\xFF\xFE", "UTF-16; save it as UTF-8"},
    {"\xFE\xFF", "UTF-16; save it as UTF-8"},
}};

Error notATable(const fs::path& path, const std::string& found)
{
    return {"E-TEXT-002", fmt::format("Cannot read {}: it is {}.", sparsescope::quoted(path.filename().string()), found), ""};
}

Status checkKind(const fs::path& path, std::string_view text)
{
    if (text.empty() || text == "\xEF\xBB\xBF")
        return notATable(path, "empty");
    for (const Signature& signature : signatures)
        if (text.starts_with(signature.start))
            return notATable(path, std::string(signature.kind));
    // UTF-16 without a mark: every other byte of plain English is NUL.
    const std::string_view start = text.substr(0, 512);
    if (start.size() > 3 && static_cast<std::size_t>(std::count(start.begin(), start.end(), '\0')) * 3 > start.size())
        return notATable(path, start.find_first_not_of('\0') == std::string_view::npos
                                   ? "full of NUL bytes" : "UTF-16, or no text at all; save it as UTF-8");
    return Done{};
}

/// `text` up to its last line end, if there is one.
void cutToLines(std::string& text)
{
    const std::size_t last = text.find_last_of("\r\n");
    if (last != std::string::npos)
        text.resize(last + 1);
}

}  // namespace

Result<std::string> readTableText(const fs::path& path, const TableLimits& limits, std::uint64_t mostBytes)
{
    SS_TRY(const FileReader file, FileReader::open(path));
    const bool whole = mostBytes == 0 || file.size() <= mostBytes;
    if (whole && file.size() > limits.fileBytes)
        return Error{"E-TEXT-004", fmt::format("Cannot read {}: it has {}, the limit for a table is {}. Split it into parts.",
                                               sparsescope::quoted(path.filename().string()), byteSize(file.size()),
                                               byteSize(limits.fileBytes)), ""};
    std::string text(whole ? file.size() : mostBytes, '\0');
    SS_CHECK(file.readAt(0, std::as_writable_bytes(std::span(text))));
    SS_CHECK(checkKind(path, text));
    std::error_code error;
    if (whole && fs::file_size(path, error) != file.size())
        return Error{"E-TEXT-002", fmt::format("Cannot read {}: it changed while it was read. Wait until it is written.",
                                               sparsescope::quoted(path.filename().string())), ""};
    if (!whole)
        cutToLines(text);
    if (text.starts_with("\xEF\xBB\xBF"))
        text.erase(0, 3);
    return text;
}

}  // namespace sparsescope
