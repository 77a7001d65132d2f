// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/checkpoint.h"

#include <QtTest>

#include <cstring>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

NamedTensor named(const std::string& name, DType dtype, const Shape& shape, unsigned char fill)
{
    const auto bytes = static_cast<std::size_t>(*elementCount(shape)) * byteWidth(dtype);
    return {name, {dtype, shape, Bytes(bytes, std::byte{fill})}};
}

QString codeOf(const Status& status)
{
    return status.failed() ? QString::fromStdString(status.error().code) : QString();
}

}  // namespace

class SafetensorsWriterTest : public QObject {
    Q_OBJECT

private slots:
    void whatIsWrittenComesBack();
    void theBytesAreThoseOfTheFormat();
    void theOrderGivenDoesNotMatter();
    void whatTheFormatLacksIsRefused();
    void noHeaderLengthLooksLikeAnotherFormat();

private:
    fs::path file() const { return fs::path(m_folder.path().toStdString()) / "x.safetensors"; }
    QTemporaryDir m_folder;
};

void SafetensorsWriterTest::whatIsWrittenComesBack()
{
    const std::vector<NamedTensor> tensors{named("b", DType::U8, {3}, 1), named("ä \"quoted\" \n", DType::F32, {2, 2}, 2),
                                           named("half", DType::BF16, {0, 4}, 3), named("long", DType::I64, {}, 4)};
    QVERIFY(writeSafetensors(file(), tensors, {{"made by", "a test"}, {"empty", ""}}).ok());
    const auto checkpoint = openCheckpoint(file());
    QVERIFY2(checkpoint.ok(), checkpoint.failed() ? checkpoint.error().message.c_str() : "");
    QCOMPARE(checkpoint->tensors.size(), tensors.size());
    QCOMPARE(checkpoint->facts.at("made by"), std::string("a test"));
    for (const NamedTensor& wanted : tensors) {
        const auto found = std::find_if(checkpoint->tensors.begin(), checkpoint->tensors.end(),
                                        [&](const TensorEntry& entry) { return entry.name() == wanted.name; });
        QVERIFY2(found != checkpoint->tensors.end(), wanted.name.c_str());
        const auto tensor = checkpoint->read(*found);
        QVERIFY(tensor.ok());
        QCOMPARE(tensor->dtype, wanted.tensor.dtype);
        QCOMPARE(tensor->shape, wanted.tensor.shape);
        QVERIFY(tensor->bytes == wanted.tensor.bytes);
    }
}

/// As the safetensors package writes it: {"a": float32 [1], "b": uint8 [2]}, header padded to 8 bytes with spaces.
void SafetensorsWriterTest::theBytesAreThoseOfTheFormat()
{
    QVERIFY(writeSafetensors(file(), {named("b", DType::U8, {2}, 7), named("a", DType::F32, {1}, 9)}).ok());
    const QByteArray header = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]}})";
    const QByteArray padded = header + QByteArray((8 - header.size() % 8) % 8, ' ');
    QByteArray expected(8, '\0');
    expected[0] = static_cast<char>(padded.size());
    expected += padded + QByteArray(4, '\x09') + QByteArray(2, '\x07');
    const auto bytes = readFile(file(), 1000);
    QCOMPARE(QByteArray(reinterpret_cast<const char*>(bytes->data()), static_cast<qsizetype>(bytes->size())), expected);
}

void SafetensorsWriterTest::theOrderGivenDoesNotMatter()
{
    const NamedTensor a = named("a", DType::F32, {5}, 1);
    const NamedTensor b = named("b", DType::F32, {3}, 2);
    const NamedTensor c = named("c", DType::I64, {3}, 3);
    QVERIFY(writeSafetensors(file(), {a, b, c}).ok());
    const Bytes first = *readFile(file(), 1000);
    QVERIFY(writeSafetensors(file(), {c, b, a}).ok());
    QVERIFY(*readFile(file(), 1000) == first);
}

/// A header of 640, 896, 1152 or 1408 bytes begins with the first bytes of a pickle.
void SafetensorsWriterTest::noHeaderLengthLooksLikeAnotherFormat()
{
    for (std::size_t padding = 0; padding < 1600; padding += 8) {
        const auto written = writeSafetensors(file(), {named("a", DType::F32, {2}, 1)}, {{"note", std::string(padding, 'x')}});
        QVERIFY(written.ok());
        const auto opened = openCheckpoint(file());
        QVERIFY2(opened.ok(), qPrintable(QString("a note of %1 characters").arg(padding)));
    }
}

void SafetensorsWriterTest::whatTheFormatLacksIsRefused()
{
    const NamedTensor good = named("good", DType::F32, {1}, 0);
    NamedTensor shortOne = good;
    shortOne.tensor.bytes.pop_back();
    QCOMPARE(codeOf(writeSafetensors(file(), {named("c", DType::C128, {1}, 0)})), QString("E-SAFE-020"));
    QCOMPARE(codeOf(writeSafetensors(file(), {good, good})), QString("E-SAFE-020"));
    QCOMPARE(codeOf(writeSafetensors(file(), {shortOne})), QString("E-SAFE-020"));
    QCOMPARE(codeOf(writeSafetensors(file(), {named("\xff", DType::F32, {1}, 0)})), QString("E-SAFE-020"));
    QCOMPARE(codeOf(writeSafetensors(file(), {named("__metadata__", DType::F32, {1}, 0)})), QString("E-SAFE-020"));
    QCOMPARE(codeOf(writeSafetensors(file(), {good}, {{"a", "\xff"}})), QString("E-SAFE-020"));
    QCOMPARE(codeOf(writeSafetensors("/nonexistent/x.safetensors", {good})), QString("E-FILE-006"));
}

QTEST_GUILESS_MAIN(SafetensorsWriterTest)
#include "safetensors_writer_test.moc"
