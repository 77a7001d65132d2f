// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/parallel.h"
#include "features/extract.h"

#include <chrono>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>
#include <sys/resource.h>

using namespace sparsescope;

namespace
{

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

Dataset linesOf(const char* file)
{
    Dataset data;
    data.kind = Dataset::Kind::Texts;
    data.fingerprint = file;
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        data.items.push_back({fmt::format("{}:{}", file, data.items.size() + 1), 0, Split::Train});
        data.texts.push_back(line);
    }
    return data;
}

void writeLogits(const OriginalHead& head, const FeatureMatrix& features, const std::filesystem::path& file)
{
    std::ofstream out(file, std::ios::binary);
    for (Eigen::Index row = 0; row < features.rows(); ++row)
        for (int k = 0; k < head.classes; ++k) {
            double logit = head.bias[static_cast<std::size_t>(k)];
            for (int j = 0; j < head.features; ++j)
                logit += double{head.weight[static_cast<std::size_t>(k * head.features + j)]} * features(row, j);
            const auto value = static_cast<float>(logit);
            out.write(reinterpret_cast<const char*>(&value), sizeof value);
        }
}

} // namespace

/// text_bench MODEL SENTENCES OUT [FEATURE]: features of a file of lines by a text encoder, from lines to one shard in
/// OUT, which is made anew, on the cores this process may use; and the file's own head on them as OUT/logits.f32.
/// Opening the model is left out. Prints one JSON object.
int main(int argc, char** argv)
{
    if (argc < 4) {
        fmt::print(stderr, "usage: text_bench MODEL SENTENCES OUT [FEATURE]\n");
        return 2;
    }
    prepareProcessForModels();
    Progress progress;
    ModelOptions modelOptions;
    modelOptions.consent = true;
    if (argc > 4)
        modelOptions.textFeature = textFeatureFromName(argv[4]);
    const auto model = orExit(openTextModel(argv[1], modelOptions, progress));
    const Dataset data = linesOf(argv[2]);
    const auto items = static_cast<std::int64_t>(data.items.size());
    const std::filesystem::path out = argv[3];
    std::filesystem::remove_all(out);
    const ShardStore store(out, featureKey(*model, data), items, model->info().features, static_cast<int>(items));

    const double cpuBefore = processorSeconds();
    const auto start = std::chrono::steady_clock::now();
    const ExtractReport report = orExit(extractFeatures(*model, data, store, {}, progress));
    const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double cpu = processorSeconds() - cpuBefore;
    writeLogits(model->originalHead(), orExit(store.load()).features, out / "logits.f32");
    fmt::print("{{\"sentences\": {}, \"threads\": {}, \"wall_s\": {:.4f}, \"cpu_s\": {:.4f}, \"truncated\": {}, \"format\": "
               "\"{}\", \"feature\": \"{}\", \"classes\": {}}}\n",
               report.rows, availableCores(), wall, cpu, report.truncated, model->info().format,
               textFeatureName(model->info().text.feature), model->originalHead().classes);
    return 0;
}
