// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/files.h"
#include "vis/render.h"

#include <chrono>
#include <cstdlib>
#include <cstring>
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

double busySeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double wallSeconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Tells how much of the time the network takes.
class TimedModel : public VisionModel {
public:
    explicit TimedModel(const VisionModel& model) : m_model(model) {}
    const ModelInfo& info() const override { return m_model.info(); }
    const OriginalHead& originalHead() const override { return m_model.originalHead(); }
    std::string device() const override { return m_model.device(); }
    Status features(std::span<const float> input, int count, std::span<float> out) const override { return m_model.features(input, count, out); }
    Result<std::vector<ActivationMap>> activationMaps(std::span<const float> input, std::span<const int> wanted) const override
    {
        return m_model.activationMaps(input, wanted);
    }
    bool hasGradients() const override { return m_model.hasGradients(); }
    bool takesAnySize() const override { return m_model.takesAnySize(); }
    Status gradient(std::span<const float> input, int count, int side, const FeatureSlope& slope, LastActivation last,
                    std::span<float> gradient) const override
    {
        const double start = busySeconds();
        auto status = m_model.gradient(input, count, side, slope, last, gradient);
        seconds += busySeconds() - start;
        return status;
    }
    mutable double seconds = 0;

private:
    const VisionModel& m_model;
};

struct Arguments {
    const char* model = nullptr;
    int feature = 7;
    double weight = 1;
    std::uint64_t seed = 0;
    int steps = 0;
    bool preview = false;
    std::string out;
};

Arguments parsed(int argc, char** argv)
{
    Arguments arguments;
    if (argc < 2) {
        fmt::print(stderr, "usage: visualize_bench MODEL [--feature N] [--negative] [--seed N] [--steps N] [--preview] [--out PNG]\n");
        std::exit(2);
    }
    arguments.model = argv[1];
    for (int i = 2; i < argc; ++i) {
        const auto is = [&](const char* name) { return std::strcmp(argv[i], name) == 0; };
        if (is("--negative"))
            arguments.weight = -1;
        else if (is("--preview"))
            arguments.preview = true;
        else if (i + 1 < argc && is("--feature"))
            arguments.feature = std::atoi(argv[++i]);
        else if (i + 1 < argc && is("--seed"))
            arguments.seed = std::strtoull(argv[++i], nullptr, 10);
        else if (i + 1 < argc && is("--steps"))
            arguments.steps = std::atoi(argv[++i]);
        else if (i + 1 < argc && is("--out"))
            arguments.out = argv[++i];
    }
    return arguments;
}

}  // namespace

/// Renders one picture of one feature, after one warm-up step, on the cores this process may use. Prints one JSON object.
int main(int argc, char** argv)
{
    const Arguments arguments = parsed(argc, argv);
    prepareProcessForModels();
    Progress progress;
    const auto opened = orExit(openVisionModel(arguments.model, {}, progress));
    const TimedModel model(*opened);
    RenderOptions options;
    options.stages = arguments.preview ? previewQuality(model) : fullQuality(model);
    options.seed = arguments.seed;
    if (arguments.steps > 0)
        options.stages.back().steps = arguments.steps;
    const Goal goal{{oneFeature(arguments.feature, arguments.weight)}, 0};
    RenderOptions warm = options;
    for (RenderStage& stage : warm.stages)
        stage.steps = 1;
    orExit(render(model, goal, warm, progress));
    model.seconds = 0;
    const double wall = wallSeconds(), busy = busySeconds();
    const Rendering made = orExit(render(model, goal, options, progress));
    const double wallTaken = wallSeconds() - wall, busyTaken = busySeconds() - busy;
    nlohmann::json result{{"wall_s", wallTaken}, {"cpu_s", busyTaken}, {"network_s", model.seconds}, {"steps", made.steps},
                          {"sentence", made.sentence}, {"notes", made.notes}};
    if (!made.pictures.empty()) {
        const RenderedPicture& picture = made.pictures.front();
        result["activation"] = arguments.weight * picture.value;
        result["drive"] = arguments.weight * picture.drive;
        result["start"] = arguments.weight * picture.startValue;
        if (!arguments.out.empty())
            orExit(writeFileAtomically(arguments.out, std::span<const std::byte>(orExit(encodePng(picture.image)))));
    }
    fmt::print("{}\n", result.dump());
}
