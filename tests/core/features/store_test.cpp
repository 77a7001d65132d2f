// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "feature_fixtures.h"

#include "features/store_format.h"

#include <QTemporaryDir>
#include <QTest>

using namespace sparsescope;
using namespace sparsescope::fixtures;
using nlohmann::json;

namespace {

constexpr int width = 3;
constexpr int items = 10;
constexpr int perShard = 4;

FeatureKey testKey()
{
    return {"model-hash-0123456789",
            "global average pool",
            {},
            "data-hash-0123456789",
            "cpu",
            "sparsescope 0.1.0, LibTorch 1.13.1"};
}

FeatureTable rowsOf(std::int64_t first, std::int64_t last, const std::vector<std::int64_t>& skip = {})
{
    FeatureTable rows;
    rows.features.resize(last - first - static_cast<std::int64_t>(skip.size()), width);
    Eigen::Index row = 0;
    for (std::int64_t item = first; item < last; ++item) {
        if (std::find(skip.begin(), skip.end(), item) != skip.end()) {
            rows.skipped.push_back({item, fmt::format("class/{}.jpg", item), "The picture is cut short."});
            continue;
        }
        for (int j = 0; j < width; ++j)
            rows.features(row, j) = static_cast<float>(item) + 0.25F * static_cast<float>(j);
        rows.labels.push_back(item % 3);
        rows.rowItem.push_back(item);
        ++row;
    }
    return rows;
}

struct Store {
    QTemporaryDir temporary;
    fs::path folder = fs::path(temporary.path().toStdString()) / "features";
    ShardStore store{folder, testKey(), items, width, perShard};

    Store() { fs::create_directories(folder); }

    Status fill(bool manifest = true)
    {
        for (int i = 0; i < store.shardCount(); ++i) {
            const auto [first, last] = store.itemRange(i);
            SS_CHECK(store.writeShard(
                i, rowsOf(first, last, i == 1 ? std::vector<std::int64_t>{5} : std::vector<std::int64_t>{}), 4));
        }
        return manifest ? store.writeManifest() : Status(Done{});
    }

    /// Changes a sealed file as somebody would who also puts the checksum right.
    void forge(const char* file, const std::function<void(json&)>& change)
    {
        json object = unsealed(readText(folder / file), file).value();
        object.erase("checksum");
        change(object);
        writeText(folder / file, sealedText(object));
    }
};

/// Without cutting the file first, which some file systems flush to disk.
void writeInPlace(const fs::path& path, std::size_t at, char byte)
{
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(at)).put(byte);
}

}  // namespace

class StoreTest : public QObject {
    Q_OBJECT

private slots:
    void whatIsWrittenComesBack();
    void arraysAreWhatNumpySaves();
    void everyFlippedByteIsFound();
    void aDamagedShardIsNamedAndTheOthersStay();
    void otherKeysAreRefusedByName_data();
    void otherKeysAreRefusedByName();
    void forgedFilesAreRefused_data();
    void forgedFilesAreRefused();
    void anEmptyStoreIsIncomplete();
    void withoutManifestItIsIncomplete();
    void aGapIsToldNotSkipped();
    void aForeignShardIsNamed();
    void clearedItIsEmptyForAnotherKey();
    void aHalfClearedStoreIsStillRefused();
    void leftoversOfDeadRunsGo();
    void namesOutsideUtf8AreKept();
    void shardsMustFit();
    void aStoreOfSkippedPicturesOnlyLoads();
};

void StoreTest::whatIsWrittenComesBack()
{
    Store test;
    QCOMPARE(messageOf(test.fill()), std::string("ok"));
    QVERIFY(test.store.complete());
    QCOMPARE(test.store.batchOfEarlierRun(), 4);
    const auto table = test.store.load();
    QVERIFY2(table.ok(), messageOf(table).c_str());
    const FeatureTable expected = rowsOf(0, items, {5});
    QCOMPARE(hashOf(*table), hashOf(expected));
    QCOMPARE(table->skipped.size(), 1U);
    QCOMPARE(table->skipped[0].item, 5);
    QCOMPARE(table->skipped[0].path, std::string("class/5.jpg"));
    QCOMPARE(table->skipped[0].reason, std::string("The picture is cut short."));
    FeatureKey key;
    const auto finished = ShardStore::loadFinished(test.folder, &key);
    QVERIFY2(finished.ok(), messageOf(finished).c_str());
    QCOMPARE(hashOf(*finished), hashOf(expected));
    QCOMPARE(key.modelSha256, testKey().modelSha256);
    QVERIFY(key.preprocessing == testKey().preprocessing);
}

