// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data_test_support.h"

#include "data/dataset.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <map>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

/// A folder of made-up files; pictures are told by name alone when listing.
class Tree {
public:
    fs::path root() const { return fs::path(m_folder.path().toStdString()) / "root"; }
    fs::path outside() const { return fs::path(m_folder.path().toStdString()) / "outside"; }
    Tree()
    {
        fs::create_directories(root());
        fs::create_directories(outside());
    }
    void add(const fs::path& path, int count = 1, const std::string& extension = ".jpg")
    {
        fs::create_directories((root() / path));
        for (int i = 0; i < count; ++i)
            std::ofstream(root() / path / ("p" + std::to_string(i) + extension)) << "x";
    }
    void addFile(const fs::path& path)
    {
        fs::create_directories((root() / path).parent_path());
        std::ofstream(root() / path) << "x";
    }
    Result<Dataset> open(const DatasetOptions& options = {}) const
    {
        Progress progress;
        return openImageFolder(root(), options, progress);
    }

    ~Tree()
    {
        std::error_code ignored;
        fs::remove_all(m_folder.path().toStdString(), ignored);  // QTemporaryDir cannot remove names that are not UTF-8
    }

private:
    QTemporaryDir m_folder;
};

std::string keys(const Dataset& dataset)
{
    std::string text;
    for (const DatasetClass& klass : dataset.classes)
        text += klass.key + " ";
    return text;
}

QString warnings(const Dataset& dataset)
{
    QString text;
    for (const std::string& warning : dataset.warnings)
        text += QString::fromStdString(warning) + "\n";
    return text;
}

std::map<Split, int> countSplits(const Dataset& dataset)
{
    std::map<Split, int> counts;
    for (const DatasetItem& item : dataset.items)
        ++counts[item.split];
    return counts;
}

bool warns(const Dataset& dataset, const char* pattern)
{
    return QRegularExpression(pattern).match(warnings(dataset)).hasMatch();
}

}  // namespace

class DatasetTest : public QObject {
    Q_OBJECT

private slots:
    void foldersAreClasses();
    void splitFoldersAreTaken_data();
    void splitFoldersAreTaken();
    void aClassOfTrainsStaysAClass();
    void valAloneIsDealtAnew();
    void classesMissingFromTrainAreLeftOut();
    void foldersInAClassAreWalked();
    void clutterAndOtherFilesAreLeftOut();
    void oddClassesAreWarnedOf();
    void linksInsideAreFollowedOthersCut();
    void loopsOfLinksEnd();
    void hostileNamesAreKept();
    void deepAndUnreadableFoldersAreSurvived();
    void namesComeFromAFile_data();
    void namesComeFromAFile();
    void badRequestsAreRefused_data();
    void badRequestsAreRefused();
    void fingerprintFollowsWhatMatters();
    void listingReportsAndStops();
};

void DatasetTest::foldersAreClasses()
{
    Tree tree;
    tree.add("b", 20);
    tree.add("a", 10, ".PNG");
    tree.add("B", 10, ".webp");
    tree.add("ä", 10, ".JPeG");
    const auto dataset = tree.open();
    QVERIFY(dataset.ok());
    QCOMPARE(keys(*dataset), "B a b ä ");
    QCOMPARE(dataset->items.size(), 50U);
    QVERIFY(!dataset->explicitSplits);
    for (std::size_t i = 1; i < dataset->items.size(); ++i) {
        const DatasetItem& before = dataset->items[i - 1];
        const DatasetItem& item = dataset->items[i];
        QVERIFY(std::tie(before.label, before.path) < std::tie(item.label, item.path));
    }
    QCOMPARE(dataset->classes[2].counts, (std::array<std::int64_t, 3>{16, 2, 2}));
}

void DatasetTest::splitFoldersAreTaken_data()
{
    QTest::addColumn<QStringList>("folders");
    QTest::addColumn<int>("train");
    QTest::addColumn<int>("validation");
    QTest::addColumn<int>("test");
    // each folder holds two classes of 20 pictures
    QTest::newRow("all three") << QStringList{"train", "val", "test"} << 40 << 40 << 40;
    QTest::newRow("other spellings") << QStringList{"Training", "VALID", "testing"} << 40 << 40 << 40;
    QTest::newRow("without test, a tenth of train") << QStringList{"train", "validation"} << 36 << 40 << 4;
    QTest::newRow("without validation likewise") << QStringList{"train", "test"} << 36 << 4 << 40;
    QTest::newRow("train alone") << QStringList{"train"} << 32 << 4 << 4;
    QTest::newRow("beside another folder") << QStringList{"train", "val", "test", "annotations"} << 40 << 40 << 40;
}

