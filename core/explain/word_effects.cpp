// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/word_effects.h"

#include "explain/text_runner.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Masks of one text and their rows in a runner.
class MaskedTexts {
public:
    MaskedTexts(const TextModel& model, const SplitText& text, int threads) : m_text(text), m_runner(model, threads) {}

    /// Rows of the masks; fewer of them where a stop was asked for.
    std::vector<std::int64_t> ask(const std::vector<WordMask>& masks, const Progress& progress)
    {
        std::vector<std::int64_t> rows;
        rows.reserve(masks.size());
        for (const WordMask& mask : masks) {
            if (progress.stopRequested())
                break;
            rows.push_back(m_runner.row(m_text.keeping(mask)));
        }
        return rows;
    }

    TextRunner& runner() { return m_runner; }

    /// Features of the first of these rows that are there, up to the first that is not.
    FeatureMatrix finished(const std::vector<std::int64_t>& rows) const
    {
        Index count = 0;
        while (count < static_cast<Index>(rows.size()) && rows[static_cast<std::size_t>(count)] < m_runner.done())
            ++count;
        FeatureMatrix result(count, m_runner.features().cols());
        for (Index i = 0; i < count; ++i)
            result.row(i) = m_runner.features().row(rows[static_cast<std::size_t>(i)]);
        return result;
    }

private:
    const SplitText& m_text;
    TextRunner m_runner;
};

Status check(const WordEffectOptions& options)
{
    if (options.method == WordMethod::Lime)
        return checkLime(options.lime, options.repeats);
    return Done{};
}

/// The whole text, then each word taken out alone.
std::vector<WordMask> removalMasks(int words)
{
    const WordMask whole(static_cast<std::size_t>(words), true);
    std::vector<WordMask> masks{whole};
    for (int word = 0; word < words; ++word) {
        masks.push_back(whole);
        masks.back()[static_cast<std::size_t>(word)] = false;
    }
    return masks;
}

/// One text's explanation in the making.
class Explanation {
public:
    Explanation(const TextModel& model, const SplitText& text, const FeatureTarget& target, const WordEffectOptions& options)
        : m_masked(model, text, options.threads), m_text(text), m_target(target), m_options(options)
    {
    }

    Result<WordEffects> run(Progress& progress)
    {
        return m_options.method == WordMethod::Lime ? lime(progress) : removal(progress);
    }

private:
    /// Runs what was asked for. False after a cancel, which keeps what is done.
    Result<bool> runAsked(const std::string& stage, Progress& progress)
    {
        progress.beginStage(stage, m_masked.runner().asked() - m_masked.runner().done(), "texts");
        const Status ran = m_masked.runner().run(progress);
        if (ran.failed())
            return ran.error();
        return ran.ok();
    }

    Result<WordEffects> removal(Progress& progress)
    {
        const auto rows = m_masked.ask(removalMasks(m_text.size()), progress);
        SS_TRY(const bool complete, runAsked("Taking out word after word", progress));
        const FeatureMatrix features = m_masked.finished(rows);
        if (features.rows() == 0)
            return Cancelled{};
        const MatrixXd values = m_target(features);
        WordEffects result = started(values, complete);
        result.masks = static_cast<int>(features.rows());
        result.effects = MatrixXd::Constant(m_text.size(), values.cols(), unknown);
        for (Index word = 0; word + 1 < values.rows(); ++word)
            result.effects.row(word) = values.row(0) - values.row(word + 1);
        return result;
    }

    Result<WordEffects> lime(Progress& progress)
    {
        const MaskSample sample = drawMasks(m_text.size(), m_options.lime);
        const auto rows = m_masked.ask(sample.masks, progress);
        SS_TRY(bool complete, runAsked("Leaving out words at random", progress));
        const FeatureMatrix features = m_masked.finished(rows);
        if (features.rows() == 0)
            return Cancelled{};
        const MatrixXd values = m_target(features);
        WordEffects result = started(values, complete);
        const LimeFit fit = fitLime(sample, values, m_options.lime);
        result.effects = fit.effects;
        result.intercept = fit.intercept;
        result.r2 = fit.r2;
        result.masks = static_cast<int>(values.rows());
        result.enumerated = sample.enumerated;
        for (const double count : sample.countsOfFirst(static_cast<std::size_t>(values.rows())))
            result.samples += sample.enumerated ? 1 : static_cast<int>(count);
        SS_TRY(result.stability, stability(result, progress));
        result.passes = m_masked.runner().done();
        return result;
    }

    /// Mean correlation with the repeats that came to an end.
    Result<VectorXd> stability(const WordEffects& base, Progress& progress)
    {
        const Index targets = base.effects.cols();
        if (base.enumerated && base.complete)
            return VectorXd(VectorXd::Constant(targets, base.effects.rows() > 1 ? 1.0 : unknown));
        VectorXd sum = VectorXd::Zero(targets);
        int finished = 0;
        for (int repeat = 1; repeat <= m_options.repeats && base.complete; ++repeat) {
            LimeOptions other = m_options.lime;
            other.seed = repeatSeed(other.seed, repeat);
            const MaskSample sample = drawMasks(m_text.size(), other);
            const auto rows = m_masked.ask(sample.masks, progress);
            SS_TRY(const bool complete, runAsked(fmt::format("Again with seed {} of {}", repeat, m_options.repeats), progress));
            if (!complete)
                break;
            const LimeFit fit = fitLime(sample, m_target(m_masked.finished(rows)), m_options.lime);
            for (Index t = 0; t < targets; ++t)
                sum[t] += effectCorrelation(base.effects.col(t), fit.effects.col(t));
            ++finished;
        }
        return VectorXd(finished > 0 ? VectorXd(sum / finished) : VectorXd::Constant(targets, unknown));
    }

    WordEffects started(const MatrixXd& values, bool complete)
    {
        WordEffects result;
        result.words = m_text.units();
        result.value = values.row(0).transpose();
        result.passes = m_masked.runner().done();
        result.complete = complete;
        return result;
    }

    MaskedTexts m_masked;
    const SplitText& m_text;
    const FeatureTarget& m_target;
    const WordEffectOptions& m_options;
};

}  // namespace

std::string wordMethodName(WordMethod method)
{
    return method == WordMethod::Lime ? "lime" : "removal";
}

Result<WordEffects> explainWords(const TextModel& model, const std::string& text, const FeatureTarget& target,
                                 const WordEffectOptions& options, Progress& progress)
{
    SS_CHECK(check(options));
    const ReadPart part = readPart(model, text);
    const SplitText split(text.substr(0, part.reach), options.unit, part.bytes);
    Explanation explanation(model, split, target, options);
    SS_TRY(WordEffects effects, explanation.run(progress));
    effects.cut = part.cut;
    return effects;
}

}  // namespace sparsescope
