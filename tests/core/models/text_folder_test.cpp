// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "made_text.h"

#include "formats/torch_writer.h"
#include "models/text_model.h"
#include "text/tokenizer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace sparsescope;
namespace fs = std::filesystem;

/// Hugging Face folders in their forms, and what is wrong with some.
class TextFolderTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void everythingIsToldBeforeAnythingRuns();
    void everyFormGivesTheSameFeatures_data();
    void everyFormGivesTheSameFeatures();
    void headsAreRecognised_data();
    void headsAreRecognised();
    void anotherFeatureCanBeChosen();
    void sixteenBitWeightsAreWidened();
    void aFolderSaysHowLongTextsAre();
    void whatIsWrongIsASentence_data();
    void whatIsWrongIsASentence();
    void onlyTheCachesLinksLeaveTheFolder_data();
    void onlyTheCachesLinksLeaveTheFolder();
    void idsOutsideAreRefused();
    void identityHangsOnTheTokenizerToo();

private:
    nlohmann::json reference(const std::string& name = "bert") const { return m_cases.at(name); }
    fs::path fresh(const std::string& name = "bert");
    void changeConfig(const fs::path& folder, const std::string& field, const nlohmann::json& value);

    nlohmann::json m_cases;
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace
{

Result<ModelInfo> inspect(const fs::path& path, const ModelOptions& options = {})
{
    Progress progress;
    return inspectModel(path, options, progress);
}

Result<std::unique_ptr<TextModel>> open(const fs::path& path, const ModelOptions& options = {})
{
    Progress progress;
    return openTextModel(path, options, progress);
}

std::vector<float> featuresOf(const TextModel& model, const std::vector<TokenIds>& texts)
{
    std::vector<float> features(texts.size() * static_cast<std::size_t>(model.info().features));
    return model.features(texts, features) ? features : std::vector<float>();
}

void write(const fs::path& file, const std::string& text)
{
    std::ofstream(file, std::ios::binary) << text;
}

/// The weights split into two files with an index.
void shard(const fs::path& folder, const std::vector<NamedTensor>& weights, const std::string& second)
{
    const auto middle = weights.begin() + static_cast<std::ptrdiff_t>(weights.size() / 2);
    const std::string first = "model-00001-of-00002.safetensors";
    nlohmann::json map;
    for (auto tensor = weights.begin(); tensor != weights.end(); ++tensor)
        map[tensor->name] = tensor < middle ? first : second;
    QVERIFY(writeSafetensors(folder / first, {weights.begin(), middle}).ok());
    QVERIFY(writeSafetensors(folder / "model-00002-of-00002.safetensors", {middle, weights.end()}).ok());
    write(folder / "model.safetensors.index.json", nlohmann::json{{"weight_map", map}}.dump());
    fs::remove(folder / "model.safetensors");
}

void rename(std::vector<NamedTensor>& weights, const std::string& from, const std::string& to)
{
    for (NamedTensor& tensor : weights)
        if (const auto at = tensor.name.find(from); at != std::string::npos)
            tensor.name.replace(at, from.size(), to);
}

} // namespace

void TextFolderTest::initTestCase()
{
    prepareProcessForModels();
    m_cases = textReference();
}

void TextFolderTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

fs::path TextFolderTest::fresh(const std::string& name)
{
    const fs::path folder = fs::path(m_folder->path().toStdString()) / name;
    writeMadeEncoder(folder, reference(name));
    return folder;
}

void TextFolderTest::changeConfig(const fs::path& folder, const std::string& field, const nlohmann::json& value)
{
    auto config = nlohmann::json::parse(*readTextFile(folder / "config.json", 1 << 20));
    if (value.is_discarded())
        config.erase(field);
    else
        config[field] = value;
    write(folder / "config.json", config.dump());
}

void TextFolderTest::everythingIsToldBeforeAnythingRuns()
{
    const auto info = inspect(fresh());
    QVERIFY2(info.ok(), info.ok() ? "" : info.error().message.c_str());
    QVERIFY(info->usable());
    QCOMPARE(info->input, ModelInfo::Input::Texts);
    QCOMPARE(info->architecture, "BERT, 3 layers, width 48");
    QCOMPARE(info->format, "Hugging Face folder, model.safetensors");
    QCOMPARE(info->features, 48);
    QCOMPARE(info->classes, 3);
    QCOMPARE(info->headName, "classifier");
    QCOMPARE(info->text.feature, TextFeature::Pooler);
    QCOMPARE(info->text.head, HeadMeaning::Classes);
    QCOMPARE(info->text.maxTokens, 40);
    QCOMPARE(info->text.vocabulary, 67);
    QVERIFY(info->text.tokenizer.starts_with("WordPiece"));
    QCOMPARE(info->sha256.size(), 64U);
    const auto again = nlohmann::json(*info).get<ModelInfo>();
    QCOMPARE(again.text.feature, info->text.feature);
    QCOMPARE(again.text.tokenizer, info->text.tokenizer);
    QCOMPARE(again.input, info->input);
}

