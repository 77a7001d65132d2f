// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/vision_model.h"

#include <chrono>
#include <cstdlib>
#include <thread>

#include <fmt/format.h>

using namespace sparsescope;

namespace
{

/// Pictures per second of `threads` callers, each with batches of `batch`, in the best of five rounds.
double rate(const VisionModel& model, int batch, int threads)
{
    using Clock = std::chrono::steady_clock;
    constexpr int picturesPerRound = 32;
    const int calls = std::max(1, picturesPerRound / batch);
    const auto crop = static_cast<std::size_t>(model.info().preprocessing.crop);
    const std::vector<float> input(static_cast<std::size_t>(batch) * crop * crop * 3, 0.5F);
    double best = 0;
    for (int round = 0; round < 5; ++round) {
        const auto start = Clock::now();
        std::vector<std::jthread> callers;
        for (int thread = 0; thread < threads; ++thread)
            callers.emplace_back([&] {
                std::vector<float> features(static_cast<std::size_t>(batch * model.info().features));
                for (int call = 0; call < calls; ++call)
                    if (!model.features(input, batch, features))
                        std::abort();
            });
        callers.clear();
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        best = std::max(best, threads * calls * batch / seconds);
    }
    return best;
}

} // namespace

/// forward_bench MODEL [DEVICE]: pictures per second by batch size and number of threads.
int main(int argc, char** argv)
{
    if (argc < 2) {
        fmt::print(stderr, "usage: forward_bench MODEL [DEVICE]\n");
        return 2;
    }
    prepareProcessForModels();
    ModelOptions options;
    options.consent = true;
    options.device = argc > 2 ? argv[2] : "cpu";
    Progress progress;
    const auto model = openVisionModel(argv[1], options, progress);
    if (!model) {
        fmt::print(stderr, "{}\n", model.failed() ? model.error().message : "stopped");
        return 1;
    }
    fmt::print("{} on {}, LibTorch {}\n", (*model)->info().architecture, (*model)->device(), torchVersion());
    for (const int threads : {1, 2})
        for (const int batch : {1, 2, 4, 8, 16})
            fmt::print("{} thread(s), batch {:2}: {:6.1f} pictures/s\n", threads, batch, rate(**model, batch, threads));
    return 0;
}
