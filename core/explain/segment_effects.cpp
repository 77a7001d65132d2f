// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/segment_effects.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Pictures of one picture with some of its superpixels hidden.
class MaskedPicture {
public:
    MaskedPicture(const Image& visible, const Superpixels& segments, const HidingOptions& hiding, const Preprocessing& preprocessing)
        : m_segments(segments), m_shown(normalised(visible, preprocessing)),
          m_hidden(normalised(hiddenPicture(visible, segments, hiding), preprocessing))
    {
    }

    void draw(const PartMask& kept, std::span<float> input) const
    {
        const std::vector<char> keeps(kept.begin(), kept.end());
        for (std::size_t pixel = 0; pixel < m_segments.labels.size(); ++pixel) {
            const float* from = (keeps[static_cast<std::size_t>(m_segments.labels[pixel])] != 0 ? m_shown : m_hidden).data() + 3 * pixel;
            std::copy(from, from + 3, input.data() + 3 * pixel);
        }
    }

private:
    const Superpixels& m_segments;
    std::vector<float> m_shown;
    std::vector<float> m_hidden;
};

/// One picture's explanation in the making.
class Explanation {
public:
    Explanation(const VisionModel& model, const Image& visible, const Superpixels& segments, const FeatureTarget& target,
                const SegmentEffectOptions& options)
        : m_model(model), m_picture(visible, segments, options.hiding, model.info().preprocessing), m_parts(segments.count),
          m_target(target), m_options(options)
    {
    }

    Result<SegmentEffects> run(Progress& progress)
    {
        const MaskSample sample = drawMasks(m_parts, m_options.lime, MaskLaw::Segments);
        SS_TRY(const RunPictures ran, runMasks(sample, "Hiding superpixels at random", progress));
        if (ran.values.rows() == 0)
            return Cancelled{};
        SegmentEffects result = told(sample, ran);
        SS_CHECK(addStability(result, progress));
        return result;
    }

private:
    Result<RunPictures> runMasks(const MaskSample& sample, const std::string& stage, Progress& progress) const
    {
        const auto count = static_cast<std::int64_t>(sample.masks.size());
        progress.beginStage(stage, count, "pictures");
        const auto draw = [&](std::int64_t number, std::span<float> input) {
            m_picture.draw(sample.masks[static_cast<std::size_t>(number)], input);
        };
        return runPictures(m_model, count, draw, m_target, m_options.runner, progress);
    }

    SegmentEffects told(const MaskSample& sample, const RunPictures& ran) const
    {
        const LimeFit fit = fitLime(sample, ran.values, m_options.lime);
        SegmentEffects result;
        result.effects = fit.effects;
        result.value = ran.values.row(0).transpose();
        result.intercept = fit.intercept;
        result.r2 = fit.r2;
        result.masks = static_cast<int>(ran.values.rows());
        result.passes = result.masks;
        for (const double count : sample.countsOfFirst(static_cast<std::size_t>(result.masks)))
            result.samples += sample.enumerated ? 1 : static_cast<int>(count);
        result.enumerated = sample.enumerated;
        result.complete = ran.complete;
        return result;
    }

    /// Mean correlation with the repeats that came to an end.
    Status addStability(SegmentEffects& base, Progress& progress) const
    {
        const Index targets = base.effects.cols();
        if (base.enumerated && base.complete) {
            base.stability = VectorXd::Constant(targets, base.effects.rows() > 1 ? 1.0 : unknown);
            return Done{};
        }
        VectorXd sum = VectorXd::Zero(targets);
        for (int repeat = 1; repeat <= m_options.repeats && base.complete; ++repeat) {
            LimeOptions other = m_options.lime;
            other.seed = repeatSeed(other.seed, repeat);
            const MaskSample sample = drawMasks(m_parts, other, MaskLaw::Segments);
            SS_TRY(const RunPictures ran, runMasks(sample, fmt::format("Again with seed {} of {}", repeat, m_options.repeats), progress));
            base.passes += ran.values.rows();
            if (!ran.complete)
                break;
            const LimeFit fit = fitLime(sample, ran.values, other);
            for (Index t = 0; t < targets; ++t)
                sum[t] += effectCorrelation(base.effects.col(t), fit.effects.col(t));
            ++base.repeats;
        }
        base.stability = base.repeats > 0 ? VectorXd(sum / base.repeats) : VectorXd(VectorXd::Constant(targets, unknown));
        return Done{};
    }

    const VisionModel& m_model;
    MaskedPicture m_picture;
    int m_parts;
    const FeatureTarget& m_target;
    const SegmentEffectOptions& m_options;
};

}  // namespace

Result<SegmentEffects> explainSegments(const VisionModel& model, const Image& visible, const Superpixels& segments,
                                       const FeatureTarget& target, const SegmentEffectOptions& options, Progress& progress)
{
    SS_CHECK(checkLime(options.lime, options.repeats));
    SS_CHECK(checkVisible(visible, model));
    if (segments.width != visible.width || segments.height != visible.height || segments.count < 1)
        return Error{"E-PICTURE-001", fmt::format("The superpixels are of a picture of {} × {} pixels; expected {} × {}.", segments.width,
                                                  segments.height, visible.width, visible.height), ""};
    return Explanation(model, visible, segments, target, options).run(progress);
}

std::vector<int> topSegments(const VectorXd& effects, int count, bool negative)
{
    std::vector<int> segments;
    for (Index i = 0; i < effects.size(); ++i)
        if (negative ? effects[i] < 0 : effects[i] > 0)
            segments.push_back(static_cast<int>(i));
    std::stable_sort(segments.begin(), segments.end(), [&](int a, int b) { return std::abs(effects[a]) > std::abs(effects[b]); });
    segments.resize(std::min(segments.size(), static_cast<std::size_t>(std::max(count, 0))));
    return segments;
}

std::vector<bool> pixelsOf(const Superpixels& segments, const std::vector<int>& chosen)
{
    std::vector<bool> inside(static_cast<std::size_t>(segments.count), false);
    for (const int segment : chosen)
        inside[static_cast<std::size_t>(segment)] = true;
    std::vector<bool> part;
    part.reserve(segments.labels.size());
    for (const int label : segments.labels)
        part.push_back(inside[static_cast<std::size_t>(label)]);
    return part;
}

}  // namespace sparsescope