void TextFolderTest::everyFormGivesTheSameFeatures_data()
{
    QTest::addColumn<QString>("form");
    for (const char* form : {"safetensors", "shards", "torch zip", "prefix module.", "no prefix", "0.auto_model.",
                             "gamma and beta", "bare checkpoint", "nested dict"})
        QTest::newRow(form) << form;
}

void TextFolderTest::everyFormGivesTheSameFeatures()
{
    QFETCH(const QString, form);
    const auto expected = open(fresh());
    QVERIFY(expected.ok());
    const fs::path folder = fs::path(m_folder->path().toStdString()) / "form";
    writeMadeEncoder(folder, reference());
    auto weights = madeEncoderWeights(reference());
    ModelOptions options;
    options.textFeature = TextFeature::Pooler;
    fs::path path = folder;
    if (form == "prefix module.")
        rename(weights, "", "module.");
    if (form == "no prefix")
        rename(weights, "bert.", "");
    if (form == "0.auto_model.")
        rename(weights, "bert.", "0.auto_model.");
    if (form == "gamma and beta") {
        rename(weights, "LayerNorm.weight", "LayerNorm.gamma");
        rename(weights, "LayerNorm.bias", "LayerNorm.beta");
    }
    if (form == "shards") {
        shard(folder, weights, "model-00002-of-00002.safetensors");
    } else if (form == "torch zip" || form == "bare checkpoint" || form == "nested dict") {
        fs::remove(folder / "model.safetensors");
        path = form == "bare checkpoint" ? folder / "sentiment.pth" : folder;
        TorchDict state;
        for (const NamedTensor& tensor : weights)
            state.emplace_back(tensor.name, TorchValue{tensor.tensor});
        if (form == "nested dict")
            state = {{"epoch", TorchValue{std::int64_t{3}}}, {"state_dict", TorchValue{state}}};
        QVERIFY(writeTorchZip(form == "bare checkpoint" ? path : folder / "pytorch_model.bin", state).ok());
    } else {
        QVERIFY(writeSafetensors(folder / "model.safetensors", weights).ok());
    }
    const auto found = open(path, options);
    QVERIFY2(found.ok(), found.ok() ? "" : found.error().message.c_str());
    const std::vector<TokenIds> texts{{2, 5, 6, 7, 3}, {2, 3}, {2, 40, 41, 42, 43, 44, 45, 3}};
    const auto features = featuresOf(**found, texts);
    QVERIFY(!features.empty());
    QCOMPARE(features, featuresOf(**expected, texts));
}

void TextFolderTest::headsAreRecognised_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("head");
    QTest::addColumn<QString>("feature");
    QTest::addColumn<int>("classes");
    QTest::addColumn<int>("meaning");
    QTest::newRow("three classes on the pooler") << "bert" << "classifier" << "pooler" << 3 << int(HeadMeaning::Classes);
    QTest::newRow("several labels") << "bert_relu_odd" << "classifier" << "pooler" << 6 << int(HeadMeaning::Labels);
    QTest::newRow("one logit") << "bert_gelu_new" << "classifier" << "pooler" << 1 << int(HeadMeaning::OneLogit);
    QTest::newRow("RoBERTa") << "roberta" << "classifier.out_proj" << "dense-tanh" << 2 << int(HeadMeaning::Classes);
}

void TextFolderTest::headsAreRecognised()
{
    QFETCH(const QString, name);
    QFETCH(const QString, head);
    QFETCH(const QString, feature);
    QFETCH(const int, classes);
    QFETCH(const int, meaning);
    const auto model = open(fresh(name.toStdString()));
    QVERIFY2(model.ok(), model.ok() ? "" : model.error().message.c_str());
    const ModelInfo& info = (*model)->info();
    QCOMPARE(QString::fromStdString(info.headName), head);
    QCOMPARE(QString::fromStdString(textFeatureName(info.text.feature)), feature);
    QCOMPARE(info.classes, classes);
    QCOMPARE(int(info.text.head), meaning);
    QCOMPARE((*model)->originalHead().classes, classes);
}

