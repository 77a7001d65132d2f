// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/word_effects.h"
#include "support/fake_text_model.h"

#include <QtTest>

#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>

using namespace sparsescope;

namespace {

nlohmann::json cases()
{
    std::ifstream stream(SPARSESCOPE_TEST_DATA "/explain/lime.json");
    return nlohmann::json::parse(stream);
}

/// The function of the reference as a network: a feature that sums up words' scores, and tanh as the target.
FakeTextModel networkOf(const nlohmann::json& reference)
{
    FakeTextModel::Effects effects;
    for (const auto& [word, score] : reference["scores"].items())
        effects[foldedWord(word)] = {score.get<float>()};
    return FakeTextModel(1, effects);
}

FeatureTarget tanhTarget()
{
    return [](FeatureMatrixRef features) -> Eigen::MatrixXd { return features.cast<double>().array().tanh(); };
}

std::vector<WordMask> masksOf(const nlohmann::json& reference)
{
    std::vector<WordMask> masks;
    for (const auto& row : reference["masks"]) {
        WordMask mask;
        for (const char c : row.get<std::string>())
            mask.push_back(c == '1');
        masks.push_back(std::move(mask));
    }
    return masks;
}

double correlation(const Eigen::VectorXd& a, const Eigen::VectorXd& b)
{
    const Eigen::VectorXd left = a.array() - a.mean();
    const Eigen::VectorXd right = b.array() - b.mean();
    return left.dot(right) / (left.norm() * right.norm());
}

Eigen::VectorXd vectorOf(const nlohmann::json& values)
{
    Eigen::VectorXd result(static_cast<Eigen::Index>(values.size()));
    for (std::size_t i = 0; i < values.size(); ++i)
        result[static_cast<Eigen::Index>(i)] = values[i].get<double>();
    return result;
}

}  // namespace

class LimeReferenceTest : public QObject {
    Q_OBJECT

private slots:
    void theSameSamplesGiveTheSameRegression()
    {
        int compared = 0;
        for (const auto& reference : cases()) {
            if (!reference.contains("masks"))
                continue;
            ++compared;
            const std::vector<WordMask> masks = masksOf(reference);
            for (std::size_t i = 0; i < masks.size(); ++i)
                QVERIFY(std::abs(maskDistance(masks[i]) - reference["distances"][i].get<double>()) < 1e-9);
            const LimeFit fit = fitLime(masks, std::vector<double>(masks.size(), 1.0), vectorOf(reference["values"]), {});
            QVERIFY((fit.effects.col(0) - vectorOf(reference["weights"])).cwiseAbs().maxCoeff() < 1e-9);
            QVERIFY(std::abs(fit.intercept[0] - reference["intercept"].get<double>()) < 1e-9);
            QVERIFY(std::abs(fit.r2[0] - reference["r2"].get<double>()) < 1e-9);
        }
        QVERIFY(compared >= 3);
    }

    void ownSamplesGiveItsWordsAndNearlyItsWeights()
    {
        for (const auto& reference : cases()) {
            const FakeTextModel model = networkOf(reference);
            WordEffectOptions options;
            options.lime.samples = reference["samples"].get<int>();
            options.lime.seed = 3;
            Progress progress;
            const auto effects = explainWords(model, reference["text"].get<std::string>(), tanhTarget(), options, progress);
            QVERIFY(effects.ok());
            QCOMPARE(effects->words.size(), reference["words"].size());
            for (std::size_t i = 0; i < effects->words.size(); ++i)
                QCOMPARE(effects->words[i].word, reference["words"][i].get<std::string>());
            const double agreement = correlation(effects->effects.col(0), vectorOf(reference["weights"]));
            QVERIFY2(agreement > (options.lime.samples >= 2000 ? 0.97 : 0.85), qPrintable(QString::number(agreement)));
        }
    }
};

QTEST_GUILESS_MAIN(LimeReferenceTest)
#include "lime_reference_test.moc"