void DatasetTest::splitFoldersAreTaken()
{
    QFETCH(QStringList, folders);
    Tree tree;
    for (const QString& folder : folders)
        for (const char* key : {"cat", "dog"})
            tree.add(fs::path(folder.toStdString()) / key, 20);
    const auto dataset = tree.open();
    QVERIFY(dataset.ok());
    QVERIFY(dataset->explicitSplits);
    QCOMPARE(keys(*dataset), "cat dog ");
    auto counts = countSplits(*dataset);
    QTEST(counts[Split::Train], "train");
    QTEST(counts[Split::Validation], "validation");
    QTEST(counts[Split::Test], "test");
    QCOMPARE(warns(*dataset, "\"annotations\".*not used"), folders.contains("annotations"));
}

void DatasetTest::aClassOfTrainsStaysAClass()
{
    Tree tree;
    tree.add("bus", 10);
    tree.add("train", 10);
    const auto dataset = tree.open();
    QVERIFY(dataset.ok());
    QCOMPARE(keys(*dataset), "bus train ");
    QVERIFY(!dataset->explicitSplits);
}

void DatasetTest::valAloneIsDealtAnew()
{
    Tree tree;
    tree.add("val/cat", 20);
    tree.add("val/dog", 20);
    const auto dataset = tree.open();
    QVERIFY(dataset.ok());
    QCOMPARE(keys(*dataset), "cat dog ");
    QCOMPARE(countSplits(*dataset)[Split::Train], 32);
    QVERIFY(warns(*dataset, "split anew"));
}

void DatasetTest::classesMissingFromTrainAreLeftOut()
{
    Tree tree;
    tree.add("train/cat", 20);
    tree.add("train/dog", 20);
    tree.add("train/eel", 0);
    tree.add("val/cat", 5);
    tree.add("val/eel", 5);
    const auto dataset = tree.open();
    QVERIFY(dataset.ok());
    QCOMPARE(keys(*dataset), "cat dog ");
    QVERIFY(warns(*dataset, "\"eel\" has no pictures in train"));
    for (const DatasetItem& item : dataset->items)
        QVERIFY(item.label < 2);
}

void DatasetTest::foldersInAClassAreWalked()
{
    Tree tree;
    tree.add("cat", 2);
    tree.add("cat/indoors/sofa", 3);
    tree.add("dog", 4);
    const auto dataset = tree.open();
    QVERIFY(dataset.ok());
    QCOMPARE(dataset->items.size(), 9U);
    QCOMPARE(dataset->items[0].path, "cat/indoors/sofa/p0.jpg");
}

void DatasetTest::clutterAndOtherFilesAreLeftOut()
{
    Tree tree;
    tree.add("cat", 10);
    tree.add("dog", 10);
    for (const char* name : {"cat/.DS_Store", "cat/Thumbs.db", "cat/.hidden.jpg", ".git/x.jpg", "__MACOSX/cat/x.jpg"})
        tree.addFile(name);
    for (const char* name : {"cat/notes.txt", "cat/scan.tiff", "cat/noextension"})
        tree.addFile(name);
    tree.addFile("loose.jpg");
    const auto dataset = tree.open();
    QVERIFY(dataset.ok());
    QCOMPARE(keys(*dataset), "cat dog ");
    QCOMPARE(dataset->items.size(), 20U);
    QVERIFY2(warns(*dataset, "3 files are not named like pictures"), qPrintable(warnings(*dataset)));
    QVERIFY2(warns(*dataset, "1 picture lies beside the class folders"), qPrintable(warnings(*dataset)));
}

void DatasetTest::oddClassesAreWarnedOf()
{
    Tree tree;
    tree.add("cat", 20);
    tree.add("Cat", 20);
    tree.add("rare", 1);
    tree.add("seldom", 7);
    tree.add("void", 0);
    const auto dataset = tree.open();
    QVERIFY(dataset.ok());
    QCOMPARE(keys(*dataset), "Cat cat rare seldom ");
    QVERIFY2(warns(*dataset, "\"void\" holds no pictures"), qPrintable(warnings(*dataset)));
    QVERIFY2(warns(*dataset, "\"rare\", \"seldom\" have fewer than 8 .*dangerous ground"),
             qPrintable(warnings(*dataset)));
    QVERIFY2(warns(*dataset, "\"Cat\", \"cat\" differ .* only in upper and lower case"),
             qPrintable(warnings(*dataset)));
}