void TextFolderTest::anotherFeatureCanBeChosen()
{
    ModelOptions options;
    options.textFeature = TextFeature::Mean;
    const auto model = open(fresh(), options);
    QVERIFY(model.ok());
    QCOMPARE((*model)->info().layer, "mean of the hidden states over all tokens");
    QCOMPARE((*model)->info().classes, 0);
    QVERIFY((*model)->info().usable());
    options.textFeature = TextFeature::DenseTanh;
    QCOMPARE(open(fresh(), options).error().code, "E-HF-040");
}

void TextFolderTest::sixteenBitWeightsAreWidened()
{
    const fs::path folder = fresh();
    auto weights = madeEncoderWeights(reference());
    for (NamedTensor& tensor : weights) {
        // bfloat16 is the upper half of float32.
        Bytes halves;
        for (std::size_t i = 0; i < tensor.tensor.bytes.size(); i += 4)
            halves.insert(halves.end(), {tensor.tensor.bytes[i + 2], tensor.tensor.bytes[i + 3]});
        tensor.tensor.bytes = halves;
        tensor.tensor.dtype = DType::BF16;
    }
    QVERIFY(writeSafetensors(folder / "model.safetensors", weights).ok());
    const auto info = inspect(folder);
    QVERIFY(info.ok() && info->usable());
    QVERIFY(std::ranges::any_of(info->notes, [](const std::string& note) {
        return note.find("bfloat16") != std::string::npos && note.find("widened") != std::string::npos;
    }));
    QVERIFY(open(folder).ok());
}

void TextFolderTest::aFolderSaysHowLongTextsAre()
{
    const fs::path folder = fresh();
    write(folder / "sentence_bert_config.json", R"({"max_seq_length": 20})");
    auto info = inspect(folder);
    QCOMPARE(info->text.maxTokens, 20);
    QCOMPARE(info->text.maxTokensSource, "sentence_bert_config.json");
    ModelOptions options;
    options.maxTokens = 12;
    QCOMPARE(inspect(folder, options)->text.maxTokens, 12);
    options.maxTokens = 41;
    QCOMPARE(inspect(folder, options).error().code, "E-HF-042");
    fs::create_directories(folder / "1_Pooling");
    write(folder / "1_Pooling/config.json", R"({"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false})");
    auto weights = madeEncoderWeights(reference());
    std::erase_if(weights, [](const NamedTensor& tensor) { return tensor.name.starts_with("classifier"); });
    QVERIFY(writeSafetensors(folder / "model.safetensors", weights).ok());
    info = inspect(folder);
    QCOMPARE(info->text.feature, TextFeature::FirstToken);
    QCOMPARE(info->text.featureSource, "1_Pooling/config.json");
}

void TextFolderTest::whatIsWrongIsASentence_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* what, const char* code, const char* part) { QTest::newRow(what) << what << code << part; };
    row("empty folder", "E-HF-025", "has no weights");
    row("TensorFlow only", "E-HF-024", "tf_model.h5");
    row("LFS pointer as weights", "", "Git LFS pointer");
    row("LFS pointer as config", "E-HF-001", "Git LFS pointer");
    row("empty config", "E-HF-001", "it is empty");
    row("config is a list", "E-HF-001", "holds array");
    row("config nests deeply", "E-HF-001", "nests deeper than 64 levels");
    row("config has a syntax error", "E-HF-001", "line 2");
    row("GPT", "E-HF-005", "\"gpt2\"");
    row("custom code", "E-HF-004", "auto_map");
    row("hidden size 0", "E-HF-002", "hidden_size");
    row("hidden size −1", "E-HF-002", "hidden_size");
    row("hidden size 768.5", "E-HF-002", "768.5");
    row("hidden size a text", "E-HF-002", "\"768\"");
    row("hidden size 1e9", "E-HF-002", "from 1 to 32768");
    row("hidden size missing", "E-HF-003", "hidden_size");
    row("a million layers", "E-HF-002", "num_hidden_layers");
    row("heads do not divide", "E-HF-002", "a divisor of hidden_size 48");
    row("hidden size of another network", "E-HF-035", "config.json says hidden_size is 96, but the weights have 48");
    row("layers of another network", "E-HF-035", "num_hidden_layers is 4, but the weights have 3");
    row("relative positions", "E-HF-002", "position_embedding_type");
    row("decoder", "E-HF-002", "is_decoder");
    row("unknown activation", "E-HF-002", "swish");
    row("tokenizer of another network", "E-HF-041", "ids up to 99, but the network's embedding has 67 rows");
    row("no tokenizer", "", "tokenizer");
    row("a tensor is missing", "E-HF-054", "is missing");
    row("a tensor is misshapen", "E-HF-054", "[48, 48] is expected");
    row("shard leaves the folder", "E-HF-020", "leaves the model folder");
    row("shard is absolute", "E-HF-020", "leaves the model folder");
    row("shard is a link out", "E-HF-020", "leaves the model folder");
    row("shard goes out and in again", "E-HF-020", "leaves the model folder");
    row("shard is a folder", "E-HF-021", "is not there");
    row("shard has no name", "E-HF-020", "leaves the model folder");
    row("shard is missing", "E-HF-021", "is not there");
    row("index without a map", "E-HF-022", "weight_map");
    row("shards disagree with the index", "E-HF-032", "elsewhere or missing");
    row("weights of a picture network", "E-HF-031", "word_embeddings");
}

