// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli_run.h"
#include "core/models/made_text.h"

#include "base/random.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <cmath>
#include <fstream>

using namespace sparsescope;
namespace fs = std::filesystem;

/// Audits of texts from end to end, on tables in the shapes of the method's data sets and tiny encoders.
class CliTextAuditTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void inspectTellsAll_data();
    void inspectTellsAll();
    void everyVerbWorks_data();
    void everyVerbWorks();
    void balancingIsShown();
    void wrongChoicesAreSentences();
    void wordsOfOneTextAreTold();
    void wordsOfAllTextsMakeClouds();
    void anEditIsPredicted();
    void textsAreExamplesButNoPictures();
    void identityTermsAreSwapped();

private:
    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    fs::path place(const char* name) const { return path(name).toStdString(); }
    QJsonObject json(const QStringList& arguments, int expected = 0) const;
    void writeSentiment();
    void writeToxic();

    QTemporaryDir m_folder;
};

namespace {

const std::vector<std::string> words{"film", "plot", "actor", "scene", "music", "story", "camera", "script"};

/// Whether a text has the class shows in one of its words.
std::string sentence(bool positive, Random& random)
{
    std::string text;
    const std::size_t count = 3 + random.below(8);
    const std::size_t at = random.below(count);
    for (std::size_t i = 0; i < count; ++i)
        text += (i > 0 ? " " : "") + (i == at ? (positive ? "good" : "awful") : words[random.below(words.size())]);
    return text;
}

nlohmann::json bertConfig(int vocabulary)
{
    return {{"architectures", {"BertForSentimentClassification"}},
            {"model_type", "bert"},
            {"vocab_size", vocabulary},
            {"hidden_size", 32},
            {"num_hidden_layers", 2},
            {"num_attention_heads", 2},
            {"intermediate_size", 48},
            {"hidden_act", "gelu"},
            {"max_position_embeddings", 24},
            {"type_vocab_size", 2},
            {"layer_norm_eps", 1e-12},
            {"pad_token_id", 0}};
}

nlohmann::json robertaConfig(int vocabulary)
{
    nlohmann::json config = bertConfig(vocabulary);
    config["architectures"] = {"RobertaForSequenceClassification"};
    config["model_type"] = "roberta";
    config["type_vocab_size"] = 1;
    config["pad_token_id"] = 1;
    config["layer_norm_eps"] = 1e-5;
    config["problem_type"] = "multi_label_classification";
    config["id2label"] = {{"0", "toxic"},  {"1", "severe_toxic"}, {"2", "obscene"},
                          {"3", "threat"}, {"4", "insult"},       {"5", "identity_hate"}};
    return config;
}

void writeTable(const fs::path& file, const std::string& text)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

void writeModel(const fs::path& folder, const nlohmann::json& config, nlohmann::json shapes)
{
    fs::create_directories(folder);
    writeTable(folder / "config.json", config.dump());
    QVERIFY(writeSafetensors(folder / "model.safetensors", madeEncoderWeights({{"shapes", shapes}})).ok());
}

}  // namespace

/// train.tsv and test.tsv with sentence and label; a BERT with one logit on [CLS].
void CliTextAuditTest::writeSentiment()
{
    Random random(5);
    for (const auto& [name, rows] : {std::pair{"train.tsv", 240}, {"test.tsv", 60}}) {
        std::string table = "sentence\tlabel\n";
        for (int i = 0; i < rows; ++i)
            table += sentence(i % 3 != 0, random) + "\t" + (i % 3 != 0 ? "1" : "0") + "\n";
        writeTable(place("sst") / name, table);
    }
    std::string vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ngood\nawful\n";
    for (const std::string& word : words)
        vocabulary += word + "\n";
    const auto config = bertConfig(7 + static_cast<int>(words.size()));
    nlohmann::json shapes = encoderShapes(config, "bert.");
    shapes["cls_layer.weight"] = {1, 32};
    shapes["cls_layer.bias"] = {1};
    writeModel(place("bert"), config, shapes);
    writeTable(place("bert") / "vocab.txt", vocabulary);
}

