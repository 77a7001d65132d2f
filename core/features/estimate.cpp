// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/parallel.h"
#include "features/batch_choice.h"
#include "features/disk_needs.h"
#include "features/extract.h"

#include <algorithm>
#include <chrono>
#include <fstream>

#include <unistd.h>

namespace sparsescope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int samplePictures = 8;
constexpr double sampleSeconds = 1.0;

/// Seconds to read and preprocess one picture: the mean over some spread evenly over the data set.
Result<double> secondsToPrepare(const VisionModel& model, const Dataset& dataset, const DecodeLimits& limits,
                                const Progress& progress)
{
    const auto items = static_cast<std::int64_t>(dataset.items.size());
    const auto start = Clock::now();
    ItemBatch one;
    one.count = 1;
    int tried = 0;
    double seconds = 0;
    while (tried < std::min<std::int64_t>(samplePictures, items) && seconds < sampleSeconds) {
        one.firstItem = items * tried / samplePictures % items;
        SS_CHECK(prepareBatch(model, dataset, limits, progress, one));
        ++tried;
        seconds = std::chrono::duration<double>(Clock::now() - start).count();
    }
    return seconds / std::max(tried, 1);
}

/// Seconds of one forward pass of one picture, the second, as the first also sets things up. By the clock on the wall:
/// what else runs now probably goes on.
Result<double> secondsToForward(const VisionModel& model, const Dataset& dataset, const DecodeLimits& limits,
                                const Progress& progress)
{
    SS_TRY(const std::vector<float> picture, trialPicture(model, dataset, limits, progress));
    SS_TRY([[maybe_unused]] const double warmUp, timedForward(model, picture, 1));
    const auto start = Clock::now();
    SS_TRY([[maybe_unused]] const double busy, timedForward(model, picture, 1));
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Seconds of one text, its tokens and its forward pass: the mean over some spread evenly over the data set. The first
/// ones also set things up, so they count only where there is no time for more.
Result<double> secondsOfText(const TextModel& model, const Dataset& dataset, const Progress& progress)
{
    constexpr std::int64_t sampleTexts = 64;
    constexpr int atOnce = 8;
    const auto items = static_cast<std::int64_t>(dataset.items.size());
    const auto work = textWork(model, dataset);
    std::vector<float> features(static_cast<std::size_t>(atOnce) * static_cast<std::size_t>(model.info().features));
    double mean = 0;
    double spent = 0;
    int measured = 0;
    for (std::int64_t tried = 0; tried < std::min(sampleTexts, items) && spent < sampleSeconds; tried += atOnce) {
        const auto start = Clock::now();
        ItemBatch batch;
        batch.firstItem = items * tried / sampleTexts % items;
        batch.count = static_cast<int>(std::min<std::int64_t>(atOnce, items - batch.firstItem));
        const auto rows = std::span(features).first(static_cast<std::size_t>(batch.count)
                                                    * static_cast<std::size_t>(model.info().features));
        SS_CHECK(work->prepare(progress, batch));
        SS_CHECK(work->forward(
            batch, [](int tooLarge) { return tooLarge / 2; }, progress, rows));
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        spent += seconds;
        if (tried > 0)
            mean += (seconds / batch.count - mean) / ++measured;
        else
            mean = seconds / batch.count;
    }
    return mean;
}

Result<double> secondsInTotal(const FeatureModel& model, const Dataset& dataset, const ExtractOptions& options,
                              int threads, const Progress& progress)
{
    const auto items = static_cast<double>(dataset.items.size());
    const int forwards = model.device() == "cpu" ? threads : 1;
    if (model.info().input == ModelInfo::Input::Texts) {
        SS_TRY(const double text, secondsOfText(static_cast<const TextModel&>(model), dataset, progress));
        return items * text / forwards;
    }
    const auto& vision = static_cast<const VisionModel&>(model);
    SS_TRY(const double prepare, secondsToPrepare(vision, dataset, options.limits, progress));
    SS_TRY(const double forward, secondsToForward(vision, dataset, options.limits, progress));
    return items * (prepare / threads + forward / forwards);
}

std::uint64_t residentBytes()
{
    std::ifstream statm("/proc/self/statm");
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    statm >> total >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

Result<ExtractEstimate> estimateExtraction(const FeatureModel& model, const Dataset& dataset,
                                           const std::filesystem::path& target, const ExtractOptions& options,
                                           Progress& progress)
{
    const int threads = options.threads > 0 ? options.threads : availableCores();
    const auto items = static_cast<std::int64_t>(dataset.items.size());
    const int features = model.info().features;
    ExtractEstimate estimate;
    if (items > 0) {
        progress.beginStage("Estimating time and size", 0, "");
        SS_TRY(estimate.seconds, secondsInTotal(model, dataset, options, threads, progress));
    }
    // The network with one worker's activations is in memory by now; the finished table comes on top.
    const bool texts = model.info().input == ModelInfo::Input::Texts;
    const std::size_t values = texts ? 0 : inputValues(static_cast<const VisionModel&>(model));
    const std::uint64_t inputs = static_cast<std::uint64_t>(threads) * 3 * 4 * values * sizeof(float);
    estimate.diskBytes = featureBytes(items, features);
    estimate.memoryBytes = residentBytes() + inputs + estimate.diskBytes;
    estimate.diskFree = freeBytes(target);
    return estimate;
}

}  // namespace sparsescope
