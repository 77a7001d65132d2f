// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "feature_fixtures.h"

#include "base/files.h"
#include "features/batch_choice.h"
#include "features/store_format.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace sparsescope;
using namespace sparsescope::fixtures;

namespace {

struct Setting {
    QTemporaryDir temporary;
    fs::path root = fs::path(temporary.path().toStdString());
    FakeModel model;
    Dataset dataset;
    ExtractOptions options;
    Progress progress;
    int perShard = 10;

    explicit Setting(int pictures = 45)
    {
        dataset = pictureFolder(root / "pictures", pictures);
        options.threads = 2;
        options.batch = 4;
    }

    ShardStore store(const char* name = "features") const { return storeFor(root / name, model, dataset, perShard); }
    Result<ExtractReport> extract(const char* name = "features")
    {
        return extractFeatures(model, dataset, store(name), options, progress);
    }
    std::string hash(const char* name = "features") const
    {
        const auto table = store(name).load();
        return table ? hashOf(*table) : messageOf(table);
    }
};

/// What each picture should give, one at a time and without our pipeline.
FeatureTable oracle(const FakeModel& model, const Dataset& dataset)
{
    std::vector<std::vector<float>> rows;
    FeatureTable table;
    for (std::size_t i = 0; i < dataset.items.size(); ++i) {
        const auto image = loadImage(dataset.root / dataset.items[i].path);
        std::vector<float> input(inputValues(model));
        std::vector<float> features(FakeModel::width);
        if (image)
            preprocess(*image, model.info().preprocessing, input);
        const bool good = image.ok() && model.features(input, 1, features).ok() && std::isfinite(features[5]);
        if (!good) {
            table.skipped.push_back({static_cast<std::int64_t>(i), dataset.items[i].path, ""});
            continue;
        }
        rows.push_back(features);
        table.labels.push_back(dataset.items[i].label);
        table.rowItem.push_back(static_cast<std::int64_t>(i));
    }
    table.features.resize(static_cast<Eigen::Index>(rows.size()), FakeModel::width);
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::copy(rows[i].begin(), rows[i].end(), table.features.row(static_cast<Eigen::Index>(i)).data());
    return table;
}

/// Ten ways for a picture to be bad, with a word of the reason.
std::vector<std::pair<std::function<void(const fs::path&)>, const char*>> badPictures()
{
    Random random(7);
    const Image image = randomImage(random);
    const Bytes png = encodePng(image).value();
    const Bytes jpeg = encodeJpeg(image).value();
    const auto bytes = [](Bytes content) { return [content](const fs::path& path) { writeBytes(path, content); }; };
    const auto text = [](std::string content) { return [content](const fs::path& path) { writeText(path, content); }; };
    const auto cut = [](Bytes whole, std::size_t keep) {
        whole.resize(keep);
        return whole;
    };
    Bytes bomb = png;
    bomb[16] = std::byte{0x7f};
    const Image green{8, 8, [] {
                          std::vector<std::uint8_t> rgb;
                          for (int i = 0; i < 64; ++i)
                              rgb.insert(rgb.end(), {0, 255, 0});
                          return rgb;
                      }()};
    return {{bytes(cut(png, png.size() / 2)), ""},
            {bytes(cut(jpeg, jpeg.size() / 2)), ""},
            {text(""), ""},
            {text("<svg xmlns='http://www.w3.org/2000/svg'/>"), "SVG"},
            {text(std::string("II*\0", 4) + std::string(100, 'x')), "TIFF"},
            {bytes(bomb), ""},
            {[](const fs::path& path) { fs::remove(path); }, "No such file"},
            {[](const fs::path& path) { fs::remove(path), fs::create_directory(path); }, "folder"},
            {[](const fs::path& path) { fs::remove(path), ::mkfifo(path.c_str(), 0600); }, "pipe"},
            {bytes(encodePng(green).value()), "not finite"}};
}

void burnCpu(std::chrono::microseconds time)
{
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {
    }
}

}  // namespace