/// train.csv with six labels, test.csv without, test_labels.csv with −1 for what is not scored; a RoBERTa with six logits.
void CliTextAuditTest::writeToxic()
{
    Random random(6);
    const std::string labels = "toxic,severe_toxic,obscene,threat,insult,identity_hate";
    const auto row = [&](int i) { return "\"" + sentence(i % 4 != 0, random) + ",\nsaid \"\"he\"\"\""; };
    std::string train = "id,comment_text," + labels + "\n";
    for (int i = 0; i < 240; ++i)
        train += std::to_string(i) + "," + row(i) + (i % 4 == 0 ? ",1,0,1,0,1,0\n" : ",0,0,0,0,0,0\n");
    std::string test = "id,comment_text\n";
    std::string answers = "id," + labels + "\n";
    for (int i = 0; i < 80; ++i) {
        test += "t" + std::to_string(i) + "," + row(i) + "\n";
        answers += "t" + std::to_string(i)
            + (i % 10 == 9 ? ",-1,-1,-1,-1,-1,-1\n" : i % 4 == 0 ? ",1,0,1,0,1,0\n" : ",0,0,0,0,0,0\n");
    }
    writeTable(place("jigsaw") / "train.csv", train);
    writeTable(place("jigsaw") / "test.csv", test);
    writeTable(place("jigsaw") / "test_labels.csv", answers);

    const fs::path tokenizer = fs::path(SPARSESCOPE_TEST_DATA) / "text/roberta/tokenizer.json";
    const auto text = readTextFile(tokenizer, 1 << 24);
    QVERIFY(text.ok());
    const nlohmann::json parsed = nlohmann::json::parse(*text);
    int largest = 0;
    for (const auto& [token, id] : parsed.at("model").at("vocab").items())
        largest = std::max(largest, id.get<int>());
    for (const auto& token : parsed.at("added_tokens"))
        largest = std::max(largest, token.at("id").get<int>());
    const auto config = robertaConfig(largest + 1);
    nlohmann::json shapes = encoderShapes(config, "roberta.");
    shapes["classifier.dense.weight"] = {32, 32};
    shapes["classifier.dense.bias"] = {32};
    shapes["classifier.out_proj.weight"] = {6, 32};
    shapes["classifier.out_proj.bias"] = {6};
    writeModel(place("roberta"), config, shapes);
    writeTable(place("roberta") / "tokenizer.json", *text);
}

QJsonObject CliTextAuditTest::json(const QStringList& arguments, int expected) const
{
    const CliRun run = runCli(QStringList{"--quiet", "--json"} + arguments);
    if (run.exitCode != expected)
        qWarning("%s", run.err.constData());
    return run.exitCode == expected ? QJsonDocument::fromJson(run.out).object() : QJsonObject();
}

void CliTextAuditTest::initTestCase()
{
    writeSentiment();
    writeToxic();
    for (const auto& [name, model, data] :
         {std::tuple{"sst.audit", "bert", "sst"}, {"jigsaw.audit", "roberta", "jigsaw"}}) {
        QStringList arguments{"new", "--model", path(model), "--data", path(data), "--out", path(name), "--k", "12", "--run"};
        if (QLatin1String(name) == QLatin1String("jigsaw.audit"))
            arguments += QStringList{"--balance", "down"};
        const QJsonObject made = json(arguments);
        QVERIFY(made.contains("audit") && made.contains("extract") && made.contains("path"));
    }
}

void CliTextAuditTest::inspectTellsAll_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("architecture");
    QTest::addColumn<QString>("feature");
    QTest::addColumn<QString>("meaning");
    QTest::newRow("sentiment") << "bert" << "BERT, 2 layers, width 32" << "first-token" << "one logit";
    QTest::newRow("toxic") << "roberta" << "RoBERTa, 2 layers, width 32" << "dense-tanh" << "labels";
}

