// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/parallel.h"
#include "explain/corpus_job.h"
#include "explain/text_prediction.h"

#include <chrono>
#include <cstdlib>

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

template <typename Work>
double secondsOf(Work&& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

/// words_bench MODEL TEXT [SAMPLES] [SEED] [FEATURE]: LIME of one text for all features, removal of each word, and a
/// prediction, on the cores this process may use; opening and one warm-up are left out. Prints one JSON object with the
/// weights of FEATURE.
int main(int argc, char** argv)
{
    if (argc < 3) {
        fmt::print(stderr, "usage: words_bench MODEL TEXT [SAMPLES] [SEED] [FEATURE]\n");
        return 2;
    }
    prepareProcessForModels();
    Progress progress;
    const auto model = orExit(openTextModel(argv[1], {}, progress));
    const std::string text = argv[2];
    WordEffectOptions options;
    options.lime.samples = argc > 3 ? std::atoi(argv[3]) : 1000;
    options.lime.seed = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 0;
    options.threads = availableCores();
    const int feature = argc > 5 ? std::atoi(argv[5]) : 11;

    WordEffectOptions removal = options;
    removal.method = WordMethod::Removal;
    orExit(explainWords(*model, text, allFeatures(), removal, progress));
    WordEffects effects;
    const double lime = secondsOf([&] { effects = orExit(explainWords(*model, text, allFeatures(), options, progress)); });
    const double exact = secondsOf([&] { orExit(explainWords(*model, text, allFeatures(), removal, progress)); });
    SparseHead head;
    head.features = model->info().features;
    head.classes = {{{0, 1.0}}, {{0, -1.0}}};
    head.bias = {0, 0};
    const std::vector<double> ones(static_cast<std::size_t>(head.features), 1.0);
    const double predict = secondsOf([&] { orExit(predictText(*model, head, {ones, ones}, text)); });

    nlohmann::json words = nlohmann::json::array();
    nlohmann::json weights = nlohmann::json::array();
    for (std::size_t i = 0; i < effects.words.size(); ++i) {
        words.push_back(effects.words[i].word);
        weights.push_back(effects.effects(static_cast<Eigen::Index>(i), feature));
    }
    const nlohmann::json result{{"wall_s", lime}, {"removal_s", exact}, {"predict_s", predict}, {"passes", effects.passes},
                                {"samples", options.lime.samples}, {"threads", options.threads}, {"words", words}, {"weights", weights}};
    fmt::print("{}\n", result.dump());
}
