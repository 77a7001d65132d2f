// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/files.h"
#include "base/hash.h"

#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

template <typename T>
QString codeOf(const Result<T>& result)
{
    return result.failed() ? QString::fromStdString(result.error().code) : QString();
}

}  // namespace

class FilesTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void partsOfAFileAreRead();
    void onlyRegularFilesAreOpened();
    void aFileThatShrinksIsAnError();
    void filesAboveTheLimitAreRefused();
    void aWrittenFileReplacesTheOldOne();
    void withoutCommitNothingIsLeft();
    void aFolderThatIsMissingOrReadOnlyIsNamed();
    void aPlantedLinkIsNotFollowed();
    void aSecondProcessIsToldWhoHoldsTheFolder();
    void theDataFolderFollowsTheEnvironment();
    void hashesAreThoseOfTheStandards();
    void hashingAFileCanBeStopped();

private:
    fs::path path(const char* name) const { return fs::path(m_folder->path().toStdString()) / name; }
    std::size_t filesInFolder() const { return static_cast<std::size_t>(std::distance(fs::directory_iterator(path("")), fs::directory_iterator())); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void FilesTest::partsOfAFileAreRead()
{
    QVERIFY(writeFileAtomically(path("a\nb"), "0123456789").ok());
    const auto file = FileReader::open(path("a\nb"));
    QVERIFY(file.ok());
    QCOMPARE(file->size(), std::uint64_t(10));
    QCOMPARE(file->displayName(), std::string("a\\nb"));
    std::array<std::byte, 4> part{};
    QVERIFY(file->readAt(6, part).ok());
    QCOMPARE(std::to_integer<char>(part[0]), '6');
    QCOMPARE(codeOf(file->readAt(7, part)), QString("E-FILE-004"));
    QVERIFY(file->readAt(7, part).error().message.find("1 bytes are missing at byte 10") != std::string::npos);
    QVERIFY(file->readAt(10, std::span<std::byte>{}).ok());
}

void FilesTest::onlyRegularFilesAreOpened()
{
    QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
    QCOMPARE(codeOf(FileReader::open(path("pipe"))), QString("E-FILE-002"));
    QCOMPARE(codeOf(FileReader::open(path(""))), QString("E-FILE-002"));
    QCOMPARE(codeOf(FileReader::open("/dev/zero")), QString("E-FILE-002"));
    QCOMPARE(codeOf(FileReader::open(path("missing"))), QString("E-FILE-001"));
}

void FilesTest::aFileThatShrinksIsAnError()
{
    QVERIFY(writeFileAtomically(path("a"), std::string(10'000, 'x')).ok());
    const auto file = FileReader::open(path("a"));
    fs::resize_file(path("a"), 5'000);
    Bytes bytes(10'000);
    QCOMPARE(codeOf(file->readAt(0, bytes)), QString("E-FILE-004"));
}

void FilesTest::filesAboveTheLimitAreRefused()
{
    QVERIFY(writeFileAtomically(path("a"), std::string(2'000, 'x')).ok());
    QCOMPARE(readTextFile(path("a"), 2'000)->size(), std::size_t(2'000));
    QCOMPARE(codeOf(readTextFile(path("a"), 1'999)), QString("E-FILE-005"));
    QVERIFY(readFile(path("a"), 1'999).error().message.find("2.00 kB, the limit") != std::string::npos);
}

void FilesTest::aWrittenFileReplacesTheOldOne()
{
    QVERIFY(writeFileAtomically(path("a"), "old").ok());
    auto file = AtomicFile::create(path("a"));
    QVERIFY(file->write("new ").ok());
    QVERIFY(file->write("text").ok());
    QCOMPARE(*readTextFile(path("a"), 100), std::string("old"));
    QVERIFY(file->commit().ok());
    QCOMPARE(*readTextFile(path("a"), 100), std::string("new text"));
    QCOMPARE(filesInFolder(), std::size_t(1));
}

void FilesTest::withoutCommitNothingIsLeft()
{
    {
        auto file = AtomicFile::create(path("a"));
        QVERIFY(file->write("half").ok());
        QCOMPARE(filesInFolder(), std::size_t(1));
    }
    QCOMPARE(filesInFolder(), std::size_t(0));
}

void FilesTest::aFolderThatIsMissingOrReadOnlyIsNamed()
{
    const Status missing = writeFileAtomically(path("no/such/folder/a"), "x");
    QCOMPARE(codeOf(missing), QString("E-FILE-006"));
    QVERIFY(missing.error().message.find("no/such/folder/a") != std::string::npos);
    QVERIFY(createFolders(path("one/two/three")).ok());
    QVERIFY(fs::is_directory(path("one/two/three")));
    QVERIFY(writeFileAtomically(path("a"), "x").ok());
    QCOMPARE(codeOf(createFolders(path("a/b"))), QString("E-FILE-012"));
}

void FilesTest::aPlantedLinkIsNotFollowed()
{
    QVERIFY(writeFileAtomically(path("precious"), "old").ok());
    fs::create_symlink(path("precious"), path((".a." + std::to_string(::getpid()) + ".part").c_str()));
    QCOMPARE(codeOf(writeFileAtomically(path("a"), "x")), QString("E-FILE-006"));
    QCOMPARE(*readTextFile(path("precious"), 100), std::string("old"));
    QVERIFY(!fs::exists(path("a")));
}

void FilesTest::aSecondProcessIsToldWhoHoldsTheFolder()
{
    auto lock = FolderLock::take(path(""));
    QVERIFY(lock.ok());
    const auto second = FolderLock::take(path(""));
    QCOMPARE(codeOf(second), QString("E-LOCK-002"));
    QVERIFY(second.error().message.find("process " + std::to_string(::getpid())) != std::string::npos);
    {
        const FolderLock moved = std::move(*lock);
        QVERIFY(FolderLock::take(path("")).failed());
    }
    QVERIFY(FolderLock::take(path("")).ok());
    QCOMPARE(codeOf(FolderLock::take(path("missing"))), QString("E-LOCK-001"));
}

void FilesTest::theDataFolderFollowsTheEnvironment()
{
    qputenv("XDG_DATA_HOME", "/somewhere");
    QCOMPARE(userDataFolder().string(), std::string("/somewhere/sparsescope"));
    qputenv("XDG_DATA_HOME", "relative/is/ignored");
    qputenv("HOME", "/home/me");
    QCOMPARE(userDataFolder().string(), std::string("/home/me/.local/share/sparsescope"));
}

/// FIPS 180-2's examples, and XXH3's published value of the empty input.
void FilesTest::hashesAreThoseOfTheStandards()
{
    QCOMPARE(sha256(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    QCOMPARE(sha256("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    QCOMPARE(sha256(std::string(1'000'000, 'a')), std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
    QCOMPARE(checksum({}), std::string("2d06800538d394c2"));
    QVERIFY(writeFileAtomically(path("a"), std::string(3'000'000, 'a')).ok());
    Progress silent;
    QCOMPARE(*sha256OfFile(path("a"), silent), sha256(std::string(3'000'000, 'a')));
}

void FilesTest::hashingAFileCanBeStopped()
{
    QVERIFY(writeFileAtomically(path("a"), "x").ok());
    std::stop_source stop;
    stop.request_stop();
    Progress progress({}, stop.get_token());
    QVERIFY(sha256OfFile(path("a"), progress).cancelled());
}

QTEST_GUILESS_MAIN(FilesTest)
#include "files_test.moc"
