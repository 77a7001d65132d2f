// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/text_look.h"

#include "explain/corpus_sample.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace sparsescope {

namespace {

constexpr std::size_t densestOfClass = 5;

Status checkQuestion(const HeadAnalysis& head, const WordQuestion& question)
{
    const bool feature = question.of == WordQuestion::Of::Feature;
    const int count = feature ? head.data().featureCount() : head.head().classCount();
    if (question.index >= 0 && question.index < count)
        return Done{};
    return Error{"E-AUDIT-004", fmt::format("There is no {} {}: this audit has {} 0 to {}.", feature ? "feature" : "class",
                                            question.index, feature ? "features" : "classes", count - 1), ""};
}

FeatureTarget oneColumn(FeatureTarget target, int column)
{
    return [target = std::move(target), column](FeatureMatrixRef features) -> Eigen::MatrixXd { return target(features).col(column); };
}

FeatureTarget targetOf(const HeadAnalysis& head, const WordQuestion& question)
{
    const Standardization& scale = head.data().pieces().scale;
    switch (question.of) {
    case WordQuestion::Of::Feature:
        return someFeatures({question.index});
    case WordQuestion::Of::Logit:
        return oneColumn(headLogits(head.head(), scale), question.index);
    case WordQuestion::Of::Probability:
        break;
    }
    return oneColumn(headProbabilities(head.head(), scale), question.index);
}

/// The head of the smallest λ on the path.
Result<SparseHead> densestHead(const HeadAnalysis& head)
{
    const AuditPieces& pieces = head.data().pieces();
    if (pieces.path.rows.empty() || !pieces.loadPoint)
        return head.head();
    SS_TRY(PathPoint point, pieces.loadPoint(pieces.path.rows.back().index));
    return std::move(point.head);
}

}  // namespace

Result<std::vector<int>> corpusFeatures(const HeadAnalysis& head)
{
    const std::vector<int> used = head.head().usedFeatures();
    std::set<int> features(used.begin(), used.end());
    SS_TRY(const SparseHead dense, densestHead(head));
    for (std::vector<HeadWeight> weights : dense.classes) {
        std::stable_sort(weights.begin(), weights.end(), [](const HeadWeight& a, const HeadWeight& b) {
            return std::abs(a.weight) > std::abs(b.weight);
        });
        weights.resize(std::min(weights.size(), densestOfClass));
        for (const HeadWeight& weight : weights)
            features.insert(weight.feature);
    }
    return std::vector<int>(features.begin(), features.end());
}

Result<std::shared_ptr<const TextModel>> TextLook::model(Progress& progress)
{
    const std::lock_guard lock(m_modelMutex);
    if (!m_model) {
        SS_TRY(m_model, m_parts.openModel(progress));
    }
    return m_model;
}

Result<WordAnswer> TextLook::words(const HeadAnalysis& head, const std::string& text, const WordQuestion& question, Progress& progress)
{
    SS_CHECK(checkQuestion(head, question));
    SS_TRY(const auto network, model(progress));
    WordAnswer answer{question, text, {}};
    answer.question.options.threads = m_parts.threads;
    SS_TRY(answer.effects, explainWords(*network, text, targetOf(head, question), answer.question.options, progress));
    return answer;
}

Result<TextPrediction> TextLook::predict(const HeadAnalysis& head, const std::string& text, Progress& progress)
{
    SS_TRY(const auto network, model(progress));
    return predictText(*network, head.head(), head.data().pieces().scale, text);
}

Result<IdentityReport> TextLook::identity(const HeadAnalysis& head, const IdentityWords& words, const IdentityOptions& options,
                                          Progress& progress)
{
    SS_TRY(const auto network, model(progress));
    IdentityOptions all = options;
    all.threads = m_parts.threads;
    return auditIdentityWords(*network, head.head(), head.data().pieces().scale, words, texts(), all, progress);
}

/// What the choice of features and the size of the sample mean for this audit.
Status TextLook::complete(const HeadAnalysis& head, CorpusChoice choice, CorpusJobOptions& options) const
{
    constexpr std::uint64_t seed = 0;
    options.threads = m_parts.threads;
    if (choice == CorpusChoice::Head) {
        SS_TRY(options.features, corpusFeatures(head));
    }
    if (options.sample <= 0 || options.sample >= std::ssize(texts()))
        return Done{};
    std::vector<int> labels;
    for (std::int64_t row = 0; row < std::ssize(texts()); ++row)
        labels.push_back(head.data().label(row));
    options.rows = sampledTexts(labels, options.sample, seed);
    return Done{};
}

Result<CorpusCost> TextLook::corpusCost(const HeadAnalysis& head, CorpusChoice choice, CorpusJobOptions options, Progress& progress)
{
    SS_TRY(const auto network, model(progress));
    SS_CHECK(complete(head, choice, options));
    return estimateCorpus(*network, texts(), options, progress);
}

Result<CorpusReport> TextLook::makeCorpus(const HeadAnalysis& head, CorpusChoice choice, CorpusJobOptions options, bool anew,
                                          Progress& progress)
{
    SS_TRY(const auto network, model(progress));
    SS_CHECK(complete(head, choice, options));
    const WordStore store(m_parts.wordsFolder);
    if (anew)
        SS_CHECK(store.clear());
    const auto settings = corpusSettings(*network, static_cast<std::int64_t>(texts().size()), m_parts.key, options);
    auto report = explainCorpus(*network, texts(), store, settings, options, progress);
    const std::lock_guard lock(m_corpusMutex);
    m_corpus.reset();
    return report;
}

Result<std::shared_ptr<const CorpusWords>> TextLook::corpus(Progress& progress)
{
    const std::lock_guard lock(m_corpusMutex);
    if (!m_corpus) {
        SS_TRY(CorpusWords words, CorpusWords::load(WordStore(m_parts.wordsFolder), texts(), progress));
        // The folder may come from another audit: what it was made from must be this model and these texts.
        if (words.settings().key != m_parts.key)
            return Error{"E-WORD-016", "The words of the texts were made with another model or other data. Make them anew.", ""};
        m_corpus = std::make_shared<const CorpusWords>(std::move(words));
    }
    return m_corpus;
}

Result<ClassClouds> classClouds(const HeadAnalysis& head, const CorpusWords& words, int klass, const CloudOptions& options)
{
    SS_CHECK(checkQuestion(head, {WordQuestion::Of::Logit, klass, {}}));
    const Standardization& scale = head.data().pieces().scale;
    SS_TRY(const SparseHead dense, densestHead(head));
    const LogitWeights sparseWeights = logitWeights(words, head.head(), scale, klass);
    const LogitWeights denseWeights = logitWeights(words, dense, scale, klass);
    ClassClouds clouds;
    clouds.sparse = wordCloud(words, sparseWeights.weights, options);
    clouds.dense = wordCloud(words, denseWeights.weights, options);
    clouds.denseFeatures = dense.nonZeros(klass);
    clouds.denseMissing = denseWeights.missingShare;
    clouds.sparseMissing = sparseWeights.missingShare;
    return clouds;
}

Result<WordCloud> featureCloud(const CorpusWords& words, int feature, const CloudOptions& options)
{
    const auto column = words.column(feature);
    if (!column)
        return Error{"E-WORD-015", fmt::format("The words of the texts were not made for feature {}. Make them anew for all features, or "
                                               "with the present head.", feature), ""};
    return wordCloud(words, words.unit(*column), options);
}

}  // namespace sparsescope
