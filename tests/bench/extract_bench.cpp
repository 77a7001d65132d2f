// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/parallel.h"
#include "features/extract.h"

#include <chrono>
#include <cstdlib>

#include <sys/resource.h>

#include <fmt/format.h>

using namespace sparsescope;

namespace {

double processorSeconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

template <typename T>
T orExit(Result<T> result)
{
    if (result)
        return std::move(result).value();
    fmt::print(stderr, "{}\n", result.failed() ? result.error().message : "stopped");
    std::exit(1);
}

} // namespace

/// extract_bench MODEL PICTURES OUT [BATCH]: the whole way from picture files to shards in OUT, which is made anew, on
/// the cores this process may use. Opening the model and listing the folder are left out. Prints one JSON object.
int main(int argc, char** argv)
{
    if (argc < 4) {
        fmt::print(stderr, "usage: extract_bench MODEL PICTURES OUT [BATCH]\n");
        return 2;
    }
    prepareProcessForModels();
    Progress progress;
    ModelOptions modelOptions;
    modelOptions.consent = true;
    const auto model = orExit(openVisionModel(argv[1], modelOptions, progress));
    const Dataset dataset = orExit(openImageFolder(argv[2], {}, progress));
    std::filesystem::remove_all(argv[3]);
    ExtractOptions options;
    options.batch = argc > 4 ? std::atoi(argv[4]) : 0;
    const auto items = static_cast<std::int64_t>(dataset.items.size());
    const ShardStore store(argv[3], featureKey(*model, dataset), items, model->info().features, options.itemsPerShard);

    const double cpuBefore = processorSeconds();
    const auto start = std::chrono::steady_clock::now();
    const ExtractReport report = orExit(extractFeatures(*model, dataset, store, options, progress));
    const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double cpu = processorSeconds() - cpuBefore;
    fmt::print(
        "{{\"images\": {}, \"skipped\": {}, \"threads\": {}, \"batch\": {}, \"wall_s\": {:.4f}, \"cpu_s\": {:.4f}}}\n",
        report.rows, report.skipped.size(), availableCores(), report.batch, wall, cpu);
    return 0;
}
