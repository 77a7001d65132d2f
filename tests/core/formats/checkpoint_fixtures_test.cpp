// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/hash.h"
#include "formats/checkpoint.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

using namespace sparsescope;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

fs::path fixtureFolder()
{
    return fs::path(SPARSESCOPE_TEST_DATA) / "checkpoints";
}

json readExpected(const fs::path& path)
{
    const auto text = readTextFile(path, 10'000'000);
    return text ? json::parse(*text) : json{};
}

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

/// The file of the sample's real network, if it is installed: named by the environment, or in the user's data folder.
fs::path sampleNetwork()
{
    constexpr const char* name = "efficientnet-lite0-57934424.pth";
    if (const char* named = std::getenv("SPARSESCOPE_LITE0"))
        return named;
    return userDataFolder() / "models" / name;
}

}  // namespace

/// Every tensor that PyTorch or safetensors wrote comes back with the same bytes.
class CheckpointFixturesTest : public QObject {
    Q_OBJECT

private slots:
    void everyTensorIsBitExact_data();
    void everyTensorIsBitExact();
    void theFolderHasAtLeast25Fixtures();
    void wholeModelsAndProgramsAreRefused_data();
    void wholeModelsAndProgramsAreRefused();
    void theSampleNetworkIsBitExact();
    void cutFilesAreRefused_data();
    void cutFilesAreRefused();

private:
    static void compare(const Checkpoint& checkpoint, const json& truth);
};

void CheckpointFixturesTest::everyTensorIsBitExact_data()
{
    QTest::addColumn<QString>("file");
    const json expected = readExpected(fixtureFolder() / "expected.json");
    for (const auto& [file, truth] : expected.items())
        QTest::newRow(file.c_str()) << text(file);
}

void CheckpointFixturesTest::compare(const Checkpoint& checkpoint, const json& truth)
{
    std::map<std::vector<std::string>, const TensorEntry*> found;
    for (const TensorEntry& entry : checkpoint.tensors)
        found[entry.path] = &entry;
    QCOMPARE(found.size(), truth["tensors"].size());
    for (const json& wanted : truth["tensors"]) {
        const auto path = wanted["path"].get<std::vector<std::string>>();
        const std::string name = fmt::format("{}", fmt::join(path, "/"));
        QVERIFY2(found.contains(path), name.c_str());
        const TensorEntry& entry = *found[path];
        QCOMPARE(text(dtypeName(entry.dtype)), text(wanted["dtype"]));
        QCOMPARE(entry.shape, wanted["shape"].get<Shape>());
        const auto tensor = checkpoint.read(entry);
        QVERIFY2(tensor.ok(), tensor.failed() ? tensor.error().message.c_str() : "cancelled");
        QCOMPARE(text(sha256(tensor->bytes) + " " + name), text(wanted["sha256"].get<std::string>() + " " + name));
    }
}

void CheckpointFixturesTest::everyTensorIsBitExact()
{
    QFETCH(QString, file);
    const json truth = readExpected(fixtureFolder() / "expected.json")[file.toStdString()];
    const auto checkpoint = openCheckpoint(fixtureFolder() / file.toStdString());
    QVERIFY2(checkpoint.ok(), checkpoint.failed() ? checkpoint.error().message.c_str() : "cancelled");
    compare(*checkpoint, truth);
    for (const auto& [key, value] : truth["facts"].items())
        QCOMPARE(text(checkpoint->facts.contains(key) ? checkpoint->facts.at(key) : "(missing)"), text(value));
    for (const json& wanted : truth["ignored"]) {
        const bool listed = std::any_of(checkpoint->ignored.begin(), checkpoint->ignored.end(), [&](const OpaqueObject& object) {
            return object.path == wanted[0] && object.what.find(wanted[1].get<std::string>()) != std::string::npos;
        });
        QVERIFY2(listed, wanted.dump().c_str());
    }
    QCOMPARE(checkpoint->ignored.size(), truth["ignored"].size());
    std::map<std::string, std::size_t> storages;
    for (const TensorEntry& entry : checkpoint->tensors)
        storages[entry.name()] = entry.storage;
    for (const json& pair : truth["shared"])
        QCOMPARE(storages.at(pair[0]), storages.at(pair[1]));
}

void CheckpointFixturesTest::theFolderHasAtLeast25Fixtures()
{
    QVERIFY(readExpected(fixtureFolder() / "expected.json").size() >= 25);
}

void CheckpointFixturesTest::wholeModelsAndProgramsAreRefused_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("code");
    QTest::addColumn<bool>("script");
    QTest::newRow("a pickled module in a zip file") << "whole_model_zip.pt" << "E-CKP-003" << false;
    QTest::newRow("a pickled module in a legacy file") << "whole_model_legacy.pt" << "E-CKP-003" << false;
    QTest::newRow("a TorchScript program") << "torchscript.pt" << "E-PTZ-001" << true;
}

void CheckpointFixturesTest::wholeModelsAndProgramsAreRefused()
{
    QFETCH(QString, file);
    QFETCH(QString, code);
    QFETCH(bool, script);
    const fs::path path = fixtureFolder() / file.toStdString();
    const auto checkpoint = openCheckpoint(path);
    QVERIFY(checkpoint.failed());
    QCOMPARE(text(checkpoint.error().code), code);
    QVERIFY2(text(checkpoint.error().message).contains("state_dict"), checkpoint.error().message.c_str());
    QCOMPARE(isTorchScript(path), script);
}

void CheckpointFixturesTest::theSampleNetworkIsBitExact()
{
    const fs::path path = sampleNetwork();
    if (!fs::exists(path))
        QSKIP("The sample's EfficientNet-Lite0 is not installed; set SPARSESCOPE_LITE0 to its file to check it too.");
    const auto checkpoint = openCheckpoint(path);
    QVERIFY2(checkpoint.ok(), checkpoint.failed() ? checkpoint.error().message.c_str() : "cancelled");
    compare(*checkpoint, readExpected(fixtureFolder() / "efficientnet_lite0.json"));
}

void CheckpointFixturesTest::cutFilesAreRefused_data()
{
    QTest::addColumn<QString>("file");
    for (const char* file : {"training_zip.pt", "training_legacy.pt", "all_dtypes.safetensors", "views_zip.pt", "views_legacy.pt"})
        QTest::newRow(file) << file;
}

/// Whatever the length a download stopped at, the file is refused; nothing is filled up with zeros.
void CheckpointFixturesTest::cutFilesAreRefused()
{
    QFETCH(QString, file);
    const auto whole = readFile(fixtureFolder() / file.toStdString(), 10'000'000);
    QVERIFY(whole.ok());
    QTemporaryDir folder;
    const fs::path path = fs::path(folder.path().toStdString()) / file.toStdString();
    fs::copy_file(fixtureFolder() / file.toStdString(), path);
    for (auto length = whole->size() - 1;; length -= std::min<std::size_t>(length, 7)) {
        fs::resize_file(path, length);
        const auto checkpoint = openCheckpoint(path);
        QVERIFY2(checkpoint.failed(), qPrintable(QString("%1 bytes of %2").arg(length).arg(file)));
        QVERIFY(!checkpoint.error().message.empty());
        if (length == 0)
            break;
    }
}

QTEST_GUILESS_MAIN(CheckpointFixturesTest)
#include "checkpoint_fixtures_test.moc"