class ExtractTest : public QObject {
    Q_OBJECT

private slots:
    void featuresAndLabelsAreTheOracles();
    void badPicturesShiftNothing();
    void theBitsDoNotDependOnThreads_data();
    void theBitsDoNotDependOnThreads();
    void aFinishedStoreIsNotTouched();
    void aResumedRunGivesTheSameBits();
    void aDamagedShardAloneIsMadeAgain();
    void anOldManifestIsReplaced();
    void anotherModelIsRefused();
    void outOfMemoryHalvesTheBatch_data();
    void outOfMemoryHalvesTheBatch();
    void onePictureTooManyIsSaid();
    void exceptionsBecomeErrors();
    void cancelAnswersWithinASecond_data();
    void cancelAnswersWithinASecond();
    void progressCountsWhatIsTakenOver();
    void aSecondRunIsToldWhoWorks();
    void aVanishedFolderStopsTheRun();
    void noPicturesIsAnError();
    void theEstimateKnowsTheSizes();
    void theBatchIsMeasured_data();
    void theBatchIsMeasured();
};

void ExtractTest::featuresAndLabelsAreTheOracles()
{
    Setting test;
    const auto report = test.extract();
    QVERIFY2(report.ok(), messageOf(report).c_str());
    QCOMPARE(report->rows, 45);
    QCOMPARE(report->resumedRows, 0);
    QCOMPARE(report->batch, 4);
    QVERIFY(report->skipped.empty());
    QVERIFY(report->perSecond > 0);
    QCOMPARE(test.hash(), hashOf(oracle(test.model, test.dataset)));
}

void ExtractTest::badPicturesShiftNothing()
{
    Setting test(200);
    const auto kinds = badPictures();
    std::vector<const char*> words;
    for (std::size_t i = 0; i < 40; ++i) {
        const auto& [spoil, word] = kinds[i % kinds.size()];
        spoil(test.dataset.root / test.dataset.items[i * 5 + i / 10].path);
        words.push_back(word);
    }
    const auto report = test.extract();
    QVERIFY2(report.ok(), messageOf(report).c_str());
    QCOMPARE(report->rows, 160);
    QCOMPARE(report->skipped.size(), 40U);
    const FeatureTable expected = oracle(test.model, test.dataset);
    const auto table = test.store().load();
    QVERIFY2(table.ok(), messageOf(table).c_str());
    QCOMPARE(hashOf(*table), hashOf(expected));
    for (std::size_t i = 0; i < 40; ++i) {
        QCOMPARE(table->skipped[i].item, expected.skipped[i].item);
        QCOMPARE(table->skipped[i].path, expected.skipped[i].path);
        const std::string& reason = table->skipped[i].reason;
        QVERIFY2(reason.size() > 20 && reason.ends_with('.'), reason.c_str());
        QVERIFY2(reason.find(words[i]) != std::string::npos, reason.c_str());
    }
}

void ExtractTest::theBitsDoNotDependOnThreads_data()
{
    QTest::addColumn<int>("threads");
    QTest::addColumn<int>("perShard");
    QTest::addColumn<QString>("device");
    for (const int threads : {1, 2, 5}) {
        QTest::addRow("%d threads", threads) << threads << 10 << "cpu";
        QTest::addRow("%d threads, shards smaller than a batch", threads) << threads << 3 << "cpu";
        QTest::addRow("%d threads, one shard", threads) << threads << 512 << "cpu";
        QTest::addRow("%d threads, a device", threads) << threads << 10 << "cuda:1";
    }
}

void ExtractTest::theBitsDoNotDependOnThreads()
{
    QFETCH(int, threads);
    QFETCH(int, perShard);
    QFETCH(QString, device);
    Setting test;
    test.model.bitsDependOnBatch = true;
    test.model.perPicture = std::chrono::microseconds(200);
    test.model.deviceName = device.toStdString();
    test.perShard = perShard;
    test.options.threads = 1;
    QVERIFY(test.extract("alone").ok());
    test.options.threads = threads;
    const auto report = test.extract();
    QVERIFY2(report.ok(), messageOf(report).c_str());
    QCOMPARE(test.hash(), test.hash("alone"));
}

