// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/picture_look.h"
#include "cli/look.h"

namespace sparsescope::cli {

/// An audit of pictures opened for questions about single ones.
struct PictureLooking {
    Look look;
    std::shared_ptr<PictureLook> pictures;
};

Result<PictureLooking> lookAtPictures(const std::filesystem::path& folder, int index, Progress& progress);

/// The options --row and --picture, of which one is given.
void addPictureSource(CLI::App& verb, PictureSource& source, std::string& file);

/// The options --feature and --class, of which one is given.
struct TargetRequest {
    int feature = -1;
    std::string klass;
    void addTo(CLI::App& verb);
    Result<PictureTarget> target(const Look& look) const;
};
std::string targetName(const PictureTarget& target, const ClassNames& names);  ///< "feature 7", "the logit of cat"

Status writePng(const Image& image, const std::string& file);

/// What `predict` says of a picture or of all in a folder.
std::string predictionText(const PicturePrediction& prediction, const ClassNames& names);
std::string predictionsText(const FolderPredictions& predictions, const ClassNames& names);

}  // namespace sparsescope::cli
