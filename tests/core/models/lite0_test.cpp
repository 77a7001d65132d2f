// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "made_weights.h"

#include "base/files.h"
#include "models/vision_model.h"

#include <QtTest>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <nlohmann/json.hpp>

using namespace sparsescope;

/// EfficientNet-Lite0 with its own weights, where they have been fetched: named by SPARSESCOPE_LITE0, or in the
/// person's data folder, where packaging/demo.sh puts them.
class Lite0Test : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void featuresAndTopClassEqualTheReference();
    void everythingIsUnderstood();

private:
    std::filesystem::path m_path;
    std::unique_ptr<VisionModel> m_model;
};

namespace
{

std::filesystem::path findWeights()
{
    if (const char* path = std::getenv("SPARSESCOPE_LITE0"))
        return path;
    std::error_code error;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(userDataFolder(), error))
        if (entry.path().filename().string().starts_with("efficientnet-lite0") && entry.path().extension() == ".pth")
            return entry.path();
    return {};
}

} // namespace

void Lite0Test::initTestCase()
{
    prepareProcessForModels();
    m_path = findWeights();
    if (m_path.empty())
        QSKIP("the weights of EfficientNet-Lite0 are not on this machine; packaging/demo.sh fetches them");
    Progress progress;
    auto opened = openVisionModel(m_path, {}, progress);
    QVERIFY2(opened.ok(), opened.failed() ? opened.error().message.c_str() : "");
    m_model = std::move(opened).value();
}

void Lite0Test::featuresAndTopClassEqualTheReference()
{
    const auto text = readTextFile(std::filesystem::path(SPARSESCOPE_TEST_DATA) / "models/networks.json", 1 << 20);
    QVERIFY(text.ok());
    const auto expected = nlohmann::json::parse(*text)["networks"]["real EfficientNet-Lite0"];
    constexpr std::size_t width = 1280;
    std::vector<float> features(2 * width);
    QVERIFY(m_model->features(madePictures(2, 224), 2, features).ok());
    const OriginalHead& head = m_model->originalHead();
    for (std::size_t picture = 0; picture < 2; ++picture) {
        const float* row = features.data() + picture * width;
        for (std::size_t i = 0; i < 16; ++i)
            QVERIFY(std::abs(row[i * 80] - expected["features"][picture][i].get<double>()) < 1e-5);
        std::vector<double> logits(head.bias.begin(), head.bias.end());
        for (std::size_t k = 0; k < logits.size(); ++k)
            for (std::size_t i = 0; i < width; ++i)
                logits[k] += double{head.weight[k * width + i]} * row[i];
        QCOMPARE(int(std::ranges::max_element(logits) - logits.begin()), expected["top"][picture].get<int>());
    }
}

void Lite0Test::everythingIsUnderstood()
{
    const ModelInfo& info = m_model->info();
    QCOMPARE(info.architecture, std::string("EfficientNet-Lite0"));
    QCOMPARE(info.format, std::string("torch legacy checkpoint"));
    QCOMPARE(info.parameters, 4652008);
    QCOMPARE(info.classes, 1000);
    QVERIFY(info.notes.empty() && info.mismatches.empty() && info.ignored.empty());
}

QTEST_GUILESS_MAIN(Lite0Test)
#include "lite0_test.moc"
