// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/progress.h"
#include "data/dataset.h"
#include "data/image.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace sparsescope {

/// One picture that a sample makes: where it goes in ROOT/{train,val,test}/class/name.png.
struct PlannedPicture {
    Split split = Split::Train;
    std::string folder; ///< Of the class.
    std::string name;   ///< Without ".png".
};

/// Draws one picture; nothing where it cannot be drawn, which is counted and left out. Called from several threads,
/// each with the object that its own call of DrawerFactory gave.
using Drawer = std::function<Result<std::optional<Image>>(std::size_t index)>;
using DrawerFactory = std::function<Result<Drawer>()>;

/// Makes all pictures under `root`, unless an earlier run with the same `recipe` finished. The mark that says so,
/// ROOT.json, is written last, when the pictures are on the disk; without it everything is made again.
Status makePictureFolder(const std::filesystem::path& root, const nlohmann::json& recipe,
                         const std::vector<PlannedPicture>& plan, const DrawerFactory& drawers, Progress& progress);

/// Pictures that could not be drawn when the folder was made.
std::int64_t leftOut(const std::filesystem::path& root);

}  // namespace sparsescope