void StoreTest::arraysAreWhatNumpySaves()
{
    Store test;
    QVERIFY(test.fill().ok());
    // numpy.save of float32 (2, 3) and int64 (2,): magic, version 1.0, header length 118, dict, spaces, line break.
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    std::string expected =
        std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + std::string(117 - header.size(), ' ') + "\n";
    const float values[] = {8, 8.25F, 8.5F, 9, 9.25F, 9.5F};
    expected.append(reinterpret_cast<const char*>(values), sizeof values);
    QCOMPARE(readText(test.folder / "2_features.npy"), expected);

    header = "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }";
    expected = std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + std::string(117 - header.size(), ' ') + "\n";
    const std::int64_t labels[] = {2, 0};
    expected.append(reinterpret_cast<const char*>(labels), sizeof labels);
    QCOMPARE(readText(test.folder / "2_labels.npy"), expected);
}

void StoreTest::everyFlippedByteIsFound()
{
    Store test;
    QVERIFY(test.fill().ok());
    for (const char* name : {"1_features.npy", "1_labels.npy", "1_shard.json", "manifest.json"}) {
        const std::string whole = readText(test.folder / name);
        for (std::size_t at = 0; at < whole.size(); ++at) {
            writeInPlace(test.folder / name, at, static_cast<char>(whole[at] ^ (1 << at % 8)));
            const auto table = test.store.load();
            QVERIFY2(table.failed(), fmt::format("{}: a flip of byte {} was not noticed", name, at).c_str());
            if (std::string(name) != "manifest.json") {
                const auto valid = test.store.validShards();
                QVERIFY2(valid.ok(), messageOf(valid).c_str());
                QVERIFY((*valid == std::vector<bool>{true, false, true}));
            }
            writeInPlace(test.folder / name, at, whole[at]);
        }
        for (std::size_t length = 0; length < whole.size(); length += 16) {
            writeText(test.folder / name, whole.substr(0, length));
            QVERIFY2(test.store.load().failed(),
                     fmt::format("{}: a cut at byte {} was not noticed", name, length).c_str());
        }
        writeText(test.folder / name, whole + "\n");
        QVERIFY(test.store.load().failed());
        writeText(test.folder / name, whole);
        QVERIFY(test.store.load().ok());
    }
}

void StoreTest::aDamagedShardIsNamedAndTheOthersStay()
{
    Store test;
    QVERIFY(test.fill().ok());
    const std::string before = readText(test.folder / "1_features.npy");
    std::string damaged = before;
    damaged.back() ^= 1;
    writeText(test.folder / "1_features.npy", damaged);
    const auto table = test.store.load();
    QVERIFY(table.failed());
    QCOMPARE(table.error().code, std::string(damagedCode));
    QVERIFY2(table.error().message.starts_with("Shard 1 is damaged: \""), table.error().message.c_str());
    QVERIFY2(table.error().message.find("1_features.npy\" has the checksum ") != std::string::npos,
             table.error().message.c_str());
    QVERIFY(test.store.writeShard(1, rowsOf(4, 8, {5}), 4).ok());
    QCOMPARE(readText(test.folder / "1_features.npy"), before);
    QVERIFY(test.store.load().ok());
}

void StoreTest::otherKeysAreRefusedByName_data()
{
    QTest::addColumn<int>("field");
    QTest::addColumn<QString>("name");
    QTest::newRow("another model") << 0 << "What changed: the model (was model-ha…, is other).";
    QTest::newRow("another layer") << 1 << "What changed: the layer (was \"global average pool\", is \"logits\").";
    QTest::newRow("another resize")
        << 2
        << "What changed: the preprocessing (was shorter side 256, crop 224, mean 0.485 0.456 0.406, "
           "deviation 0.229 0.224 0.225, is shorter side 232,";
    QTest::newRow("another crop") << 3 << "the preprocessing";
    QTest::newRow("another mean") << 4 << "mean 0.5 0.456 0.406";
    QTest::newRow("another deviation") << 5 << "deviation 0.229 0.224 0.5";
    QTest::newRow("other pictures") << 6
                                    << "What changed: the data, their classes or splits (was data-has…, is other";
    QTest::newRow("another device") << 7 << "What changed: the device (was \"cpu\", is \"cuda\").";
    QTest::newRow("another version")
        << 8 << "What changed: the program's versions (was \"sparsescope 0.1.0, LibTorch 1.13.1\", is \"later\").";
    QTest::newRow("more pictures") << 9 << "What changed: the number of items (was 10, is 11).";
    QTest::newRow("another width") << 10 << "What changed: the number of features (was 3, is 4).";
    QTest::newRow("another shard size") << 11 << "What changed: the items per shard (was 4, is 5).";
    QTest::newRow("two things") << 12 << "the model (was model-ha…, is other); the device (was \"cpu\", is \"cuda\").";
}

