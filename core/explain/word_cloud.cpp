// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/word_cloud.h"

#include "base/text.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

namespace {

using Eigen::VectorXd;

std::size_t wanted(double share, std::int64_t counted, const CloudOptions& options)
{
    const auto byShare = static_cast<std::int64_t>(std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(counted)));
    const std::int64_t most = std::max(options.atMost, 0);
    return static_cast<std::size_t>(std::clamp<std::int64_t>(byShare, std::min<std::int64_t>(options.atLeast, most), most));
}

/// The `count` words of the largest `sign` × mean, all of that sign.
std::vector<CloudWord> side(const CorpusWords& words, const VectorXd& means, const std::vector<int>& counted, double sign,
                            std::size_t count)
{
    std::vector<int> order;
    for (const int word : counted)
        if (sign * means[word] > 0)
            order.push_back(word);
    const auto stronger = [&](int a, int b) {
        const double left = sign * means[a];
        const double right = sign * means[b];
        return left != right ? left > right : words.word(a) < words.word(b);
    };
    const std::size_t taken = std::min(count, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(taken), order.end(), stronger);
    std::vector<CloudWord> result;
    for (std::size_t i = 0; i < taken; ++i)
        result.push_back({order[i], words.word(order[i]), words.textsWith(order[i]), means[order[i]], 0});
    return result;
}

double strongest(const std::vector<CloudWord>& words)
{
    return words.empty() ? 0.0 : std::abs(words.front().mean);
}

/// The first words of a side that are at least half as strong as its first.
std::string firstWords(const std::vector<CloudWord>& words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size() && i < 3 && std::abs(words[i].mean) * 2 >= strongest(words); ++i)
        text += (i == 0 ? "" : ", ") + displayText(words[i].text, 30);
    return text;
}

}  // namespace

WordCloud wordCloud(const CorpusWords& words, const VectorXd& weights, const CloudOptions& options)
{
    const VectorXd means = words.meanEffects(weights);
    std::vector<int> counted;
    for (int word = 0; word < words.wordCount(); ++word)
        if (words.textsWith(word) >= options.minTexts && std::isfinite(means[word]))
            counted.push_back(word);
    WordCloud cloud;
    cloud.counted = static_cast<std::int64_t>(counted.size());
    cloud.raises = side(words, means, counted, 1, wanted(options.topShare, cloud.counted, options));
    cloud.lowers = side(words, means, counted, -1, wanted(options.bottomShare, cloud.counted, options));
    const double largest = std::max(strongest(cloud.raises), strongest(cloud.lowers));
    for (auto* list : {&cloud.raises, &cloud.lowers})
        for (CloudWord& word : *list)
            word.size = std::abs(word.mean) / largest;
    return cloud;
}

LogitWeights logitWeights(const CorpusWords& words, const SparseHead& head, const Standardization& scale, int klass)
{
    LogitWeights result;
    result.weights = VectorXd::Zero(static_cast<Eigen::Index>(words.features().size()));
    double all = 0;
    double missing = 0;
    for (const HeadWeight& weight : head.classes[static_cast<std::size_t>(klass)]) {
        all += std::abs(weight.weight);
        if (const auto column = words.column(weight.feature)) {
            result.weights[*column] = weight.weight / scale.deviation[static_cast<std::size_t>(weight.feature)];
        } else {
            ++result.missing;
            missing += std::abs(weight.weight);
        }
    }
    result.missingShare = all > 0 ? missing / all : 0.0;
    return result;
}

std::string proposedName(const WordCloud& cloud)
{
    if (strongest(cloud.lowers) > 2 * strongest(cloud.raises))
        return "less: " + firstWords(cloud.lowers);
    return firstWords(cloud.raises);
}

}  // namespace sparsescope
