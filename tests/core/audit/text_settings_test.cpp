// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/settings_json.h"
#include "audit/text_settings_json.h"

#include <QtTest>

using namespace sparsescope;
using nlohmann::json;

class TextSettingsTest : public QObject {
    Q_OBJECT

private slots:
    void settingsComeBackAsTheyWere();
    void settingsOfEarlierVersionsHaveDefaults();
    void namesThatAreNotKnownAreRefused();
};

void TextSettingsTest::settingsComeBackAsTheyWere()
{
    AuditSettings settings;
    TextDataOptions& text = settings.dataset.text;
    text.layout = TextLayout::Jigsaw;
    text.textColumn = "comment";
    text.labelColumn = "3";
    text.delimiter = ';';
    text.quotes = QuoteRule::Plain;
    text.header = false;
    text.targetLabel = "threat";
    text.threshold = 0.3;
    text.testFile = "/data/test.csv";
    text.testLabels = "/data/test_labels.csv";
    text.badRows = BadRows::Skip;
    settings.dataset.balance = Balance::Weights;
    const AuditSettings back = settingsFromJson(json::parse(toJson(settings).dump()));
    const TextDataOptions& same = back.dataset.text;
    QVERIFY(same.layout == text.layout && same.quotes == text.quotes && same.badRows == text.badRows);
    QCOMPARE(same.textColumn, text.textColumn);
    QCOMPARE(same.labelColumn, text.labelColumn);
    QCOMPARE(same.delimiter, text.delimiter);
    QVERIFY(same.header == text.header);
    QCOMPARE(same.targetLabel, text.targetLabel);
    QCOMPARE(same.threshold, text.threshold);
    QVERIFY(same.testFile == text.testFile && same.testLabels == text.testLabels);
    QVERIFY(back.dataset.balance == Balance::Weights);
    QVERIFY(!settingsFromJson(toJson(AuditSettings())).dataset.text.header.has_value());
}

void TextSettingsTest::settingsOfEarlierVersionsHaveDefaults()
{
    json stored = toJson(AuditSettings());
    json& dataset = stored.at("dataset");
    dataset.erase("text");
    dataset.erase("balance");
    const AuditSettings back = settingsFromJson(stored);
    QVERIFY(back.dataset.text.layout == TextLayout::Guessed);
    QVERIFY(back.dataset.balance == Balance::None);
}

void TextSettingsTest::namesThatAreNotKnownAreRefused()
{
    json stored = toJson(TextDataOptions());
    stored["layout"] = "<b>odd\n";
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, textDataOptionsFromJson(stored));
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, balanceFromJson("sideways"));
}

QTEST_APPLESS_MAIN(TextSettingsTest)
#include "text_settings_test.moc"
