// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/picture_looking.h"

#include "base/text.h"
#include "cli/table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace sparsescope::cli {

namespace {

using enum Table::Align;

std::string nameOf(const ClassNames& names, int klass)
{
    return displayText(names[static_cast<std::size_t>(klass)]);
}

std::string originalText(const PicturePrediction::Original& original, const ClassNames& names)
{
    std::string answer = fmt::format("class {}", original.modelClass);
    if (!original.name.empty())
        answer = displayText(original.name);
    else if (original.auditClass >= 0)
        answer = nameOf(names, original.auditClass);
    return fmt::format("{} ({})", answer, percent(original.probability));
}

}  // namespace

Result<PictureLooking> lookAtPictures(const std::filesystem::path& folder, int index, Progress& progress)
{
    PictureLooking looking;
    SS_TRY(looking.look, lookAt(folder, index, progress));
    SS_TRY(looking.pictures, looking.look.audit->pictureLook(*looking.look.data));
    return looking;
}

void addPictureSource(CLI::App& verb, PictureSource& source, std::string& file)
{
    CLI::Option_group* group = verb.add_option_group("picture");
    group->add_option("--row", source.row, "A picture of the data by its row")->check(CLI::NonNegativeNumber);
    group->add_option("--picture", file, "Any picture file");
    group->require_option(1);
}

void TargetRequest::addTo(CLI::App& verb)
{
    CLI::Option_group* group = verb.add_option_group("target");
    group->add_option("--feature", feature, "What excites this feature")->check(CLI::NonNegativeNumber);
    group->add_option("--class", klass, "What raises the logit of this class (number, key or name)");
    group->require_option(1);
}

Result<PictureTarget> TargetRequest::target(const Look& look) const
{
    if (klass.empty())
        return PictureTarget{PictureTarget::Of::Feature, feature};
    SS_TRY(const int id, findClass(look.info, klass));
    return PictureTarget{PictureTarget::Of::Logit, id};
}

std::string targetName(const PictureTarget& target, const ClassNames& names)
{
    return target.of == PictureTarget::Of::Feature ? fmt::format("feature {}", target.index)
                                                   : fmt::format("the logit of {}", nameOf(names, target.index));
}

Status writePng(const Image& image, const std::string& file)
{
    SS_TRY(const Bytes png, encodePng(image));
    return writeFileAtomically(file, std::span<const std::byte>(png));
}

std::string predictionText(const PicturePrediction& prediction, const ClassNames& names)
{
    const LogitExplanation& side = prediction.predicted;
    Table parts({{"feature", Right}, {"weight", Right}, {"value", Right}, {"part", Right}});
    for (const Contribution& part : side.parts)
        parts.add({std::to_string(part.feature), signedNumber(part.weight), signedNumber(part.value), signedNumber(part.part)});
    Table ranking({{"class"}, {"logit", Right}, {"probability", Right}});
    for (const ExampleView::Ranked& ranked : prediction.ranking)
        ranking.add({names[static_cast<std::size_t>(ranked.klass)], signedNumber(ranked.logit), percent(ranked.probability)});
    Table strongest({{"feature", Right}, {"value", Right}, {"standardised", Right}, {"rows below", Right}});
    for (const PicturePrediction::Strong& strong : prediction.strongest)
        strongest.add({std::to_string(strong.feature), number(strong.value), signedNumber(strong.standardised), percent(strong.shareBelow)});
    return fmt::format("{}\npredicted {}{}\n{}\n\n{}: logit {} = bias {} and these parts\n{}\n\nFeatures that stand out\n{}",
                       displayText(prediction.file, 300), nameOf(names, side.klass),
                       prediction.original ? ", the network itself " + originalText(*prediction.original, names) : "", ranking.text(),
                       nameOf(names, side.klass), signedNumber(side.logit), signedNumber(side.bias), parts.text(), strongest.text());
}

std::string predictionsText(const FolderPredictions& predictions, const ClassNames& names)
{
    if (predictions.pictures.size() == 1 && predictions.refused.empty())
        return predictionText(predictions.pictures.front(), names);
    Table table({{"predicted"}, {"probability", Right}, {"the network itself"}, {"file"}});
    for (const PicturePrediction& picture : predictions.pictures)
        table.add({names[static_cast<std::size_t>(picture.predicted.klass)], percent(picture.predicted.probability),
                   picture.original ? originalText(*picture.original, names) : "", picture.file});
    std::string text = table.text();
    for (const FolderPredictions::Refused& refused : predictions.refused)
        text += "\nLeft out: " + displayText(refused.reason, 400);
    return text;
}

}  // namespace sparsescope::cli
