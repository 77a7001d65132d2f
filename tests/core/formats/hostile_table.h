// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/checkpoint.h"

#include <QRegularExpression>
#include <QtTest>

#include <ctime>

#include <sys/resource.h>
#include <sys/stat.h>

namespace sparsescope::test {

/// One broken or hostile file: what it is, its bytes, and what must be said about it. A row without a code is a file
/// that must open, with as many tensors as `tensors` says.
struct HostileRow {
    std::string sentence;
    std::string bytes;
    const char* code = "";
    const char* pattern = "";
    std::size_t tensors = 1;
};

#ifdef __SANITIZE_ADDRESS__
constexpr double secondsAllowed = 20;  // The sanitizer slows everything down and keeps freed memory.
constexpr bool measureMemory = false;
#else
constexpr double secondsAllowed = 2;
constexpr bool measureMemory = true;
#endif

/// Peak memory of this process so far, in bytes.
inline std::uint64_t peakMemory()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

inline void writeBytes(const std::filesystem::path& path, const std::string& bytes)
{
    QFile out(QString::fromStdString(path.string()));
    QVERIFY(out.open(QIODevice::WriteOnly));
    QCOMPARE(out.write(bytes.data(), static_cast<qint64>(bytes.size())), static_cast<qint64>(bytes.size()));
}

inline void expectRefusal(const Error& error, const HostileRow& row)
{
    QCOMPARE(QString::fromStdString(error.code + ": " + error.message), QString("%1: %2").arg(row.code, QString::fromStdString(error.message)));
    const QString message = QString::fromStdString(error.message);
    QVERIFY2(QRegularExpression(row.pattern).match(message).hasMatch(), qPrintable(message));
    QVERIFY2(message.startsWith("Cannot "), qPrintable(message));
    QVERIFY2(!message.contains(QRegularExpression("[\\x00-\\x1f]")), "untrusted text must be escaped");
}

/// Opens the row's bytes and reads all their tensors: within two seconds, 256 MiB, and the words of the row.
inline void runHostileRow(const HostileRow& row, const std::string& fileName)
{
    QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / fileName;
    writeBytes(path, row.bytes);
    const std::uint64_t memoryBefore = peakMemory();
    const std::clock_t begin = std::clock();  // Processor time, so that a busy machine does not matter.
    auto checkpoint = openCheckpoint(path);
    std::optional<Error> error = checkpoint.failed() ? std::optional(checkpoint.error()) : std::nullopt;
    for (std::size_t i = 0; checkpoint.ok() && !error && i < checkpoint->tensors.size(); ++i)
        if (const auto tensor = checkpoint->read(checkpoint->tensors[i]); tensor.failed())
            error = tensor.error();
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    QVERIFY2(seconds < secondsAllowed, qPrintable(QString("%1 s").arg(seconds)));
    QVERIFY(!measureMemory || peakMemory() - memoryBefore < row.bytes.size() + (256ULL << 20));
    if (*row.code != '\0') {
        QVERIFY2(error.has_value(), "it was accepted");
        expectRefusal(*error, row);
        return;
    }
    QVERIFY2(!error, error ? error->message.c_str() : "");
    QCOMPARE(checkpoint->tensors.size(), row.tensors);
}

/// The data of a test whose rows are those of the tables, in the column "row".
inline void addHostileRows(std::initializer_list<std::vector<HostileRow>> tables)
{
    QTest::addColumn<HostileRow>("row");
    for (const auto& table : tables)
        for (const HostileRow& row : table)
            QTest::newRow(row.sentence.c_str()) << row;
}

}  // namespace sparsescope::test
