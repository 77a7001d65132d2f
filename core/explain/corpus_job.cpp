// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/corpus_job.h"

#include "explain/text_runner.h"
#include "text/tokenizer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using Clock = std::chrono::steady_clock;
using Eigen::Index;

constexpr int chunkOfCorpus = 4096;     ///< All masked texts of a shard in one order of length.

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// One text of a shard: its words, its masks and their rows in the runner.
struct MaskedText {
    SplitText split;
    MaskSample sample;
    std::vector<std::int64_t> rows;
};

MaskSample removalSample(int words)
{
    MaskSample sample;
    sample.masks.emplace_back(static_cast<std::size_t>(words), true);
    for (int word = 0; word < words; ++word) {
        sample.masks.push_back(sample.masks.front());
        sample.masks.back()[static_cast<std::size_t>(word)] = false;
    }
    return sample;
}

/// Ends early where a stop is asked for: the rows are of no use then.
MaskedText maskedText(const TextModel& model, const std::string& text, const CorpusJobOptions& options, TextRunner& runner,
                      const Progress& progress)
{
    const ReadPart read = readPart(model, text);
    SplitText split(text.substr(0, read.reach), WordUnit::Folded, read.bytes);
    MaskSample sample = options.method == WordMethod::Lime ? drawMasks(split.size(), options.lime) : removalSample(split.size());
    std::vector<std::int64_t> rows;
    for (const WordMask& mask : sample.masks) {
        if (progress.stopRequested())
            break;
        rows.push_back(runner.row(split.keeping(mask)));
    }
    return {std::move(split), std::move(sample), std::move(rows)};
}

/// masks × chosen features of one text.
Eigen::MatrixXd valuesOf(const MaskedText& text, FeatureMatrixRef features, const std::vector<int>& chosen)
{
    Eigen::MatrixXd values(static_cast<Index>(text.rows.size()), static_cast<Index>(chosen.size()));
    for (Index i = 0; i < values.rows(); ++i)
        for (Index j = 0; j < values.cols(); ++j)
            values(i, j) = features(text.rows[static_cast<std::size_t>(i)], chosen[static_cast<std::size_t>(j)]);
    return values;
}

/// words × chosen features.
Eigen::MatrixXd effectsOf(const MaskedText& text, const Eigen::MatrixXd& values, const CorpusJobOptions& options)
{
    if (options.method == WordMethod::Lime)
        return fitLime(text.sample.masks, text.sample.counts, values, options.lime).effects;
    return (-values.bottomRows(values.rows() - 1)).rowwise() + values.row(0);
}

WordRows rowsOf(const std::vector<MaskedText>& texts, FeatureMatrixRef features, const std::vector<int>& chosen,
                const CorpusJobOptions& options)
{
    WordRows result;
    Index total = 0;
    for (const MaskedText& text : texts) {
        result.counts.push_back(text.split.size());
        total += text.split.size();
    }
    result.effects.resize(total, static_cast<Index>(chosen.size()));
    Index at = 0;
    for (const MaskedText& text : texts) {
        result.effects.middleRows(at, text.split.size()) = effectsOf(text, valuesOf(text, features, chosen), options).cast<float>();
        at += text.split.size();
    }
    return result;
}

std::vector<int> chosenFeatures(const TextModel& model, const CorpusJobOptions& options)
{
    if (!options.features.empty())
        return options.features;
    std::vector<int> all(static_cast<std::size_t>(model.info().features));
    std::iota(all.begin(), all.end(), 0);
    return all;
}

/// Up to `count` of the texts, evenly spaced.
std::vector<std::size_t> spread(std::size_t texts, std::size_t count)
{
    std::vector<std::size_t> picks;
    const std::size_t taken = std::min(texts, count);
    for (std::size_t i = 0; i < taken; ++i)
        picks.push_back((2 * i + 1) * texts / (2 * taken));
    return picks;
}

/// Passes and tokens that one text takes, before its masks are made.
struct TextCost {
    double words = 0;
    double passes = 0;
    double tokens = 0;
};

TextCost costOf(const TextModel& model, const std::string& text, const CorpusJobOptions& options)
{
    const Encoding encoding = model.tokenizer().encode(text, model.maxTokens());
    const ReadPart read = readPart(model, text);
    const SplitText split(text.substr(0, read.reach), WordUnit::Folded, read.bytes);
    const double words = split.size();
    const auto tokens = static_cast<double>(encoding.tokens.size());
    if (options.method == WordMethod::Removal)
        return {words, words + 1, tokens + words * std::max(tokens - 1, 2.0)};
    const double passes = std::min(static_cast<double>(options.lime.samples), std::pow(2.0, words));
    return {words, passes, passes * (tokens / 2 + 1)};
}

}  // namespace

