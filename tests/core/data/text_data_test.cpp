// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text_folder.h"

#include <QRegularExpression>

using namespace sparsescope;
using namespace sparsescope::test;

namespace {

namespace fs = std::filesystem;

std::string sstRows(int rows, const std::string& start = "text")
{
    std::string text = "sentence\tlabel\n";
    for (int i = 0; i < rows; ++i)
        text += start + " " + std::to_string(i) + "\t" + std::to_string(i % 2) + "\n";
    return text;
}

constexpr const char* jigsawTrain = "id,comment_text,toxic,severe_toxic,obscene,threat,insult,identity_hate\n"
                                    "a1,\"kind\nwords\",0,0,0,0,0,0\n"
                                    "a2,rude words,1,0,1,0,0,0\n"
                                    "a3,\"a \"\"threat\"\"\",1,0,0,1,0,0\n"
                                    "a4,more kind words,0,0,0,0,0,0\n";

TextFileMap jigsaw()
{
    return {{"train.csv", jigsawTrain},
            {"test.csv", "id,comment_text\nb1,fine\nb2,not scored\nb3,nasty\nb4,nobody knows\n"},
            {"test_labels.csv", "id,toxic,severe_toxic,obscene,threat,insult,identity_hate\n"
                                "b3,1,0,0,0,0,0\nb1,0,0,0,0,0,0\nb2,-1,-1,-1,-1,-1,-1\n"}};
}

Dataset opened(const fs::path& path, const DatasetOptions& options = allInTrain())
{
    auto dataset = openTexts(path, options);
    if (!dataset.ok())
        qFatal("%s", dataset.failed() ? dataset.error().message.c_str() : "cancelled");
    return std::move(dataset).value();
}

std::vector<Split> splitsOf(const Dataset& dataset)
{
    std::vector<Split> splits;
    for (const DatasetItem& item : dataset.items)
        splits.push_back(item.split);
    return splits;
}

TextPreview previewOf(const fs::path& path, const DatasetOptions& options = {})
{
    Progress progress;
    auto preview = previewTextData(path, options, progress);
    if (!preview.ok())
        qFatal("%s", preview.failed() ? preview.error().message.c_str() : "cancelled");
    return std::move(preview).value();
}

}  // namespace

class TextDataTest : public QObject {
    Q_OBJECT

private slots:
    void sentimentFoldersAreRead();
    void testsWithoutLabelsAreCutFromTrain();
    void jigsawFoldersAreRead();
    void oneLabelStandsAgainstTheRest();
    void softScoresHaveAThreshold();
    void scoresThatAreNoneAreRefused();
    void aFileForEachClass();
    void linksAreNotFollowedOut();
    void splitsAreSeededStratifiedAndByText();
    void copiesInTrainAndTestAreCounted();
    void fingerprintsTellChanges();
    void namesFilesAreHeard();
    void previewsTellWhatWasGuessed();
    void previewsOfClassFiles();
    void kindsAreToldApart();
    void foldersWithoutTextsAreRefused();
};

void TextDataTest::sentimentFoldersAreRead()
{
    const TextFolder folder(TextFileMap{{"train.tsv", sstRows(40)}, {"dev.tsv", sstRows(6, "dev")}, {"test.tsv", sstRows(4, "test")}});
    DatasetOptions options;
    const Dataset dataset = opened(folder.path(), options);
    QCOMPARE(dataset.items.size(), std::size_t{50});
    QVERIFY(dataset.explicitSplits);
    QCOMPARE(dataset.classes[0].name, std::string("negative"));
    QCOMPARE(dataset.classes[1].name, std::string("positive"));
    for (const DatasetClass& klass : dataset.classes)
        QCOMPARE(klass.counts, (std::array<std::int64_t, 3>{20, 3, 2}));
    QCOMPARE(dataset.items[0].path, std::string("train.tsv:2"));
    QCOMPARE(dataset.texts[0], std::string("text 0"));
    QCOMPARE(dataset.root, folder.path());
    // The train file alone finds the others beside it.
    QCOMPARE(opened(folder.path("train.tsv"), options).fingerprint, dataset.fingerprint);
    // Without a file for validation it is cut from train.
    fs::remove(folder.path("dev.tsv"));
    QCOMPARE(opened(folder.path(), options).classes[0].counts, (std::array<std::int64_t, 3>{18, 2, 2}));
}

