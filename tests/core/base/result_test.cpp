// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/guard.h"
#include "base/result.h"

#include <QtTest>

#include <memory>
#include <stdexcept>

using namespace sparsescope;

namespace {

Result<int> half(int number)
{
    if (number < 0)
        return Cancelled{};
    if (number % 2 != 0)
        return Error{"E-TEST-001", "It is odd.", "details"};
    return number / 2;
}

Result<std::string> quarterText(int number)
{
    SS_TRY(const int first, half(number));
    SS_TRY(const int second, half(first));
    return std::to_string(second);
}

Status checkHalf(int number)
{
    SS_CHECK(half(number));
    return Done{};
}

}  // namespace

class ResultTest : public QObject {
    Q_OBJECT

private slots:
    void aValueIsNeitherErrorNorCancelled();
    void failuresTravelUp();
    void moveOnlyValuesWork();
    void exceptionsBecomeErrors();
    void memoryErrorsAreRecognised();
};

void ResultTest::aValueIsNeitherErrorNorCancelled()
{
    const auto result = quarterText(12);
    QVERIFY(result.ok() && !result.failed() && !result.cancelled());
    QCOMPARE(*result, std::string("3"));
    QCOMPARE(result->size(), std::size_t(1));
}

void ResultTest::failuresTravelUp()
{
    const auto odd = quarterText(6);
    QVERIFY(odd.failed() && !odd.ok());
    QCOMPARE(odd.error().code, std::string("E-TEST-001"));
    QCOMPARE(odd.error().details, std::string("details"));
    QVERIFY(quarterText(-4).cancelled());
    QVERIFY(checkHalf(4).ok());
    QVERIFY(checkHalf(3).failed());
    QVERIFY(checkHalf(-3).cancelled());
    QVERIFY(std::holds_alternative<Cancelled>(checkHalf(-3).failure()));
}

void ResultTest::moveOnlyValuesWork()
{
    const auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(5); };
    const auto use = [&]() -> Result<int> {
        SS_TRY(const auto pointer, make());
        return *pointer;
    };
    QCOMPARE(*use(), 5);
}

void ResultTest::exceptionsBecomeErrors()
{
    const auto thrown = guarded("Cannot test", "E-TEST-002", []() -> Result<int> { throw std::runtime_error("first line\nsecond \x1b line"); });
    QCOMPARE(thrown.error().code, std::string("E-TEST-002"));
    QCOMPARE(thrown.error().message, std::string("Cannot test: first line"));
    QVERIFY(thrown.error().details.find("second") != std::string::npos);
    const auto odd = guarded("Cannot test", "E-TEST-002", []() -> Result<int> { throw 5; });
    QCOMPARE(odd.error().code, std::string("E-TEST-002"));
    QCOMPARE(*guarded("Cannot test", "E-TEST-002", [] { return half(8); }), 4);
}

void ResultTest::memoryErrorsAreRecognised()
{
    const auto full = guarded("Cannot test", "E-TEST-002", []() -> Result<int> { throw std::bad_alloc(); });
    QCOMPARE(full.error().code, std::string("E-MEM-001"));
    const auto torch = guarded("Cannot test", "E-TEST-002", []() -> Result<int> {
        throw std::runtime_error("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory: you tried …");
    });
    QCOMPARE(torch.error().code, std::string("E-MEM-001"));
    QVERIFY(torch.error().message.find("not enough free memory") != std::string::npos);
}

QTEST_GUILESS_MAIN(ResultTest)
#include "result_test.moc"