void StoreTest::otherKeysAreRefusedByName()
{
    QFETCH(int, field);
    QFETCH(QString, name);
    FeatureKey key = testKey();
    const std::function<void()> changes[] = {[&] { key.modelSha256 = "other"; },
                                             [&] { key.layer = "logits"; },
                                             [&] { key.preprocessing.resize = 232; },
                                             [&] { key.preprocessing.crop = 240; },
                                             [&] { key.preprocessing.mean[0] = 0.5; },
                                             [&] { key.preprocessing.deviation[2] = 0.5; },
                                             [&] { key.dataFingerprint = "other"; },
                                             [&] { key.device = "cuda"; },
                                             [&] { key.versions = "later"; },
                                             [] {},
                                             [] {},
                                             [] {},
                                             [&] { key.modelSha256 = "other", key.device = "cuda"; }};
    changes[field]();
    for (const bool manifest : {false, true}) {
        Store test;
        QVERIFY(test.fill(manifest).ok());
        const ShardStore other(test.folder, key, field == 9 ? 11 : items, field == 10 ? 4 : width,
                               field == 11 ? 5 : perShard);
        QVERIFY(!other.complete());
        const auto valid = other.validShards();
        QVERIFY(valid.failed());
        QCOMPARE(valid.error().code, std::string(otherKeyCode));
        QVERIFY2(QString::fromStdString(valid.error().message).contains(name), valid.error().message.c_str());
        const auto table = other.load();
        QVERIFY(table.failed());
        QVERIFY2(QString::fromStdString(table.error().message).contains(name), table.error().message.c_str());
    }
}