void TextDataTest::testsWithoutLabelsAreCutFromTrain()
{
    const TextFolder folder(TextFileMap{{"train.tsv", sstRows(40)}, {"test.tsv", "index\tsentence\n0\tno label here\n"}});
    const Dataset dataset = opened(folder.path(), DatasetOptions());
    QCOMPARE(dataset.items.size(), std::size_t{40});
    QCOMPARE(dataset.classes[0].counts, (std::array<std::int64_t, 3>{16, 2, 2}));
    QVERIFY2(warningsOf(dataset).contains("The file \"test.tsv\" has no labels and is not used."), qPrintable(warningsOf(dataset)));
}

void TextDataTest::jigsawFoldersAreRead()
{
    const TextFolder folder(jigsaw());
    const Dataset dataset = opened(folder.path());
    QCOMPARE(itemsOf(dataset), QStringList({"train.csv:2|0|kind\nwords", "train.csv:6|0|more kind words", "test.csv:2|0|fine",
                                            "train.csv:4|1|rude words", "train.csv:5|1|a \"threat\"", "test.csv:4|1|nasty"}));
    QCOMPARE(dataset.classes[0].name, std::string("not toxic"));
    QCOMPARE(dataset.classes[1].name, std::string("toxic"));
    QCOMPARE(splitsOf(dataset), (std::vector<Split>{Split::Train, Split::Train, Split::Test, Split::Train, Split::Train, Split::Test}));
    const QString warnings = warningsOf(dataset);
    QVERIFY2(warnings.contains("1 row is marked −1, not scored"), qPrintable(warnings));
    QVERIFY2(warnings.contains("1 test text is not in the file of test labels"), qPrintable(warnings));
}

void TextDataTest::oneLabelStandsAgainstTheRest()
{
    const TextFolder folder(jigsaw());
    DatasetOptions options = allInTrain();
    options.text.targetLabel = "threat";
    const Dataset threats = opened(folder.path(), options);
    QCOMPARE(threats.classes[1].name, std::string("threat"));
    QCOMPARE(threats.classes[1].counts[0], std::int64_t{1});
    options.text.targetLabel = "toxicity";  // the same label under its name in the other set
    QCOMPARE(opened(folder.path(), options).classes[1].name, std::string("toxic"));
    options.text.targetLabel = "polite";
    const auto missing = openTexts(folder.path(), options);
    QVERIFY(missing.failed());
    QCOMPARE(missing.error().code, std::string("E-TEXT-005"));
    QVERIFY(missing.error().message.find("no column \"polite\"") != std::string::npos);
}

void TextDataTest::softScoresHaveAThreshold()
{
    const TextFolder folder(TextFileMap{{"train.csv", "id,target,comment_text,severe_toxicity,identity_attack\n"
                                           "1,0.0,a,0,0\n2,0.4,b,0,0.2\n3,0.5,c,0,0.9\n4,1.0,d,1,0\n"},
                             {"test_public_expanded.csv", "id,comment_text,toxicity,severe_toxicity,identity_attack\n9,e,0.8,0,0\n8,f,0.1,0,0\n"}});
    DatasetOptions options = allInTrain();
    const Dataset half = opened(folder.path(), options);
    QCOMPARE(half.classes[1].name, std::string("target"));
    QCOMPARE(half.classes[0].counts, (std::array<std::int64_t, 3>{2, 0, 1}));
    QCOMPARE(half.classes[1].counts, (std::array<std::int64_t, 3>{2, 0, 1}));
    QVERIFY2(warningsOf(half).contains("4 scores lie between 0 and 1; texts from 0.5 on count as \"target\""), qPrintable(warningsOf(half)));
    options.text.threshold = 0.3;
    QCOMPARE(opened(folder.path(), options).classes[1].counts[0], std::int64_t{3});
    options.text.targetLabel = "identity_hate";
    QCOMPARE(opened(folder.path(), options).classes[1].name, std::string("identity_attack"));
    options.text.threshold = 0;
    QCOMPARE(openTexts(folder.path(), options).error().code, std::string("E-TEXT-008"));
}

