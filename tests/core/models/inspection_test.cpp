// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "made_weights.h"

#include "models/inspection.h"
#include "models/vision_model.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <fstream>
#include <functional>
#include <limits>

#include <nlohmann/json.hpp>

using namespace sparsescope;

/// What is told of model files, and the sentences for those that cannot be used.
class InspectionTest : public QObject
{
    Q_OBJECT

private slots:
    void aGoodFileIsUnderstood();
    void oddWeightsAreNoted_data();
    void oddWeightsAreNoted();
    void whatDoesNotFitIsNotOpened_data();
    void whatDoesNotFitIsNotOpened();
    void filesThatAreNotNetworksAreSentences_data();
    void filesThatAreNotNetworksAreSentences();
    void devicesThatAreNotThereAreSentences_data();
    void devicesThatAreNotThereAreSentences();
    void impossiblePreprocessingIsRefused_data();
    void impossiblePreprocessingIsRefused();
    void classNamesAreRead_data();
    void classNamesAreRead();
    void aStopIsNotAnError();
    void jsonKeepsEverything();

private:
    using Change = std::function<void(std::vector<NamedTensor>&)>;
    std::filesystem::path write(const Change& change, const std::map<std::string, std::string>& metadata = {});
    std::filesystem::path write(const std::string& text);

    QTemporaryDir m_folder;
};

using Change = std::function<void(std::vector<NamedTensor>&)>;
Q_DECLARE_METATYPE(Change)

namespace
{

Result<ModelInfo> inspect(const std::filesystem::path& path, const ModelOptions& options = {})
{
    Progress progress;
    return inspectModel(path, options, progress);
}

NamedTensor& tensorNamed(std::vector<NamedTensor>& tensors, const std::string& name)
{
    return *std::ranges::find(tensors, name, &NamedTensor::name);
}

void setAll(NamedTensor& tensor, float value)
{
    for (std::size_t i = 0; i < tensor.tensor.bytes.size(); i += sizeof value)
        std::memcpy(tensor.tensor.bytes.data() + i, &value, sizeof value);
}

/// Halves as the upper two bytes of each float: bfloat16, cut off.
void toBrainFloats(NamedTensor& tensor)
{
    Bytes halves;
    for (std::size_t i = 0; i < tensor.tensor.bytes.size(); i += 4)
        halves.insert(halves.end(), {tensor.tensor.bytes[i + 2], tensor.tensor.bytes[i + 3]});
    tensor.tensor.dtype = DType::BF16;
    tensor.tensor.bytes = halves;
}

void removeTensor(std::vector<NamedTensor>& tensors, const std::string& name)
{
    std::erase_if(tensors, [&](const NamedTensor& tensor) { return tensor.name == name; });
}

} // namespace

std::filesystem::path InspectionTest::write(const Change& change, const std::map<std::string, std::string>& metadata)
{
    auto tensors = madeWeights(*findArchitecture("EfficientNet-Lite0"), 7);
    change(tensors);
    const auto path = std::filesystem::path(m_folder.path().toStdString()) / "model.safetensors";
    if (!writeSafetensors(path, tensors, metadata))
        qFatal("cannot write weights");
    return path;
}

std::filesystem::path InspectionTest::write(const std::string& text)
{
    const auto path = std::filesystem::path(m_folder.path().toStdString()) / "text.pth";
    std::ofstream(path) << text;
    return path;
}

void InspectionTest::aGoodFileIsUnderstood()
{
    const auto info = inspect(write([](auto&) {}));
    QVERIFY(info.ok());
    QVERIFY(info->usable());
    QCOMPARE(info->architecture, std::string("EfficientNet-Lite0"));
    QCOMPARE(info->format, std::string("safetensors file"));
    QCOMPARE(info->headName, std::string("_fc"));
    QCOMPARE(info->features, 1280);
    QCOMPARE(info->classes, 7);
    QCOMPARE(info->parameters, 4652008 - 993 * 1281);
    QCOMPARE(info->preprocessing.resize, 256);
    QCOMPARE(info->preprocessing.mean[2], 127.0 / 255.0);
    QCOMPARE(info->preprocessingSource, std::string("the architecture's default"));
    QVERIFY(info->hasActivationMaps && info->notes.empty() && info->ignored.empty() && info->classNames.empty());
}

