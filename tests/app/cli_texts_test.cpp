// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli_run.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

namespace {

QJsonObject json(const CliRun& run)
{
    return QJsonDocument::fromJson(run.out).object();
}

}  // namespace

class CliTextsTest : public QObject {
    Q_OBJECT

private slots:
    void tablesAreTold();
    void tablesAreRead();
    void choicesAreHeard();
    void errorsAreSentences();
    void tokensAreShown();

private:
    QString write(const char* name, const QByteArray& bytes)
    {
        QFile file(m_folder.filePath(name));
        const bool written = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        return written ? file.fileName() : QString();
    }

    QTemporaryDir m_folder;
};

void CliTextsTest::tablesAreTold()
{
    const QString table = write("told.csv", "text,label\n\"good, really\",yes\nbad\x1b[31m,no\nfine,yes\n");
    const CliRun run = runCli({"--json", "texts", table});
    QVERIFY2(run.exitCode == 0, run.err);
    QCOMPARE(json(run)["recognised"].toString(), QString("Table: told.csv, 2 columns by comma."));
    QCOMPARE(json(run)["text_column"].toString(), QString("text"));
    QCOMPARE(json(run)["rows"].toArray().size(), 3);
    QCOMPARE(json(run)["rows"][1][0].toString(), QString("bad\\u001B[31m"));
    const CliRun text = runCli({"texts", table});
    QVERIFY2(text.exitCode == 0 && text.out.contains("labels in \"label\"") && !text.out.contains('\x1b'), text.out);
}

void CliTextsTest::tablesAreRead()
{
    QByteArray rows = "text,label\n";
    for (int i = 0; i < 40; ++i)
        rows += "text " + QByteArray::number(i) + (i % 4 == 0 ? ",rare\n" : ",common\n");
    const CliRun run = runCli({"--quiet", "--json", "texts", write("read.csv", rows), "--all", "--balance", "down"});
    QVERIFY2(run.exitCode == 0, run.err);
    const QJsonArray classes = json(run)["classes"].toArray();
    QCOMPARE(classes[0]["rows"].toArray(), (QJsonArray{24, 3, 3}));
    QCOMPARE(classes[0]["balanced"].toArray(), (QJsonArray{8, 1, 3}));
    QCOMPARE(json(run)["fingerprint"].toString().size(), 64);
}

void CliTextsTest::choicesAreHeard()
{
    const QString table = write("heard.txt", "1;a \"quote;2\n3;another;4;5\n6;more;2\n");
    const QStringList choices{"--delimiter", "semicolon", "--quotes", "plain", "--no-header", "--text-column", "2", "--label-column", "3",
                              "--layout", "table", "--val-share", "0", "--test-share", "0"};
    const CliRun stopped = runCli(QStringList{"--quiet", "texts", table, "--all"} + choices);
    QVERIFY2(stopped.exitCode != 0 && stopped.err.contains("line 2 has 4 columns, but 3 were expected"), stopped.err);
    const CliRun run = runCli(QStringList{"--quiet", "--json", "texts", table, "--all", "--skip-bad-rows"} + choices);
    QVERIFY2(run.exitCode == 0, run.err);
    QCOMPARE(json(run)["rows"].toInt(), 2);
    QCOMPARE(json(run)["classes"][0]["key"].toString(), QString("2"));
}

void CliTextsTest::errorsAreSentences()
{
    const CliRun run = runCli({"--quiet", "texts", write("latin.csv", "text,label\ncaf\xE9,1\n"), "--all"});
    QVERIFY(run.exitCode != 0);
    QVERIFY2(run.err.contains("E-TEXT-003") && run.err.contains("line 2 is not UTF-8"), run.err);
    QVERIFY(runCli({"--quiet", "texts", m_folder.filePath("nothing")}).err.contains("E-TEXT-001"));
}

void CliTextsTest::tokensAreShown()
{
    const QString folder = QStringLiteral(SPARSESCOPE_TEST_DATA) + "/text/uncased";
    const CliRun run = runCli({"--json", "tokens", folder, "The [MASK]"});
    QVERIFY2(run.exitCode == 0, run.err);
    const QJsonArray tokens = json(run)["tokens"].toArray();
    QCOMPARE(tokens.size(), 4);
    QCOMPARE(tokens[1]["token"].toString(), QString("the"));
    QCOMPARE(tokens[2]["token"].toString(), QString("[MASK]"));
    QCOMPARE(tokens[2]["begin"].toInt(), 4);
    QVERIFY(runCli({"tokens", m_folder.path(), "x"}).err.contains("E-TOK-001"));
}

QTEST_APPLESS_MAIN(CliTextsTest)
#include "cli_texts_test.moc"
