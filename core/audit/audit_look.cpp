// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_state.h"

#include "audit/audit_data.h"
#include "audit/picture_look.h"
#include "audit/text_look.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/text.h"
#include "explain/overlay.h"

#include <array>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

/// The path as it is on disk, for a data that is being loaded.
struct LoadedPath {
    PathView view;
    std::optional<PathHeader> header;
};

Result<LoadedPath> loadPath(const Audit::State& state)
{
    LoadedPath loaded;
    SS_TRY(loaded.header, state.paths().header());
    if (!loaded.header) {
        loaded.view = viewOf({}, {}, {});
        return loaded;
    }
    SS_TRY(const StoredPath stored, state.paths().summary());
    SS_TRY(const Selection selection, state.store->selection());
    loaded.view = viewOf(stored, *loaded.header, selection);
    return loaded;
}

std::string otherClasses(const AuditRecord& record, bool featuresOnly)
{
    if (featuresOnly || record.model.classes == 0)
        return "This audit was made without a network: there is no head of its own to look at.";
    return fmt::format("The network's own head tells {} apart, which are not the {} of this audit.",
                       record.model.classes == 1 ? "one class from the rest" : groupedNumber(record.model.classes) + " classes",
                       groupedNumber(static_cast<std::int64_t>(record.classes.size())));
}

/// The network's own head with its predictions, where it was kept and has the audit's classes.
Status loadOriginal(const Audit::State& state, AuditPieces& pieces, Progress& progress)
{
    const AuditRecord record = state.recordCopy();
    const auto match = matchClasses(record.classes, record.model, record.settings.sameClassesAsModel);
    if (!match) {
        pieces.ownHeadMissing = otherClasses(record, state.featuresOnly());
        return Done{};
    }
    SS_TRY(const auto head, readOriginalHead(state.headFile(), record.model.sha256));
    if (!head) {
        pieces.ownHeadMissing = "The network's own head was not kept in this audit. Make the audit anew to see it.";
        return Done{};
    }
    pieces.ownHead = std::make_shared<const OwnHead>(OwnHead{*head, *match});
    SS_TRY(pieces.originalPredictions, originalPredictions(*head, *match, pieces.table.features, availableCores(), progress));
    return Done{};
}

/// Where a picture of the data set lies. The path comes from a document that may be hostile: it must stay inside.
Result<fs::path> pictureFile(const Audit::State& state, const DatasetItem& item)
{
    if (state.featuresOnly())
        return Error{"E-AUDIT-044", fmt::format("There is no picture of {}: this audit was made from features alone.", quoted(item.path, 200)), ""};
    if (state.isOfTexts())
        return Error{"E-AUDIT-045", "This audit is of texts: there are no pictures to look at.", ""};
    const fs::path relative(item.path);
    bool inside = relative.is_relative();
    for (const fs::path& part : relative)
        inside = inside && part != "..";
    if (!inside)
        return Error{"E-AUDIT-040", fmt::format("The picture {} lies outside of the data folder and is not opened.",
                                                quoted(item.path, 200)), ""};
    const fs::path root = state.settings().data;
    std::error_code ignored;
    if (!fs::is_directory(root, ignored))
        return Error{"E-AUDIT-041", fmt::format("The data folder is not at {} any more. Put it back there to see its pictures.",
                                                quoted(root.string(), 300)), ""};
    if (!fs::exists(root / relative, ignored))
        return Error{"E-AUDIT-042", fmt::format("The picture {} is not in {} any more.", quoted(item.path, 200),
                                                quoted(root.string(), 300)), ""};
    return root / relative;
}

/// Name in pictures/ that changes with everything the overlay depends on.
fs::path overlayFile(const Audit::State& state, const fs::path& picture, int feature)
{
    std::error_code ignored;
    const AuditRecord record = state.recordCopy();
    const std::string identity = fmt::format("overlay 1|{}|{}|{}|{}|{}|{}|{}|{}", record.model.sha256,
                                             record.model.preprocessing.resize, record.model.preprocessing.crop,
                                             record.model.layer, picture.string(), fs::file_size(picture, ignored),
                                             fs::last_write_time(picture, ignored).time_since_epoch().count(), feature);
    return state.pictureFolder() / (sha256(identity).substr(0, 32) + ".png");
}

Result<Image> drawOverlay(const VisionModel& model, const Image& image, int feature)
{
    const Preprocessing& preprocessing = model.info().preprocessing;
    const auto side = static_cast<std::size_t>(preprocessing.crop);
    std::vector<float> input(side * side * 3);
    preprocess(image, preprocessing, input);
    const std::array<int, 1> wanted{feature};
    SS_TRY(const auto maps, model.activationMaps(input, wanted));
    if (maps.size() != 1)
        return Error{"E-AUDIT-043", "The network gave no activation map for this feature.", ""};
    return overlay(visiblePart(image, preprocessing), maps.front());
}

Status checkRow(const AuditData& data, std::int64_t row)
{
    if (row >= 0 && row < data.rowCount())
        return Done{};
    return Error{"E-AUDIT-004", fmt::format("There is no row {}: this audit has rows 0 to {}.", row, data.rowCount() - 1), ""};
}

}  // namespace