void ExtractTest::aFinishedStoreIsNotTouched()
{
    Setting test;
    QVERIFY(test.extract().ok());
    const auto times = [&] {
        std::vector<std::pair<std::string, fs::file_time_type>> all;
        for (const auto& entry : fs::directory_iterator(test.root / "features"))
            if (entry.path().filename() != ".lock")
                all.emplace_back(entry.path().string(), entry.last_write_time());
        std::sort(all.begin(), all.end());
        return all;
    };
    const auto before = times();
    int passes = 0;
    test.model.onForward = [&](int) { ++passes; };
    const auto report = test.extract();
    QVERIFY2(report.ok(), messageOf(report).c_str());
    QCOMPARE(report->resumedRows, 45);
    QCOMPARE(report->batch, 4);
    QCOMPARE(passes, 0);
    QVERIFY(times() == before);
}

void ExtractTest::aResumedRunGivesTheSameBits()
{
    Setting test;
    test.model.bitsDependOnBatch = true;
    test.options.batch = 4;
    QVERIFY(test.extract("whole").ok());
    fs::copy(test.root / "whole", test.root / "features", fs::copy_options::recursive);
    for (const char* name : {"1_shard.json", "3_shard.json", "manifest.json"})
        fs::remove(test.root / "features" / name);
    test.options.batch = 2;
    const auto report = test.extract();
    QVERIFY2(report.ok(), messageOf(report).c_str());
    QCOMPARE(report->resumedRows, 25);
    QCOMPARE(report->notes.size(), 1U);
    QCOMPARE(report->notes[0], std::string("The batch stays 4 pictures, as in the shards that are already there."));
    QCOMPARE(test.hash(), test.hash("whole"));
}

void ExtractTest::aDamagedShardAloneIsMadeAgain()
{
    Setting test;
    test.model.bitsDependOnBatch = true;
    QVERIFY(test.extract().ok());
    const std::string before = test.hash();
    const fs::path file = test.root / "features/2_features.npy";
    fs::resize_file(file, fs::file_size(file) - 4);
    QVERIFY(test.store().load().failed());
    int pictures = 0;
    test.model.onForward = [&](int count) { pictures += count; };
    const auto report = test.extract();
    QVERIFY2(report.ok(), messageOf(report).c_str());
    QCOMPARE(pictures, 10);
    QCOMPARE(test.hash(), before);
}

void ExtractTest::anOldManifestIsReplaced()
{
    Setting test;
    QVERIFY(test.extract().ok());
    const std::string before = test.hash();
    auto manifest = unsealed(readText(test.root / "features/manifest.json"), "manifest").value();
    manifest.erase("checksum");
    manifest["shards"][1]["labelsChecksum"] = "0000000000000000";
    writeText(test.root / "features/manifest.json", sealedText(manifest));
    QVERIFY(test.store().load().failed());
    QVERIFY(!test.store().complete());
    QVERIFY(test.extract().ok());
    QCOMPARE(test.hash(), before);
}

void ExtractTest::anotherModelIsRefused()
{
    Setting test;
    QVERIFY(test.extract().ok());
    test.model.mutableInfo().sha256 = std::string(64, 'b');
    const auto report = test.extract();
    QVERIFY(report.failed());
    QVERIFY2(report.error().message.find("the model (was aaaaaaaa…, is bbbbbbbb…)") != std::string::npos,
             report.error().message.c_str());
    QVERIFY(test.store().clear().ok());
    QVERIFY(test.extract().ok());
}

void ExtractTest::outOfMemoryHalvesTheBatch_data()
{
    QTest::addColumn<int>("most");
    QTest::addColumn<int>("call");
    QTest::addColumn<int>("batch");
    QTest::newRow("never more than 3 of 8") << 3 << 0 << 2;
    QTest::newRow("never more than 1 of 8") << 1 << 0 << 1;
    QTest::newRow("once, in the first pass") << 100 << 1 << 4;
    QTest::newRow("once, in the middle") << 100 << 3 << 4;
    QTest::newRow("once, in the last pass") << 100 << 9 << 2;
}

