// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/checkpoint.h"
#include "formats/torch_writer.h"

#include <QtTest>

#include <cmath>
#include <cstring>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

Tensor filled(DType dtype, const Shape& shape)
{
    Tensor tensor{dtype, shape, Bytes(static_cast<std::size_t>(*elementCount(shape)) * byteWidth(dtype))};
    for (std::size_t i = 0; i < tensor.bytes.size(); ++i)
        tensor.bytes[i] = static_cast<std::byte>(dtype == DType::Bool ? i % 2 : i * 37 + 11);
    return tensor;
}

const std::vector<DType> allTypes{DType::Bool, DType::U8,   DType::I8,  DType::I16, DType::I32, DType::I64,
                                  DType::F16,  DType::BF16, DType::F32, DType::F64, DType::C64, DType::C128};

std::size_t find(const Bytes& bytes, std::string_view text)
{
    return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).find(text);
}

}  // namespace

class TorchWriterTest : public QObject {
    Q_OBJECT

private slots:
    void tensorsComeBackBitForBit();
    void numbersAndTextsComeBack();
    void dataIsAlignedAndBytesAreTheSameEachTime();
    void anyFlippedByteOfTheDataIsFound();
    void whatCannotBeWrittenIsRefused();

private:
    fs::path file() const
    {
        return fs::path(m_folder.path().toStdString()) / (std::string(QTest::currentTestFunction()) + ".pth");
    }
    QTemporaryDir m_folder;
};

void TorchWriterTest::tensorsComeBackBitForBit()
{
    TorchDict dict;
    for (const DType type : allTypes)
        dict.emplace_back(dtypeName(type), TorchValue{filled(type, {3, 5})});
    dict.emplace_back("scalar", TorchValue{filled(DType::F32, {})});
    dict.emplace_back("empty", TorchValue{filled(DType::F32, {0, 7})});
    dict.emplace_back("inner", TorchValue{TorchDict{{"deep", TorchValue{filled(DType::F64, {2, 1, 2})}}}});
    QVERIFY(writeTorchZip(file(), dict).ok());

    const auto checkpoint = openCheckpoint(file());
    QVERIFY2(checkpoint.ok(), checkpoint.failed() ? checkpoint.error().message.c_str() : "");
    QCOMPARE(checkpoint->format, Checkpoint::Format::TorchZip);
    QVERIFY(checkpoint->ignored.empty());
    QCOMPARE(checkpoint->tensors.size(), dict.size());
    for (std::size_t i = 0; i < dict.size(); ++i) {
        const TensorEntry& entry = checkpoint->tensors[i];
        const TorchValue& value =
            i + 1 < dict.size() ? dict[i].entry : std::get<TorchDict>(dict[i].entry.value)[0].entry;
        const auto& wanted = std::get<Tensor>(value.value);
        QCOMPARE(entry.path.front(), dict[i].key);
        const auto tensor = checkpoint->read(entry);
        QVERIFY2(tensor.ok(), entry.name().c_str());
        QCOMPARE(tensor->dtype, wanted.dtype);
        QCOMPARE(tensor->shape, wanted.shape);
        QVERIFY2(tensor->bytes == wanted.bytes, entry.name().c_str());
    }
}

void TorchWriterTest::numbersAndTextsComeBack()
{
    TorchDict metrics{{"acc_tr", TorchValue{0.1}}, {"loss_tr", TorchValue{-1e-300}}};
    const TorchDict dict{{"weight", TorchValue{filled(DType::F32, {1})}},
                         {"small", TorchValue{std::int64_t{-7}}},
                         {"large", TorchValue{std::int64_t{1} << 40}},
                         {"text", TorchValue{std::string("ä \n")}},
                         {"sizes", TorchValue{Shape{2048}}},
                         {"infinite", TorchValue{-INFINITY}},
                         {"metrics", TorchValue{metrics}},
                         {"empty", TorchValue{TorchDict{}}}};
    QVERIFY(writeTorchZip(file(), dict).ok());
    const auto checkpoint = openCheckpoint(file());
    QVERIFY2(checkpoint.ok(), checkpoint.failed() ? checkpoint.error().message.c_str() : "");
    const std::map<std::string, std::string> facts{{"small", "-7"},
                                                   {"large", "1099511627776"},
                                                   {"text", "ä \n"},
                                                   {"sizes.0", "2048"},
                                                   {"infinite", "-inf"},
                                                   {"metrics.acc_tr", "0.1"},
                                                   {"metrics.loss_tr", "-1e-300"}};
    QCOMPARE(checkpoint->facts, facts);
    QVERIFY(checkpoint->ignored.empty());
}

void TorchWriterTest::dataIsAlignedAndBytesAreTheSameEachTime()
{
    for (int length = 1; length < 70; ++length) {
        const TorchDict dict{
            {std::string(static_cast<std::size_t>(length), 'n'), TorchValue{filled(DType::F64, {length})}},
            {"second", TorchValue{filled(DType::F32, {3})}}};
        const auto bytes = torchZipBytes(dict);
        QVERIFY(bytes.ok());
        const auto data = std::get<Tensor>(dict[0].entry.value).bytes;
        const std::size_t at = find(*bytes, {reinterpret_cast<const char*>(data.data()), data.size()});
        QVERIFY(at != std::string_view::npos);
        QCOMPARE(at % 64, std::size_t{0});
        QVERIFY(*torchZipBytes(dict) == *bytes);
    }
}

void TorchWriterTest::anyFlippedByteOfTheDataIsFound()
{
    const TorchDict dict{{"weight", TorchValue{filled(DType::F32, {5})}}};
    const Bytes bytes = *torchZipBytes(dict);
    const Bytes data = std::get<Tensor>(dict[0].entry.value).bytes;
    const std::size_t at = find(bytes, {reinterpret_cast<const char*>(data.data()), data.size()});
    for (std::size_t i = 0; i < data.size(); ++i) {
        Bytes damaged = bytes;
        damaged[at + i] ^= std::byte{1};
        QVERIFY(writeFileAtomically(file(), std::span<const std::byte>(damaged)).ok());
        const auto checkpoint = openCheckpoint(file());
        QVERIFY(checkpoint.ok());
        QCOMPARE(checkpoint->read(checkpoint->tensors[0]).failed(), true);
    }
}

void TorchWriterTest::whatCannotBeWrittenIsRefused()
{
    Tensor shortOne = filled(DType::F32, {2});
    shortOne.bytes.pop_back();
    const auto codeOf = [&](const TorchDict& dict) {
        const Status status = writeTorchZip(file(), dict);
        return status.failed() ? QString::fromStdString(status.error().code) : QString();
    };
    QCOMPARE(codeOf({{"a", TorchValue{shortOne}}}), QString("E-PTW-002"));
    QCOMPARE(codeOf({{"a", TorchValue{TorchDict{{"b", TorchValue{shortOne}}}}}}), QString("E-PTW-002"));
    QCOMPARE(codeOf({{"\xff", TorchValue{1.0}}}), QString("E-PTW-001"));
    QCOMPARE(codeOf({{"a", TorchValue{std::string("\xff")}}}), QString("E-PTW-001"));
    QVERIFY(!fs::exists(file()));
    QCOMPARE(QString::fromStdString(writeTorchZip("/nonexistent/x.pth", {}).error().code), QString("E-FILE-006"));
}

QTEST_GUILESS_MAIN(TorchWriterTest)
#include "torch_writer_test.moc"