void DatasetTest::linksInsideAreFollowedOthersCut()
{
    Tree tree;
    tree.add("cat", 10);
    tree.add("dog", 10);
    tree.addFile(".store/extra/e.jpg");
    fs::create_directory_symlink(tree.root() / ".store/extra", tree.root() / "cat/extra");
    fs::create_symlink(tree.root() / "dog/p0.jpg", tree.root() / "cat/alias.jpg");
    (void)writeFileAtomically(tree.outside() / "o.jpg", "x");
    fs::create_directory_symlink(tree.outside(), tree.root() / "dog/away");
    fs::create_directory_symlink("/", tree.root() / "everything");
    fs::create_symlink(tree.outside() / "o.jpg", tree.root() / "dog/o.jpg");
    fs::create_symlink(tree.root() / "nothing", tree.root() / "dog/dead.jpg");
    const auto dataset = tree.open();
    QVERIFY(dataset.ok());
    QCOMPARE(keys(*dataset), "cat dog ");
    QCOMPARE(dataset->items.size(), 22U);
    QVERIFY2(warns(*dataset, "\"everything\".*\"dog/.*lead out of the folder"), qPrintable(warnings(*dataset)));
    QVERIFY2(warns(*dataset, "1 entry named like a picture is a dead link"), qPrintable(warnings(*dataset)));
}

void DatasetTest::loopsOfLinksEnd()
{
    Tree tree;
    tree.add("a", 10);
    tree.add("b", 10);
    fs::create_directory_symlink("../b", tree.root() / "a/b");
    fs::create_directory_symlink("../a", tree.root() / "b/a");
    fs::create_directory_symlink("..", tree.root() / "a/up");
    fs::create_directory_symlink(".", tree.root() / "a/self");
    const auto dataset = tree.open();
    QVERIFY(dataset.ok());
    QCOMPARE(dataset->items.size(), 40U);  // each class sees the other's folder once
    QVERIFY2(warns(*dataset, "lead back"), qPrintable(warnings(*dataset)));
}

void DatasetTest::hostileNamesAreKept()
{
    const std::vector<std::string> names{"new\nline.jpg", "bad\xFF\xFE.jpg", "-rf.jpg", "<script>.jpg", "=cmd().jpg",
                                         "trailing .jpg", "😀.jpg", std::string(251, 'x') + ".jpg"};
    Tree tree;
    tree.add("\xFFodd\n<b>", 10);
    for (const std::string& name : names)
        tree.addFile(fs::path("plain") / name);
    const auto dataset = tree.open();
    QVERIFY(dataset.ok());
    QCOMPARE(dataset->classes.size(), 2U);
    QCOMPARE(dataset->items.size(), 10 + names.size());
    for (const DatasetItem& item : dataset->items)
        QVERIFY(fs::exists(tree.root() / item.path));
}

void DatasetTest::deepAndUnreadableFoldersAreSurvived()
{
    Tree tree;
    tree.add("cat", 10);
    tree.add("dog", 10);
    fs::path deep = "dog";
    for (int i = 0; i < 60; ++i)
        deep /= "level";
    tree.add(deep, 1);
    const auto dataset = tree.open();
    QVERIFY(dataset.ok());
    QCOMPARE(dataset->items.size(), 21U);
}

void DatasetTest::namesComeFromAFile_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("error");
    QTest::newRow("words after the key") << QByteArray("n01 tench, Tinca tinca\nn02 goldfish\n") << "";
    QTest::newRow("tabs and Windows line ends")
        << QByteArray("\xEF\xBB\xBFn01\ttench, Tinca tinca\r\n\r\nn02\tgoldfish") << "";
    QTest::newRow("an object") << QByteArray(R"({"n01": "tench, Tinca tinca", "n02": "goldfish"})") << "";
    QTest::newRow("numbers to pairs")
        << QByteArray(R"({"0": ["n01", "tench, Tinca tinca"], "1": ["n02", "goldfish"]})") << "";
    QTest::newRow("empty") << QByteArray(" \n") << "it is empty";
    QTest::newRow("a key alone") << QByteArray("n01 tench\nn02\n") << "line 2 has no name";
    QTest::newRow("broken JSON") << QByteArray("{\"n01\": ") << "not valid JSON";
    QTest::newRow("JSON of numbers") << QByteArray("{\"n01\": 5}") << "neither a name";
    QTest::newRow("JSON nested a hundred thousand deep") << "{\"a\":" + QByteArray(100000, '[') << "not valid JSON";
}