void TextDataTest::scoresThatAreNoneAreRefused()
{
    TextFileMap files = jigsaw();
    files["train.csv"] += "a5,text,2,0,0,0,0,0\n";
    const TextFolder folder(files);
    const auto refused = openTexts(folder.path());
    QVERIFY(refused.failed());
    QCOMPARE(refused.error().code, std::string("E-TEXT-008"));
    QVERIFY2(refused.error().message.find("line 7 has the score \"2\"") != std::string::npos, refused.error().message.c_str());
    DatasetOptions options = allInTrain();
    options.text.badRows = BadRows::Skip;
    QCOMPARE(opened(folder.path(), options).items.size(), std::size_t{6});
}

void TextDataTest::aFileForEachClass()
{
    const TextFolder folder(TextFileMap{{"cats", "one cat\n%\ntwo\ncats\n%\n"}, {"dogs.txt", "%\none dog\r\n%\r\n\n%\ntwo dogs"},
                             {"cats.dat", std::string("\0\0\0\2\0\0", 6)}, {".hidden", "x\n%\ny"}});
    const Dataset dataset = opened(folder.path());
    QCOMPARE(itemsOf(dataset), QStringList({"cats:1|cats|one cat", "cats:3|cats|two\ncats", "dogs.txt:2|dogs|one dog", "dogs.txt:6|dogs|two dogs"}));
    QVERIFY2(warningsOf(dataset).contains("The file \"cats.dat\" is not used."), qPrintable(warningsOf(dataset)));
    QVERIFY(!warningsOf(dataset).contains("one text"));
    const Dataset one = opened(folder.path("cats"));
    QCOMPARE(itemsOf(one), QStringList({"cats:1|cats|one cat", "cats:3|cats|two\ncats"}));
    QVERIFY2(warningsOf(one).contains("Only one class, \"cats\", has texts"), qPrintable(warningsOf(one)));
}

void TextDataTest::linksAreNotFollowedOut()
{
    const TextFolder outside(TextFileMap{{"secret", "one\n%\ntwo\n"}});
    const TextFolder folder(TextFileMap{{"cats", "one\n%\ntwo\n"}, {"dogs", "all of it"}});
    fs::create_symlink(folder.path("cats"), folder.path("cats.u8"));
    fs::create_symlink(outside.path("secret"), folder.path("birds"));
    const Dataset dataset = opened(folder.path());
    QCOMPARE(itemsOf(dataset), QStringList({"cats:1|cats|one", "cats:3|cats|two", "dogs:1|dogs|all of it"}));
    QVERIFY2(warningsOf(dataset).contains("The file \"birds\" is not used."), qPrintable(warningsOf(dataset)));
    QVERIFY2(warningsOf(dataset).contains("The file \"dogs\" has no line \"%\", so all of it is one text."), qPrintable(warningsOf(dataset)));
}

void TextDataTest::splitsAreSeededStratifiedAndByText()
{
    std::string rows = "text,label\n";
    for (int copy = 0; copy < 3; ++copy)
        for (int i = 0; i < 200; ++i)
            rows += "text " + std::to_string(i) + "," + (i % 4 == 0 ? "rare" : "common") + "\n";
    rows += "text 0,common\n";  // also under another label
    const TextFolder folder(TextFileMap{{"data.csv", rows}});
    DatasetOptions options;
    options.seed = 5;
    const Dataset dataset = opened(folder.path("data.csv"), options);
    std::map<std::string, Split> bySplit;
    for (std::size_t i = 0; i < dataset.items.size(); ++i) {
        const auto [at, isNew] = bySplit.emplace(dataset.texts[i], dataset.items[i].split);
        QVERIFY2(isNew || at->second == dataset.items[i].split, dataset.texts[i].c_str());
    }
    QCOMPARE(dataset.classes[1].key, std::string("rare"));
    // 49 texts of its own, three copies of each; the text with two labels goes where its first label has it go.
    for (const std::size_t split : {1, 2})
        QVERIFY(dataset.classes[1].counts[split] == 15 || dataset.classes[1].counts[split] == 18);
    QCOMPARE(splitsOf(opened(folder.path("data.csv"), options)), splitsOf(dataset));
    options.seed = 6;
    QVERIFY(splitsOf(opened(folder.path("data.csv"), options)) != splitsOf(dataset));
}

