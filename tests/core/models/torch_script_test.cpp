// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "made_weights.h"

#include "base/files.h"
#include "models/vision_model.h"

#include <QtTest>

#include <filesystem>

#include <nlohmann/json.hpp>

using namespace sparsescope;

/// Programs made by tests/reference/models/make_reference.py, cut at their last linear layer.
class TorchScriptTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void featuresEqualTheReference_data();
    void featuresEqualTheReference();
    void nothingRunsWithoutConsent();
    void badProgramsAreSentences_data();
    void badProgramsAreSentences();
    void mapsAverageToFeatures();
    void theProgramsSizeIsFound();

private:
    nlohmann::json m_reference;
};

namespace
{

std::filesystem::path program(const std::string& name)
{
    return std::filesystem::path(SPARSESCOPE_TEST_DATA) / "models" / (name + ".pt");
}

Result<std::unique_ptr<VisionModel>> open(const std::string& name)
{
    ModelOptions options;
    options.consent = true;
    Progress progress;
    return openVisionModel(program(name), options, progress);
}

} // namespace

void TorchScriptTest::initTestCase()
{
    prepareProcessForModels();
    const auto text = readTextFile(std::filesystem::path(SPARSESCOPE_TEST_DATA) / "models/networks.json", 1 << 20);
    QVERIFY(text.ok());
    m_reference = nlohmann::json::parse(*text)["networks"];
}

void TorchScriptTest::featuresEqualTheReference_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("classes");
    QTest::addColumn<bool>("maps");
    QTest::newRow("scripted") << "script_scripted" << 5 << true;
    QTest::newRow("traced") << "script_traced" << 5 << true;
    QTest::newRow("pooled by mean, answers with a dict of probabilities") << "script_mean_dict" << 5 << true;
    QTest::newRow("flattened 2 by 2 maps") << "script_flat" << 5 << false;
    QTest::newRow("matmul and add behind another linear layer") << "script_product" << 4 << false;
    QTest::newRow("traced for one picture only") << "script_one_picture" << 5 << true;
}

void TorchScriptTest::featuresEqualTheReference()
{
    QFETCH(QString, name);
    QFETCH(int, classes);
    QFETCH(bool, maps);
    const auto opened = open(name.toStdString());
    QVERIFY2(opened.ok(), opened.failed() ? opened.error().message.c_str() : "");
    const VisionModel& model = **opened;
    const auto& expected = m_reference[name.toStdString()];
    const std::size_t width = expected["width"];
    QVERIFY(model.info().usable());
    QCOMPARE(std::size_t(model.info().features), width);
    QCOMPARE(model.info().classes, classes);
    QCOMPARE(model.info().inputSize, expected["size"].get<int>());
    QCOMPARE(model.info().hasActivationMaps, maps);

    std::vector<float> features(2 * width);
    QVERIFY(model.features(madePictures(2, model.info().inputSize), 2, features).ok());
    const std::size_t step = expected["step"];
    for (std::size_t picture = 0; picture < 2; ++picture) {
        for (std::size_t i = 0; i * step < width; ++i)
            QVERIFY(std::abs(features[picture * width + i * step] - expected["features"][picture][i].get<double>())
                    < 1e-5);
        for (int k = 0; k < classes && name != "script_mean_dict"; ++k) {
            double logit = model.originalHead().bias[k];
            for (std::size_t i = 0; i < width; ++i)
                logit += double{model.originalHead().weight[k * width + i]} * features[picture * width + i];
            QVERIFY(std::abs(logit - expected["logits"][picture][k].get<double>()) < 1e-5);
        }
    }
}

void TorchScriptTest::nothingRunsWithoutConsent()
{
    Progress progress;
    const auto info = inspectModel(program("script_scripted"), {}, progress);
    QVERIFY(info.ok());
    QVERIFY(info->needsConsent && !info->usable());
    QCOMPARE(info->features, 0);
    QVERIFY(info->notes.at(0).find("without a sandbox") != std::string::npos);
    QCOMPARE(info->sha256.size(), std::size_t(64));
    QCOMPARE(openVisionModel(program("script_scripted"), {}, progress).error().code, std::string("E-MODEL-013"));
}

void TorchScriptTest::badProgramsAreSentences_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("part");
    QTest::newRow("throws") << "script_throws"
                            << "E-SCRIPT-006"
                            << "this program refuses to run";
    QTest::newRow("no linear layer") << "script_no_linear"
                                     << "E-SCRIPT-005"
                                     << "no linear layer";
    QTest::newRow("two inputs") << "script_two_inputs"
                                << "E-SCRIPT-003"
                                << "takes 2 inputs";
    QTest::newRow("writes a file") << "script_saves"
                                   << "E-SCRIPT-004"
                                   << "aten::save";
}

void TorchScriptTest::badProgramsAreSentences()
{
    QFETCH(QString, name);
    QFETCH(QString, code);
    QFETCH(QString, part);
    const auto opened = open(name.toStdString());
    QVERIFY(opened.failed());
    QCOMPARE(QString::fromStdString(opened.error().code), code);
    QVERIFY2(QString::fromStdString(opened.error().message).contains(part), opened.error().message.c_str());
    QVERIFY(!std::filesystem::exists("written_by_the_program"));
}

void TorchScriptTest::mapsAverageToFeatures()
{
    for (const char* name : {"script_traced", "script_mean_dict"}) {
        const auto model = open(name);
        QVERIFY(model.ok());
        std::vector<float> features(16);
        QVERIFY((*model)->features(madePictures(1, 224), 1, features).ok());
        const auto maps = (*model)->activationMaps(madePictures(1, 224), std::vector<int>{3, 15});
        QVERIFY(maps.ok());
        for (std::size_t i = 0; i < 2; ++i) {
            double sum = 0;
            for (const float value : (*maps)[i].values)
                sum += value;
            QVERIFY(std::abs(sum / double((*maps)[i].values.size()) - features[i == 0 ? 3 : 15]) < 1e-6);
        }
    }
}

void TorchScriptTest::theProgramsSizeIsFound()
{
    const auto model = open("script_product");
    QVERIFY(model.ok());
    QCOMPARE((*model)->info().preprocessing.crop, 32);
    QCOMPARE((*model)->activationMaps(madePictures(1, 32), std::vector<int>{0}).error().code,
             std::string("E-MODEL-009"));

    ModelOptions options;
    options.consent = true;
    options.preprocessing = Preprocessing{40, 33, {0, 0, 0}, {1, 1, 1}};
    Progress progress;
    const auto wrong = openVisionModel(program("script_product"), options, progress);
    QCOMPARE(wrong.error().code, std::string("E-SCRIPT-006"));
}

QTEST_GUILESS_MAIN(TorchScriptTest)
#include "torch_script_test.moc"