Result<std::shared_ptr<const AuditData>> Audit::load(Progress& progress) const
{
    progress.beginStage("Reading features", 0, "");
    AuditPieces pieces;
    SS_TRY(pieces.table, m_state->loadTable());
    SS_TRY(pieces.items, m_state->store->items());
    if (m_state->isOfTexts()) {
        SS_TRY(auto texts, m_state->store->texts(pieces.items.size()));
        pieces.texts = std::make_shared<const std::vector<std::string>>(std::move(texts));
    }
    SS_TRY(const LoadedPath path, loadPath(*m_state));
    SS_CHECK(loadOriginal(*m_state, pieces, progress));
    if (progress.stopRequested())
        return Cancelled{};
    progress.beginStage("Looking at the features", 0, "");
    const AuditRecord record = m_state->recordCopy();
    pieces.threads = availableCores();
    pieces.classes = record.namedClasses();
    pieces.health = featureHealth(pieces.table.features, pieces.threads);
    pieces.path = path.view;
    pieces.names = m_state->names;
    pieces.hasActivationMaps = record.model.hasActivationMaps;
    if (path.header) {
        pieces.scale = path.header->scale;
        pieces.stability = m_state->loadStability(*path.header, pieces.path);
        pieces.loadPoint = [paths = m_state->paths(), header = *path.header](int index) {
            return paths.readPoint(index, header);
        };
    }
    if (progress.stopRequested())
        return Cancelled{};
    return AuditData::make(std::move(pieces));
}

Result<std::shared_ptr<TextLook>> Audit::textLook(const AuditData& data) const
{
    if (!data.pieces().texts)
        return Error{"E-AUDIT-046", "This audit is of pictures: there are no words to look at.", ""};
    auto byRow = std::make_shared<std::vector<std::string>>();
    for (const std::int64_t item : data.pieces().table.rowItem)
        byRow->push_back((*data.pieces().texts)[static_cast<std::size_t>(item)]);
    const AuditRecord record = m_state->recordCopy();
    TextLook::Parts parts;
    parts.texts = std::move(byRow);
    // The state outlives what looks at it only where the audit does; the shared pointer to it sees to that.
    parts.openModel = [state = m_state](Progress& progress) { return state->openText(progress); };
    parts.wordsFolder = m_state->folder / "words";
    parts.key = {{"model", record.model.sha256},
                 {"layer", record.model.layer},
                 {"max tokens", std::to_string(record.model.text.maxTokens)},
                 {"data", record.fingerprint},
                 {"rows", std::to_string(data.rowCount())}};
    parts.threads = availableCores();
    return std::make_shared<TextLook>(std::move(parts));
}

Result<std::shared_ptr<PictureLook>> Audit::pictureLook(const AuditData& data) const
{
    if (data.pieces().texts || m_state->isOfTexts())
        return Error{"E-AUDIT-045", "This audit is of texts: there are no pictures to look at.", ""};
    if (m_state->featuresOnly())
        return Error{"E-AUDIT-047", "This audit was made from features alone: there is no network to run on pictures.", ""};
    const AuditRecord record = m_state->recordCopy();
    PictureLook::Parts parts;
    parts.openModel = [state = m_state](Progress& progress) { return state->openVision(progress); };
    parts.fileOf = [state = m_state](const DatasetItem& item) { return pictureFile(*state, item); };
    parts.cacheFolder = m_state->pictureFolder();
    parts.key = fmt::format("{}|{}|{}|{}|{}|{}", record.model.sha256, record.model.layer, record.model.preprocessing.resize,
                            record.model.preprocessing.crop, fmt::join(record.model.preprocessing.mean, ","),
                            fmt::join(record.model.preprocessing.deviation, ","));
    parts.match = matchClasses(record.classes, record.model, record.settings.sameClassesAsModel);
    parts.threads = availableCores();
    return std::make_shared<PictureLook>(std::move(parts));
}

Result<std::shared_ptr<const HeadAnalysis>> Audit::analyse(std::shared_ptr<const AuditData> data, int index, Progress& progress) const
{
    return analyseHead(std::move(data), index, progress);
}

Result<std::shared_ptr<const PathAnalysis>> Audit::analysePath(std::shared_ptr<const AuditData> data, Progress& progress) const
{
    return PathAnalysis::make(std::move(data), progress);
}

Result<Image> Audit::activationOverlay(const AuditData& data, std::int64_t row, int feature, Progress& progress)
{
    SS_CHECK(checkRow(data, row));
    SS_TRY(const fs::path file, pictureFile(*m_state, data.item(row)));
    const fs::path cached = overlayFile(*m_state, file, feature);
    std::error_code ignored;
    if (fs::exists(cached, ignored))
        if (auto image = loadImage(cached); image.ok())
            return image;
    SS_TRY(const Image image, loadImage(file));
    SS_TRY(const auto model, m_state->openVision(progress));
    if (progress.stopRequested())
        return Cancelled{};
    SS_TRY(Image drawn, drawOverlay(*model, image, feature));
    // A cache that cannot be written costs time later, nothing now.
    if (const auto png = encodePng(drawn); png.ok() && createFolders(m_state->pictureFolder()).ok())
        static_cast<void>(writeFileAtomically(cached, std::span<const std::byte>(*png)).ok());
    return drawn;
}

Result<Image> Audit::picture(const AuditData& data, std::int64_t row, bool asTheNetworkSeesIt) const
{
    SS_CHECK(checkRow(data, row));
    SS_TRY(const fs::path file, pictureFile(*m_state, data.item(row)));
    SS_TRY(Image image, loadImage(file));
    if (asTheNetworkSeesIt)
        return visiblePart(image, m_state->recordCopy().model.preprocessing);
    return image;
}

}  // namespace sparsescope