void TextDataTest::copiesInTrainAndTestAreCounted()
{
    const TextFolder folder(TextFileMap{{"train.csv", "text,label\na,1\nb,0\nc,1\n"}, {"test.csv", "text,label\na,1\nd,0\nb,1\n"}});
    const QString warnings = warningsOf(opened(folder.path()));
    QVERIFY2(warnings.contains("2 texts of validation or test are in the train file too."), qPrintable(warnings));
    QVERIFY2(warnings.contains("1 text has several labels."), qPrintable(warnings));
}

void TextDataTest::fingerprintsTellChanges()
{
    const auto fingerprint = [](const std::string& rows, std::uint64_t seed = 0) {
        const TextFolder folder(TextFileMap{{"data.csv", rows}});
        DatasetOptions options;
        options.seed = seed;
        return opened(folder.path("data.csv"), options).fingerprint;
    };
    const std::string rows = "text,label\na,1\nb,0\nc,1\nd,0\ne,0\nf,1\n";
    QCOMPARE(fingerprint(rows), fingerprint(rows));
    QVERIFY(fingerprint(rows) != fingerprint(rows + "g,1\n"));
    QVERIFY(fingerprint(rows) != fingerprint("text,label\na,0\nb,0\nc,1\nd,0\ne,0\nf,1\n"));
    QVERIFY(fingerprint(rows) != fingerprint("text,label\nA,1\nb,0\nc,1\nd,0\ne,0\nf,1\n"));
}

void TextDataTest::namesFilesAreHeard()
{
    const TextFolder folder(TextFileMap{{"data.csv", "text,label\na,1\nb,0\nc,7\n"}, {"names.json", R"({"0": "no", "1": "yes"})"}});
    DatasetOptions options = allInTrain();
    options.namesFile = folder.path("names.json");
    const Dataset dataset = opened(folder.path("data.csv"), options);
    QCOMPARE(dataset.classes[0].name, std::string("no"));
    QCOMPARE(dataset.classes[1].name, std::string("yes"));
    QCOMPARE(dataset.classes[2].name, std::string("7"));
    QVERIFY(warningsOf(dataset).contains("The names file has no name for the class \"7\"."));
}

void TextDataTest::previewsTellWhatWasGuessed()
{
    const TextFolder sentiment(TextFileMap{{"train.tsv", sstRows(40)}, {"test.tsv", sstRows(4)}});
    const TextPreview first = previewOf(sentiment.path());
    QVERIFY(first.layout == TextLayout::Sst);
    QCOMPARE(first.recognised, std::string("Sentiment layout: train.tsv and test.tsv, 2 columns by tab, with the columns sentence and label."));
    QCOMPARE(first.textColumn, std::string("sentence"));
    QCOMPARE(first.labelColumn, std::string("label"));
    QCOMPARE(first.delimiter, '\t');
    QCOMPARE(first.rows.size(), std::size_t{20});
    QCOMPARE(first.rows[1], (std::vector<std::string>{"text 1", "1"}));
    QCOMPARE(first.labels.size(), std::size_t{2});
    QCOMPARE(first.labels[0].rows, std::int64_t{20});

    const TextFolder comments(jigsaw());
    const TextPreview second = previewOf(comments.path());
    QVERIFY(second.layout == TextLayout::Jigsaw);
    QCOMPARE(second.target, std::string("toxic"));
    QCOMPARE(second.targets.size(), std::size_t{6});
    QVERIFY(!second.softScores);
    QCOMPARE(second.files, (std::vector<std::string>{"train.csv", "test.csv", "test_labels.csv"}));

    const TextFolder table(TextFileMap{{"data.csv", "n;text;kind\n1;" + std::string(2000, 'x') + ";a\n2;short;b\n3;broken\n"}});
    const TextPreview third = previewOf(table.path("data.csv"));
    QVERIFY(third.layout == TextLayout::Table);
    QCOMPARE(third.labelColumn, std::string("kind"));
    QCOMPARE(third.rows[0][1].size(), std::size_t{503});
    QVERIFY(QString::fromStdString(third.notes.at(0)).contains("1 of the first 3 rows do not have 3 columns"));

    const TextFolder nothing(TextFileMap{{"data.csv", "text\na\nb\n"}});
    const TextPreview fourth = previewOf(nothing.path("data.csv"));
    QVERIFY(fourth.labelColumn.empty() || fourth.textColumn.empty());
    QVERIFY(!fourth.notes.empty());
}

