// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/npy.h"
#include "models/vision_model.h"

#include <fmt/format.h>

using namespace sparsescope;

namespace
{

Result<std::vector<float>> featuresOf(const VisionModel& model, const std::filesystem::path& picture)
{
    const Preprocessing& preprocessing = model.info().preprocessing;
    SS_TRY(const Image image, loadImage(picture));
    std::vector<float> input(std::size_t{3} * preprocessing.crop * preprocessing.crop);
    preprocess(image, preprocessing, input);
    std::vector<float> features(static_cast<std::size_t>(model.info().features));
    SS_CHECK(model.features(input, 1, features));
    return features;
}

Status dump(const std::filesystem::path& weights, const std::filesystem::path& out, std::span<char*> pictures)
{
    ModelOptions options;
    options.consent = true;
    Progress progress;
    SS_TRY(const auto model, openVisionModel(weights, options, progress));
    std::vector<float> all;
    for (const char* picture : pictures) {
        SS_TRY(const auto features, featuresOf(*model, picture));
        all.insert(all.end(), features.begin(), features.end());
    }
    const Shape shape{static_cast<std::int64_t>(pictures.size()), model->info().features};
    return writeNpy(out, DType::F32, shape, std::as_bytes(std::span(all)));
}

} // namespace

/// features_dump MODEL OUT.npy PICTURE...: one row of features per picture, for comparing with other tools; see
/// tests/reference/models/compare_lite0.py.
int main(int argc, char** argv)
{
    if (argc < 4) {
        fmt::print(stderr, "usage: features_dump MODEL OUT.npy PICTURE...\n");
        return 2;
    }
    prepareProcessForModels();
    const Status status = dump(argv[1], argv[2], std::span(argv + 3, static_cast<std::size_t>(argc - 3)));
    if (status.failed())
        fmt::print(stderr, "{}\n", status.error().message);
    return status ? 0 : 1;
}
