// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_state.h"

#include "audit/export_head.h"
#include "audit/params_folder.h"
#include "base/text.h"

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

/// Files that an earlier export wrote: more of them than now would be read as a part of this one.
Status clearFormerExport(const fs::path& folder)
{
    for (const char* part : {"checkpoint", "features", "features/features_train", "features/features_test"}) {
        std::error_code error;
        std::vector<fs::path> former;
        for (const auto& entry : fs::directory_iterator(folder / part, error)) {
            const std::string name = entry.path().filename().string();
            if ((name.starts_with("params") && name.ends_with(".pth")) || name == "metadata_train.pth"
                || name.ends_with("_features.npy") || name.ends_with("_labels.npy"))
                former.push_back(entry.path());
        }
        for (const fs::path& file : former)
            if (!fs::remove(file, error) && error)
                return Error{
                    "E-EXPORT-003",
                    fmt::format("Cannot remove {}: {}.", sparsescope::quoted(file.string(), 300), error.message()), ""};
    }
    return Done{};
}

Status writeHeads(const PathStore& paths, const PathHeader& header, const std::vector<StoredPoint>& points,
                  const fs::path& folder, Progress& progress)
{
    progress.beginStage("Writing the heads", static_cast<std::int64_t>(points.size()), "λ");
    double before = 0;
    for (const StoredPoint& stored : points) {
        if (progress.stopRequested())
            return Cancelled{};
        SS_TRY(const PathPoint point, paths.readPoint(stored.index, header));
        SS_CHECK(writeParams(folder / fmt::format("params{}.pth", stored.index), point, point.seconds - before,
                             header.options.alpha, header.scale));
        before = point.seconds;
        progress.advance();
    }
    return Done{};
}

}  // namespace

Status Audit::exportPath(const fs::path& folder, const ExportPathOptions& options, Progress& progress) const
{
    const PathStore paths = m_state->paths();
    SS_TRY(const auto header, paths.header());
    SS_TRY(const StoredPath stored, paths.summary());
    if (!header || stored.points.empty())
        return Error{"E-AUDIT-026", "There is no path to export yet. Fit it first.", ""};
    progress.beginStage("Reading features", 0, "");
    SS_TRY(const FitData data, m_state->loadFitData());
    if (header->dataKey != data.key)
        return Error{"E-AUDIT-055",
                     "The features of this audit are others than those the path was fitted on. Fit it again first.",
                     ""};
    SS_CHECK(checkExportFolder(folder, options.replace));
    if (options.replace)
        SS_CHECK(clearFormerExport(folder));
    SS_CHECK(createFolders(folder / "checkpoint"));
    SS_CHECK(createFolders(folder / "features"));
    SS_CHECK(writeParamsMetadata(folder / "features" / "metadata_train.pth", data, header->scale));
    if (options.features)
        SS_CHECK(writeFeatureCaches(folder / "features", data));
    return writeHeads(paths, *header, stored.points, folder / "checkpoint", progress);
}

}  // namespace sparsescope
