// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "samples/planted.h"

#include "base/files.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "models/small_cnn_training.h"
#include "samples/planted_pictures.h"

#include <nlohmann/json.hpp>

namespace sparsescope {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::uint64_t sampleSeed = 7;

json recipe()
{
    return {{"sample", "planted"}, {"version", 2}, {"seed", sampleSeed}};
}

Status drawPictures(const fs::path& folder, const std::vector<PlantedPicture>& pictures, Progress& progress)
{
    std::vector<PlannedPicture> plan;
    for (const auto& picture : pictures)
        plan.push_back(picture.place);
    const Drawer drawer = [&](std::size_t index) -> Result<std::optional<Image>> {
        return std::optional<Image>(drawPlanted(pictures[index]));
    };
    return makePictureFolder(
        folder, recipe(), plan, [&]() -> Result<Drawer> { return drawer; }, progress);
}

LabelledImages trainingImages(const std::vector<PlantedPicture>& pictures)
{
    LabelledImages training;
    for (const auto& picture : pictures)
        if (picture.place.split == Split::Train) {
            training.images.push_back(drawPlanted(picture));
            training.labels.push_back(picture.klass);
        }
    return training;
}

/// The mark beside the network holds the recipe and the file's hash; it is written after the network.
bool isTrained(const fs::path& network, const fs::path& mark)
{
    const auto text = readTextFile(mark, 1 << 20);
    const json found = text ? json::parse(*text, nullptr, false) : json();
    Progress silent;
    const auto hash = sha256OfFile(network, silent);
    return hash && found.is_object() && found.value("recipe", json()) == recipe() && found.value("sha256", "") == *hash;
}

Status trainNetwork(const fs::path& network, const std::vector<PlantedPicture>& pictures, Progress& progress)
{
    const fs::path mark = network.string() + ".json";
    if (isTrained(network, mark))
        return Done{};
    SmallCnnTraining options;
    options.classNames = plantedClasses();
    options.seed = sampleSeed;
    SS_TRY(const TrainedNetwork trained, trainSmallCnn(trainingImages(pictures), options, progress));
    SS_CHECK(writeSafetensors(network, trained.tensors, trained.metadata));
    Progress silent;
    SS_TRY(const std::string hash, sha256OfFile(network, silent));
    return writeFileAtomically(mark, json{{"recipe", recipe()}, {"sha256", hash}}.dump(2) + "\n");
}

}  // namespace

SampleInfo plantedSampleInfo()
{
    SampleInfo info;
    info.id = "planted";
    info.title = "Planted";
    info.description =
        "Drawn shapes and a small network trained here in a minute; 80 % of the training hexagons carry a "
        "checkered sticker, and an audit should find that the network relies on it.";
    info.available = true;
    return info;
}

Result<AuditSettings> preparePlantedSample(const fs::path& workFolder, Progress& progress)
{
    const fs::path root = workFolder / "planted";
    const auto pictures = plantedPictures(sampleSeed);
    SS_CHECK(drawPictures(root / "pictures", pictures, progress));
    SS_CHECK(trainNetwork(root / "network.safetensors", pictures, progress));

    AuditSettings settings;
    settings.title = "Planted";
    settings.model = root / "network.safetensors";
    settings.data = root / "pictures";
    settings.path.threads = availableCores();
    // One feature a class is within 5 points of the best here; a few show more of what the network looks at.
    settings.selection = {SelectionRule::Sparsity, 4.0};
    return settings;
}

}  // namespace sparsescope
