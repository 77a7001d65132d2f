// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "made_weights.h"

#include "base/files.h"
#include "models/vision_model.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <atomic>
#include <thread>

#include <nlohmann/json.hpp>

using namespace sparsescope;

/// Networks with made weights against the numbers of torchvision and efficientnet-lite-pytorch.
class NetworksTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void featuresEqualTheReference_data();
    void featuresEqualTheReference();
    void logitsEqualTheReference();
    void mapsAverageToFeatures();
    void threadsGiveTheSameBits();
    void anotherSizeRuns();
    void wrongSizesAreSentences();

private:
    std::filesystem::path write(const std::string& name, std::int64_t classes = 1000);
    std::unique_ptr<VisionModel> open(const std::string& name, const ModelOptions& options = {});

    nlohmann::json m_reference;
    QTemporaryDir m_folder;
};

void NetworksTest::initTestCase()
{
    prepareProcessForModels();
    const auto text = readTextFile(std::filesystem::path(SPARSESCOPE_TEST_DATA) / "models/networks.json", 1 << 20);
    QVERIFY(text.ok());
    m_reference = nlohmann::json::parse(*text)["networks"];
}

std::filesystem::path NetworksTest::write(const std::string& name, std::int64_t classes)
{
    const auto path = std::filesystem::path(m_folder.path().toStdString()) / (name + ".safetensors");
    if (!std::filesystem::exists(path) && !writeSafetensors(path, madeWeights(*findArchitecture(name), classes)))
        qFatal("cannot write weights");
    return path;
}

std::unique_ptr<VisionModel> NetworksTest::open(const std::string& name, const ModelOptions& options)
{
    Progress progress;
    auto model = openVisionModel(write(name), options, progress);
    if (!model)
        qFatal("%s", model.error().message.c_str());
    return std::move(model).value();
}

namespace
{

std::vector<float> run(const VisionModel& model, int count)
{
    std::vector<float> features(static_cast<std::size_t>(count) * model.info().features);
    const auto status = model.features(madePictures(count, model.info().preprocessing.crop), count, features);
    if (!status)
        qFatal("%s", status.error().message.c_str());
    return features;
}

} // namespace

void NetworksTest::featuresEqualTheReference_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("tolerance");
    // The deeper ResNets' made features reach thousands, so they are compared to 1e-5 of the largest.
    for (const char* name : {"ResNet-18", "ResNet-50"})
        QTest::newRow(name) << name << 1e-4;
    for (const char* name :
         {"EfficientNet-Lite0", "EfficientNet-Lite1", "EfficientNet-Lite2", "EfficientNet-Lite3", "EfficientNet-Lite4"})
        QTest::newRow(name) << name << 1e-5;
    for (const char* name : {"ResNet-34", "ResNet-101", "ResNet-152"})
        QTest::newRow(name) << name << 0.0;
}

void NetworksTest::featuresEqualTheReference()
{
    QFETCH(QString, name);
    QFETCH(double, tolerance);
    const auto& expected = m_reference[name.toStdString()];
    const auto model = open(name.toStdString());
    const std::size_t width = expected["width"];
    QCOMPARE(std::size_t(model->info().features), width);
    const auto features = run(*model, 2);
    if (tolerance == 0)
        tolerance = 1e-5 * *std::ranges::max_element(features);

    double worst = 0;
    const std::size_t step = expected["step"];
    for (std::size_t picture = 0; picture < 2; ++picture) {
        double sum = 0;
        for (std::size_t i = 0; i < width; ++i)
            sum += features[picture * width + i];
        for (std::size_t i = 0; i * step < width; ++i)
            worst = std::max(
                worst, std::abs(features[picture * width + i * step] - expected["features"][picture][i].get<double>()));
        QVERIFY(std::abs(sum - expected["sum"][picture].get<double>()) < tolerance * static_cast<double>(width));
    }
    qInfo("largest difference %.2g", worst);
    QVERIFY2(worst <= tolerance, qPrintable(QString("largest difference %1").arg(worst)));
}

void NetworksTest::logitsEqualTheReference()
{
    const auto model = open("EfficientNet-Lite0");
    const OriginalHead& head = model->originalHead();
    const auto features = run(*model, 1);
    for (int k = 0; k < 8; ++k) {
        double logit = head.bias[k];
        for (int i = 0; i < head.features; ++i)
            logit += double{head.weight[std::size_t(k) * head.features + i]} * features[i];
        QVERIFY(std::abs(logit - m_reference["EfficientNet-Lite0"]["logits"][0][k].get<double>()) < 1e-4);
    }
}

void NetworksTest::mapsAverageToFeatures()
{
    const auto model = open("EfficientNet-Lite0");
    const auto features = run(*model, 1);
    const std::vector<int> wanted{0, 17, 1279, 17};
    const auto maps = model->activationMaps(madePictures(1, 224), wanted);
    QVERIFY(maps.ok());
    QCOMPARE(maps->size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const ActivationMap& map = (*maps)[i];
        QCOMPARE(map.height, 7);
        QCOMPARE(map.width, 7);
        double sum = 0;
        for (const float value : map.values)
            sum += value;
        QVERIFY(std::abs(sum / 49 - features[wanted[i]]) < 1e-6);
    }
}

void NetworksTest::threadsGiveTheSameBits()
{
    const auto model = open("EfficientNet-Lite0");
    const auto alone = run(*model, 2);
    std::atomic<int> same = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] { same += run(*model, 2) == alone; });
    }
    QCOMPARE(same.load(), 4);

    ModelOptions two;
    two.forwardThreads = 2;
    QVERIFY(run(*open("EfficientNet-Lite0", two), 2) == alone);
}

void NetworksTest::anotherSizeRuns()
{
    ModelOptions options;
    options.preprocessing = Preprocessing{100, 97, {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}};
    const auto model = open("EfficientNet-Lite0", options);
    QCOMPARE(model->info().inputSize, 97);
    QCOMPARE(QString::fromStdString(model->info().preprocessingSource), QString("your choice"));
    const auto maps = model->activationMaps(madePictures(1, 97), std::vector<int>{5});
    QVERIFY(maps.ok());
    QCOMPARE(maps->front().height, 4);
}

void NetworksTest::wrongSizesAreSentences()
{
    const auto model = open("EfficientNet-Lite0");
    std::vector<float> features(1280);
    QCOMPARE(model->features(std::vector<float>(7), 1, features).error().code, std::string("E-MODEL-006"));
    features.pop_back();
    QCOMPARE(model->features(madePictures(1, 224), 1, features).error().code, std::string("E-MODEL-007"));
    QCOMPARE(model->activationMaps(madePictures(1, 224), std::vector<int>{1280}).error().code,
             std::string("E-MODEL-010"));
}

QTEST_GUILESS_MAIN(NetworksTest)
#include "networks_test.moc"
