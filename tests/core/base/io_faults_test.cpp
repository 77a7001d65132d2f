// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/files.h"

#include <QtTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

constexpr int crashed = 86;
constexpr int written = 0;
constexpr int refused = 1;
constexpr const char* oldText = "old";
const std::string newText(100'000, 'n');

/// Writes the file in a child process with a fault planned; its exit status tells how it went. The plan is read once
/// per process, so this one must not write through the seam itself.
int writeWithFault(const char* variable, const std::string& plan, const fs::path& path)
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::setenv(variable, plan.c_str(), 1);
        ::_exit(writeFileAtomically(path, newText).ok() ? written : refused);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string contentOf(const fs::path& path)
{
    return readTextFile(path, 1'000'000).ok() ? *readTextFile(path, 1'000'000) : "(unreadable)";
}

}  // namespace

/// Every system call of a durable write is made to fail or to be the last one: the file is the old or the new, whole.
class IoFaultsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void aCrashAtAnyCallLeavesAWholeFile();
    void aFailureAtAnyCallIsReported_data();
    void aFailureAtAnyCallIsReported();
    void shortWritesAreContinued_data();
    void shortWritesAreContinued();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_path;
};

void IoFaultsTest::initTestCase()
{
#ifndef SPARSESCOPE_FAULTS
    QSKIP("Built without SPARSESCOPE_FAULTS.");
#endif
}

void IoFaultsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = fs::path(m_folder->path().toStdString()) / "state";
    QFile file(QString::fromStdString(m_path.string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(oldText);
}

void IoFaultsTest::aCrashAtAnyCallLeavesAWholeFile()
{
    int call = 1;
    for (; writeWithFault("SPARSESCOPE_CRASH_AT_IO", std::to_string(call), m_path) == crashed; ++call) {
        const std::string content = contentOf(m_path);
        QVERIFY2(content == oldText || content == newText, qPrintable(QString("call %1").arg(call)));
    }
    QCOMPARE(call, 7);  // Open, write, flush, close, rename, flush the folder; the seventh never comes.
    QCOMPARE(contentOf(m_path), newText);
}

void IoFaultsTest::aFailureAtAnyCallIsReported_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("the disk is full, once") << ":ENOSPC";
    QTest::newRow("the disk is full from then on") << "+:ENOSPC";
    QTest::newRow("the disk fails once") << ":EIO";
    QTest::newRow("the disk fails from then on") << "+:EIO";
}

void IoFaultsTest::aFailureAtAnyCallIsReported()
{
    QFETCH(QString, kind);
    for (int call = 1; call <= 6; ++call) {
        init();
        QCOMPARE(writeWithFault("SPARSESCOPE_FAIL_AT_IO", std::to_string(call) + kind.toStdString(), m_path), refused);
        QCOMPARE(contentOf(m_path), call < 6 ? std::string(oldText) : newText);
        const auto files = std::distance(fs::directory_iterator(m_path.parent_path()), fs::directory_iterator());
        QVERIFY2(files == 1, qPrintable(QString("call %1 left a file behind").arg(call)));
    }
    QCOMPARE(writeWithFault("SPARSESCOPE_FAIL_AT_IO", "7" + kind.toStdString(), m_path), written);
}

void IoFaultsTest::shortWritesAreContinued_data()
{
    QTest::addColumn<QString>("plan");
    QTest::newRow("one short write") << "2:SHORT";
    QTest::newRow("only short writes") << "2+:SHORT";
}

void IoFaultsTest::shortWritesAreContinued()
{
    QFETCH(QString, plan);
    QCOMPARE(writeWithFault("SPARSESCOPE_FAIL_AT_IO", plan.toStdString(), m_path), written);
    QCOMPARE(contentOf(m_path), newText);
}

QTEST_GUILESS_MAIN(IoFaultsTest)
#include "io_faults_test.moc"
