// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/feature_picture_files.h"

#include "audit/feature_picture_json.h"
#include "audit/settings_json.h"
#include "base/guard.h"
#include "base/hash.h"

#include <stdexcept>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::uint64_t textLimit = 1ULL << 20;
constexpr std::uint64_t pictureLimit = 32ULL << 20;
constexpr std::size_t mostPictures = 64;
constexpr int formatVersion = 1;

Rendering::Outcome outcomeNamed(const std::string& name)
{
    for (const auto outcome : {Rendering::Outcome::Made, Rendering::Outcome::NoGradient, Rendering::Outcome::NoProgress})
        if (name == outcomeName(outcome))
            return outcome;
    throw std::runtime_error("an outcome that is not known");
}

fs::path pictureFile(const fs::path& file, std::size_t number)
{
    return file.parent_path() / fmt::format("{}-{}.png", file.stem().string(), number);
}

json pictureJson(const FeaturePicture::Made& made, const std::string& sum)
{
    return {{"checksum", sum}, {"activation", numberToJson(made.activation)}, {"drive", numberToJson(made.drive)},
            {"start_activation", numberToJson(made.startActivation)}};
}

FeaturePicture::Made readMade(const fs::path& file, const json& from)
{
    const auto bytes = readFile(file, pictureLimit);
    if (!bytes.ok() || checksum(*bytes) != from.at("checksum").get<std::string>())
        throw std::runtime_error("a picture is missing or damaged");
    auto image = decodeImage(*bytes, file.filename().string());
    if (!image.ok())
        throw std::runtime_error("a picture is damaged");
    return {std::move(*image), numberFromJson(from.at("activation")), numberFromJson(from.at("drive")), numberFromJson(from.at("start_activation"))};
}

FeaturePicture pictureFromJson(const fs::path& file, const json& from)
{
    if (from.at("version").get<int>() != formatVersion)
        throw std::runtime_error("another version");
    FeaturePicture picture;
    picture.outcome = outcomeNamed(from.at("outcome").get<std::string>());
    picture.sentence = from.at("sentence").get<std::string>();
    picture.driveKnown = from.at("drive_known").get<bool>();
    picture.complete = from.at("complete").get<bool>();
    picture.side = from.at("side").get<int>();
    picture.steps = from.at("steps").get<int>();
    picture.wantedSteps = from.at("wanted_steps").get<int>();
    picture.similarity = numberFromJson(from.at("similarity"));
    picture.notes = from.at("notes").get<std::vector<std::string>>();
    picture.versions = from.at("versions").get<std::map<std::string, std::string>>();
    const json& pictures = from.at("pictures");
    if (pictures.size() > mostPictures || pictures.empty() == (picture.outcome == Rendering::Outcome::Made))
        throw std::runtime_error("a number of pictures that cannot be");
    for (std::size_t i = 0; i < pictures.size(); ++i)
        picture.pictures.push_back(readMade(pictureFile(file, i), pictures[i]));
    return picture;
}

}  // namespace

Status writePicture(const fs::path& file, const FeaturePicture& picture)
{
    SS_CHECK(createFolders(file.parent_path()));
    // The old description goes first: it must not describe new pictures.
    std::error_code ignored;
    fs::remove(file, ignored);
    json pictures = json::array();
    for (std::size_t i = 0; i < picture.pictures.size(); ++i) {
        SS_TRY(const Bytes png, encodePng(picture.pictures[i].image));
        SS_CHECK(writeFileAtomically(pictureFile(file, i), std::span<const std::byte>(png)));
        pictures.push_back(pictureJson(picture.pictures[i], checksum(png)));
    }
    const json all{{"version", formatVersion},       {"wish", toJson(picture.wish)},       {"outcome", outcomeName(picture.outcome)},
                   {"sentence", picture.sentence},   {"pictures", pictures},               {"drive_known", picture.driveKnown},
                   {"complete", picture.complete},   {"side", picture.side},               {"steps", picture.steps},
                   {"wanted_steps", picture.wantedSteps}, {"similarity", numberToJson(picture.similarity)}, {"notes", picture.notes},
                   {"versions", picture.versions}};
    return writeFileAtomically(file, all.dump(1));
}

std::optional<FeaturePicture> readPicture(const fs::path& file)
{
    const auto text = readTextFile(file, textLimit);
    if (!text.ok())
        return std::nullopt;
    FeaturePicture picture;
    const Status read = guarded("Cannot read a kept picture", "E-VIS-008", [&]() -> Status {
        picture = pictureFromJson(file, json::parse(*text));
        return Done{};
    });
    return read.ok() ? std::optional(std::move(picture)) : std::nullopt;
}

}  // namespace sparsescope