void CliTextAuditTest::inspectTellsAll()
{
    QFETCH(const QString, model);
    QFETCH(const QString, architecture);
    QFETCH(const QString, feature);
    QFETCH(const QString, meaning);
    const QJsonObject info = json({"inspect", path(model.toLatin1().constData())});
    QCOMPARE(info["architecture"].toString(), architecture);
    QCOMPARE(info["input"].toString(), "texts");
    QCOMPARE(info["usable"].toBool(), true);
    const QJsonObject text = info["text"].toObject();
    QCOMPARE(text["feature"].toString(), feature);
    QCOMPARE(text["head_meaning"].toString(), meaning);
    QVERIFY(!text["tokenizer"].toString().isEmpty());
    const CliRun shown = runCli({"inspect", path(model.toLatin1().constData()), "--text-feature", "mean", "--max-tokens", "12"});
    QCOMPARE(shown.exitCode, 0);
    QVERIFY(shown.out.contains("your choice"));
    QVERIFY(shown.out.contains("12 tokens"));
}

void CliTextAuditTest::everyVerbWorks_data()
{
    QTest::addColumn<QString>("audit");
    QTest::newRow("sentiment") << "sst.audit";
    QTest::newRow("toxic") << "jigsaw.audit";
}

void CliTextAuditTest::everyVerbWorks()
{
    QFETCH(const QString, audit);
    const QString folder = path(audit.toLatin1().constData());
    const QJsonObject info = json({"info", folder});
    QCOMPARE(info["model"].toObject()["input"].toString(), "texts");
    QVERIFY(json({"extract", folder})["resumed_rows"].toInt() > 250);
    QVERIFY(json({"extract", folder, "--estimate"})["seconds"].toDouble() > 0);
    const QJsonObject fit = json({"fit", folder});
    QCOMPARE(fit["points"].toArray().size(), 12);
    QVERIFY(!fit["original_accuracy"].isUndefined());
    const QJsonObject chosen = json({"select", folder, "--rule", "sparsity", "--value", "3"});
    QVERIFY(chosen["original_accuracy"].isDouble());
    const QJsonArray classes = json({"classes", folder})["classes"].toArray();
    QCOMPARE(classes.size(), 2);
    QVERIFY(classes[1].toObject()["agreement"].isDouble());
    const QJsonArray weights = json({"class", folder, "1"})["weights"].toArray();
    QVERIFY(!weights.isEmpty());
    const QJsonObject best = weights[0].toObject()["best"].toArray()[0].toObject();
    QVERIFY(best["text"].toString().contains("good") || best["text"].toString().contains("awful"));
    const int feature = weights[0].toObject()["feature"].toInt();
    const QJsonObject view = json({"feature", folder, QString::number(feature)});
    QVERIFY(!view["most"].toArray()[0].toObject()["text"].toString().isEmpty());
    QCOMPARE(view["has_map"].toBool(), false);
    const QJsonObject example = json({"example", folder, "3"});
    QVERIFY(!example["example"].toObject()["text"].toString().isEmpty());
    QVERIFY(example["original_prediction"].isDouble());
    QVERIFY(json({"errors", folder}).contains("confusion"));
    const CliRun shown = runCli({"example", folder, "3"});
    QCOMPARE(shown.exitCode, 0);
    QVERIFY(shown.out.contains("good") || shown.out.contains("awful"));
    const CliRun picture = runCli({"example", folder, "3", "--picture", path("no.png")});
    QCOMPARE(picture.exitCode, 1);
    QVERIFY(picture.err.contains("audit is of texts"));
    QCOMPARE(runCli({"report", folder, "--out", path("report.html")}).exitCode, 0);
    const auto report = readTextFile(place("report.html"), 1 << 26);
    QVERIFY(report.ok() && report->find("<blockquote") != std::string::npos);
    QVERIFY(report->find("picture") == std::string::npos || report->find("no picture") == std::string::npos);
}

void CliTextAuditTest::balancingIsShown()
{
    const QString balance = json({"info", path("jigsaw.audit")})["balance"].toString();
    QVERIFY2(balance.contains("54") || balance.contains("60") || balance.contains("48"), qPrintable(balance));
    QVERIFY(json({"info", path("sst.audit")})["balance"].toString().isEmpty());
    const CliRun fit = runCli({"fit", path("jigsaw.audit")});
    QVERIFY(fit.out.contains(balance.left(20).toUtf8()));
}