void DatasetTest::namesComeFromAFile()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, error);
    Tree tree;
    tree.add("n01", 10);
    tree.add("n02", 10);
    tree.add("n03", 10);
    DatasetOptions options;
    options.namesFile = tree.outside() / "names";
    QVERIFY(writeFileAtomically(options.namesFile, content.toStdString()).ok());
    const auto dataset = tree.open(options);
    QCOMPARE(dataset.ok(), error.isEmpty());
    if (dataset.failed()) {
        QCOMPARE(dataset.error().code, "E-DATA-006");
        QVERIFY2(QString::fromStdString(dataset.error().message).contains(error), dataset.error().message.c_str());
        return;
    }
    QCOMPARE(dataset->classes[0].name, "tench, Tinca tinca");
    QCOMPARE(dataset->classes[1].name, "goldfish");
    QCOMPARE(dataset->classes[2].name, "n03");
    QVERIFY(warns(*dataset, "no name for the class \"n03\""));
}

void DatasetTest::badRequestsAreRefused_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<double>("share");
    QTest::addColumn<QString>("code");
    QTest::newRow("no such folder") << "nowhere" << 0.1 << "E-DATA-001";
    QTest::newRow("a file") << "file.jpg" << 0.1 << "E-DATA-001";
    QTest::newRow("an empty folder") << "empty" << 0.1 << "E-DATA-002";
    QTest::newRow("classes without pictures") << "bare" << 0.1 << "E-DATA-002";
    QTest::newRow("nothing left to train on") << "good" << 0.9 << "E-DATA-005";
    QTest::newRow("a negative share") << "good" << -0.1 << "E-DATA-005";
    QTest::newRow("a share that is not a number") << "good" << std::nan("") << "E-DATA-005";
}

void DatasetTest::badRequestsAreRefused()
{
    QFETCH(QString, folder);
    QFETCH(double, share);
    Tree tree;
    tree.addFile("file.jpg");
    fs::create_directories(tree.root() / "empty");
    fs::create_directories(tree.root() / "bare/cat");
    tree.add("good/cat", 3);
    Progress progress;
    DatasetOptions options;
    options.validationShare = share;
    const auto dataset = openImageFolder(tree.root() / folder.toStdString(), options, progress);
    QVERIFY(dataset.failed());
    QTEST(QString::fromStdString(dataset.error().code), "code");
}

void DatasetTest::fingerprintFollowsWhatMatters()
{
    Tree tree;
    tree.add("cat", 10);
    tree.add("dog", 10);
    const std::string before = tree.open()->fingerprint;
    QCOMPARE(before.size(), 64U);
    QCOMPARE(tree.open()->fingerprint, before);
    DatasetOptions options;
    options.seed = 1;
    QVERIFY(tree.open(options)->fingerprint != before);
    const fs::path file = tree.root() / "cat/p3.jpg";
    const auto modified = fs::last_write_time(file);
    QVERIFY(writeFileAtomically(file, "xy").ok());
    QVERIFY(tree.open()->fingerprint != before);
    QVERIFY(writeFileAtomically(file, "x").ok());
    fs::last_write_time(file, modified);
    QCOMPARE(tree.open()->fingerprint, before);
    fs::rename(file, tree.root() / "dog/q.jpg");
    QVERIFY(tree.open()->fingerprint != before);
}

void DatasetTest::listingReportsAndStops()
{
    Tree tree;
    tree.add("cat", 30);
    tree.add("dog", 30);
    std::string stage;
    Progress listening([&](const ProgressUpdate& update) { stage = update.stage + ", " + update.unit; });
    QVERIFY(openImageFolder(tree.root(), {}, listening).ok());
    QCOMPARE(stage, "Listing pictures, pictures");
    std::stop_source stop;
    stop.request_stop();
    Progress stopped({}, stop.get_token());
    QVERIFY(openImageFolder(tree.root(), {}, stopped).cancelled());
}

QTEST_GUILESS_MAIN(DatasetTest)
#include "dataset_test.moc"
