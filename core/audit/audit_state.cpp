// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_state.h"

#include "audit/settings_json.h"
#include "base/guard.h"
#include "base/hash.h"
#include "base/text.h"
#include "data/text_data.h"
#include "formats/checkpoint.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

NamedTensor floatTensor(const char* name, const Shape& shape, const std::vector<float>& values)
{
    const auto bytes = std::as_bytes(std::span(values));
    return {name, {DType::F32, shape, Bytes(bytes.begin(), bytes.end())}};
}

/// A head with as many classes and non-zeros as the stored one, without reading its weights.
SparseHead outline(const StoredPoint& stored)
{
    SparseHead head;
    head.classes.resize(static_cast<std::size_t>(stored.classes));
    head.classes.front().resize(static_cast<std::size_t>(std::llround(stored.meanNonZeros * stored.classes)));
    return head;
}

bool hasValidation(const std::vector<StoredPoint>& points)
{
    return std::ranges::any_of(points.front().scores, [](const SplitScore& score) { return score.split == "validation"; });
}

/// Points as the selection rules see them: scores and sparsity without the weights.
std::vector<PathPoint> outlines(const std::vector<StoredPoint>& points)
{
    std::vector<PathPoint> result;
    for (const StoredPoint& stored : points) {
        PathPoint point;
        point.index = stored.index;
        point.lambda = stored.lambda;
        point.certificate = stored.certificate;
        point.scores = stored.scores;
        point.head = outline(stored);
        result.push_back(std::move(point));
    }
    return result;
}

Error noNetwork()
{
    return {"E-AUDIT-017", "This audit was made from features alone: it has no network to run and no pictures. Make a new audit with the "
                           "network for that.", ""};
}

}  // namespace

AuditRecord Audit::State::recordCopy() const
{
    const std::lock_guard lock(mutex);
    return record;
}

AuditSettings Audit::State::settings() const
{
    const std::lock_guard lock(mutex);
    return record.settings;
}

Status Audit::State::changeSettings(const std::function<void(AuditSettings&)>& change)
{
    const std::lock_guard lock(mutex);
    AuditSettings changed = record.settings;
    change(changed);
    SS_CHECK(store->setSettings(changed));
    record.settings = std::move(changed);
    return Done{};
}

bool Audit::State::isOfTexts() const
{
    const std::lock_guard lock(mutex);
    return record.model.input == ModelInfo::Input::Texts;
}

Result<std::shared_ptr<const FeatureModel>> openModelFor(const ModelInfo& model, const AuditSettings& settings,
                                                         Progress& progress)
{
    if (model.input == ModelInfo::Input::Texts) {
        SS_TRY(auto opened, openTextModel(settings.model, settings.modelOptions, progress));
        return std::shared_ptr<const FeatureModel>(std::move(opened));
    }
    SS_TRY(auto opened, openVisionModel(settings.model, settings.modelOptions, progress));
    return std::shared_ptr<const FeatureModel>(std::move(opened));
}

Result<std::shared_ptr<const VisionModel>> Audit::State::openVision(Progress& progress)
{
    if (isOfTexts())
        return Error{"E-AUDIT-045", "This audit is of texts: there are no pictures to look at.", ""};
    SS_TRY(auto opened, openModel(progress));
    return std::static_pointer_cast<const VisionModel>(opened);
}

Result<std::shared_ptr<const TextModel>> Audit::State::openText(Progress& progress)
{
    if (!isOfTexts())
        return Error{"E-AUDIT-046", "This audit is of pictures: there are no words to look at.", ""};
    SS_TRY(auto opened, openModel(progress));
    return std::static_pointer_cast<const TextModel>(opened);
}

Result<std::shared_ptr<const FeatureModel>> Audit::State::openModel(Progress& progress)
{
    const std::lock_guard lock(modelMutex);
    if (model)
        return model;
    if (featuresOnly())
        return noNetwork();
    const AuditRecord known = recordCopy();
    const fs::path& file = known.settings.model;
    std::error_code ignored;
    if (!fs::exists(file, ignored))
        return Error{"E-AUDIT-010", fmt::format("The model of this audit is not at {} any more. Put it back there, or make a "
                                                "new audit with its new place.", quoted(file.string(), 300)), ""};
    // The hash is compared before the file is opened: consent was given for those bytes only.
    SS_TRY(const std::string hash, modelSha256(file, known.model.input, progress));
    if (hash != known.model.sha256)
        return Error{"E-AUDIT-011", fmt::format("The model {} changed since this audit was made (SHA-256 {}…, then {}…). Put the "
                                                "old file back, or make a new audit.", quoted(file.string(), 300),
                                                hash.substr(0, 12), displayText(known.model.sha256, 12)), ""};
    SS_TRY(model, openModelFor(known.model, known.settings, progress));
    return model;
}

