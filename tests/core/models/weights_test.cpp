// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/weights.h"

#include <QtTest>

#include <algorithm>
#include <functional>

using namespace sparsescope;

/// Recognising architectures in checkpoints as training scripts leave them, from names and shapes alone.
class WeightsTest : public QObject
{
    Q_OBJECT

private slots:
    void everyArchitectureIsRecognised();
    void wrappersComeOff_data();
    void wrappersComeOff();
    void theRobustnessLibrarysNormaliserIsFound();
    void otherDictsAreIgnored();
    void misfitsMakeATable();
    void strangersAreNotRecognised();
    void aHugeStrangerIsQuick();
};

namespace
{

using Path = std::vector<std::string>;

void addTensor(Checkpoint& checkpoint, Path path, const Shape& shape, DType dtype = DType::F32)
{
    TensorEntry entry;
    entry.path = std::move(path);
    entry.dtype = dtype;
    entry.shape = shape;
    checkpoint.tensors.push_back(std::move(entry));
}

void addNetwork(Checkpoint& checkpoint, const std::string& architecture,
                const std::function<Path(const std::string&)>& place)
{
    for (const ExpectedTensor& tensor : expectedTensors(*findArchitecture(architecture))) {
        Shape shape = tensor.shape;
        std::ranges::replace(shape, -1, 10);
        addTensor(checkpoint, place(tensor.name), shape,
                  tensor.role == ExpectedTensor::Role::Counter ? DType::I64 : DType::F32);
    }
}

Path plain(const std::string& name)
{
    return {name};
}

Checkpoint network(const std::string& architecture)
{
    Checkpoint checkpoint;
    addNetwork(checkpoint, architecture, plain);
    return checkpoint;
}

TensorEntry& find(Checkpoint& checkpoint, const std::string& name)
{
    return *std::ranges::find(checkpoint.tensors, name, &TensorEntry::name);
}

bool anyContains(const std::vector<std::string>& texts, const std::string& part)
{
    return std::ranges::any_of(texts, [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

} // namespace

void WeightsTest::everyArchitectureIsRecognised()
{
    for (const Architecture& architecture : architectures()) {
        const auto checkpoint = network(architecture.name);
        const auto weights = mapWeights(checkpoint);
        QVERIFY(weights.architecture != nullptr);
        QCOMPARE(weights.architecture->name, architecture.name);
        QVERIFY(weights.mismatches.empty());
        QVERIFY(weights.notes.empty());
    }
}

void WeightsTest::wrappersComeOff_data()
{
    QTest::addColumn<QStringList>("dicts");
    QTest::addColumn<QString>("prefix");
    QTest::newRow("plain state dict") << QStringList() << "";
    QTest::newRow("DataParallel") << QStringList() << "module.";
    QTest::newRow("in a dict called state_dict") << QStringList{"state_dict"} << "";
    QTest::newRow("in a dict called net, with DataParallel") << QStringList{"net"} << "module.";
    QTest::newRow("robustness library") << QStringList{"model"} << "module.model.";
    QTest::newRow("robustness library, attacker only") << QStringList{"model"} << "module.attacker.model.";
    QTest::newRow("torch.compile") << QStringList() << "_orig_mod.";
    QTest::newRow("torch.compile of DataParallel") << QStringList{"state_dict"} << "_orig_mod.module.";
    QTest::newRow("Lightning") << QStringList{"state_dict"} << "model.";
    QTest::newRow("two dicts deep") << QStringList{"checkpoint", "model"} << "";
}

void WeightsTest::wrappersComeOff()
{
    QFETCH(QStringList, dicts);
    QFETCH(QString, prefix);
    Checkpoint checkpoint;
    addNetwork(checkpoint, "ResNet-18", [&](const std::string& name) {
        Path path;
        for (const QString& dict : dicts)
            path.push_back(dict.toStdString());
        path.push_back(prefix.toStdString() + name);
        return path;
    });
    const auto weights = mapWeights(checkpoint);
    QVERIFY(weights.architecture != nullptr);
    QCOMPARE(weights.architecture->name, std::string("ResNet-18"));
    QVERIFY(weights.mismatches.empty());
    QCOMPARE(weights.entries.at("fc.weight")->name(), prefix.toStdString() + "fc.weight");
    QCOMPARE(anyContains(weights.notes, "prefix \"" + prefix.toStdString() + "\""), !prefix.isEmpty());
    QCOMPARE(anyContains(weights.notes, "dict \"" + dicts.join('.').toStdString() + "\""), !dicts.isEmpty());
}

void WeightsTest::theRobustnessLibrarysNormaliserIsFound()
{
    Checkpoint checkpoint;
    for (const std::string prefix : {"module.model.", "module.attacker.model."})
        addNetwork(checkpoint, "ResNet-50", [&](const std::string& name) { return Path{"model", prefix + name}; });
    for (const std::string name : {"module.normalizer.new_mean", "module.normalizer.new_std",
                                   "module.attacker.normalize.new_mean", "module.attacker.normalize.new_std"})
        addTensor(checkpoint, {"model", name}, {3, 1, 1});
    const auto weights = mapWeights(checkpoint);
    QVERIFY(weights.architecture != nullptr);
    QVERIFY(weights.mismatches.empty());
    QVERIFY(weights.mean != nullptr && weights.deviation != nullptr);
    QVERIFY(anyContains(weights.notes, "second copy"));
    QCOMPARE(weights.entries.at("conv1.weight")->name(), std::string("module.model.conv1.weight"));
}

void WeightsTest::otherDictsAreIgnored()
{
    Checkpoint checkpoint;
    addNetwork(checkpoint, "ResNet-18", [](const std::string& name) { return Path{"ema", name}; });
    addNetwork(checkpoint, "ResNet-18", [](const std::string& name) { return Path{"state_dict", name}; });
    addTensor(checkpoint, {"optimizer", "state", "0", "momentum_buffer"}, {64, 3, 7, 7});
    const auto weights = mapWeights(checkpoint);
    QVERIFY(anyContains(weights.notes, "dict \"state_dict\""));
    QVERIFY(anyContains(weights.ignored, "ema ("));
    QVERIFY(anyContains(weights.ignored, "optimizer.state.0 (1 tensors)"));
}

void WeightsTest::misfitsMakeATable()
{
    auto checkpoint = network("ResNet-18");
    find(checkpoint, "layer1.0.conv1.weight").shape = {64, 64, 5, 5};
    find(checkpoint, "layer2.0.bn1.bias").dtype = DType::I32;
    find(checkpoint, "fc.bias").shape = {11};
    find(checkpoint, "conv1.weight").path = {"renamed.weight"};
    const auto weights = mapWeights(checkpoint);
    QCOMPARE(weights.architecture->name, std::string("ResNet-18"));
    using Kind = TensorMismatch::Kind;
    const std::vector<std::tuple<Kind, std::string, std::string, std::string>> expected{
        {Kind::Missing, "conv1.weight", "[64, 3, 7, 7]", ""},
        {Kind::Misshapen, "layer1.0.conv1.weight", "[64, 64, 3, 3]", "[64, 64, 5, 5]"},
        {Kind::Misshapen, "layer2.0.bn1.bias", "[128]", "[128] int32"},
        {Kind::Misshapen, "fc.bias", "[10]", "[11]"},
        {Kind::Extra, "renamed.weight", "", "[64, 3, 7, 7]"},
    };
    QCOMPARE(weights.mismatches.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const TensorMismatch& found = weights.mismatches[i];
        QVERIFY2(std::tie(found.kind, found.name, found.expected, found.found) == expected[i], found.name.c_str());
    }
}

void WeightsTest::strangersAreNotRecognised()
{
    Checkpoint checkpoint;
    QVERIFY(mapWeights(checkpoint).architecture == nullptr);
    addTensor(checkpoint, {"fc.weight"}, {1000, 512});
    addTensor(checkpoint, {"fc.bias"}, {1000});
    QVERIFY(mapWeights(checkpoint).architecture == nullptr);
}

void WeightsTest::aHugeStrangerIsQuick()
{
    Checkpoint checkpoint;
    for (int i = 0; i < 200'000; ++i)
        addTensor(checkpoint, {"module.model.net." + std::to_string(i)}, {1});
    QElapsedTimer timer;
    timer.start();
    QVERIFY(mapWeights(checkpoint).architecture == nullptr);
    QVERIFY(timer.elapsed() < 20'000);
}

QTEST_GUILESS_MAIN(WeightsTest)
#include "weights_test.moc"