void TextFolderTest::whatIsWrongIsASentence()
{
    QFETCH(const QString, what);
    QFETCH(const QString, code);
    QFETCH(const QString, part);
    const fs::path folder = fresh();
    const fs::path config = folder / "config.json";
    auto weights = madeEncoderWeights(reference());
    const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 90868376\n";
    const std::map<QString, std::function<void()>> breaks{
        {"empty folder", [&] { fs::remove(folder / "model.safetensors"); }},
        {"TensorFlow only", [&] { fs::rename(folder / "model.safetensors", folder / "tf_model.h5"); }},
        {"LFS pointer as weights", [&] { write(folder / "model.safetensors", pointer); }},
        {"LFS pointer as config", [&] { write(config, pointer); }},
        {"empty config", [&] { write(config, ""); }},
        {"config is a list", [&] { write(config, "[1]"); }},
        {"config nests deeply", [&] { write(config, "{\"a\":" + std::string(100'000, '[')); }},
        {"config has a syntax error", [&] { write(config, "{\n\"model_type\" \"bert\"}"); }},
        {"GPT", [&] { changeConfig(folder, "model_type", "gpt2"); }},
        {"custom code", [&] { changeConfig(folder, "auto_map", {{"AutoModel", "modeling.X"}}); }},
        {"hidden size 0", [&] { changeConfig(folder, "hidden_size", 0); }},
        {"hidden size −1", [&] { changeConfig(folder, "hidden_size", -1); }},
        {"hidden size 768.5", [&] { changeConfig(folder, "hidden_size", 768.5); }},
        {"hidden size a text", [&] { changeConfig(folder, "hidden_size", "768"); }},
        {"hidden size 1e9", [&] { changeConfig(folder, "hidden_size", 1'000'000'000); }},
        {"hidden size missing", [&] { changeConfig(folder, "hidden_size", nlohmann::json(nlohmann::json::value_t::discarded)); }},
        {"a million layers", [&] { changeConfig(folder, "num_hidden_layers", 1'000'000); }},
        {"heads do not divide", [&] { changeConfig(folder, "num_attention_heads", 5); }},
        {"hidden size of another network", [&] { changeConfig(folder, "hidden_size", 96); }},
        {"layers of another network", [&] { changeConfig(folder, "num_hidden_layers", 4); }},
        {"relative positions", [&] { changeConfig(folder, "position_embedding_type", "relative_key"); }},
        {"decoder", [&] { changeConfig(folder, "is_decoder", true); }},
        {"unknown activation", [&] { changeConfig(folder, "hidden_act", "swish"); }},
        {"tokenizer of another network", [&] { write(folder / "vocab.txt", madeVocabulary(100)); }},
        {"no tokenizer", [&] { fs::remove(folder / "vocab.txt"); }},
        {"a tensor is missing", [&] { weights.erase(weights.begin() + 9); }},
        {"a tensor is misshapen", [&] {
             for (NamedTensor& tensor : weights)
                 if (tensor.name.ends_with("layer.1.attention.self.key.weight"))
                     tensor.tensor.shape = {24, 96};
         }},
        {"shard leaves the folder", [&] { shard(folder, weights, "../model-00002-of-00002.safetensors"); }},
        {"shard is absolute", [&] { shard(folder, weights, (folder / "model-00002-of-00002.safetensors").string()); }},
        {"shard is a link out", [&] {
             fs::create_symlink("/etc/passwd", folder / "out.safetensors");
             shard(folder, weights, "out.safetensors");
         }},
        {"shard goes out and in again", [&] {
             shard(folder, weights, "../" + folder.filename().string() + "/model-00002-of-00002.safetensors");
         }},
        {"shard is a folder", [&] {
             fs::create_directory(folder / "sub");
             shard(folder, weights, "sub");
         }},
        {"shard has no name", [&] { shard(folder, weights, ""); }},
        {"shard is missing", [&] { shard(folder, weights, "model-00003-of-00002.safetensors"); }},
        {"index without a map", [&] {
             fs::remove(folder / "model.safetensors");
             write(folder / "model.safetensors.index.json", "{}");
         }},
        {"shards disagree with the index", [&] {
             shard(folder, weights, "model-00002-of-00002.safetensors");
             fs::rename(folder / "model-00001-of-00002.safetensors", folder / "keep");
             fs::rename(folder / "model-00002-of-00002.safetensors", folder / "model-00001-of-00002.safetensors");
             fs::rename(folder / "keep", folder / "model-00002-of-00002.safetensors");
         }},
        {"weights of a picture network", [&] { weights = {madeTensor("conv1.weight", {8, 3, 3, 3})}; }},
    };
    breaks.at(what)();
    if (what.startsWith("a tensor") || what.startsWith("weights of"))
        QVERIFY(writeSafetensors(folder / "model.safetensors", weights).ok());
    const auto model = open(folder);
    QVERIFY(model.failed());
    if (!code.isEmpty())
        QCOMPARE(QString::fromStdString(model.error().code), code);
    QVERIFY2(model.error().message.find(part.toStdString()) != std::string::npos, model.error().message.c_str());
}

void TextFolderTest::onlyTheCachesLinksLeaveTheFolder_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("link");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("the cache's own") << "snapshots" << "../../blobs/0123" << true;
    QTest::newRow("from a folder that is no snapshot") << "other" << "../../blobs/0123" << false;
    QTest::newRow("into a folder beside blobs") << "snapshots" << "../../refs/0123" << false;
    QTest::newRow("through blobs and out") << "snapshots" << "../../blobs/../refs/0123" << false;
    QTest::newRow("into another snapshot") << "snapshots" << "../other/0123" << false;
    QTest::newRow("into blobs and on from there") << "snapshots" << "../../blobs/on" << false;
}

void TextFolderTest::onlyTheCachesLinksLeaveTheFolder()
{
    QFETCH(const QString, place);
    QFETCH(const QString, link);
    QFETCH(const bool, allowed);
    QTemporaryDir cache;
    const fs::path root = cache.path().toStdString();
    const fs::path folder = root / place.toStdString() / "revision";
    for (const fs::path& path : {root / "blobs", root / "refs", folder, folder.parent_path() / "other"})
        fs::create_directories(path);
    writeMadeEncoder(folder, reference());
    shard(folder, madeEncoderWeights(reference()), "model-00002-of-00002.safetensors");
    const fs::path second = folder / "model-00002-of-00002.safetensors";
    for (const fs::path& copy : {root / "blobs/0123", root / "refs/0123", folder.parent_path() / "other/0123"})
        fs::copy_file(second, copy);
    fs::create_symlink("../refs/0123", root / "blobs/on");
    fs::remove(second);
    fs::create_symlink(link.toStdString(), second);
    const auto model = open(folder);
    QCOMPARE(model.ok(), allowed);
    if (!allowed)
        QCOMPARE(model.error().code, "E-HF-020");
}

void TextFolderTest::idsOutsideAreRefused()
{
    const auto model = open(fresh());
    QVERIFY(model.ok());
    std::vector<float> row(48);
    QCOMPARE((*model)->features(std::vector<TokenIds>{{2, 67, 3}}, row).error().code, "E-HF-051");
    QCOMPARE((*model)->features(std::vector<TokenIds>{{2, -1, 3}}, row).error().code, "E-HF-051");
    QCOMPARE((*model)->features(std::vector<TokenIds>{{}}, row).error().code, "E-HF-050");
    QCOMPARE((*model)->features(std::vector<TokenIds>{TokenIds(41, 5)}, row).error().code, "E-HF-050");
    QCOMPARE((*model)->features(std::vector<TokenIds>{{2, 3}, {2, 3}}, row).error().code, "E-HF-052");
}

void TextFolderTest::identityHangsOnTheTokenizerToo()
{
    const fs::path folder = fresh();
    Progress progress;
    const auto before = modelSha256(folder, ModelInfo::Input::Texts, progress);
    QCOMPARE(*before, inspect(folder)->sha256);
    write(folder / "README.md", "nothing that matters");
    QCOMPARE(*modelSha256(folder, ModelInfo::Input::Texts, progress), *before);
    auto words = madeVocabulary(67);
    std::swap(words[words.size() - 2], words[words.size() - 6]);
    write(folder / "vocab.txt", words);
    QVERIFY(*modelSha256(folder, ModelInfo::Input::Texts, progress) != *before);
}

QTEST_GUILESS_MAIN(TextFolderTest)

#include "text_folder_test.moc"
