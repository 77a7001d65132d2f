// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/text_json.h"
#include "support/synthetic_texts.h"

#include <QtTest>

#include <cmath>

using namespace sparsescope;

namespace {

const ClassNames names{"praise", "scorn"};

template <typename T>
T taken(Result<T> result)
{
    if (!result)
        qFatal("%s", result.failed() ? result.error().message.c_str() : "cancelled");
    return std::move(result).value();
}

}  // namespace

class TextLookTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_made = taken(syntheticTexts(m_folder->path().toStdString()));
    }

    void wordsOfAFeatureALogitAndAProbability()
    {
        WordQuestion question;
        question.options.method = WordMethod::Removal;
        const WordAnswer feature = taken(m_made.look->words(*m_made.head, "A lovely film", question, m_progress));
        QCOMPARE(feature.effects.effects.cols(), Eigen::Index{1});
        QVERIFY(std::abs(feature.effects.effects(1, 0) - 2) < 1e-5);
        question.of = WordQuestion::Of::Logit;
        question.index = 1;
        const WordAnswer logit = taken(m_made.look->words(*m_made.head, "A lovely film", question, m_progress));
        QVERIFY2(logit.effects.effects(1, 0) < 0, "a word that raises a feature of negative weight speaks against the class");
        question.of = WordQuestion::Of::Probability;
        const WordAnswer probability = taken(m_made.look->words(*m_made.head, "A lovely film", question, m_progress));
        QVERIFY(probability.effects.effects(1, 0) < 0 && probability.effects.effects(1, 0) >= -1);
        question.index = 2;
        QCOMPARE(m_made.look->words(*m_made.head, "A", question, m_progress).error().code, std::string("E-AUDIT-004"));

        const nlohmann::json json = toJson(logit, names);
        QCOMPARE(json["target"]["class_name"], "scorn");
        QCOMPARE(json["words"][1]["word"], "lovely");
        QCOMPARE(json["words"][1]["places"][0], nlohmann::json({2, 8}));
        QVERIFY(json["stability"].is_null());
    }

    void cloudsOfFeaturesAndClassesSparseBesideDense()
    {
        QCOMPARE(taken(corpusFeatures(*m_made.head)), (std::vector<int>{0, 1, 2, 3, 4, 5}));
        QCOMPARE(m_made.look->corpus(m_progress).error().code, std::string("E-WORD-014"));
        const CorpusCost cost = taken(m_made.look->corpusCost(*m_made.head, CorpusChoice::Head, {}, m_progress));
        const CorpusReport report = taken(m_made.look->makeCorpus(*m_made.head, CorpusChoice::Head, {}, false, m_progress));
        QVERIFY(report.passes <= cost.passes);
        const auto words = taken(m_made.look->corpus(m_progress));
        QVERIFY(words->complete());
        QCOMPARE(taken(featureCloud(*words, 0, {})).raises.front().text, std::string("lovely"));
        QCOMPARE(taken(featureCloud(*words, 3, {})).raises.front().text, std::string("bah"));
        const ClassClouds praise = taken(classClouds(*m_made.head, *words, 0, {}));
        QCOMPARE(praise.sparse.raises.front().text, std::string("lovely"));
        QCOMPARE(praise.sparse.lowers.front().text, std::string("dreadful"));
        QCOMPARE(praise.dense.raises.front().text, std::string("lovely"));
        QCOMPARE(praise.denseFeatures, 4);
        QCOMPARE(praise.denseMissing, 0.0);
        const ClassClouds scorn = taken(classClouds(*m_made.head, *words, 1, {}));
        QCOMPARE(scorn.sparse.raises.front().text, std::string("dreadful"));
        QCOMPARE(scorn.sparse.lowers.front().text, std::string("lovely"));
        QCOMPARE(toJson(scorn.sparse)["lowers"][0]["word"], "lovely");
    }

    void aSampleIsDrawnAndTold()
    {
        CorpusJobOptions options;
        options.sample = std::ssize(*m_made.texts) / 3;
        const CorpusCost cost = taken(m_made.look->corpusCost(*m_made.head, CorpusChoice::Head, options, m_progress));
        QCOMPARE(cost.texts, options.sample);
        QCOMPARE(cost.allTexts, std::int64_t(std::ssize(*m_made.texts)));
        taken(m_made.look->makeCorpus(*m_made.head, CorpusChoice::Head, options, true, m_progress));
        const auto words = taken(m_made.look->corpus(m_progress));
        QVERIFY(words->complete());
        QCOMPARE(words->textCount(), options.sample);
        QCOMPARE(words->corpusSize(), cost.allTexts);
        QCOMPARE(taken(featureCloud(*words, 0, {})).raises.front().text, std::string("lovely"));
        // The same number draws the same texts: it goes on, and has nothing left to do.
        QCOMPARE(taken(m_made.look->makeCorpus(*m_made.head, CorpusChoice::Head, options, false, m_progress)).resumedTexts, options.sample);
    }

    void wordsOfOtherFeaturesModelsAndDataAreRefused()
    {
        CorpusJobOptions options;
        options.features = {0};
        taken(m_made.look->makeCorpus(*m_made.head, CorpusChoice::All, options, false, m_progress));
        const auto words = taken(m_made.look->corpus(m_progress));
        QCOMPARE(featureCloud(*words, 3, {}).error().code, std::string("E-WORD-015"));
        QCOMPARE(m_made.look->makeCorpus(*m_made.head, CorpusChoice::All, {}, false, m_progress).error().code, std::string("E-WORD-011"));
        taken(m_made.look->makeCorpus(*m_made.head, CorpusChoice::All, {}, true, m_progress));
        QCOMPARE(taken(m_made.look->corpus(m_progress))->features().size(), std::size_t{6});

        TextLook::Parts other;
        other.texts = m_made.texts;
        other.wordsFolder = std::filesystem::path(m_folder->path().toStdString()) / "words";
        other.key = {{"model", "another"}, {"data", "made"}};
        QCOMPARE(TextLook(other).corpus(m_progress).error().code, std::string("E-WORD-016"));
    }

    void anEditIsPredictedAndCompared()
    {
        const TextPrediction before = taken(m_made.look->predict(*m_made.head, "A lovely film", m_progress));
        const TextPrediction after = taken(m_made.look->predict(*m_made.head, "A dreadful film", m_progress));
        QCOMPARE(before.predicted, 0);
        QCOMPARE(after.predicted, 1);
        const TextChange change = compareTexts(before, after, m_made.head->head(), m_made.data->pieces().scale, 1);
        QCOMPARE(toJson(change, names)["moved"][0]["feature"], 0);
        const nlohmann::json json = toJson(after, m_made.model->tokenizer(), names);
        QCOMPARE(json["predicted_name"], "scorn");
        QCOMPARE(json["tokens"].size(), std::size_t{5});
    }

    void identityWordsOverTheAuditsTexts()
    {
        const auto list = taken(parseIdentityWords("[mood]\nlovely: lovely\ndreadful: dreadful\n", "x"));
        IdentityOptions options;
        options.klass = 1;
        options.maxTexts = 20;
        const IdentityReport report = taken(m_made.look->identity(*m_made.head, list, options, m_progress));
        QCOMPARE(report.axes[0].texts, 20);
        QVERIFY(report.axes[0].groups[1].marginGap > 0);
        const nlohmann::json json = toJson(report, list, names);
        QCOMPARE(json["axes"][0]["groups"][1]["group"], "dreadful");
        QCOMPARE(json["swaps"][0]["highest"], "dreadful");
        QVERIFY(!jsonText(json).empty());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    SyntheticTexts m_made;
    Progress m_progress;
};

QTEST_GUILESS_MAIN(TextLookTest)
#include "text_look_test.moc"
