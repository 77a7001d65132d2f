// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/hash.h"
#include "byte_builders.h"
#include "formats/npy.h"
#include "hostile_table.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

using namespace sparsescope;
using namespace sparsescope::test;
using namespace std::string_literals;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

fs::path fixtureFolder()
{
    return fs::path(SPARSESCOPE_TEST_DATA) / "checkpoints";
}

json readExpected()
{
    const auto text = readTextFile(fixtureFolder() / "expected_npy.json", 1'000'000);
    return text ? json::parse(*text) : json{};
}

/// A version 1 file with this header, padded as NumPy does, and so many bytes of data.
std::string npy(const std::string& dictionary, std::size_t dataBytes, const std::string& version = "\1\0"s)
{
    const std::string text = dictionary + std::string(5, ' ') + '\n';
    const std::string length = version[0] == '\1' ? little(static_cast<std::uint16_t>(text.size())) : little(static_cast<std::uint32_t>(text.size()));
    return "\x93NUMPY" + version + length + text + std::string(dataBytes, '\0');
}

std::string described(const std::string& descr, const std::string& order, const std::string& shape, std::size_t dataBytes)
{
    return npy(fmt::format("{{'descr': {}, 'fortran_order': {}, 'shape': {}, }}", descr, order, shape), dataBytes);
}

std::string ofType(const std::string& descr) { return described("'" + descr + "'", "False", "(2,)", 8); }
std::string ofShape(const std::string& shape, std::size_t dataBytes = 8) { return described("'<f4'", "False", shape, dataBytes); }

