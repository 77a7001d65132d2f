// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "byte_builders.h"
#include "hostile_table.h"

using namespace sparsescope::test;
using namespace std::string_literals;

namespace {

const std::string goodProgram = pickle(dict(text("w") + goodTensor()));

std::string with(const ZipPart& part) { return zip(torchParts(goodProgram, 16, {part})); }

/// The good file with its record "a/NAME" replaced or, without data, left out.
std::string withRecord(const std::string& name, std::optional<std::string> data)
{
    std::vector<ZipPart> parts;
    for (const ZipPart& part : torchParts(goodProgram))
        if (part.name != "a/" + name)
            parts.push_back(part);
    if (data)
        parts.push_back({.name = "a/" + name, .data = *data});
    return zip(parts);
}

ZipPart changed(ZipPart part, void (*change)(ZipPart&))
{
    change(part);
    return part;
}

/// The good file with its storage's record changed.
std::string storageWith(void (*change)(ZipPart&))
{
    auto parts = torchParts(goodProgram);
    parts[1] = changed(parts[1], change);
    return zip(parts);
}

std::string wholeFile() { return zip(torchParts(goodProgram)); }

/// The good file with the number at `fromEnd` bytes before its end replaced.
template <typename T>
std::string withEnd(std::size_t fromEnd, T value)
{
    std::string file = wholeFile();
    return file.replace(file.size() - fromEnd, sizeof(T), little(value));
}

/// The good file with a zip64 end record and locator put before its end record.
std::string withZip64(std::uint64_t entries, std::uint64_t recordOffsetChange)
{
    const std::string file = wholeFile();
    const std::string end = file.substr(file.size() - 22);
    const std::string before = file.substr(0, file.size() - 22);
    std::uint32_t size = 0;
    std::uint32_t offset = 0;
    std::memcpy(&size, end.data() + 12, 4);
    std::memcpy(&offset, end.data() + 16, 4);
    const std::string record = "PK\x06\x06" + little<std::uint64_t>(44) + little<std::uint32_t>(0) + little<std::uint32_t>(0) + little<std::uint32_t>(0)
        + little(entries) + little(entries) + little<std::uint64_t>(size) + little<std::uint64_t>(offset);
    const std::string locator = "PK\x06\x07" + little<std::uint32_t>(0) + little<std::uint64_t>(before.size() + recordOffsetChange) + little<std::uint32_t>(1);
    return before + record + locator + end;
}

std::string manyEntries(std::size_t count)
{
    auto parts = torchParts(goodProgram);
    for (std::size_t i = 0; i < count; ++i)
        parts.push_back({.name = "a/x" + std::to_string(i), .data = ""});
    return zip(parts);
}

std::vector<HostileRow> makeRows()
{
    std::vector<HostileRow> rows{
        {"a good file", wholeFile(), "", "", 1},
        {"a good file with a comment of 64 KB", zip(torchParts(goodProgram), std::string(65'535, 'c')), "", "", 1},
        {"a good file with a zip64 end record", withZip64(3, 0), "", "", 1},
        {"two data.pkl", with({.name = "a/data.pkl", .data = goodProgram}), "E-ZIP-013", "two entries named \"a/data\\.pkl\""},
        {"two records of one storage", with({.name = "a/data/0", .data = "x"}), "E-ZIP-013", "two entries named \"a/data/0\""},
        {"two names that differ in case", with({.name = "a/DATA.pkl", .data = "x"}), "E-ZIP-013", "two entries"},
        {"a compressed storage", storageWith([](ZipPart& p) { p.method = 8; }), "E-ZIP-007", "\"a/data/0\" is compressed \\(method 8\\)"},
        {"a compressed pickle", zip({{.name = "a/data.pkl", .data = goodProgram, .method = 8}, {.name = "a/version", .data = "3"}}), "E-ZIP-007", "compressed"},
        {"a compressed entry that nothing needs", with({.name = "a/notes.txt", .data = "x", .method = 8}), "", "", 1},
        {"two entries over the same bytes", with({.name = "a/copy", .data = "", .centralOffset = 0}), "E-ZIP-010", "disagree"},
        {"an entry inside another's data", zip(torchParts(goodProgram, 16, {{.name = "a/outer", .data = localPart({.name = "a/inner", .data = "i"})},
                                                                           {.name = "a/inner", .data = "i", .centralOffset = 0}})), "E-ZIP-010", "disagree"},
        {"a name that climbs folders", with({.name = "../../x", .data = "x"}), "E-ZIP-008", "points outside"},
        {"an absolute name", with({.name = "/etc/x", .data = "x"}), "E-ZIP-008", "points outside"},
        {"a name with a drive", with({.name = "C:\\x", .data = "x"}), "E-ZIP-008", "points outside"},
        {"a name with NUL", with({.name = "a/x"s + '\0' + "y", .data = "x"}), "E-ZIP-008", "a/x\\\\u0000y"},
        {"a name of 64 KB", with({.name = std::string(65'535, 'n'), .data = "x"}), "", "", 1},
        {"an entry without a name", with({.name = "", .data = "x"}), "E-ZIP-008", "points outside"},
        {"a symbolic link", with({.name = "a/link", .data = "/etc/passwd", .attributes = 0120777U << 16}), "E-ZIP-008", "points outside"},
        {"a local name that disagrees", storageWith([](ZipPart& p) { p.localName = "a/data/1"; }), "E-ZIP-010", "two descriptions of the entry \"a/data/0\" disagree"},
        {"a local size that disagrees", storageWith([](ZipPart& p) { p.localSize = 8; }), "E-ZIP-010", "disagree"},
        {"a local checksum that disagrees", storageWith([](ZipPart& p) { p.localCrc = 1; }), "E-ZIP-010", "disagree"},
        {"a wrong checksum", storageWith([](ZipPart& p) { p.crc = 1; }), "E-ZIP-015", "Cannot read the tensor \"w\".*checksum of \"data/0\" does not match"},
        {"a wrong checksum of the pickle", zip({{.name = "a/data.pkl", .data = goodProgram, .crc = 7}, {.name = "a/version", .data = "3"}}), "E-ZIP-015", "a/data\\.pkl"},
        {"an encrypted entry", storageWith([](ZipPart& p) { p.flags = 0x1; }), "E-ZIP-006", "encrypted"},
        {"a strongly encrypted entry", storageWith([](ZipPart& p) { p.flags = 0x40; }), "E-ZIP-006", "encrypted"},
        {"an entry with a hidden index", storageWith([](ZipPart& p) { p.flags = 0x2000; }), "E-ZIP-006", "encrypted"},
        {"a patch", storageWith([](ZipPart& p) { p.flags = 0x20; }), "E-ZIP-006", "patch"},
        {"sizes that should follow the data and do not", storageWith([](ZipPart& p) { p.flags = 0x8; }), "E-ZIP-010", "disagree"},
        {"a saturated size without its zip64 field", storageWith([](ZipPart& p) { p.centralSize = 0xffffffff; }), "E-ZIP-005", "entry 2 of its index is damaged"},
        {"a saturated size with a short zip64 field", storageWith([](ZipPart& p) { p.centralSize = 0xffffffff; p.extra = "\x01\0\x04\0"s + "1234"; }), "E-ZIP-005", "entry 2"},
        {"an extra field longer than itself", storageWith([](ZipPart& p) { p.extra = "\x01\0\xff\xff"s; }), "E-ZIP-005", "entry 2"},
        {"a size of 2^63 in the zip64 field", storageWith([](ZipPart& p) {
             p.centralSize = 0xffffffff;
             p.localSize = 0xffffffff;
             p.extra = "\x01\0\x10\0"s + little<std::uint64_t>(1ULL << 63) + little<std::uint64_t>(1ULL << 63);
         }), "E-ZIP-009", "reaches into the index"},
        {"an entry that reaches into the index", storageWith([](ZipPart& p) { p.centralSize = p.localSize = 4000; }), "E-ZIP-009", "\"a/data/0\" reaches into the index"},
        {"an entry that overlaps the next", storageWith([](ZipPart& p) { p.centralSize = p.localSize = 40; }), "E-ZIP-012", "\"a/version\" overlaps another"},
        {"an offset past the file", storageWith([](ZipPart& p) { p.centralOffset = 0xfffffff0; }), "E-ZIP-010", "disagree"},
        {"an end record that claims more entries", withEnd<std::uint16_t>(12, 9), "E-ZIP-002", "split archive"},
        {"an end record of a split archive", withEnd<std::uint16_t>(18, 1), "E-ZIP-002", "split archive"},
        {"an end record with a longer index", withEnd<std::uint32_t>(10, 100'000), "E-ZIP-004", "does not lie there"},
        {"an end record with an index past the end", withEnd<std::uint32_t>(6, 0x7fffffff), "E-ZIP-004", "does not lie there"},
        {"an end record that needs a zip64 record", withEnd<std::uint32_t>(6, 0xffffffff), "E-ZIP-002", "zip64 record is missing"},
        {"a zip64 record with more entries", withZip64(4, 0), "E-ZIP-002", "end records disagree"},
        {"a zip64 record with 2^60 entries", withZip64(1ULL << 60, 0), "E-ZIP-002", "end records disagree"},
        {"a zip64 record somewhere else", withZip64(3, 1), "E-ZIP-002", "disagree|outside"},
        {"a zip64 record past the end", withZip64(3, 1ULL << 63), "E-ZIP-002", "outside of the file"},
        {"junk before the archive", "PK\x03\x04junk" + wholeFile(), "E-ZIP-004", "put in front"},
        {"junk before the archive, offsets put right", [] {
             auto parts = torchParts(goodProgram);
             std::string data = "PK\x03\x04 a picture, perhaps";
             std::string index;
             for (const ZipPart& part : parts) {
                 index += centralPart(part, static_cast<std::uint32_t>(data.size()));
                 data += localPart(part);
             }
             return data + index + zipEnd(parts.size(), index.size(), data.size());
         }(), "E-ZIP-011", "23 bytes stand before its first entry"},
        {"bytes behind the archive", wholeFile() + "x", "E-ZIP-001", "cut short"},
        {"60 000 entries", manyEntries(60'000), "", "", 1},
        {"an empty zip archive", zipEnd(0, 0, 0), "E-CKP-001", "empty zip archive"},
        {"only a local header", "PK\x03\x04", "E-ZIP-001", "cut short"},
        {"a missing version", withRecord("version", std::nullopt), "E-PTZ-004", "\"a/version\" is missing"},
        {"a version that is text", withRecord("version", "abc"), "E-PTZ-005", "says \"abc\""},
        {"a version of 0", withRecord("version", "0\n"), "E-PTZ-005", "from 1 to 10"},
        {"a version far beyond numbers", withRecord("version", "99999999999999999999"), "E-PTZ-005", "from 1 to 10"},
        {"a version of a megabyte", withRecord("version", std::string(1'000'000, '1')), "E-ZIP-014", "limit"},
        {"a format version of the future", withRecord(".format_version", "2"), "E-PTZ-005", "format_version.*from 1 to 1"},
        {"a format version of today", withRecord(".format_version", "1"), "", "", 1},
        {"big-endian numbers", withRecord("byteorder", "big"), "E-PTZ-006", "byte order is \"big\""},
        {"little-endian numbers", withRecord("byteorder", "little"), "", "", 1},
        {"a TorchScript program", with({.name = "a/constants.pkl", .data = "x"}), "E-PTZ-001", "TorchScript program, not a file of weights"},
        {"a TorchScript program by its code", with({.name = "a/code/__torch__.py", .data = "x"}), "E-PTZ-001", "TorchScript"},
        {"an exported program", with({.name = "a/archive_format", .data = "pt2"}), "E-PTZ-002", "\\.pt2"},
        {"a zip archive of something else", zip({{.name = "word/document.xml", .data = "<x/>"}}), "E-PTZ-003", "no data\\.pkl"},
        {"a storage that is missing", withRecord("data/0", std::nullopt), "E-PTZ-007", "\"data/0\" is missing"},
    };
    const std::string whole = wholeFile();
    for (std::size_t tenth = 1; tenth < 10; ++tenth)
        rows.push_back({"a download that stopped at " + std::to_string(10 * tenth) + " %", whole.substr(0, whole.size() * tenth / 10), "E-ZIP-001", "cut short"});
    return rows;
}

}  // namespace

class HostileZipTest : public QObject {
    Q_OBJECT

private slots:
    void row_data() { addHostileRows({makeRows()}); }
    void row()
    {
        QFETCH(HostileRow, row);
        runHostileRow(row, "model.pt");
    }
};

QTEST_GUILESS_MAIN(HostileZipTest)
#include "hostile_zip_test.moc"
