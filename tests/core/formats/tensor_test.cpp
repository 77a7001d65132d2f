// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/strided_copy.h"
#include "formats/tensor.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <span>

using namespace sparsescope;

namespace {

template <typename T>
Tensor tensorOf(DType dtype, const std::vector<T>& values)
{
    const auto bytes = std::as_bytes(std::span(values));
    return {dtype, {static_cast<std::int64_t>(values.size())}, Bytes(bytes.begin(), bytes.end())};
}

void compareFloats(const Tensor& tensor, const std::vector<float>& expected)
{
    const auto floats = tensor.toFloats();
    QVERIFY(floats.ok());
    QCOMPARE(floats->size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        QVERIFY2(std::memcmp(&(*floats)[i], &expected[i], 4) == 0, qPrintable(QString("%1: %2 is not %3").arg(i).arg((*floats)[i]).arg(expected[i])));
}

/// Independent of bit tricks: sign · 2^(e−15) · (1 + m/1024), or sign · 2^−14 · m/1024.
float halfByDefinition(std::uint16_t bits)
{
    const double sign = (bits & 0x8000) != 0 ? -1 : 1;
    const int exponent = (bits >> 10) & 31;
    const double fraction = (bits & 1023) / 1024.0;
    if (exponent == 0)
        return static_cast<float>(sign * std::ldexp(fraction, -14));
    return static_cast<float>(sign * std::ldexp(1 + fraction, exponent - 15));
}

}  // namespace

class TensorTest : public QObject {
    Q_OBJECT

private slots:
    void integersAndFlagsBecomeFloats();
    void halfFloatsAreExact();
    void halfInfinitiesAndNansAreKept();
    void brainFloatsAreTheUpperHalf();
    void doublesAreRounded();
    void complexNumbersAreRefused();
    void countsOfElements();
    void stridesSelectElements();
};

void TensorTest::integersAndFlagsBecomeFloats()
{
    compareFloats(tensorOf<std::uint8_t>(DType::Bool, {0, 1, 7}), {0, 1, 1});
    compareFloats(tensorOf<std::uint8_t>(DType::U8, {0, 255}), {0, 255});
    compareFloats(tensorOf<std::int8_t>(DType::I8, {-128, 127}), {-128, 127});
    compareFloats(tensorOf<std::int16_t>(DType::I16, {-32768, 32767}), {-32768, 32767});
    compareFloats(tensorOf<std::int32_t>(DType::I32, {-5, 16777217}), {-5, 16777216});
    compareFloats(tensorOf<std::int64_t>(DType::I64, {std::numeric_limits<std::int64_t>::min()}), {-9223372036854775808.0F});
    compareFloats(tensorOf<float>(DType::F32, {-0.0F, 1.5F}), {-0.0F, 1.5F});
    compareFloats(tensorOf<float>(DType::F32, {}), {});
}

void TensorTest::halfFloatsAreExact()
{
    std::vector<std::uint16_t> finite;
    std::vector<float> expected;
    for (int bits = 0; bits < 65536; ++bits)
        if (((bits >> 10) & 31) != 31) {
            finite.push_back(static_cast<std::uint16_t>(bits));
            expected.push_back(halfByDefinition(finite.back()));
        }
    compareFloats(tensorOf(DType::F16, finite), expected);
}

void TensorTest::halfInfinitiesAndNansAreKept()
{
    const auto floats = tensorOf<std::uint16_t>(DType::F16, {0x7C00, 0xFC00, 0x7E01}).toFloats();
    QCOMPARE((*floats)[0], std::numeric_limits<float>::infinity());
    QCOMPARE((*floats)[1], -std::numeric_limits<float>::infinity());
    QVERIFY(std::isnan((*floats)[2]));
}

void TensorTest::brainFloatsAreTheUpperHalf()
{
    compareFloats(tensorOf<std::uint16_t>(DType::BF16, {0x3F80, 0xC040, 0x7F80, 0x0001}),
                  {1.0F, -3.0F, std::numeric_limits<float>::infinity(), 9.183549615799121e-41F});
}

void TensorTest::doublesAreRounded()
{
    compareFloats(tensorOf<double>(DType::F64, {0.1, -1e300}), {0.1F, -std::numeric_limits<float>::infinity()});
}

void TensorTest::complexNumbersAreRefused()
{
    for (const DType dtype : {DType::C64, DType::C128}) {
        const auto floats = Tensor{dtype, {0}, {}}.toFloats();
        QVERIFY(floats.failed());
        QCOMPARE(QString::fromStdString(floats.error().code), QString("E-TENSOR-001"));
        QVERIFY(QString::fromStdString(floats.error().message).contains("complex"));
    }
}

void TensorTest::countsOfElements()
{
    QCOMPARE(elementCount({}), std::optional<std::int64_t>(1));
    QCOMPARE(elementCount({2, 3, 4}), std::optional<std::int64_t>(24));
    QCOMPARE(elementCount({2, 0, 4}), std::optional<std::int64_t>(0));
    QCOMPARE(elementCount({-1}), std::nullopt);
    QCOMPARE(elementCount({1LL << 32, 1LL << 31}), std::nullopt);
    QCOMPARE(elementCount({0, 1LL << 32, 1LL << 31}), std::nullopt);
    QCOMPARE(QString::fromStdString(shapeText({64, 3, 7, 7})), QString("[64, 3, 7, 7]"));
}

void TensorTest::stridesSelectElements()
{
    const Tensor source = tensorOf<std::uint8_t>(DType::U8, {0, 1, 2, 3, 4, 5});
    const auto selected = [&](const Shape& shape, const Shape& strides) {
        const Bytes bytes = stridedCopy(source.bytes, 1, shape, strides);
        return QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()));
    };
    QCOMPARE(selected({3, 2}, {1, 3}), QByteArray("\0\3\1\4\2\5", 6));
    QCOMPARE(selected({2, 3}, {0, 1}), QByteArray("\0\1\2\0\1\2", 6));
    QCOMPARE(selected({2, 1, 2}, {2, INT64_MAX, 1}), QByteArray("\0\1\2\3", 4));
    QCOMPARE(selected({}, {}), QByteArray("\0", 1));
    QCOMPARE(selected({0, 5}, {1, 1}), QByteArray());
    QVERIFY(isContiguous({2, 3}, {3, 1}));
    QVERIFY(isContiguous({1, 3}, {77, 1}));
    QVERIFY(!isContiguous({2, 3}, {1, 2}));
    QCOMPARE(rowMajorStrides({2, 3, 4}), Shape({12, 4, 1}));
}

QTEST_GUILESS_MAIN(TensorTest)
#include "tensor_test.moc"