void StoreTest::forgedFilesAreRefused_data()
{
    using Change = std::function<void(json&)>;
    QTest::addColumn<QString>("file");
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const char* file, Change change, const char* sentence) {
        QTest::newRow(name) << QString(file) << change << QString(sentence);
    };
    const char* const manifest = "manifest.json";
    const char* const record = "1_shard.json";
    row(
        "a manifest of a later version", manifest, [](json& j) { j["version"] = 2; },
        "was made by a newer version of Sparsescope (format 2");
    row(
        "a manifest of version 0", manifest, [](json& j) { j["version"] = 0; }, "there is no format 0");
    row(
        "a manifest of another program", manifest, [](json& j) { j["magic"] = "other"; },
        "is not a file of this feature store");
    row(
        "no version", manifest, [](json& j) { j.erase("version"); },
        "the field \"version\" is missing, expected a whole number");
    row(
        "a list for a key", manifest, [](json& j) { j["key"] = json::array(); },
        "the field \"key\" is of type array, expected an object");
    row(
        "a number for a layer", manifest, [](json& j) { j["key"]["layer"] = 3; },
        "the field \"layer\" is of type number, expected text");
    row(
        "no preprocessing", manifest, [](json& j) { j["key"].erase("preprocessing"); },
        "the field \"preprocessing\" is missing");
    row(
        "text for a resize", manifest, [](json& j) { j["key"]["preprocessing"]["resize"] = "big"; },
        "The preprocessing in");
    row(
        "a billion shards", manifest, [](json& j) { j["items"] = 4'000'000'000; },
        "it lists 3 shards, 4000000000 items need 1000000000");
    row(
        "more shards than can be", manifest, [](json& j) { j["items"] = 1'000'000'000'000, j["itemsPerShard"] = 1; },
        "more shards than can be");
    row(
        "2^63 pictures", manifest, [](json& j) { j["items"] = 1ULL << 63; },
        "the field \"items\" is 9223372036854775808, expected 0 to");
    row(
        "−1 pictures", manifest, [](json& j) { j["items"] = -1; }, "the field \"items\" is -1, expected 0 to");
    row(
        "no features", manifest, [](json& j) { j["features"] = 0; }, "the field \"features\" is 0, expected 1 to");
    row(
        "shards of no size", manifest, [](json& j) { j["itemsPerShard"] = 0; }, "the field \"itemsPerShard\" is 0");
    row(
        "one shard dropped", manifest, [](json& j) { j["shards"].erase(2); }, "it lists 2 shards, 10 items need 3");
    row(
        "a file name that leads elsewhere", manifest, [](json& j) { j["shards"][0]["file"] = "../../etc/passwd"; },
        "the field \"file\" is there, expected no such field");
    row(
        "a shard that is a number", manifest, [](json& j) { j["shards"][0] = 7; },
        "the field \"rows\" is in number, expected in an object");
    row(
        "too many rows in a shard", manifest, [](json& j) { j["shards"][0]["rows"] = 5; },
        "the field \"rows\" is 5, expected 0 to 4");
    row(
        "rows that do not add up", manifest, [](json& j) { j["rows"] = 8; }, "it promises 8 rows, its shards have 9");
    row(
        "rows that are not in the file", manifest, [](json& j) { j["rows"] = 8, j["shards"][0]["rows"] = 3; },
        "has the shape [4, 3], expected [3, 3]");
    row(
        "a checksum of other features", manifest,
        [](json& j) { j["shards"][0]["featuresChecksum"] = "0123456789abcdef"; }, "Shard 0 of \"");
    row(
        "a wider network", manifest, [](json& j) { j["features"] = 4; }, "the number of features (was 4, is 3)");
    row(
        "a record of a later version", record, [](json& j) { j["version"] = 9; },
        "was made by a newer version of Sparsescope (format 9");
    row(
        "a record of another program", record, [](json& j) { j["magic"] = "x"; },
        "is not a file of this feature store");
    row(
        "the record of another shard", record, [](json& j) { j["index"] = 2; }, "it is the record of shard 2");
    row(
        "another range of pictures", record, [](json& j) { j["firstItem"] = 3; },
        "it covers items 3 to 8, expected 4 to 8");
    row(
        "a range backwards", record, [](json& j) { j["lastItem"] = 1; }, "the field \"lastItem\" is 1, expected 4 to");
    row(
        "one row less", record, [](json& j) { j["rows"] = 2; }, "it has 2 rows, expected 3");
    row(
        "a skipped picture of another shard", record, [](json& j) { j["skipped"][0]["item"] = 9; },
        "the field \"item\" is 9, expected 4 to 7");
    row(
        "a picture skipped twice", record, [](json& j) { j["skipped"].push_back(j["skipped"][0]); },
        "the field \"item\" is 5, expected 6 to 7");
    row(
        "a record of another model", record, [](json& j) { j["key"]["model"] = "other"; },
        "What changed: the model (was other, is model-ha…)");
}

void StoreTest::forgedFilesAreRefused()
{
    using Change = std::function<void(json&)>;
    QFETCH(QString, file);
    QFETCH(Change, change);
    QFETCH(QString, sentence);
    Store test;
    QVERIFY(test.fill().ok());
    test.forge(file.toUtf8().constData(), change);
    const auto table = test.store.load();
    QVERIFY(table.failed());
    QVERIFY2(QString::fromStdString(table.error().message).contains(sentence), table.error().message.c_str());
}

void StoreTest::anEmptyStoreIsIncomplete()
{
    Store test;
    const auto table = test.store.load();
    QVERIFY(table.failed());
    QVERIFY2(table.error().message.find("are incomplete: 0 of 3 shards are valid.") != std::string::npos,
             table.error().message.c_str());
    QVERIFY(!test.store.complete());
    QVERIFY(test.store.writeManifest().failed());
    const ShardStore nowhere(test.folder / "missing", testKey(), items, width, perShard);
    QVERIFY((nowhere.validShards().value() == std::vector<bool>{false, false, false}));
}

void StoreTest::withoutManifestItIsIncomplete()
{
    Store test;
    QVERIFY(test.fill(false).ok());
    fs::remove(test.folder / "2_labels.npy");
    const auto table = test.store.load();
    QVERIFY(table.failed());
    QCOMPARE(table.error().code, std::string(incompleteCode));
    QVERIFY2(table.error().message.find("are incomplete: 2 of 3 shards are valid.") != std::string::npos,
             table.error().message.c_str());
    QVERIFY(ShardStore::loadFinished(test.folder).error().message.find("incomplete") != std::string::npos);
}

