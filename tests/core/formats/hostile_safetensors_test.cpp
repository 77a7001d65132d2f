// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "byte_builders.h"
#include "hostile_table.h"

#include <fmt/format.h>

using namespace sparsescope::test;

namespace {

std::string one(const std::string& description, std::size_t dataBytes = 0)
{
    return safetensors(R"({"x":{)" + description + "}}", dataBytes);
}

std::string many(std::size_t count, bool sameRange)
{
    std::string header = "{";
    for (std::size_t i = 0; i < count; ++i)
        header += fmt::format(R"({}"t{}":{{"dtype":"F32","shape":[4],"data_offsets":[{},{}]}})", i == 0 ? "" : ",", i,
                              sameRange ? 0 : 16 * i, sameRange ? 16 : 16 * i + 16);
    return safetensors(header + "}", sameRange ? 16 : 16 * count);
}

std::string emptyTensors(std::size_t count)
{
    std::string header = "{";
    for (std::size_t i = 0; i < count; ++i)
        header += fmt::format(R"({}"{}":{{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})", i == 0 ? "" : ",", i);
    return safetensors(header + "}");
}

const std::string good = R"("dtype":"I32","shape":[2,2],"data_offsets":[0,16])";

std::vector<HostileRow> makeRows()
{
    return {
        {"an empty file", "", "E-CKP-001", "is empty \\(0 bytes\\)"},
        {"seven bytes", std::string(7, '\0'), "E-SAFE-001", "has 7 bytes and needs at least 8"},
        {"a header length with nothing behind", little<std::uint64_t>(60), "E-SAFE-002", "claims 60 bytes, but the file has only 0"},
        {"a header length far above the limit", little<std::uint64_t>(0xffffffff0000003c), "E-SAFE-002", "more than the limit of 100 MB"},
        {"a header length of 2^63", little<std::uint64_t>(1ULL << 63), "E-SAFE-002", "limit"},
        {"a header length that overflows with its own 8 bytes", little(~std::uint64_t{0}), "E-SAFE-002", "limit"},
        {"a header that is not UTF-8", safetensors("\xff"), "E-SAFE-003", "not JSON text in UTF-8 \\(byte 8\\)"},
        {"invalid UTF-8 inside a name", safetensors("{\"\xc3\x28\":1}"), "E-SAFE-003", "UTF-8"},
        {"an opening brace only", safetensors("{"), "E-SAFE-003", "not JSON"},
        {"text behind the JSON", safetensors("{} x"), "E-SAFE-003", "not JSON"},
        {"a byte-order mark before the JSON", safetensors("\xef\xbb\xbf{}"), "E-SAFE-003", "not JSON"},
        {"a header padded with zero bytes", safetensors("{\"x\":{" + good + "}}" + std::string(3, '\0'), 16), "E-SAFE-003", "a zero byte"},
        {"a second header hidden behind a zero byte", safetensors("{}" + std::string(1, '\0') + "{\"x\":{" + good + "}}", 16), "E-SAFE-003", "byte 10: a zero byte"},
        {"a list as header", safetensors("[]"), "E-SAFE-004", "not a JSON object"},
        {"a text as header", safetensors("\"x\""), "E-SAFE-004", "not a JSON object"},
        {"null as header", safetensors("null"), "E-SAFE-004", "not a JSON object"},
        {"a number as header", safetensors("0"), "E-SAFE-004", "not a JSON object"},
        {"an empty header padded with blanks", safetensors(" \t\r\n{} \t\r\n"), "E-CKP-004", "no tensors"},
        {"a tensor in a header padded with blanks", safetensors("  {\"x\":{" + good + "}}  ", 16), "", "", 1},
        {"100 000 nested lists in an unknown field", one(good + ",\"y\":" + std::string(100'000, '['), 16), "E-SAFE-005", "nested more than 127 deep"},
        {"100 000 nested objects in an unknown field", one(good + ",\"y\":" + repeat("{\"a\":", 100'000), 16), "E-SAFE-005", "nested"},
        {"a nested value in an unknown field", one(good + R"(,"y":[{"z":[1,-2.5,null]},true])", 16), "", "", 1},
        {"a number in the metadata", safetensors(R"({"__metadata__":{"a":1}})"), "E-SAFE-006", "metadata value \"a\" is not text"},
        {"an object in the metadata", safetensors(R"({"__metadata__":{"a":{}}})"), "E-SAFE-006", "metadata value \"a\" is not text"},
        {"a list in the metadata", safetensors(R"({"__metadata__":{"a":[]}})"), "E-SAFE-006", "metadata"},
        {"a list as metadata", safetensors(R"({"__metadata__":[]})"), "E-SAFE-006", "metadata"},
        {"metadata that is null", safetensors("{\"__metadata__\":null,\"x\":{" + good + "}}", 16), "", "", 1},
        {"two tensors of one name", safetensors("{\"x\":{" + good + "},\"x\":{" + good + "}}", 16), "E-SAFE-007", "\"x\" occurs twice"},
        {"two metadata objects", safetensors(R"({"__metadata__":{},"__metadata__":{}})"), "E-SAFE-007", "__metadata__.* twice"},
        {"a field of a tensor twice", one(good + R"(,"dtype":"I32")", 16), "E-SAFE-007", "has its \"dtype\" twice"},
        {"a name with NUL and a line break", safetensors("{\"a\\u0000\\nb\":{" + good + "}}", 16), "", "", 1},
        {"a name with NUL in a refused tensor", safetensors("{\"a\\u0000\\nb\":{" + good + "}}", 15), "E-SAFE-013", "1 bytes too short"},
        {"a name of a million letters, and an empty one",
         safetensors("{\"\":{" + good + "},\"" + std::string(1'000'000, 'n') + R"(":{"dtype":"U8","shape":[0],"data_offsets":[16,16]}})", 16), "", "", 2},
        {"a name of a million letters in a refused tensor", safetensors("{\"" + std::string(1'000'000, 'n') + "\":{\"dtype\":1}}"),
         "E-SAFE-008", "n…\" has a number in its description"},
        {"a tensor that ends before it begins", one(R"("dtype":"I32","shape":[2,2],"data_offsets":[16,0])", 16), "E-SAFE-011", "ends at byte 0, before it begins at 16"},
        {"a tensor whose end wraps below its begin", one(R"("dtype":"U8","shape":[0],"data_offsets":[0,0]},"y":{"dtype":"U8","shape":[4],"data_offsets":[0,18446744073709551615])", 4),
         "E-SAFE-010", "needs 4 bytes, but has 18446744073709551615"},
        {"a hole before the first tensor", one(R"("dtype":"I32","shape":[2],"data_offsets":[4,12])", 12), "E-SAFE-011", "hole of 4 bytes"},
        {"ten tensors in the same bytes", many(10, true), "E-SAFE-011", "overlaps the one before"},
        {"ten tensors in their own bytes", many(10, false), "", "", 10},
        {"a hole between two tensors", one(R"("dtype":"U8","shape":[4],"data_offsets":[0,4]},"y":{"dtype":"U8","shape":[4],"data_offsets":[8,12])", 12),
         "E-SAFE-011", "\"y\" begins at byte 8 and leaves a hole of 4 bytes"},
        {"a shape that needs more than its bytes", one(R"("dtype":"I32","shape":[2,2],"data_offsets":[0,4])", 4), "E-SAFE-010", "needs 16 bytes, but has 4"},
        {"a shape whose product overflows", one(R"("dtype":"I32","shape":[2,18446744073709551614],"data_offsets":[0,16])", 16), "E-SAFE-010", "overflows"},
        {"a shape whose bytes overflow", one(R"("dtype":"I32","shape":[2,9223372036854775807],"data_offsets":[0,16])", 16), "E-SAFE-010", "overflows"},
        {"a shape of zero times more than any memory", one(R"("dtype":"I32","shape":[0,18446744073709551615],"data_offsets":[0,0])"), "E-SAFE-010", "overflows"},
        {"two bytes missing at the end", one(good, 14), "E-SAFE-013", "2 bytes too short"},
        {"34 bytes too many at the end", one(good, 50), "E-SAFE-013", "34 bytes too long"},
        {"an empty tensor and a scalar", one(R"("dtype":"F32","shape":[2,0],"data_offsets":[0,0]},"y":{"dtype":"F32","shape":[],"data_offsets":[0,4])", 4), "", "", 2},
        {"an unknown type", one(R"("dtype":"F33","shape":[1],"data_offsets":[0,4])", 4), "E-SAFE-009", "unknown type \"F33\""},
        {"a type in lower case", one(R"("dtype":"f32","shape":[1],"data_offsets":[0,4])", 4), "E-SAFE-009", "unknown type \"f32\""},
        {"a missing type", one(R"("shape":[1],"data_offsets":[0,4])", 4), "E-SAFE-008", "\"x\" lacks its dtype"},
        {"a missing shape", one(R"("dtype":"F32","data_offsets":[0,4])", 4), "E-SAFE-008", "lacks its shape"},
        {"missing offsets", one(R"("dtype":"F32","shape":[1])", 4), "E-SAFE-008", "lacks its data_offsets"},
        {"one offset", one(R"("dtype":"F32","shape":[1],"data_offsets":[0])", 4), "E-SAFE-008", "has 1 data_offsets, not 2"},
        {"three offsets", one(R"("dtype":"F32","shape":[1],"data_offsets":[0,4,8])", 4), "E-SAFE-008", "has 3 data_offsets"},
        {"four-bit numbers that do not fill their last byte", one(R"("dtype":"F4","shape":[3],"data_offsets":[0,2])", 2), "E-SAFE-010", "whole bytes"},
        {"only a tensor of eight-bit floats", one(R"("dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4])", 4), "E-CKP-004", "unsupported type F8_E4M3"},
        {"eight-bit floats beside a usual tensor", one(good + R"(},"y":{"dtype":"F8_E5M2","shape":[4],"data_offsets":[16,20])", 20), "", "", 1},
        {"a shape with -1", one(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])", 4), "E-SAFE-008", "a negative number in its shape"},
        {"a shape with 1.5", one(R"("dtype":"F32","shape":[1.5],"data_offsets":[0,4])", 4), "E-SAFE-008", "not whole"},
        {"a shape with 1e3", one(R"("dtype":"F32","shape":[1e3],"data_offsets":[0,4000])", 4000), "E-SAFE-008", "not whole"},
        {"a shape with a text", one(R"("dtype":"F32","shape":["2"],"data_offsets":[0,4])", 4), "E-SAFE-008", "a text in its shape"},
        {"a shape with true", one(R"("dtype":"F32","shape":[true],"data_offsets":[0,4])", 4), "E-SAFE-008", "a flag in its shape"},
        {"a shape with a list", one(R"("dtype":"F32","shape":[[1]],"data_offsets":[0,4])", 4), "E-SAFE-008", "a list where another value belongs"},
        {"a shape with an object", one(R"("dtype":"F32","shape":[{}],"data_offsets":[0,4])", 4), "E-SAFE-008", "an object where a value belongs"},
        {"a shape of 10 000 numbers", one("\"dtype\":\"F32\",\"shape\":[1" + repeat(",1", 9'999) + "],\"data_offsets\":[0,4]", 4), "E-SAFE-008", "more than 64 dimensions"},
        {"a shape that is a number", one(R"("dtype":"F32","shape":4,"data_offsets":[0,16])", 16), "E-SAFE-008", "a number in its shape"},
        {"a tensor that is a number", safetensors(R"({"x":5})"), "E-SAFE-008", "\"x\" has a number in its description"},
        {"a tensor that is a list", safetensors(R"({"x":[1]})"), "E-SAFE-008", "\"x\" has a list"},
        {"a description that is empty", safetensors(R"({"x":{}})"), "E-SAFE-008", "lacks its dtype"},
        {"more than a million tensors", emptyTensors(1'000'001), "E-SAFE-012", "more than 1000000 tensors"},
    };
}

}  // namespace

class HostileSafetensorsTest : public QObject {
    Q_OBJECT

private slots:
    void row_data() { addHostileRows({makeRows()}); }
    void row()
    {
        QFETCH(HostileRow, row);
        runHostileRow(row, "model.safetensors");
    }
};

QTEST_GUILESS_MAIN(HostileSafetensorsTest)
#include "hostile_safetensors_test.moc"
