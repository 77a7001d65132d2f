// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/batch_choice.h"

#include "base/guard.h"
#include "base/random.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

#include <time.h>

namespace sparsescope {

namespace {

constexpr std::array<int, 5> candidates{1, 2, 4, 8, 16};
constexpr double clearlyFaster = 1.15;
constexpr double budgetSeconds = 1.5;
/// A forward pass cannot be interrupted, and a cancel must be answered within a second.
constexpr double longestForward = 0.4;

double secondsOf(clockid_t clock)
{
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Seconds per picture by batch size.
using Rates = std::map<int, double>;

int fastest(const Rates& rates, int usual)
{
    const auto best =
        std::min_element(rates.begin(), rates.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    const auto habit = rates.find(usual);
    return habit != rates.end() && habit->second < clearlyFaster * best->second ? usual : best->first;
}

std::vector<float> noise(std::size_t values)
{
    Random random(1);
    std::vector<float> picture(values);
    std::generate(picture.begin(), picture.end(), [&] { return static_cast<float>(random.normal()); });
    return picture;
}

}  // namespace

int usualBatch(const FeatureModel& model)
{
    if (model.info().input == ModelInfo::Input::Texts)
        return model.device() == "cpu" ? 32 : 256;
    return model.device() == "cpu" ? 2 : 16;
}

Result<std::vector<float>> trialPicture(const VisionModel& model, const Dataset& dataset, const DecodeLimits& limits,
                                        const Progress& progress)
{
    constexpr std::size_t attempts = 16;
    ItemBatch batch;
    batch.count = 1;
    for (std::size_t item = 0; item < std::min(attempts, dataset.items.size()); ++item) {
        batch.firstItem = static_cast<std::int64_t>(item);
        SS_CHECK(prepareBatch(model, dataset, limits, progress, batch));
        if (!batch.allSkipped())
            return std::move(batch.input);
    }
    return noise(inputValues(model));
}

Result<double> timedForward(const VisionModel& model, const std::vector<float>& picture, int batch)
{
    return guarded("Cannot run the network", "E-EXTRACT-006", [&]() -> Result<double> {
        std::vector<float> input;
        for (int i = 0; i < batch; ++i)
            input.insert(input.end(), picture.begin(), picture.end());
        std::vector<float> features(static_cast<std::size_t>(batch) * static_cast<std::size_t>(model.info().features));
        const clockid_t clock = model.device() == "cpu" ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC;
        const double start = secondsOf(clock);
        SS_CHECK(model.features(input, batch, features));
        return secondsOf(clock) - start;
    });
}

Result<int> chooseBatch(const VisionModel& model, const Dataset& dataset, const DecodeLimits& limits,
                        const Progress& progress)
{
    SS_TRY(const std::vector<float> picture, trialPicture(model, dataset, limits, progress));
    const double start = secondsOf(CLOCK_MONOTONIC);
    const auto warmUp = timedForward(model, picture, 1);
    Rates rates{{1, warmUp ? *warmUp : 0.0}};
    for (const int batch : candidates) {
        if (progress.stopRequested())
            return Cancelled{};
        const auto seconds = timedForward(model, picture, batch);
        if (seconds.failed() && seconds.error().code == outOfMemoryCode)
            break;
        if (!seconds)
            return seconds.failure();
        if (*seconds > longestForward && batch > 1)
            break;
        rates[batch] = *seconds / batch;
        if (secondsOf(CLOCK_MONOTONIC) - start > budgetSeconds)
            break;
    }
    return fastest(rates, usualBatch(model));
}

}  // namespace sparsescope
