// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/text_prediction.h"

#include "explain/feature_targets.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sparsescope {

Result<TextPrediction> predictText(const TextModel& model, const SparseHead& head, const Standardization& scale,
                                   const std::string& text)
{
    TextPrediction prediction;
    prediction.text = text;
    prediction.encoding = model.tokenizer().encode(text, model.maxTokens());
    SS_CHECK(checkEncoding(prediction.encoding));
    std::array<TokenIds, 1> ids;
    for (const Token& token : prediction.encoding.tokens)
        ids[0].push_back(token.id);
    FeatureMatrix row(1, model.info().features);
    SS_CHECK(model.features(ids, std::span<float>(row.data(), static_cast<std::size_t>(row.size()))));
    const Eigen::MatrixXd z = logits(head, scale, row);
    prediction.features = row.row(0);
    prediction.logits = z.row(0).transpose();
    prediction.probabilities = softmaxRows(z).row(0).transpose();
    Eigen::Index best = 0;
    if (prediction.logits.size() > 0)
        prediction.logits.maxCoeff(&best);
    prediction.predicted = static_cast<int>(best);
    return prediction;
}

TextChange compareTexts(const TextPrediction& before, const TextPrediction& after, const SparseHead& head,
                        const Standardization& scale, int klass)
{
    TextChange change;
    change.klass = klass;
    change.logitChange = after.logits[klass] - before.logits[klass];
    change.probabilityChange = after.probabilities[klass] - before.probabilities[klass];
    for (const HeadWeight& weight : head.classes[static_cast<std::size_t>(klass)]) {
        const auto j = static_cast<std::size_t>(weight.feature);
        const auto standardised = [&](const TextPrediction& one) {
            return (static_cast<double>(one.features[weight.feature]) - scale.mean[j]) / scale.deviation[j];
        };
        MovedFeature moved{weight.feature, standardised(before), standardised(after), 0};
        moved.part = weight.weight * (moved.after - moved.before);
        change.moved.push_back(moved);
    }
    std::stable_sort(change.moved.begin(), change.moved.end(),
                     [](const MovedFeature& a, const MovedFeature& b) { return std::abs(a.part) > std::abs(b.part); });
    return change;
}

}  // namespace sparsescope