void ExtractTest::outOfMemoryHalvesTheBatch()
{
    QFETCH(int, most);
    QFETCH(int, call);
    QFETCH(int, batch);
    Setting test; // Shards of 10 in batches of 8 and 2, the last of 5: nine passes.
    test.options.threads = 1;
    test.options.batch = 8;
    test.model.mostAtOnce = most;
    test.model.outOfMemoryAtCall = call;
    const auto report = test.extract();
    QVERIFY2(report.ok(), messageOf(report).c_str());
    QCOMPARE(report->batch, batch);
    QVERIFY(!report->notes.empty());
    QVERIFY2(report->notes[0].starts_with("The batch was cut from "), report->notes[0].c_str());
    test.model.mostAtOnce = 100;
    test.model.outOfMemoryAtCall = 0;
    QCOMPARE(test.hash(), hashOf(oracle(test.model, test.dataset)));
    // A run that resumes goes on with what was found to fit.
    fs::remove(test.root / "features/4_shard.json");
    fs::remove(test.root / "features/manifest.json");
    QVERIFY(test.extract().ok());
    QCOMPARE(test.hash(), hashOf(oracle(test.model, test.dataset)));
}

void ExtractTest::onePictureTooManyIsSaid()
{
    Setting test;
    test.model.outOfMemoryAtCall = 0;
    int passes = 0;
    test.model.onForward = [&](int) { test.model.mostAtOnce = ++passes >= 4 ? 0 : 100; };
    test.options.threads = 1;
    const auto report = test.extract();
    QVERIFY(report.failed());
    QCOMPARE(report.error().code, std::string("E-EXTRACT-005"));
    QVERIFY(report.error().message.starts_with("There is not enough memory to run the network on even one picture."));
    QCOMPARE(test.store().validShards().value(), (std::vector<bool>{true, false, false, false, false}));
}

void ExtractTest::exceptionsBecomeErrors()
{
    Setting test;
    test.model.onForward = [](int) { throw std::runtime_error("device <lost>"); };
    const auto report = test.extract();
    QVERIFY(report.failed());
    QVERIFY2(report.error().message.find("device <lost>") != std::string::npos, report.error().message.c_str());
    int passes = 0;
    test.model.onForward = [&](int count) {
        ++passes;
        if (count > 2)
            throw std::bad_alloc();
    };
    const auto second = test.extract();
    QVERIFY2(second.ok(), messageOf(second).c_str());
    QCOMPARE(second->batch, 2);
}

void ExtractTest::cancelAnswersWithinASecond_data()
{
    QTest::addColumn<int>("after");
    for (const int after : {0, 3, 50, 120, 200, 330})
        QTest::addRow("after %d ms", after) << after;
}

void ExtractTest::cancelAnswersWithinASecond()
{
    QFETCH(int, after);
    Setting test(100);
    test.model.bitsDependOnBatch = true;
    test.model.perPicture = std::chrono::milliseconds(10);
    QVERIFY(test.store().shardCount() == 10);
    std::stop_source stop;
    Progress progress({}, stop.get_token());
    std::chrono::steady_clock::time_point asked;
    std::jthread asking([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(after));
        asked = std::chrono::steady_clock::now();
        stop.request_stop();
    });
    const auto report = extractFeatures(test.model, test.dataset, test.store(), test.options, progress);
    const auto answered = std::chrono::steady_clock::now();
    asking.join();
    QVERIFY2(report.cancelled(), messageOf(report).c_str());
    const auto latency = std::chrono::duration_cast<std::chrono::milliseconds>(answered - asked).count();
    QVERIFY2(latency < 1000, std::to_string(latency).c_str());
    QVERIFY(!test.store().complete());
    const auto valid = test.store().validShards().value();
    const auto kept = std::count(valid.begin(), valid.end(), true);
    QVERIFY(after < 330 || kept > 0);
    const auto resumed = test.extract();
    QVERIFY2(resumed.ok(), messageOf(resumed).c_str());
    QCOMPARE(resumed->resumedRows, kept * 10);
    test.model.perPicture = {};
    QVERIFY(test.extract("whole").ok());
    QCOMPARE(test.hash(), test.hash("whole"));
}

void ExtractTest::progressCountsWhatIsTakenOver()
{
    Setting test;
    QVERIFY(test.extract().ok());
    fs::remove(test.root / "features/0_labels.npy");
    std::vector<ProgressUpdate> updates;
    Progress progress([&](const ProgressUpdate& update) { updates.push_back(update); });
    QVERIFY(extractFeatures(test.model, test.dataset, test.store(), test.options, progress).ok());
    QCOMPARE(updates.front().stage, std::string("Extracting features"));
    QCOMPARE(updates.front().total, 45);
    QCOMPARE(updates.front().unit, std::string("pictures"));
    QCOMPARE(updates.back().done, 45);
}