std::vector<HostileRow> makeRows()
{
    return {
        {"a good array", ofShape("(2,)"), "", ""},
        {"a good array of version 2", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 8, "\2\0"s), "", ""},
        {"a good array with keys in another order and double quotes", npy("{\"shape\": (2,), \"fortran_order\": False, \"descr\": \"<f4\"}", 8), "", ""},
        {"a size as Python 2 wrote it", ofShape("(2L,)"), "", ""},
        {"an empty file", "", "E-NPY-001", "not a NumPy array"},
        {"a wrong magic", "\x93NUMPX\x01\0"s + std::string(100, ' '), "E-NPY-001", "not a NumPy array"},
        {"only the magic", "\x93NUMPY", "E-NPY-001", "not a NumPy array"},
        {"version 0.0", npy("{}", 0, "\0\0"s), "E-NPY-002", "version is 0\\.0"},
        {"version 1.1", npy("{}", 0, "\1\1"s), "E-NPY-002", "version is 1\\.1"},
        {"version 4.0", npy("{}", 0, "\4\0"s), "E-NPY-002", "version is 4\\.0"},
        {"version 255.255", npy("{}", 0, "\xff\xff"), "E-NPY-002", "version is 255\\.255"},
        {"a version 2 header of 4 GB in 12 bytes", "\x93NUMPY\2\0\xf0\xff\xff\xff"s, "E-NPY-003", "claims 4294967280 bytes"},
        {"a version 2 header cut before its length", "\x93NUMPY\2\0\xf0\xff"s, "E-NPY-003", "ends inside its header"},
        {"a version 1 header past the end", "\x93NUMPY\1\0\x00\xf0"s + "{}", "E-NPY-003", "claims 61440 bytes, but only 2 are there"},
        {"a header that is a list", npy("['descr']", 0), "E-NPY-004", "should have a dictionary"},
        {"a header that is code", npy("__import__('os').system('id')", 0), "E-NPY-004", "should have a dictionary"},
        {"code in place of a shape", ofShape("__import__('os').system('id')"), "E-NPY-004", "should have a tuple of whole numbers at \"__import__"},
        {"a header without a type", npy("{'fortran_order': False, 'shape': (2,), }", 8), "E-NPY-004", "lacks the key \"descr\""},
        {"a header without an order", npy("{'descr': '<f4', 'shape': (2,), }", 8), "E-NPY-004", "lacks the key \"fortran_order\""},
        {"a header without a shape", npy("{'descr': '<f4', 'fortran_order': False, }", 8), "E-NPY-004", "lacks the key \"shape\""},
        {"a header with one key more", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1, }", 8), "E-NPY-004", "unknown key \"x\""},
        {"a header with a key twice", npy("{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", 8), "E-NPY-004", "\"descr\" twice"},
        {"text behind the dictionary", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } + 1", 8), "E-NPY-004", "nothing but spaces"},
        {"a header without a line end", "\x93NUMPY\1\0\x3a\0"s + "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }  " + std::string(8, '\0'), "E-NPY-004", "spaces and a line end"},
        {"a dictionary without an end", npy("{'descr': '<f4', ", 8), "E-NPY-004", "quoted text at its end"},
        {"an escape in a text", npy("{'de\\x73cr': '<f4', 'fortran_order': False, 'shape': (2,), }", 8), "E-NPY-004", "quoted text"},
        {"a nested tuple 1 000 deep", ofShape(std::string(1000, '(')), "E-NPY-004", "whole number at"},
        {"a type that is gibberish", ofType("<ixy"), "E-NPY-005", "data type \"<ixy\" is not supported"},
        {"a type that is empty", ofType(""), "E-NPY-005", "data type \"\" is not supported"},
        {"a type without a width", ofType("<f"), "E-NPY-005", "\"<f\" is not supported"},
        {"a type without a byte order", ofType("f4"), "E-NPY-005", "\"f4\" is not supported"},
        {"an unordered type of four bytes", ofType("|f4"), "E-NPY-005", "\"\\|f4\" is not supported"},
        {"texts of 4 GB each", ofType("<U1000000000"), "E-NPY-005", "not supported"},
        {"dates", ofType("<M8[s]"), "E-NPY-005", "\"<M8\\[s\\]\" is not supported"},
        {"long doubles", ofType("<f16"), "E-NPY-005", "not supported"},
        {"unsigned integers of eight bytes", ofType("<u8"), "E-NPY-005", "not supported"},
        {"Python objects", ofType("|O"), "E-NPY-008", "object arrays can hold code"},
        {"a structured array", described("[('a', '<f4')]", "False", "(2,)", 8), "E-NPY-005", "structured array"},
        {"a structured array of objects", described("[('a', '|O')]", "False", "(1,)", 8), "E-NPY-005", "structured array"},
        {"a negative size", ofShape("(-1,)"), "E-NPY-006", "negative size"},
        {"a size beyond 64 bits", ofShape("(99999999999999999999,)"), "E-NPY-006", "no computer can hold"},
        {"sizes whose product overflows", ofShape("(1099511627776, 1099511627776)"), "E-NPY-006", "larger than any file"},
        {"sizes whose bytes overflow", ofShape("(4611686018427387904,)"), "E-NPY-006", "larger than any file"},
        {"33 dimensions", ofShape("(" + repeat("1, ", 33) + ")", 4), "E-NPY-006", "more than 32 dimensions"},
        {"a size that is a text", ofShape("('a',)"), "E-NPY-004", "whole number at \"'a'"},
        {"a size that is true", ofShape("(True,)"), "E-NPY-004", "whole number at \"True"},
        {"a shape that is a number", ofShape("2"), "E-NPY-004", "a tuple of whole numbers at \"2"},
        {"a shape that is a number in brackets", ofShape("(2)"), "E-NPY-004", "a comma at"},
        {"a scalar", ofShape("()", 4), "", ""},
        {"an empty array", ofShape("(0, 512)", 0), "", ""},
        {"an order that is a number", described("'<f4'", "1", "(2,)", 8), "E-NPY-004", "True or False at \"1"},
        {"an order that is a text", described("'<f4'", "'True'", "(2,)", 8), "E-NPY-004", "True or False"},
        {"data that is one byte short", ofShape("(2,)", 7), "E-NPY-007", "it has 1 byte too few"},
        {"data that is one byte long", ofShape("(2,)", 9), "E-NPY-007", "it has 1 byte too many"},
        {"data that is missing", ofShape("(1000000, 1000)", 0), "E-NPY-007", "needs 4000000000 bytes of data"},
    };
}

}  // namespace

class NpyTest : public QObject {
    Q_OBJECT

private slots:
    void whatNumPyWroteComesBack_data();
    void whatNumPyWroteComesBack();
    void writtenFilesHaveNumPysBytes();
    void row_data() { addHostileRows({makeRows()}); }
    void row();
    void filesOfOtherKindsAreRefused_data();
    void filesOfOtherKindsAreRefused();
    void aShapeThatDoesNotFitIsNotWritten();
    void anArrayIsWrittenPartByPart();
};

void NpyTest::whatNumPyWroteComesBack_data()
{
    QTest::addColumn<QString>("file");
    const json expected = readExpected();
    QVERIFY(expected.size() >= 20);
    for (const auto& [file, truth] : expected.items())
        QTest::newRow(file.c_str()) << QString::fromStdString(file);
}

