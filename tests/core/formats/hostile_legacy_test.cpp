// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "byte_builders.h"
#include "hostile_table.h"

using namespace sparsescope::test;
using namespace std::string_literals;

namespace {

const std::string weights = dict(text("w") + goodTensor());
const std::string data = little<std::int64_t>(4) + std::string(16, '\1');

std::string viewed(std::int64_t first, std::int64_t count)
{
    const std::string view = tuple(text("1") + number(first) + number(count));
    const std::string part = tuple(text("storage") + global("torch", "FloatStorage") + text("0") + text("cpu") + number(4) + view) + 'Q';
    return legacy(dict(text("w") + tensor(part, 0, {2}, {1})), list(text("0")), data);
}

std::string system(const std::string& littleEndian)
{
    return "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19." + pickle("M\xe9\x03") + pickle(dict(text("little_endian") + littleEndian))
        + pickle(weights) + pickle(list(text("0"))) + data;
}

std::string tar()
{
    std::string header(512, '\0');
    header.replace(0, 8, "sys_info");
    header.replace(257, 5, "ustar");
    return header;
}

std::vector<HostileRow> legacyRows()
{
    return {
        {"a good file", legacy(weights, list(text("0")), data), "", "", 1},
        {"a pickle that torch.save did not write", pickle(weights), "E-LEG-001", "not one that torch\\.save wrote"},
        {"a wrong magic number", pickle("\x8a\x0a" + std::string(10, '\x12')) + legacyStart(), "E-LEG-001", "not one that torch\\.save wrote"},
        {"another protocol number", "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19." + pickle("M\xea\x03"), "E-LEG-002", "not 1001"},
        {"only the magic number", "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", "E-PKL-002", "protocol"},
        {"a system that is not a dict", "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19." + pickle("M\xe9\x03") + pickle("N"), "E-LEG-003", "not a dict"},
        {"a big-endian file", system("\x89"), "E-LEG-004", "big-endian"},
        {"a byte order that is a number", system(number(1)), "E-LEG-004", "big-endian"},
        {"a list of storages that is a dict", legacy(weights, "}", data), "E-LEG-005", "not a list"},
        {"a list of storages with a number", legacy(weights, list(number(0)), data), "E-LEG-005", "not text"},
        {"fewer storages than the tensors use", legacy(weights, "]", data), "E-LEG-006", "lists 0 storages, but its tensors use 1"},
        {"more storages than the tensors use", legacy(weights, list(text("0") + text("1")), data), "E-LEG-006", "lists 2 storages"},
        {"a storage that no tensor uses", legacy(weights, list(text("1")), data), "E-LEG-007", "\"1\", which no tensor uses"},
        {"a storage twice", legacy(dict(text("a") + goodTensor() + text("b") + tensor(storage(4, "1"), 0, {4}, {1})), list(text("0") + text("0")), data + data),
         "E-LEG-007", "\"0\", which came before"},
        {"storages in another order", legacy(dict(text("a") + goodTensor() + text("b") + tensor(storage(4, "1"), 0, {4}, {1})), list(text("1") + text("0")), data + data), "", "", 2},
        {"a file that ends before its storages", legacy(weights, list(text("0")), "1234567"), "E-LEG-008", "ends before the storage \"0\""},
        {"a storage that is one byte short", legacy(weights, list(text("0")), data.substr(0, 23)), "E-LEG-008", "needs 16 bytes, but the file has only 15 left"},
        {"a count that lies", legacy(weights, list(text("0")), little<std::int64_t>(5) + std::string(20, '\1')), "E-LEG-009", "has 5 elements where 4 were declared"},
        {"a count that is negative", legacy(weights, list(text("0")), little<std::int64_t>(-4) + std::string(16, '\1')), "E-LEG-009", "has -4 elements"},
        {"bytes behind the last storage", legacy(weights, list(text("0")), data + "extra"), "", "", 1},
        {"a view of a storage", viewed(2, 2), "", "", 1},
        {"a view that leaves its storage", viewed(3, 2), "E-PTH-001", "view of 2 elements from 3 leaves the 4"},
        {"a view from a negative place", viewed(-1, 2), "E-PTH-001", "view of 2 elements from -1"},
        {"a view smaller than its tensor", viewed(2, 1), "E-PTH-009", "leaves its storage of 1 elements"},
        {"os.system in the first pickle", pickle(call("os", "system", text("id"))), "E-PKL-010", "os\\.system"},
        {"a text longer than the file", legacyStart() + "\x80\x02X" + little<std::uint32_t>(0xffffffff), "E-PKL-001", "4294967295 bytes"},
        {"a storage of 2^60 elements", legacy(dict(text("w") + tensor(storage(1LL << 60), 0, {1}, {1})), list(text("0")), little(1LL << 60)), "E-LEG-008", "but the file has only 0 left"},
    };
}

std::vector<HostileRow> foreignRows()
{
    return {
        {"plain text", "hello, this is a model\n", "E-CKP-001", "text file"},
        {"a web page", "\n <!DOCTYPE html><html><body>Log in</body></html>", "E-CKP-001", "web page, probably a login"},
        {"a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "E-CKP-001", "Git LFS pointer, not the model"},
        {"a 7z archive", "7z\xbc\xaf\x27\x1c rest", "E-CKP-001", "compressed archive"},
        {"a gzip file", "\x1f\x8b\x08 rest", "E-CKP-001", "compressed archive"},
        {"a tar archive of a very old PyTorch", tar(), "E-CKP-001", "very old PyTorch \\(before 0\\.1\\.10\\)"},
        {"an ONNX model", "\x08\x08\x12\x07pytorch\x1a\x05" "2.0.1:\x01", "E-CKP-001", "ONNX model"},
        {"a GGUF file", "GGUF\x03"s + std::string(20, '\0'), "E-CKP-001", "GGUF"},
        {"a Keras file", "\x89HDF\r\n\x1a\n"s + std::string(20, '\0'), "E-CKP-001", "HDF5"},
        {"a TensorFlow Lite model", "\x1c\0\0\0TFL3"s, "E-CKP-001", "TensorFlow Lite"},
        {"a NumPy array", "\x93NUMPY\x01\0"s, "E-CKP-001", "NumPy array"},
        {"a picture", "\x89PNG\r\n\x1a\n"s, "E-CKP-001", "picture"},
        {"a program", "\x7f" "ELF\x02\x01\x01", "E-CKP-001", "program"},
        {"noise", "\x07\xfe\x13\x99\x00\x01\x02\x03\x04\x05"s, "E-CKP-002", "not a kind of file that holds"},
    };
}

}  // namespace

class HostileLegacyTest : public QObject {
    Q_OBJECT

private slots:
    void row_data() { addHostileRows({legacyRows(), foreignRows()}); }
    void row()
    {
        QFETCH(HostileRow, row);
        runHostileRow(row, "model.pth");
    }
    void whatIsNotARegularFileIsRefused_data();
    void whatIsNotARegularFileIsRefused();
};

void HostileLegacyTest::whatIsNotARegularFileIsRefused_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("pattern");
    QTest::newRow("a folder") << "/" << "E-FILE-002" << "it is a folder";
    QTest::newRow("an endless device") << "/dev/zero" << "E-FILE-002" << "it is a device";
    QTest::newRow("a pipe that nobody writes to") << "pipe.pth" << "E-FILE-002" << "it is a pipe";
    QTest::newRow("a file that is not there") << "missing.pth" << "E-FILE-001" << "No such file";
}

void HostileLegacyTest::whatIsNotARegularFileIsRefused()
{
    QFETCH(QString, path);
    QFETCH(QString, code);
    QFETCH(QString, pattern);
    QTemporaryDir folder;
    QCOMPARE(::mkfifo(qPrintable(folder.filePath("pipe.pth")), 0600), 0);
    const QString whole = path.startsWith('/') ? path : folder.filePath(path);
    const auto checkpoint = sparsescope::openCheckpoint(whole.toStdString());
    QVERIFY(checkpoint.failed());
    QCOMPARE(QString::fromStdString(checkpoint.error().code), code);
    QVERIFY2(QString::fromStdString(checkpoint.error().message).contains(pattern), checkpoint.error().message.c_str());
}

QTEST_GUILESS_MAIN(HostileLegacyTest)
#include "hostile_legacy_test.moc"