WordStoreSettings corpusSettings(const TextModel& model, std::int64_t texts, std::map<std::string, std::string> key,
                                 const CorpusJobOptions& options)
{
    WordStoreSettings settings;
    settings.key = std::move(key);
    settings.texts = options.rows.empty() ? texts : std::ssize(options.rows);
    settings.allTexts = options.rows.empty() ? 0 : texts;
    settings.rows = options.rows;
    settings.features = chosenFeatures(model, options);
    settings.method = wordMethodName(options.method);
    if (options.method == WordMethod::Lime) {
        settings.method += fmt::format(" {} samples, seed {}", options.lime.samples, options.lime.seed);
        settings.textsPerShard = 16;
    }
    return settings;
}

Result<CorpusCost> estimateCorpus(const TextModel& model, std::span<const std::string> texts, const CorpusJobOptions& options,
                                  Progress& progress)
{
    progress.beginStage("Measuring the speed", 0, "");
    TextCost sum;
    const std::size_t taken = options.rows.empty() ? texts.size() : options.rows.size();
    const auto textAt = [&](std::size_t index) -> const std::string& {
        return texts[options.rows.empty() ? index : static_cast<std::size_t>(options.rows[index])];
    };
    const auto looked = spread(taken, 2000);
    for (const std::size_t pick : looked) {
        if (progress.stopRequested())
            return Cancelled{};
        const TextCost one = costOf(model, textAt(pick), options);
        sum.words += one.words;
        sum.passes += one.passes;
        sum.tokens += one.tokens;
    }
    const double scale = looked.empty() ? 0.0 : static_cast<double>(taken) / static_cast<double>(looked.size());

    TextRunner runner(model, options.threads, chunkOfCorpus);
    CorpusJobOptions removal = options;
    removal.method = WordMethod::Removal;
    const auto trials = spread(taken, 16);
    for (const std::size_t pick : trials) {
        // A few long texts would make the measurement itself a wait.
        if (runner.tokens() > 6000)
            break;
        maskedText(model, textAt(pick), removal, runner, progress);
    }
    const auto start = Clock::now();
    SS_CHECK(runner.run(progress));
    const double perToken = secondsSince(start) / static_cast<double>(std::max<std::int64_t>(runner.tokens(), 1));

    CorpusCost cost;
    cost.texts = static_cast<std::int64_t>(taken);
    cost.allTexts = static_cast<std::int64_t>(texts.size());
    cost.words = std::llround(sum.words * scale);
    cost.passes = std::llround(sum.passes * scale);
    cost.seconds = sum.tokens * scale * perToken;
    cost.diskBytes = static_cast<std::uint64_t>(cost.words) * chosenFeatures(model, options).size() * sizeof(float);
    return cost;
}

Result<CorpusReport> explainCorpus(const TextModel& model, std::span<const std::string> texts, const WordStore& store,
                                   const WordStoreSettings& settings, const CorpusJobOptions& options, Progress& progress)
{
    const auto start = Clock::now();
    SS_CHECK(store.begin(settings));
    progress.beginStage("Taking words out of texts", settings.texts, "texts");
    const std::vector<bool> valid = store.validShards(settings);
    CorpusReport report;
    report.texts = settings.texts;
    report.allTexts = settings.corpusSize();
    for (int shard = 0; shard < settings.shardCount(); ++shard) {
        const auto [first, last] = settings.textRange(shard);
        if (valid[static_cast<std::size_t>(shard)]) {
            report.resumedTexts += last - first;
            progress.skipDone(last - first);
            continue;
        }
        if (progress.stopRequested())
            return Cancelled{};
        TextRunner runner(model, options.threads, chunkOfCorpus);
        std::vector<MaskedText> masked;
        for (std::int64_t text = first; text < last; ++text) {
            masked.push_back(maskedText(model, texts[static_cast<std::size_t>(settings.rowOf(text))], options, runner, progress));
            if (progress.stopRequested())
                return Cancelled{};
        }
        // Its own progress counts masked texts; the stage's unit is whole ones.
        Progress silent({}, progress.stopToken());
        SS_CHECK(runner.run(silent));
        SS_CHECK(store.writeShard(settings, shard, rowsOf(masked, runner.features(), settings.features, options)));
        report.passes += runner.done();
        progress.advance(last - first);
    }
    report.seconds = secondsSince(start);
    return report;
}

}  // namespace sparsescope