void ExtractTest::aSecondRunIsToldWhoWorks()
{
    Setting test;
    fs::create_directories(test.root / "features");
    const auto lock = FolderLock::take(test.root / "features");
    QVERIFY(lock.ok());
    const auto report = test.extract();
    QVERIFY(report.failed());
    QVERIFY2(report.error().message.find(fmt::format("is in use by process {}", ::getpid())) != std::string::npos,
             report.error().message.c_str());
}

void ExtractTest::aVanishedFolderStopsTheRun()
{
    Setting test;
    int passes = 0;
    test.options.threads = 1;
    test.model.onForward = [&](int) {
        if (++passes == 5)
            fs::rename(test.dataset.root, test.root / "unplugged");
    };
    const auto report = test.extract();
    QVERIFY(report.failed());
    QCOMPARE(report.error().code, std::string("E-EXTRACT-003"));
    fs::rename(test.root / "unplugged", test.dataset.root);
    test.model.onForward = {};
    const auto resumed = test.extract();
    QVERIFY2(resumed.ok(), messageOf(resumed).c_str());
    QVERIFY(resumed->resumedRows >= 10);
    QCOMPARE(resumed->rows, 45);
}

void ExtractTest::noPicturesIsAnError()
{
    Setting test;
    test.dataset.items.clear();
    QCOMPARE(test.extract().error().code, std::string("E-EXTRACT-001"));
    Setting other;
    const ShardStore store(other.root / "features", featureKey(other.model, other.dataset), 44, FakeModel::width, 10);
    QCOMPARE(extractFeatures(other.model, other.dataset, store, other.options, other.progress).error().code,
             std::string("E-EXTRACT-002"));
}

void ExtractTest::theEstimateKnowsTheSizes()
{
    Setting test;
    test.options.threads = 1;
    test.model.onForward = [](int count) { burnCpu(std::chrono::milliseconds(10) * count); };
    const auto estimate =
        estimateExtraction(test.model, test.dataset, test.root / "not/yet/there", test.options, test.progress);
    QVERIFY2(estimate.ok(), messageOf(estimate).c_str());
    const std::uint64_t arrays = 45 * (FakeModel::width * 4 + 8);
    QVERIFY(estimate->diskBytes >= arrays && estimate->diskBytes < arrays + 20000);
    QVERIFY(estimate->diskFree > 0);
    QVERIFY(estimate->memoryBytes > (1 << 20));
    QVERIFY2(estimate->seconds > 0.1 && estimate->seconds < 30, std::to_string(estimate->seconds).c_str());
    QVERIFY(!fs::exists(test.root / "not"));
}

void ExtractTest::theBatchIsMeasured_data()
{
    QTest::addColumn<int>("perCall");
    QTest::addColumn<int>("perPicture");
    QTest::addColumn<int>("most");
    QTest::addColumn<int>("batch");
    QTest::newRow("a cost per pass makes large batches pay") << 20000 << 200 << 100 << 16;
    QTest::newRow("no difference keeps the usual batch") << 0 << 3000 << 100 << 2;
    QTest::newRow("too little memory for more than 9") << 20000 << 200 << 9 << 8;
    QTest::newRow("too slow to interrupt a batch") << 0 << 300000 << 100 << 1;
}

void ExtractTest::theBatchIsMeasured()
{
    QFETCH(int, perCall);
    QFETCH(int, perPicture);
    QFETCH(int, most);
    QFETCH(int, batch);
    Setting test(8);
    test.model.mostAtOnce = most;
    test.model.deviceName = "cpu";
    test.model.onForward = [&](int count) {
        timespec now{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        const auto nanoseconds = [](const timespec& t) { return t.tv_sec * 1'000'000'000LL + t.tv_nsec; };
        const long long end = nanoseconds(now) + 1000LL * (perCall + perPicture * count);
        while (nanoseconds(now) < end)
            ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    };
    const auto chosen = chooseBatch(test.model, test.dataset, {}, test.progress);
    QVERIFY2(chosen.ok(), messageOf(chosen).c_str());
    QCOMPARE(*chosen, batch);
}

QTEST_GUILESS_MAIN(ExtractTest)
#include "extract_test.moc"