void TextDataTest::previewsOfClassFiles()
{
    const TextFolder folder(TextFileMap{{"cats", "one\n%\ntwo\n"}, {"dogs", "all of one\n"}});
    const TextPreview preview = previewOf(folder.path());
    QVERIFY(preview.layout == TextLayout::ClassFiles);
    QCOMPARE(preview.recognised, std::string("One text file for each class: 2 files, records divided by lines \"%\"."));
    QCOMPARE(preview.labels[0].rows, std::int64_t{2});
    QCOMPARE(preview.rows[1], (std::vector<std::string>{"all of one", "dogs"}));
    QVERIFY(QString::fromStdString(preview.notes.at(0)).contains("\"dogs\" has no lines"));
}

void TextDataTest::kindsAreToldApart()
{
    const TextFolder pictures(TextFileMap{{"notes.csv", "a,b\n1,2\n"}});
    fs::create_directories(pictures.path("cats"));
    QVERIFY(writeFileAtomically(pictures.path("cats/a.png"), std::string_view("x")).ok());
    QVERIFY(dataKindOf(pictures.path(), {}) == Dataset::Kind::Pictures);
    DatasetOptions asked;
    asked.text.layout = TextLayout::Table;
    QVERIFY(dataKindOf(pictures.path(), asked) == Dataset::Kind::Texts);
    const TextFolder table(TextFileMap{{"train.tsv", sstRows(4)}, {"chart.png", "x"}});
    QVERIFY(dataKindOf(table.path(), {}) == Dataset::Kind::Texts);
    QVERIFY(dataKindOf(table.path("train.tsv"), {}) == Dataset::Kind::Texts);
    const TextFolder stray(TextFileMap{{"README", "x\n"}, {"a.png", "x"}});
    QVERIFY(dataKindOf(stray.path(), {}) == Dataset::Kind::Pictures);
    QVERIFY(dataKindOf(TextFolder(TextFileMap{}).path(), {}) == Dataset::Kind::Pictures);
    QVERIFY(dataKindOf("/nowhere/at/all", {}) == Dataset::Kind::Pictures);
    Progress progress;
    const auto texts = openData(table.path(), allInTrain(), progress);
    QVERIFY(texts.ok() && texts->kind == Dataset::Kind::Texts);
}

void TextDataTest::foldersWithoutTextsAreRefused()
{
    const TextFolder two(TextFileMap{{"a.csv", "x"}, {"b.csv", "y"}});
    const auto refused = openTexts(two.path());
    QVERIFY(refused.failed());
    QCOMPARE(refused.error().code, std::string("E-TEXT-001"));
    QVERIFY(refused.error().message.find("it holds 2 tables, but none is called train") != std::string::npos);
    QVERIFY(openTexts(TextFolder(TextFileMap{}).path()).error().message.find("no table and no text file") != std::string::npos);
    DatasetOptions options;
    options.validationShare = 1;
    QCOMPARE(openTexts(two.path(), options).error().code, std::string("E-DATA-005"));
}

QTEST_APPLESS_MAIN(TextDataTest)
#include "text_data_test.moc"
