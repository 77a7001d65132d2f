// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "explain/picture_runner.h"

#include "base/parallel.h"
#include "features/batch_choice.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;

struct Batch {
    std::int64_t first = 0;
    std::int64_t count = 0;
};

/// The pictures on their way through the network.
class Run {
public:
    Run(const VisionModel& model, std::int64_t count, const DrawInput& draw, const FeatureTarget& target, int batch)
        : m_model(model), m_draw(draw), m_target(target), m_count(count), m_batch(batch), m_finished(static_cast<std::size_t>(batches()))
    {
    }

    Result<RunPictures> run(int threads, Progress& progress)
    {
        std::atomic<std::int64_t> next = 0;
        const auto work = [&](std::size_t, std::size_t) {
            for (std::int64_t i = next++; i < batches() && !progress.stopRequested(); i = next++)
                if (!runBatch(i, progress))
                    next = batches();
        };
        const auto workers = static_cast<std::size_t>(std::min<std::int64_t>(batches(), std::max(threads, 1)));
        parallelFor(workers, static_cast<int>(workers), work);
        if (m_failure)
            return *m_failure;
        return result();
    }

private:
    std::int64_t batches() const { return (m_count + m_batch - 1) / m_batch; }

    bool runBatch(std::int64_t number, Progress& progress)
    {
        const Batch batch{number * m_batch, std::min<std::int64_t>(m_batch, m_count - number * m_batch)};
        const std::size_t size = inputValues(m_model);
        std::vector<float> input(size * static_cast<std::size_t>(batch.count));
        for (std::int64_t i = 0; i < batch.count; ++i)
            m_draw(batch.first + i, std::span(input).subspan(static_cast<std::size_t>(i) * size, size));
        FeatureMatrix features(static_cast<Index>(batch.count), m_model.info().features);
        if (const Status ran = forward(input, features); !ran)
            return fail(ran.failure());
        keep(number, batch.first, m_target(features));
        progress.advance(batch.count);
        return true;
    }

    /// The whole batch, or one picture after the other where there is not enough memory for it.
    Status forward(std::span<const float> input, FeatureMatrix& features) const
    {
        const auto count = static_cast<std::size_t>(features.rows());
        const auto width = static_cast<std::size_t>(features.cols());
        const std::span<float> out(features.data(), count * width);
        const Status ran = m_model.features(input, static_cast<int>(count), out);
        if (ran || count == 1 || !ran.failed() || ran.error().code != outOfMemoryCode)
            return ran;
        const std::size_t size = input.size() / count;
        for (std::size_t i = 0; i < count; ++i)
            SS_CHECK(m_model.features(input.subspan(i * size, size), 1, out.subspan(i * width, width)));
        return Done{};
    }

    void keep(std::int64_t number, std::int64_t first, const MatrixXd& values)
    {
        const std::lock_guard lock(m_mutex);
        if (m_values.size() == 0)
            m_values.resize(static_cast<Index>(m_count), values.cols());
        m_values.middleRows(static_cast<Index>(first), values.rows()) = values;
        m_finished[static_cast<std::size_t>(number)] = true;
    }

    bool fail(Failure why)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_failure)
            m_failure = std::move(why);
        return false;
    }

    RunPictures result()
    {
        const auto open = std::find(m_finished.begin(), m_finished.end(), false) - m_finished.begin();
        const std::int64_t rows = std::min<std::int64_t>(m_count, open * m_batch);
        m_values.conservativeResize(static_cast<Index>(rows), Eigen::NoChange);
        return {std::move(m_values), rows == m_count};
    }

    const VisionModel& m_model;
    const DrawInput& m_draw;
    const FeatureTarget& m_target;
    std::int64_t m_count;
    std::int64_t m_batch;
    std::mutex m_mutex;
    std::vector<bool> m_finished;       ///< By batch.
    MatrixXd m_values;
    std::optional<Failure> m_failure;
};

}  // namespace

Result<RunPictures> runPictures(const VisionModel& model, std::int64_t count, const DrawInput& draw, const FeatureTarget& target,
                                const RunnerOptions& options, Progress& progress)
{
    Run run(model, count, draw, target, options.batch > 0 ? options.batch : usualBatch(model));
    return run.run(options.threads, progress);
}

std::vector<float> normalised(const Image& visible, const Preprocessing& preprocessing)
{
    // Resizing to the size it has leaves a picture as it is.
    Preprocessing same = preprocessing;
    same.resize = same.crop;
    std::vector<float> input(static_cast<std::size_t>(same.crop) * static_cast<std::size_t>(same.crop) * 3);
    preprocess(visible, same, input);
    return input;
}

Status checkVisible(const Image& visible, const VisionModel& model)
{
    const int crop = model.info().preprocessing.crop;
    if (visible.width == crop && visible.height == crop && visible.rgb.size() == inputValues(model))
        return Done{};
    return Error{"E-PICTURE-001", fmt::format("The picture has {} × {} pixels; expected {} × {}, as the network sees it.", visible.width,
                                              visible.height, crop, crop), ""};
}

}  // namespace sparsescope