void NpyTest::whatNumPyWroteComesBack()
{
    QFETCH(QString, file);
    const json truth = readExpected()[file.toStdString()];
    const auto header = readNpyHeader(fixtureFolder() / file.toStdString());
    QVERIFY2(header.ok(), header.failed() ? header.error().message.c_str() : "");
    QCOMPARE(header->bigEndian, truth["big"].get<bool>());
    QCOMPARE(header->fortranOrder, truth["fortran"].get<bool>());
    const auto tensor = readNpy(fixtureFolder() / file.toStdString());
    QVERIFY2(tensor.ok(), tensor.failed() ? tensor.error().message.c_str() : "");
    QCOMPARE(QString::fromStdString(dtypeName(tensor->dtype)), QString::fromStdString(truth["dtype"]));
    QCOMPARE(tensor->shape, truth["shape"].get<Shape>());
    QCOMPARE(QString::fromStdString(sha256(tensor->bytes)), QString::fromStdString(truth["sha256"]));
}

void NpyTest::writtenFilesHaveNumPysBytes()
{
    QTemporaryDir folder;
    int compared = 0;
    const json expected = readExpected();
    for (const auto& [file, truth] : expected.items()) {
        const auto tensor = readNpy(fixtureFolder() / file);
        QVERIFY(tensor.ok());
        const fs::path path = fs::path(folder.path().toStdString()) / file;
        QVERIFY(writeNpy(path, tensor->dtype, tensor->shape, tensor->bytes).ok());
        QVERIFY(readNpy(path)->bytes == tensor->bytes);
        if (truth["big"] || truth["fortran"])
            continue;
        QVERIFY2(*readFile(path, 1'000'000) == *readFile(fixtureFolder() / file, 1'000'000), file.c_str());
        QVERIFY(npyBytes(tensor->dtype, tensor->shape, tensor->bytes) == *readFile(path, 1'000'000));
        ++compared;
    }
    QVERIFY(compared >= 14);
}

void NpyTest::row()
{
    QFETCH(HostileRow, row);
    QTemporaryDir folder;
    const fs::path path = fs::path(folder.path().toStdString()) / "features.npy";
    writeBytes(path, row.bytes);
    const std::uint64_t memoryBefore = peakMemory();
    const auto tensor = readNpy(path);
    QVERIFY(!measureMemory || peakMemory() - memoryBefore < (16ULL << 20));
    QCOMPARE(tensor.ok(), *row.code == '\0');
    if (!tensor)
        expectRefusal(tensor.error(), row);
}

void NpyTest::filesOfOtherKindsAreRefused_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("code");
    QTest::newRow("an object array of NumPy") << "objects.npy" << "E-NPY-008";
    QTest::newRow("a structured array of NumPy") << "structured.npy" << "E-NPY-005";
    QTest::newRow("an npz archive") << "archive.npz" << "E-NPY-001";
    QTest::newRow("a file that is not there") << "missing.npy" << "E-FILE-001";
    QTest::newRow("a folder") << "." << "E-FILE-002";
}

void NpyTest::filesOfOtherKindsAreRefused()
{
    QFETCH(QString, file);
    QFETCH(QString, code);
    const auto tensor = readNpy(fixtureFolder() / file.toStdString());
    QVERIFY(tensor.failed());
    QCOMPARE(QString::fromStdString(tensor.error().code), code);
}

void NpyTest::aShapeThatDoesNotFitIsNotWritten()
{
    QTemporaryDir folder;
    const fs::path path = fs::path(folder.path().toStdString()) / "x.npy";
    const Bytes bytes(7);
    const auto written = writeNpy(path, DType::F32, {2}, bytes);
    QVERIFY(written.failed());
    QCOMPARE(QString::fromStdString(written.error().code), QString("E-NPY-010"));
    QVERIFY(!fs::exists(path));
}

void NpyTest::anArrayIsWrittenPartByPart()
{
    QTemporaryDir folder;
    const fs::path path = fs::path(folder.path().toStdString()) / "x.npy";
    const Bytes bytes(8, std::byte{1});
    auto writer = NpyWriter::create(path, DType::F32, {2, 2});
    QVERIFY(writer.ok());
    QVERIFY(writer.value().write(bytes).ok());
    QVERIFY(writer.value().commit().failed());
    QVERIFY(!fs::exists(path));
    QVERIFY(writer.value().write(bytes).ok());
    QVERIFY(writer.value().write(std::span(bytes).first(1)).failed());
    QVERIFY(writer.value().commit().ok());
    const auto read = readNpy(path);
    QVERIFY(read.ok());
    QCOMPARE(read.value().shape, (Shape{2, 2}));
    QVERIFY(read.value().bytes == Bytes(16, std::byte{1}));
}

QTEST_GUILESS_MAIN(NpyTest)
#include "npy_test.moc"
