// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "made_text.h"

#include "models/text_model.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace sparsescope;
namespace fs = std::filesystem;

/// A traced encoder (input_ids, attention_mask) against the network that it was traced from.
class TextScriptTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void nothingRunsWithoutConsent();
    void itIsTakenForTexts();
    void featuresAndHeadEqualTheReference();
    void hiddenStatesAreAnError();

private:
    fs::path m_program;
    nlohmann::json m_texts;
    QTemporaryDir m_folder;
};

void TextScriptTest::initTestCase()
{
    prepareProcessForModels();
    const fs::path source = fs::path(SPARSESCOPE_TEST_DATA) / "models";
    m_texts = nlohmann::json::parse(*readTextFile(source / "text_networks.json", 1 << 20)).at("script");
    m_program = fs::path(m_folder.path().toStdString()) / "encoder.pt";
    fs::copy_file(source / "text_script.pt", m_program);
    QVERIFY(writeFileAtomically(m_program.parent_path() / "vocab.txt", madeVocabulary(40)).ok());
}

void TextScriptTest::nothingRunsWithoutConsent()
{
    Progress progress;
    const auto info = inspectModel(m_program, {}, progress);
    QVERIFY(info.ok() && info->needsConsent && !info->usable());
    QCOMPARE(openTextModel(m_program, {}, progress).error().code, "E-MODEL-013");
}

void TextScriptTest::itIsTakenForTexts()
{
    Progress progress;
    ModelOptions options;
    options.consent = true;
    const auto info = inspectModel(m_program, options, progress);
    QVERIFY2(info.ok(), info.ok() ? "" : info.error().message.c_str());
    QCOMPARE(info->input, ModelInfo::Input::Texts);
    QCOMPARE(info->kind, ModelInfo::Kind::TorchScript);
    QCOMPARE(info->features, 16);
    QCOMPARE(info->classes, 3);
    QCOMPARE(info->text.vocabulary, 40);
    QCOMPARE(info->text.maxTokens, 32);
    QVERIFY(info->usable());
    QCOMPARE(*modelSha256(m_program, ModelInfo::Input::Texts, progress), info->sha256);
}

void TextScriptTest::featuresAndHeadEqualTheReference()
{
    Progress progress;
    ModelOptions options;
    options.consent = true;
    const auto model = openTextModel(m_program, options, progress);
    QVERIFY2(model.ok(), model.ok() ? "" : model.error().message.c_str());
    std::vector<TokenIds> texts;
    for (const auto& text : m_texts)
        texts.push_back(text["ids"].get<TokenIds>());
    const std::size_t width = 16;
    std::vector<float> features(texts.size() * width);
    QVERIFY((*model)->features(texts, features).ok());
    const OriginalHead& head = (*model)->originalHead();
    QCOMPARE(head.classes, 3);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        for (std::size_t j = 0; j < width; ++j)
            QVERIFY(std::abs(features[i * width + j] - m_texts[i]["pooler"][j].get<float>()) < 1e-5F);
        for (std::size_t k = 0; k < 3; ++k) {
            float logit = head.bias[k];
            for (std::size_t j = 0; j < width; ++j)
                logit += head.weight[k * width + j] * features[i * width + j];
            QVERIFY(std::abs(logit - m_texts[i]["logits"][k].get<float>()) < 1e-4F);
        }
    }
}

void TextScriptTest::hiddenStatesAreAnError()
{
    Progress progress;
    ModelOptions options;
    options.consent = true;
    const auto model = openTextModel(m_program, options, progress);
    QVERIFY((*model)->hiddenStates({2, 5, 3}).failed());
}

QTEST_GUILESS_MAIN(TextScriptTest)

#include "text_script_test.moc"
