// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/parallel.h"
#include "explain/segment_effects.h"
#include "formats/npy.h"

#include <chrono>
#include <cstdlib>
#include <ctime>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace sparsescope;

namespace {

template <typename T>
T orExit(Result<T> result)
{
    if (result)
        return std::move(result).value();
    fmt::print(stderr, "{}\n", result.failed() ? result.error().message : "stopped");
    std::exit(1);
}

struct Seconds {
    double wall = 0;
    double processor = 0;
};

template <typename Work>
Seconds secondsOf(Work&& work)
{
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t busy = std::clock();
    work();
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
            static_cast<double>(std::clock() - busy) / CLOCKS_PER_SEC};
}

/// uint8 (side, side, 3), as numpy saved it.
Image pictureFrom(const std::filesystem::path& file)
{
    const Tensor array = orExit(readNpy(file));
    Image image{static_cast<int>(array.shape.at(1)), static_cast<int>(array.shape.at(0)), {}};
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(array.bytes.data());
    image.rgb.assign(bytes, bytes + array.bytes.size());
    return image;
}

/// int64 (side, side), numbered without gaps.
Superpixels segmentsFrom(const std::filesystem::path& file)
{
    const Tensor array = orExit(readNpy(file));
    Superpixels segments{static_cast<int>(array.shape.at(1)), static_cast<int>(array.shape.at(0)), 0, 0, {}};
    const auto* labels = reinterpret_cast<const std::int64_t*>(array.bytes.data());
    for (std::size_t i = 0; i < array.bytes.size() / sizeof(std::int64_t); ++i) {
        segments.labels.push_back(static_cast<int>(labels[i]));
        segments.count = std::max(segments.count, segments.labels.back() + 1);
    }
    return segments;
}

}  // namespace

/// lime_image_bench MODEL PREFIX [SAMPLES] [SEED] [FEATURE] [BATCH]: LIME of one picture for all features, on the picture and
/// segments that the peer left in PREFIX.image.npy and PREFIX.segments.npy, and the time that superpixels of our own take.
/// Opening and a warm-up are left out. Prints one JSON object with the weights of FEATURE.
int main(int argc, char** argv)
{
    if (argc < 3) {
        fmt::print(stderr, "usage: lime_image_bench MODEL PREFIX [SAMPLES] [SEED] [FEATURE] [BATCH]\n");
        return 2;
    }
    prepareProcessForModels();
    Progress progress;
    const auto model = orExit(openVisionModel(argv[1], {}, progress));
    const std::string prefix = argv[2];
    const Image image = pictureFrom(prefix + ".image.npy");
    const Superpixels segments = segmentsFrom(prefix + ".segments.npy");
    SegmentEffectOptions options;
    options.lime.samples = argc > 3 ? std::atoi(argv[3]) : 1000;
    options.lime.seed = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 0;
    const int feature = argc > 5 ? std::atoi(argv[5]) : 7;
    options.runner.batch = argc > 6 ? std::atoi(argv[6]) : 0;
    options.runner.threads = availableCores();

    SegmentEffectOptions warm = options;
    warm.lime.samples = 8;
    orExit(explainSegments(*model, image, segments, allFeatures(), warm, progress));
    SegmentEffects effects;
    const Seconds lime = secondsOf([&] { effects = orExit(explainSegments(*model, image, segments, allFeatures(), options, progress)); });
    int own = 0;
    const Seconds cut = secondsOf([&] { own = orExit(superpixels(image, {})).count; });

    const auto column = effects.effects.col(feature);
    const nlohmann::json result{{"wall_s", lime.wall}, {"cpu_s", lime.processor}, {"superpixels_s", cut.wall}, {"superpixels", own},
                                {"segments", segments.count}, {"passes", effects.passes}, {"samples", options.lime.samples},
                                {"threads", options.runner.threads}, {"r2", effects.r2[feature]}, {"value", effects.value[feature]},
                                {"weights", std::vector<double>(column.begin(), column.end())}};
    fmt::print("{}\n", result.dump());
}