void CliTextAuditTest::wrongChoicesAreSentences()
{
    const QStringList start{"new", "--model", path("bert"), "--data", path("sst"), "--out", path("x.audit")};
    for (const auto& [arguments, part] : {std::pair<QStringList, const char*>{{"--text-feature", "middle"}, "There is no text feature"},
                                          {{"--text-feature", "pooler"}, "has no weights for the feature"},
                                          {{"--max-tokens", "100"}, "this network takes 3 to 24"},
                                          {{"--text-column", "nothing"}, "nothing"}}) {
        const CliRun run = runCli(start + arguments);
        QCOMPARE(run.exitCode, 1);
        QVERIFY2(run.err.contains(part), run.err);
    }
    QCOMPARE(runCli(start + QStringList{"--balance", "sideways"}).exitCode, 2);
}

void CliTextAuditTest::wordsOfOneTextAreTold()
{
    const QString folder = path("sst.audit");
    const QJsonObject lime = json({"words", folder, "3", "--class", "1", "--samples", "200", "--repeats", "1"});
    QCOMPARE(lime["target"]["of"].toString(), "logit");
    QVERIFY(!lime["words"].toArray().isEmpty());
    QVERIFY(lime["stability"].isDouble() && lime["complete"].toBool());
    const QJsonObject exact = json({"words", folder, "--text", "a good film", "--class", "1", "--probability", "--method", "removal"});
    QCOMPARE(exact["words"].toArray().size(), 3);
    QCOMPARE(exact["words"][1]["word"].toString(), "good");
    QCOMPARE(exact["words"][1]["places"][0][0].toInt(), 2);
    QCOMPARE(exact["passes"].toInt(), 4);
    // The probabilities say the same: one prediction with the word less one without it.
    const auto probability = [&](const char* text) {
        return json({"predict", folder, "--text", text})["classes"][1]["probability"].toDouble();
    };
    const double difference = probability("a good film") - probability("a  film");
    QVERIFY(std::abs(exact["words"][1]["effect"].toDouble() - difference) < 1e-6);
    const CliRun shown = runCli({"words", folder, "--text", "a good film", "--feature", "0"});
    QVERIFY(shown.exitCode == 0 && shown.out.contains("all 8 masks"));
    for (const auto& [arguments, part] : {std::pair<QStringList, const char*>{{"3"}, "either --feature or --class"},
                                          {{"3", "--feature", "999"}, "features 0 to 31"},
                                          {{"99999", "--feature", "0"}, "no row 99999"},
                                          {{"3", "--feature", "0", "--method", "guess"}, "lime or removal"}}) {
        const CliRun run = runCli(QStringList{"words", folder} + arguments);
        QVERIFY2(run.exitCode == 1 && run.err.contains(part), run.err);
    }
}

void CliTextAuditTest::wordsOfAllTextsMakeClouds()
{
    const QString folder = path("sst.audit");
    const CliRun none = runCli({"words", folder, "--cloud", "--class", "1"});
    QVERIFY(none.exitCode == 1 && none.err.contains("Make them first"));
    const QJsonObject cost = json({"words", folder, "--cost", "--all-features"});
    QVERIFY(cost["passes"].toInt() > 300 && cost["seconds"].toDouble() > 0);
    QCOMPARE(json({"words", folder, "--make", "--all-features"})["texts"].toInt(), 300);
    QCOMPARE(json({"words", folder, "--make", "--all-features"})["resumed_texts"].toInt(), 300);
    const QJsonObject clouds = json({"words", folder, "--cloud", "--class", "1"});
    const QJsonObject sparse = clouds["sparse"].toObject();
    const QJsonObject strongest = sparse["raises"][0].toObject();
    QVERIFY(strongest["mean"].toDouble() > 0 && sparse["lowers"][0]["mean"].toDouble() < 0);
    QVERIFY(!clouds["dense"]["raises"].toArray().isEmpty());
    const QString word = strongest["word"].toString();
    const QJsonObject uses = json({"words", folder, "--cloud", "--class", "1", "--word", word.toUpper()});
    QCOMPARE(uses["texts"].toInt(), strongest["texts"].toInt());
    QVERIFY(uses["uses"][0]["text"].toString().contains(word));
    QVERIFY(uses["uses"][0]["effect"].toDouble() != 0);
    QVERIFY(json({"words", folder, "--cloud", "--feature", "0"}).contains("raises"));
    const CliRun other = runCli({"words", folder, "--make"});
    QVERIFY(other.exitCode == 1 && other.err.contains("the choice of features changed"));
    QCOMPARE(runCli({"words", folder, "--make", "--anew", "--cloud", "--class", "1"}).exitCode, 0);
}

