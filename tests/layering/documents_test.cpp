// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QtTest>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>

/// What the documents name must exist: scripts, folders, pictures, and verbs of the command line.
class DocumentsTest : public QObject {
    Q_OBJECT

private slots:
    void everyNamedFileExists_data();
    void everyNamedFileExists();
    void everyNamedVerbExists();
    void theReadmeIsShort();
};

namespace {

QString readDocument(const QString& name)
{
    QFile file(QDir(SPARSESCOPE_SOURCE_DIR).filePath(name));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QStringList captures(const QString& text, const QString& pattern)
{
    QStringList found;
    auto matches = QRegularExpression(pattern).globalMatch(text);
    while (matches.hasNext())
        found << matches.next().captured(1);
    found.removeDuplicates();
    return found;
}

const QStringList documents = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"};

}  // namespace

void DocumentsTest::everyNamedFileExists_data()
{
    QTest::addColumn<QString>("document");
    QTest::addColumn<QString>("path");
    const QString pattern = R"(((?:packaging|docs|core|ui|app|tests|cmake)/[A-Za-z0-9_./-]*[A-Za-z0-9_/]))";
    for (const auto& document : documents)
        for (const auto& path : captures(readDocument(document), pattern))
            QTest::newRow(qPrintable(document + " names " + path)) << document << path;
}

void DocumentsTest::everyNamedFileExists()
{
    QFETCH(QString, path);
    QVERIFY2(QFileInfo::exists(QDir(SPARSESCOPE_SOURCE_DIR).filePath(path)), qPrintable(path));
}

void DocumentsTest::everyNamedVerbExists()
{
#ifdef SPARSESCOPE_CLI
    const auto verbs =
        captures(readDocument("README.md") + readDocument("CONTRIBUTING.md"), R"(sparsescope-cli ([a-z][a-z-]+))");
    QVERIFY(verbs.size() > 3);
    for (const auto& verb : verbs) {
        QProcess process;
        process.start(SPARSESCOPE_CLI, {verb, "--help"});
        QVERIFY2(process.waitForFinished(60'000), qPrintable(verb));
        QVERIFY2(process.exitCode() == 0, qPrintable("sparsescope-cli " + verb + " --help fails"));
    }
#else
    QSKIP("built without the command line");
#endif
}

void DocumentsTest::theReadmeIsShort()
{
    const auto lines = readDocument("README.md").count('\n');
    QVERIFY(lines > 10);
    QVERIFY2(lines <= 100, "the README must stay within 100 lines");
}

QTEST_GUILESS_MAIN(DocumentsTest)
#include "documents_test.moc"