Result<Dataset> openDataFor(const ModelInfo& model, const AuditSettings& settings, Progress& progress)
{
    const bool texts = model.input == ModelInfo::Input::Texts;
    SS_TRY(Dataset data, texts ? openTextData(settings.data, settings.dataset, progress)
                               : openImageFolder(settings.data, settings.dataset, progress));
    return data;
}

Result<Dataset> Audit::State::openData(Progress& progress) const
{
    if (featuresOnly())
        return noNetwork();
    const AuditRecord known = recordCopy();
    const fs::path& root = known.settings.data;
    std::error_code ignored;
    if (!fs::exists(root, ignored))
        return Error{"E-AUDIT-012", fmt::format("The data of this audit is not at {} any more. Put it back there, or make a new "
                                                "audit with its new place.", quoted(root.string(), 300)), ""};
    SS_TRY(Dataset data, openDataFor(known.model, known.settings, progress));
    if (data.fingerprint != known.fingerprint)
        return Error{"E-AUDIT-013", fmt::format("The data in {} changed since this audit was made: {} {} in {} classes now, "
                                                "{} in {} then, or files of other sizes or times. Make a new audit of the data as "
                                                "it is now, or put the old files back.", quoted(root.string(), 300),
                                                data.items.size(), itemNoun(), data.classes.size(), known.items,
                                                known.classes.size()), ""};
    return data;
}

bool Audit::State::featuresOnly() const
{
    return settings().model.empty();
}

bool Audit::State::extracted() const
{
    std::error_code ignored;
    return fs::exists(featureFolder() / "manifest.json", ignored);
}

Result<FeatureTable> Audit::State::loadTable() const
{
    if (!extracted())
        return Error{"E-AUDIT-014", "The features of this audit have not been extracted yet. Extract them first.", ""};
    const AuditRecord known = recordCopy();
    FeatureKey key;
    SS_TRY(FeatureTable table, ShardStore::loadFinished(featureFolder(), &key));
    if (key.modelSha256 != known.model.sha256)
        return Error{"E-AUDIT-015", "The features in this audit were made with another model. Extract them again.", ""};
    if (key.dataFingerprint != known.fingerprint)
        return Error{"E-AUDIT-016", "The features in this audit were made from other data. Extract them again.", ""};
    return table;
}

Result<FitData> Audit::State::loadFitData() const
{
    SS_TRY(FeatureTable table, loadTable());
    SS_TRY(const auto items, store->items());
    const AuditRecord known = recordCopy();
    return fitData(std::move(table), items, known.classes, known.settings.dataset);
}

void Audit::State::note(const std::string& verb, const std::string& text) const
{
    const Status written = store->addLog(verb, text);
    static_cast<void>(written);
}

int chosenPoint(const std::vector<StoredPoint>& points, const Selection& selection)
{
    if (points.empty())
        return -1;
    const Result<int> index = select(outlines(points), selection, hasValidation(points) ? "validation" : "train");
    return index.ok() ? index.value() : -1;
}

PathView viewOf(const StoredPath& path, const PathHeader& header, const Selection& selection)
{
    const std::vector<StoredPoint>& points = path.points;
    PathView view;
    for (const StoredPoint& point : points)
        view.rows.push_back({point.index, point.lambda, point.meanNonZeros, point.scores, point.certificate, point.seconds,
                             point.nonZeros});
    view.complete = header.complete && path.note.empty();
    view.note = path.note;
    view.origin = header.origin;
    view.chosen = chosenPoint(points, selection);
    if (view.chosen >= 0)
        view.chosenBy = describe(selection)
            + (hasValidation(points) ? "" : " There are no validation rows, so training accuracy was judged instead.");
    view.title = (view.origin.empty() ? "" : "Imported: ") + pathTitle(view.rows);
    return view;
}

Status writeOriginalHead(const fs::path& file, const OriginalHead& head, const std::string& modelSha256)
{
    return writeSafetensors(file,
                            {floatTensor("weight", {head.classes, head.features}, head.weight),
                             floatTensor("bias", {head.classes}, head.bias)},
                            {{"model", modelSha256}});
}

Result<std::optional<OriginalHead>> readOriginalHead(const fs::path& file, const std::string& modelSha256)
{
    std::error_code ignored;
    if (!fs::exists(file, ignored))
        return std::optional<OriginalHead>();
    SS_TRY(Checkpoint checkpoint, openCheckpoint(file));
    if (checkpoint.facts["model"] != modelSha256)
        return std::optional<OriginalHead>();
    OriginalHead head;
    for (const TensorEntry& entry : checkpoint.tensors) {
        SS_TRY(const Tensor tensor, checkpoint.read(entry));
        SS_TRY(std::vector<float> values, tensor.toFloats());
        if (entry.name() == "weight" && entry.shape.size() == 2) {
            head.classes = static_cast<int>(entry.shape[0]);
            head.features = static_cast<int>(entry.shape[1]);
            head.weight = std::move(values);
        } else if (entry.name() == "bias") {
            head.bias = std::move(values);
        }
    }
    return std::optional(std::move(head));
}

}  // namespace sparsescope
