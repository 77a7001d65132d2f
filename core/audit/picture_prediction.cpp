// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/picture_look.h"

#include "base/text.h"
#include "data/folder_walk.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t strongestShown = 12;
constexpr std::size_t picturesKept = 64;

/// The network's own answer: its best class, and, where the audit's classes are its own, the best of those.
PicturePrediction::Original ownAnswer(const VisionModel& model, const std::optional<ClassMatch>& match,
                                      const Eigen::RowVectorXf& features)
{
    const OriginalHead& head = model.originalHead();
    Eigen::VectorXd scores(head.classes);
    for (int k = 0; k < head.classes; ++k) {
        const Eigen::Map<const Eigen::RowVectorXf> weight(
            head.weight.data() + static_cast<std::ptrdiff_t>(k) * head.features, head.features);
        scores[k] =
            static_cast<double>(weight.dot(features)) + static_cast<double>(head.bias[static_cast<std::size_t>(k)]);
    }
    Eigen::Index best = 0;
    const double largest = scores.maxCoeff(&best);
    PicturePrediction::Original answer;
    answer.modelClass = static_cast<int>(best);
    answer.probability = 1.0 / (scores.array() - largest).exp().sum();
    const std::vector<std::string>& names = model.info().classNames;
    if (static_cast<std::size_t>(best) < names.size())
        answer.name = names[static_cast<std::size_t>(best)];
    double inAudit = 0;
    for (std::size_t k = 0; match && k < match->modelClass.size(); ++k) {
        const int from = match->modelClass[k];
        const double score = from >= 0 && from < head.classes ? scores[from] : 0.0;
        if (answer.auditClass < 0 || score > inAudit) {
            answer.auditClass = static_cast<int>(k);
            inAudit = score;
        }
    }
    return answer;
}

bool hasOwnHead(const VisionModel& model)
{
    const OriginalHead& head = model.originalHead();
    return head.classes > 0 && head.features == model.info().features
           && head.weight.size() == static_cast<std::size_t>(head.classes) * static_cast<std::size_t>(head.features)
           && head.bias.size() == static_cast<std::size_t>(head.classes);
}

double shareBelow(const HeadAnalysis& head, int feature, float value)
{
    const auto column = head.data().pieces().table.features.col(feature);
    const auto below = (column.array() < value).count();
    return column.size() > 0 ? static_cast<double>(below) / static_cast<double>(column.size()) : 0.0;
}

std::vector<PicturePrediction::Strong> strongestOf(const HeadAnalysis& head, const Eigen::RowVectorXf& features)
{
    const Standardization& scale = head.data().pieces().scale;
    std::vector<PicturePrediction::Strong> all;
    for (int j = 0; j < head.data().featureCount(); ++j) {
        const FeatureHealth& health = head.data().pieces().health[static_cast<std::size_t>(j)];
        const auto at = static_cast<std::size_t>(j);
        if (!health.dead && !health.constant && std::isfinite(features[j]))
            all.push_back({j, static_cast<double>(features[j]),
                           (static_cast<double>(features[j]) - scale.mean[at]) / scale.deviation[at], 0});
    }
    std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
        return a.standardised != b.standardised ? a.standardised > b.standardised
                                                : head.uses(a.feature).size() > head.uses(b.feature).size();
    });
    all.resize(std::min(all.size(), strongestShown));
    for (PicturePrediction::Strong& one : all)
        one.shareBelow = shareBelow(head, one.feature, static_cast<float>(one.value));
    return all;
}

/// The file itself, or the pictures in the folder at any depth.
Result<std::vector<fs::path>> pictureFiles(const fs::path& fileOrFolder, Progress& progress)
{
    std::error_code ignored;
    if (!fs::is_directory(fileOrFolder, ignored))
        return std::vector<fs::path>{fileOrFolder};
    FolderWalk walk(fileOrFolder, progress);
    FolderWalk::Listing top = walk.list("");
    for (const std::string& folder : top.folders)
        std::ranges::move(walk.picturesBelow(folder), std::back_inserter(top.pictures));
    std::vector<fs::path> files;
    for (const FoundFile& found : top.pictures)
        files.push_back(fileOrFolder / found.path);
    std::sort(files.begin(), files.end());
    if (progress.stopRequested())
        return Cancelled{};
    if (files.empty())
        return Error{
            "E-LOOK-002",
            fmt::format("There is no picture in {}. Expected files that end in .jpg, .jpeg, .png, .bmp, .webp or .gif.",
                        quoted(fileOrFolder.string(), 300)),
            ""};
    return files;
}

}  // namespace

Result<PicturePrediction> PictureLook::predict(const HeadAnalysis& head, const PictureSource& source,
                                               Progress& progress)
{
    SS_TRY(const Seen seen, see(head, source, progress));
    PicturePrediction prediction;
    prediction.file = source.row >= 0 ? head.data().item(source.row).path : seen.file.string();
    prediction.visible = seen.image;
    FeatureMatrix row(1, seen.model->info().features);
    const std::span<float> features(row.data(), static_cast<std::size_t>(row.size()));
    SS_CHECK(seen.model->features(normalised(seen.image, seen.model->info().preprocessing), 1, features));
    if (row.cols() != head.data().featureCount())
        return Error{"E-AUDIT-002",
                     "The head does not have the classes and features of this audit. Fit the path again.", ""};
    prediction.features = row.row(0);
    prediction.ranking = bestClasses(head, row);
    if (!prediction.ranking.empty())
        prediction.predicted = explainLogits(head.head(), head.data().pieces().scale, prediction.features,
                                             {prediction.ranking.front().klass})
                                   .front();
    if (hasOwnHead(*seen.model))
        prediction.original = ownAnswer(*seen.model, m_parts.match, prediction.features);
    prediction.strongest = strongestOf(head, prediction.features);
    return prediction;
}

Result<FolderPredictions> PictureLook::predictAll(const HeadAnalysis& head, const fs::path& fileOrFolder,
                                                  Progress& progress)
{
    SS_TRY(const std::vector<fs::path> files, pictureFiles(fileOrFolder, progress));
    FolderPredictions result;
    SS_CHECK(m_parts.openModel(progress));
    progress.beginStage("Predicting pictures", static_cast<std::int64_t>(files.size()), "pictures");
    Progress silent({}, progress.stopToken());
    for (const fs::path& file : files) {
        auto prediction = predict(head, {-1, file}, silent);
        if (prediction.cancelled()) {
            result.complete = false;
            break;
        }
        if (prediction.failed())
            result.refused.push_back({file.string(), prediction.error().message});
        else
            result.pictures.push_back(std::move(prediction).value());
        if (files.size() > picturesKept && prediction.ok())
            result.pictures.back().visible = {};
        progress.advance();
    }
    return result;
}

}  // namespace sparsescope