void InspectionTest::oddWeightsAreNoted_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("note");
    const auto row = [](const char* name, Change change, const char* note) { QTest::newRow(name) << change << note; };
    row(
        "not a number",
        [](auto& tensors) { setAll(tensorNamed(tensors, "_bn0.bias"), std::numeric_limits<float>::quiet_NaN()); },
        "32 of the values in _bn0.bias are not finite");
    row(
        "all zero", [](auto& tensors) { setAll(tensorNamed(tensors, "_fc.weight"), 0); },
        "All weights in _fc.weight are zero");
    row(
        "negative variance", [](auto& tensors) { setAll(tensorNamed(tensors, "_bn1.running_var"), -1); },
        "_bn1.running_var has negative variances");
    row(
        "16 bits", [](auto& tensors) { toBrainFloats(tensorNamed(tensors, "_conv_head.weight")); },
        "1 tensors are bfloat16 and were widened");
    row(
        "no bias", [](auto& tensors) { removeTensor(tensors, "_fc.bias"); }, "\"_fc\" has no bias");
    row(
        "DataParallel",
        [](auto& tensors) {
            std::ranges::for_each(tensors, [](auto& tensor) { tensor.name = "module." + tensor.name; });
        },
        "The prefix \"module.\" was taken off");
}

void InspectionTest::oddWeightsAreNoted()
{
    QFETCH(Change, change);
    QFETCH(QString, note);
    const auto info = inspect(write(change));
    QVERIFY(info.ok());
    QVERIFY(info->usable());
    QCOMPARE(info->notes.size(), std::size_t(1));
    QVERIFY2(QString::fromStdString(info->notes[0]).contains(note), info->notes[0].c_str());
    Progress progress;
    QVERIFY(openVisionModel(info->path, {}, progress).ok());
}

void InspectionTest::whatDoesNotFitIsNotOpened_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, Change change, const char* part) { QTest::newRow(name) << change << part; };
    row(
        "missing", [](auto& tensors) { removeTensor(tensors, "_blocks.3._bn1.weight"); },
        "\"_blocks.3._bn1.weight\" is missing");
    row(
        "missing head", [](auto& tensors) { removeTensor(tensors, "_fc.weight"); }, "\"_fc.weight\" is missing");
    row(
        "misshapen",
        [](auto& tensors) {
            tensorNamed(tensors, "_conv_stem.weight") = madeTensor("_conv_stem.weight", {32, 1, 3, 3});
        },
        "\"_conv_stem.weight\" is [32, 1, 3, 3] where [32, 3, 3, 3] is expected");
}

void InspectionTest::whatDoesNotFitIsNotOpened()
{
    QFETCH(Change, change);
    QFETCH(QString, part);
    const auto path = write(change);
    const auto info = inspect(path);
    QVERIFY(info.ok());
    QCOMPARE(info->architecture, std::string("EfficientNet-Lite0"));
    QVERIFY(!info->usable() && !info->mismatches.empty());
    Progress progress;
    const auto opened = openVisionModel(path, {}, progress);
    QVERIFY(opened.failed());
    QCOMPARE(opened.error().code, std::string("E-MODEL-011"));
    QVERIFY2(QString::fromStdString(opened.error().message).contains(part), opened.error().message.c_str());
}

void InspectionTest::filesThatAreNotNetworksAreSentences_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("part");
    const std::string other = m_folder.path().toStdString() + "/other.safetensors";
    QVERIFY(writeSafetensors(other, {madeTensor("encoder.0.weight", {4, 4})}).ok());
    QTest::newRow("another network's weights") << QString::fromStdString(other) << "E-MODEL-003"
                                               << "Export the network as TorchScript";
    QTest::newRow("text") << QString::fromStdString(write("hello, I am not a model").string()) << ""
                          << "text.pth";
    QTest::newRow("empty file") << "/dev/null"
                                << ""
                                << "null";
    QTest::newRow("no file") << "/nonexistent/model.pth"
                             << ""
                             << "model.pth";
    QTest::newRow("whole Python model") << SPARSESCOPE_TEST_DATA "/models/whole_model.pt"
                                        << ""
                                        << "state_dict";
}

void InspectionTest::filesThatAreNotNetworksAreSentences()
{
    QFETCH(QString, path);
    QFETCH(QString, code);
    QFETCH(QString, part);
    const auto info = inspect(path.toStdString());
    QVERIFY(info.failed());
    if (!code.isEmpty())
        QCOMPARE(QString::fromStdString(info.error().code), code);
    QVERIFY2(QString::fromStdString(info.error().message).contains(part), info.error().message.c_str());
}

