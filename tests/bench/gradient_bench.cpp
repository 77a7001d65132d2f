// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "../core/models/made_weights.h"

#include "models/conv_network.h"
#include "models/inspection.h"
#include "models/torch_gradient.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>

#include <fmt/format.h>

using namespace sparsescope;

namespace {

/// Processor milliseconds of one call: the median of some.
double milliseconds(const std::function<Status()>& call)
{
    constexpr int calls = 15;
    std::vector<double> times;
    for (int i = 0; i < calls + 2; ++i) {
        const std::clock_t start = std::clock();
        if (!call())
            std::abort();
        if (i >= 2)
            times.push_back(1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    std::ranges::nth_element(times, times.begin() + calls / 2);
    return times[calls / 2];
}

/// LibTorch's automatic differentiation of the same network, to compare with.
std::unique_ptr<PictureGradient> reference(const std::filesystem::path& path)
{
    Progress progress;
    const auto file = understandCheckpoint(path, {}, progress);
    const auto convolutions = readConvolutions(file->checkpoint, file->weights, progress);
    const Architecture& architecture = *file->weights.architecture;
    return makeTorchGradient(makeConvNetwork(architecture, *convolutions, "cpu", ConvLoops::LibTorch),
                             architecture.steps.back().activation, "cpu");
}

}  // namespace

/// gradient_bench [ARCHITECTURE [SIDE]]: milliseconds of one picture's features, and of features and gradient.
int main(int argc, char** argv)
{
    prepareProcessForModels();
    const std::string name = argc > 1 ? argv[1] : "EfficientNet-Lite0";
    const int side = argc > 2 ? std::atoi(argv[2]) : 224;
    const Architecture* architecture = findArchitecture(name);
    const auto path = std::filesystem::temp_directory_path() / "gradient_bench.safetensors";
    if (architecture == nullptr || side < 1 || !writeSafetensors(path, madeWeights(*architecture, 10))) {
        fmt::print(stderr, "usage: gradient_bench [ARCHITECTURE [SIDE]]\n");
        return 2;
    }
    ModelOptions options;
    options.preprocessing = Preprocessing{side, side, {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}};
    Progress progress;
    const auto model = std::move(openVisionModel(path, options, progress)).value();
    const auto theirs = reference(path);
    std::filesystem::remove(path);

    const auto pictures = madePictures(1, side);
    std::vector<float> features(static_cast<std::size_t>(model->info().features));
    std::vector<float> gradient(pictures.size());
    const auto slope = [](const DrivenFeatures&, std::span<float> slopes) { slopes[slopes.size() / 2] = 1; };
    fmt::print("{}, {} px, one thread, LibTorch {}\n", name, side, torchVersion());
    fmt::print("features:              {:7.1f} ms\n",
               milliseconds([&] { return model->features(pictures, 1, features); }));
    fmt::print("features and gradient: {:7.1f} ms\n", milliseconds([&] {
                   return model->gradient(pictures, 1, side, slope, LastActivation::Relaxed, gradient);
               }));
    fmt::print("through LibTorch:      {:7.1f} ms\n", milliseconds([&] {
                   return theirs->run({pictures, 1, side}, slope, LastActivation::Relaxed, gradient);
               }));
    return 0;
}
