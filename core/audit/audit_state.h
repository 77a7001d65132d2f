// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"
#include "audit/audit_store.h"
#include "audit/fit_data.h"
#include "audit/path_store.h"
#include "audit/stability_store.h"

#include <mutex>

namespace sparsescope {

/// What an open audit holds. The record changes only under the mutex; the rest is thread-safe by itself.
struct Audit::State {
    static constexpr const char* presentPath = "path";  ///< Earlier ones are path-1, path-2, ….

    std::filesystem::path folder;
    std::unique_ptr<AuditStore> store;
    std::shared_ptr<FeatureNames> names = std::make_shared<FeatureNames>();
    mutable std::mutex mutex;
    AuditRecord record;
    std::mutex modelMutex;                          ///< Held while the model is opened, so that it is opened once.
    std::shared_ptr<const FeatureModel> model;

    std::filesystem::path featureFolder() const { return folder / "features"; }
    std::filesystem::path headFile() const { return folder / "original_head.safetensors"; }
    std::filesystem::path pictureFolder() const { return folder / "pictures"; }
    PathStore paths() const { return PathStore(folder / presentPath); }
    StabilityStore stability() const { return StabilityStore(folder / "stability"); }
    /// Nothing where none was measured of this path.
    std::shared_ptr<const StabilityView> loadStability(const PathHeader& path, const PathView& view) const;

    AuditRecord recordCopy() const;
    AuditSettings settings() const;
    Status changeSettings(const std::function<void(AuditSettings&)>& change);
    /// The model of this audit, ready to run; an error if the file is gone or is another one than when it was made.
    Result<std::shared_ptr<const FeatureModel>> openModel(Progress& progress);
    /// The same as what it is; an error in an audit of the other kind.
    Result<std::shared_ptr<const VisionModel>> openVision(Progress& progress);
    Result<std::shared_ptr<const TextModel>> openText(Progress& progress);
    /// The data set as it is on disk now; an error if it is not what it was.
    Result<Dataset> openData(Progress& progress) const;
    bool extracted() const;
    bool featuresOnly() const;                      ///< Made without a network: nothing can be run.
    bool isOfTexts() const;
    const char* itemNoun() const { return sparsescope::itemNoun(isOfTexts() ? ModelInfo::Input::Texts : ModelInfo::Input::Pictures); }
    Result<FeatureTable> loadTable() const;         ///< Also checks that it belongs to this model and data.
    Result<FitData> loadFitData() const;
    void note(const std::string& verb, const std::string& text) const;  ///< A lost log line must not stop the work.
};

/// A folder for a new audit must not be there yet, be empty, or be left by a creation that died.
Status checkNewAudit(const std::filesystem::path& folder);

/// The settings' model, as what it is.
Result<std::shared_ptr<const FeatureModel>> openModelFor(const ModelInfo& model, const AuditSettings& settings,
                                                         Progress& progress);
/// Pictures or texts, as the model looks at.
Result<Dataset> openDataFor(const ModelInfo& model, const AuditSettings& settings, Progress& progress);

/// Which point the rule picks: judged on validation, or on train where there is none. −1 where the rule picks none.
int chosenPoint(const std::vector<StoredPoint>& points, const Selection& selection);
PathView viewOf(const StoredPath& path, const PathHeader& header, const Selection& selection);

Status writeOriginalHead(const std::filesystem::path& file, const OriginalHead& head, const std::string& modelSha256);
/// Nothing if there is no file or it is of another model.
Result<std::optional<OriginalHead>> readOriginalHead(const std::filesystem::path& file, const std::string& modelSha256);

}  // namespace sparsescope