void InspectionTest::devicesThatAreNotThereAreSentences_data()
{
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("code");
    QTest::newRow("a graphics card that no machine has") << "cuda:7777"
                                                         << "E-DEVICE-002";
    QTest::newRow("nonsense") << "toaster"
                              << "E-DEVICE-001";
    QTest::newRow("empty") << ""
                           << "E-DEVICE-001";
    QTest::newRow("negative") << "cuda:-1"
                              << "E-DEVICE-001";
    QTest::newRow("number too large") << "cuda:99999999999999999999"
                                      << "E-DEVICE-001";
    QTest::newRow("more than a number") << "cuda:0;rm"
                                        << "E-DEVICE-001";
    QTest::newRow("no number") << "cuda:"
                               << "E-DEVICE-001";
    QTest::newRow("a device LibTorch knows but we do not") << "meta"
                                                           << "E-DEVICE-001";
    if (availableDevices().size() == 1)
        QTest::newRow("a graphics card where there is none") << "cuda"
                                                             << "E-DEVICE-002";
}

void InspectionTest::devicesThatAreNotThereAreSentences()
{
    QFETCH(QString, device);
    QFETCH(QString, code);
    ModelOptions options;
    options.device = device.toStdString();
    Progress progress;
    const auto opened = openVisionModel(write([](auto&) {}), options, progress);
    QVERIFY(opened.failed());
    QCOMPARE(QString::fromStdString(opened.error().code), code);
    QVERIFY2(QString::fromStdString(opened.error().message).contains("cpu"), opened.error().message.c_str());
}

void InspectionTest::impossiblePreprocessingIsRefused_data()
{
    QTest::addColumn<int>("resize");
    QTest::addColumn<int>("crop");
    QTest::addColumn<double>("deviation");
    QTest::newRow("crop of nothing") << 256 << 0 << 1.0;
    QTest::newRow("negative crop") << 256 << -5 << 1.0;
    QTest::newRow("crop larger than the picture") << 200 << 224 << 1.0;
    QTest::newRow("crop that fills memory") << 100'000 << 100'000 << 1.0;
    QTest::newRow("deviation of zero") << 256 << 224 << 0.0;
    QTest::newRow("deviation not a number") << 256 << 224 << std::numeric_limits<double>::quiet_NaN();
}

void InspectionTest::impossiblePreprocessingIsRefused()
{
    QFETCH(int, resize);
    QFETCH(int, crop);
    QFETCH(double, deviation);
    ModelOptions options;
    options.preprocessing = Preprocessing{resize, crop, {0, 0, 0}, {1, deviation, 1}};
    const auto info = inspect(write([](auto&) {}), options);
    QVERIFY(info.failed());
    QCOMPARE(info.error().code, std::string(resize == 256 && crop == 224 ? "E-MODEL-005" : "E-MODEL-004"));
}

void InspectionTest::classNamesAreRead_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<int>("count");
    QTest::newRow("list") << "class_names"
                          << R"(["a","b","c","d","e","f","g"])" << 7;
    QTest::newRow("dict by number") << "id2label"
                                    << R"({"0":"a","1":"b","2":"c","3":"d","4":"e","5":"f","6":"g"})" << 7;
    QTest::newRow("wrong number") << "classes"
                                  << R"(["a","b"])" << 0;
    QTest::newRow("not names") << "classes"
                               << "[1,2,3,4,5,6,7]" << 0;
    QTest::newRow("not JSON") << "classes"
                              << "a b c d e f g" << 0;
    QTest::newRow("deep JSON") << "classes" << QString("[").repeated(10'000) << 0;
}

void InspectionTest::classNamesAreRead()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    QFETCH(int, count);
    const auto info = inspect(write([](auto&) {}, {{key.toStdString(), value.toStdString()}}));
    QVERIFY(info.ok());
    QCOMPARE(int(info->classNames.size()), count);
    if (count > 0)
        QCOMPARE(info->classNames[6], std::string("g"));
}

void InspectionTest::aStopIsNotAnError()
{
    std::stop_source source;
    source.request_stop();
    Progress progress({}, source.get_token());
    QVERIFY(openVisionModel(write([](auto&) {}), {}, progress).cancelled());
}

void InspectionTest::jsonKeepsEverything()
{
    const auto info = inspect(write([](auto& tensors) { removeTensor(tensors, "_bn0.bias"); }));
    QVERIFY(info.ok());
    const nlohmann::json json = *info;
    QCOMPARE(json["mismatches"][0]["kind"], "missing");
    QCOMPARE(nlohmann::json(json.get<ModelInfo>()), json);
}

QTEST_GUILESS_MAIN(InspectionTest)
#include "inspection_test.moc"
