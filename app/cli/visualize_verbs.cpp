// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/feature_picture_json.h"
#include "base/text.h"
#include "cli/visualize_requests.h"
#include "cli/table.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace sparsescope::cli {

namespace {

namespace fs = std::filesystem;
using enum Table::Align;

struct Looking {
    Look look;
    std::shared_ptr<const FeaturePictures> pictures;
};

Result<Looking> lookAtPictures(const PictureRequest& request, Progress& progress)
{
    Looking looking;
    SS_TRY(looking.look, lookAt(request.audit, request.at, progress));
    SS_TRY(looking.pictures, looking.look.audit->featurePictures(looking.look.data));
    return looking;
}

/// FILE.png, or FILE-1.png, FILE-2.png, … for several.
fs::path fileOf(const fs::path& out, std::size_t number, std::size_t count)
{
    if (count == 1)
        return out;
    return out.parent_path() / fmt::format("{}-{}{}", out.stem().string(), number + 1, out.extension().string());
}

Result<std::vector<std::string>> writePictures(const FeaturePicture& picture, const fs::path& out)
{
    std::vector<std::string> files;
    if (!out.parent_path().empty())
        SS_CHECK(createFolders(out.parent_path()));
    for (std::size_t i = 0; i < picture.pictures.size(); ++i) {
        const fs::path file = fileOf(out, i, picture.pictures.size());
        SS_TRY(const Bytes png, encodePng(picture.pictures[i].image));
        SS_CHECK(writeFileAtomically(file, std::span<const std::byte>(png)));
        files.push_back(file.string());
    }
    return files;
}

nlohmann::json pictureJson(const FeaturePicture& picture, const std::vector<std::string>& files)
{
    nlohmann::json json = toJson(picture);
    for (std::size_t i = 0; i < files.size(); ++i)
        json["pictures"][i]["file"] = files[i];
    return json;
}

std::string onDataText(const FeaturePicture& picture, const Look& look)
{
    const FeaturePicture::OnData& extreme = picture.wish.negative ? picture.lowest : picture.highest;
    if (extreme.row < 0)
        return {};
    return fmt::format("{} on the data: {}, row {}, {}", picture.wish.negative ? "Lowest" : "Highest", number(extreme.activation), extreme.row,
                       displayText(look.data->example(extreme.row).path));
}

std::string pictureText(const FeaturePicture& picture, const std::vector<std::string>& files, const Look& look)
{
    Table table({{"activation", Right}, {"before its activation function", Right}, {"from", Right}, {"file"}});
    for (std::size_t i = 0; i < files.size(); ++i) {
        const FeaturePicture::Made& made = picture.pictures[i];
        table.add({number(made.activation), picture.driveKnown ? number(made.drive) : "–", number(made.startActivation), files[i]});
    }
    std::string text = fmt::format("{}\n{}\n{} of {} steps, {} pixels{}", table.text(), onDataText(picture, look), picture.steps,
                                   picture.wantedSteps, picture.side, picture.fromCache ? ", made earlier" : "");
    if (picture.pictures.size() > 1)
        text += fmt::format(", mean cosine similarity of the features {}", number(picture.similarity));
    for (const std::string& note : picture.notes)
        text += "\n" + note;
    return text;
}

Status onePicture(const PictureRequest& request, const PictureWish& wish, const Looking& looking, const Context& context, Progress& progress)
{
    SS_TRY(const FeaturePicture picture, looking.pictures->make(*looking.look.head, wish, progress));
    if (picture.outcome != Rendering::Outcome::Made) {
        std::string sentence = picture.sentence;
        for (const std::string& note : picture.notes)
            sentence += " " + note;
        return Error{"E-VIS-009", sentence, ""};
    }
    SS_TRY(const auto files, writePictures(picture, request.out));
    context.print([&] { return pictureJson(picture, files); }, [&] { return pictureText(picture, files, looking.look); });
    return picture.complete ? Status(Done{}) : Status(Cancelled{});
}

/// The bars of a class: a feature of negative weight is shown by what raises it, as its bar's examples are.
Status classPictures(const PictureRequest& request, const PictureWish& wish, const Looking& looking, const Context& context, Progress& progress)
{
    std::vector<int> features = pictureQueue(*looking.look.head, wish.index);
    features.resize(static_cast<std::size_t>(looking.look.head->head().nonZeros(wish.index)));
    nlohmann::json json = nlohmann::json::array();
    Table table({{"feature", Right}, {"weight", Right}, {"activation", Right}, {"on the data", Right}, {"file"}});
    bool complete = true;
    for (const int feature : features) {
        PictureWish one = wish;
        one.of = PictureWish::Of::Feature;
        one.index = feature;
        const auto made = looking.pictures->make(*looking.look.head, one, progress);
        complete = complete && !made.cancelled() && (!made.ok() || made->complete);
        if (made.cancelled())
            break;
        if (made.failed())
            return made.failure();
        SS_TRY(const auto files, writePictures(*made, fs::path(request.out) / fmt::format("feature-{}{}.png", feature, wish.negative ? "-negative" : "")));
        json.push_back(pictureJson(*made, files));
        const double weight = looking.look.head->head().weight(wish.index, feature);
        for (std::size_t i = 0; i < files.size(); ++i)
            table.add({std::to_string(feature), signedNumber(weight), number(made->pictures[i].activation), number(made->highest.activation), files[i]});
        if (files.empty())
            table.add({std::to_string(feature), signedNumber(weight), "–", number(made->highest.activation), made->sentence});
        if (!complete)
            break;
    }
    context.print([&] { return nlohmann::json{{"class", wish.index}, {"features", json}, {"complete", complete}}; }, [&] { return table.text(); });
    return complete ? Status(Done{}) : Status(Cancelled{});
}

}  // namespace

void addVisualizeVerbs(CLI::App& app, Context& context)
{
    const auto request = std::make_shared<PictureRequest>();
    CLI::App* verb = addLookVerb(app, "visualize", "Make a picture that excites a feature or class", request->audit, request->at);
    request->addTo(*verb);
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status {
            SS_TRY(const Looking looking, lookAtPictures(*request, progress));
            SS_TRY(const PictureWish wish, request->parsed(looking.look.info));
            return request->classFeatures.empty() ? onePicture(*request, wish, looking, context, progress)
                                                  : classPictures(*request, wish, looking, context, progress);
        });
    });
}

}  // namespace sparsescope::cli