void StoreTest::aGapIsToldNotSkipped()
{
    Store test;
    QVERIFY(test.fill().ok());
    for (const char* name : {"1_features.npy", "1_labels.npy", "1_shard.json"})
        fs::remove(test.folder / name);
    const auto table = ShardStore::loadFinished(test.folder);
    QVERIFY(table.failed());
    QVERIFY2(table.error().message.starts_with("Shard 1 is damaged"), table.error().message.c_str());
    QVERIFY((test.store.validShards().value() == std::vector<bool>{true, false, true}));
}

void StoreTest::aForeignShardIsNamed()
{
    for (const char* name : {"3_features.npy", "77_labels.npy", "3_shard.json"}) {
        Store test;
        QVERIFY(test.fill().ok());
        writeText(test.folder / name, "x");
        for (const auto& message : {messageOf(test.store.load()), messageOf(test.store.validShards())}) {
            QVERIFY2(message.starts_with(foreignFileCode), message.c_str());
            QVERIFY2(message.find(name) != std::string::npos, message.c_str());
        }
    }
}

void StoreTest::clearedItIsEmptyForAnotherKey()
{
    Store test;
    QVERIFY(test.fill().ok());
    writeText(test.folder / "notes.txt", "mine");
    QVERIFY(test.store.clear().ok());
    FeatureKey key = testKey();
    key.modelSha256 = "other";
    const ShardStore other(test.folder, key, items, width, perShard);
    QVERIFY((other.validShards().value() == std::vector<bool>{false, false, false}));
    QVERIFY(fs::exists(test.folder / "notes.txt"));
}

void StoreTest::aHalfClearedStoreIsStillRefused()
{
    Store test;
    QVERIFY(test.fill().ok());
    for (const char* name : {"manifest.json", "0_features.npy", "0_labels.npy", "0_shard.json", "1_features.npy"})
        fs::remove(test.folder / name);
    FeatureKey key = testKey();
    key.layer = "logits";
    const ShardStore other(test.folder, key, items, width, perShard);
    QCOMPARE(other.validShards().error().code, std::string(otherKeyCode));
}

void StoreTest::leftoversOfDeadRunsGo()
{
    Store test;
    QVERIFY(test.fill().ok());
    for (const char* name :
         {".0_features.npy.4242.part", ".12_labels.npy.1.part", ".1_shard.json.77.part", ".manifest.json.9.part"})
        writeText(test.folder / name, "half");
    writeText(test.folder / ".other.txt.9.part", "not ours");
    QVERIFY(test.store.removeLeftovers().ok());
    int hidden = 0;
    for (const auto& entry : fs::directory_iterator(test.folder))
        hidden += entry.path().filename().string().starts_with('.');
    QCOMPARE(hidden, 1);
}

void StoreTest::namesOutsideUtf8AreKept()
{
    Store test;
    FeatureTable rows = rowsOf(0, 4, {2});
    rows.skipped[0].path = "caf\xe9/\n<b>.jpg";
    rows.skipped[0].reason = "broken \xff\xfe";
    QVERIFY(test.store.writeShard(0, rows).ok());
    const auto valid = test.store.validShards();
    QVERIFY2(valid.ok(), messageOf(valid).c_str());
    QVERIFY(valid->at(0));
}

void StoreTest::shardsMustFit()
{
    Store test;
    QVERIFY(test.store.writeShard(0, rowsOf(0, 3)).failed());
    FeatureTable rows = rowsOf(0, 4);
    rows.labels.pop_back();
    const auto status = test.store.writeShard(0, rows);
    QVERIFY(status.failed());
    QVERIFY2(status.error().message.find("it has 4 × 3 features, 3 labels and 0 skipped items") != std::string::npos,
             status.error().message.c_str());
}

void StoreTest::aStoreOfSkippedPicturesOnlyLoads()
{
    Store test;
    const ShardStore store(test.folder, testKey(), 2, width, perShard);
    QVERIFY(store.writeShard(0, rowsOf(0, 2, {0, 1})).ok());
    QVERIFY(store.writeManifest().ok());
    const auto table = store.load();
    QVERIFY2(table.ok(), messageOf(table).c_str());
    QCOMPARE(table->features.rows(), 0);
    QCOMPARE(table->features.cols(), width);
    QCOMPARE(table->skipped.size(), 2U);
}

QTEST_GUILESS_MAIN(StoreTest)
#include "store_test.moc"