void CliTextAuditTest::textsAreExamplesButNoPictures()
{
    const QJsonObject examples = json({"examples", path("jigsaw.audit"), "--feature", "0", "--kind", "quantiles", "--limit", "4"});
    QCOMPARE(examples["examples"].toArray().size(), qsizetype{4});
    QVERIFY(!examples["examples"].toArray().first().toObject()["text"].toString().isEmpty());
    for (const QStringList& verb : {QStringList{"lime", path("jigsaw.audit"), "--row", "0", "--feature", "0"},
                                    QStringList{"map", path("jigsaw.audit"), "--row", "0", "--feature", "0"},
                                    QStringList{"predict", path("jigsaw.audit"), "--picture", "a.png"},
                                    QStringList{"examples", path("jigsaw.audit"), "--feature", "0", "--out", path("sheet.png")}}) {
        const CliRun run = runCli(QStringList{"-q"} + verb);
        QCOMPARE(run.exitCode, 1);
        QVERIFY2(run.err.startsWith("E-AUDIT-045: "), run.err);
    }
}

void CliTextAuditTest::anEditIsPredicted()
{
    const QJsonObject edit = json({"predict", path("jigsaw.audit"), "--text", "a good film", "--against", "an awful film"});
    QVERIFY(edit["before"]["predicted"].isDouble() && edit["change"]["logit_change"].isDouble());
    double sum = 0;
    for (const QJsonValue& moved : edit["change"]["moved"].toArray())
        sum += moved["part"].toDouble();
    QVERIFY(std::abs(sum - edit["change"]["logit_change"].toDouble()) < 1e-6);
    QVERIFY(runCli({"predict", path("sst.audit"), "--text", "", "--row", "2"}).exitCode == 0);
}

void CliTextAuditTest::identityTermsAreSwapped()
{
    const QString shipped = path("jigsaw.audit");
    const QJsonObject report = json({"bias", shipped, "--class", "1", "--beside", path("jigsaw.audit")});
    QVERIFY(report["axes"].toArray().size() >= 5);
    QCOMPARE(report["axes"], report["beside"]["axes"]);
    writeTable(place("list.txt"), "[judgement]\ngood: good\nawful: awful\n[templates]\nthe film was {word}\n");
    const QJsonObject own = json({"bias", path("sst.audit"), "--class", "1", "--words", path("list.txt"), "--max-texts", "30"});
    const QJsonObject axis = own["axes"][0].toObject();
    QCOMPARE(axis["texts"].toInt(), 30);
    QVERIFY(axis["groups"][0]["margin_gap"].toDouble() > 0);
    QCOMPARE(own["swaps"][0]["highest"].toString(), "good");
    const CliRun shown = runCli({"bias", path("sst.audit"), "--class", "1", "--words", path("list.txt")});
    QVERIFY(shown.exitCode == 0 && shown.out.contains("Carried by the features"));
    writeTable(place("wrong.txt"), "[judgement]\ngood: good\n");
    const CliRun wrong = runCli({"bias", path("sst.audit"), "--class", "1", "--words", path("wrong.txt")});
    QVERIFY(wrong.exitCode == 1 && wrong.err.contains("two groups"));
}

QTEST_GUILESS_MAIN(CliTextAuditTest)

#include "cli_text_audit_test.moc"
