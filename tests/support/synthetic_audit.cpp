// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/synthetic_audit.h"

#include "audit/audit_state.h"
#include "base/random.h"
#include "support/synthetic_rows.h"

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

constexpr int pictureSide = 48;
const char* const modelHash = "5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e";
const char* const dataHash = "0ddba11d0ddba11d0ddba11d0ddba11d0ddba11d0ddba11d0ddba11d0ddba11d";

/// A square in the class's colour on grey noise, somewhere else in each picture.
Image pictureOf(const DatasetItem& item, Random& random)
{
    Image image{pictureSide, pictureSide, std::vector<std::uint8_t>(std::size_t{pictureSide} * pictureSide * 3)};
    const auto left = static_cast<int>(random.below(pictureSide / 2));
    const auto top = static_cast<int>(random.below(pictureSide / 2));
    for (int y = 0; y < pictureSide; ++y) {
        for (int x = 0; x < pictureSide; ++x) {
            const bool inside = x >= left && x < left + pictureSide / 2 && y >= top && y < top + pictureSide / 2;
            const auto noise = static_cast<int>(random.below(24));
            std::uint8_t* pixel = image.rgb.data() + (static_cast<std::size_t>(y) * pictureSide + static_cast<std::size_t>(x)) * 3;
            for (int channel = 0; channel < 3; ++channel)
                pixel[channel] = static_cast<std::uint8_t>(inside ? 60 + (item.label * (channel + 1) * 53) % 160 + noise : 200 + noise);
        }
    }
    return image;
}

Status drawPictures(const fs::path& root, const SyntheticRows& rows, const SyntheticOptions& options)
{
    Random random(options.seed);
    for (const DatasetItem& item : rows.items) {
        SS_CHECK(createFolders((root / item.path).parent_path()));
        SS_TRY(const Bytes png, encodePng(pictureOf(item, random)));
        SS_CHECK(writeFileAtomically(root / item.path, std::span<const std::byte>(png)));
    }
    return Done{};
}

ModelInfo modelOf(const fs::path& root, const SyntheticRows& rows, const SyntheticOptions& options)
{
    ModelInfo model;
    model.path = (root / "network.safetensors").string();
    model.sha256 = modelHash;
    model.fileBytes = 1'234'567;
    model.format = "safetensors";
    model.architecture = "Synthetic";
    model.layer = "global average pool";
    model.headName = "fc";
    model.parameters = 123'456;
    model.features = options.features;
    model.classes = options.classes;
    model.inputSize = pictureSide;
    model.hasActivationMaps = options.activationMaps;
    model.preprocessing.resize = pictureSide;
    model.preprocessing.crop = pictureSide;
    model.preprocessingSource = "the architecture's default";
    if (options.originalHead)
        for (const DatasetClass& klass : rows.classes)
            model.classNames.push_back(klass.key);
    return model;
}

AuditRecord recordOf(const fs::path& root, const SyntheticRows& rows, const SyntheticOptions& options)
{
    AuditRecord record;
    record.settings.model = root / "network.safetensors";
    record.settings.data = root / "pictures";
    record.settings.path.lambdaCount = options.lambdas;
    record.settings.path.lambdaRatio = 0.01;
    record.settings.title = options.hostileNames ? "<i>Synthetic</i> \u202E audit" : "Synthetic";
    record.model = modelOf(root, rows, options);
    record.createdUtc = nowUtc();
    record.fingerprint = dataHash;
    record.warnings = {"Class \"class_0001\" has two pictures with the same bytes."};
    record.classes = rows.classes;
    return record;
}

Status writeFeatures(const fs::path& folder, const SyntheticRows& rows, const SyntheticOptions& options)
{
    SS_CHECK(createFolders(folder));
    const FeatureKey key{modelHash, "global average pool", {}, dataHash, "cpu", "synthetic"};
    const auto items = static_cast<int>(rows.items.size());
    const ShardStore store(folder, key, items, options.features, items);
    SS_CHECK(store.writeShard(0, rows.table));
    return store.writeManifest();
}

/// A head like the path's densest, on raw features, so that both heads agree on most rows.
OriginalHead originalHeadOf(const SyntheticRows& rows, const Standardization& scale)
{
    const DenseHead folded = foldStandardization(madePoints(rows, scale, 9).back().head, scale);
    OriginalHead head;
    head.classes = static_cast<int>(folded.weight.rows());
    head.features = static_cast<int>(folded.weight.cols());
    for (Eigen::Index k = 0; k < folded.weight.rows(); ++k) {
        for (Eigen::Index j = 0; j < folded.weight.cols(); ++j)
            head.weight.push_back(static_cast<float>(folded.weight(k, j)));
        head.bias.push_back(static_cast<float>(folded.bias[k]));
    }
    return head;
}

Status writeMadePath(const fs::path& folder, const SyntheticRows& rows, const SyntheticOptions& options)
{
    const PathStore paths(folder);
    PathHeader header;
    header.dataKey = "made";
    header.classes = options.classes;
    header.features = options.features;
    header.lambdaMax = 0.1;
    header.scale = standardization(rows.table.features, {}, &header.excluded);
    header.complete = true;
    SS_CHECK(paths.writeHeader(header));
    for (const PathPoint& point : madePoints(rows, header.scale, options.lambdas))
        SS_CHECK(paths.writePoint(point));
    return Done{};
}

Status fitPathOf(const fs::path& folder)
{
    SS_TRY(const auto audit, Audit::open(folder));
    Progress silent;
    SS_TRY(const PathView view, audit->fit(audit->info().settings.path, silent));
    return Done{};
}

}  // namespace

Result<fs::path> writeSyntheticAudit(const fs::path& folder, const SyntheticOptions& options)
{
    const SyntheticRows rows = syntheticRows(options);
    const fs::path audit = folder / "synthetic.audit";
    SS_CHECK(createFolders(audit));
    SS_CHECK(createFolders(folder / "pictures"));
    if (options.pictures)
        SS_CHECK(drawPictures(folder / "pictures", rows, options));
    SS_CHECK(AuditStore::create(audit / "audit.db", recordOf(folder, rows, options), rows.items));
    SS_CHECK(writeFeatures(audit / "features", rows, options));
    {
        SS_TRY(const auto store, AuditStore::open(audit / "audit.db"));
        SS_CHECK(store->setSkipped(rows.table.skipped));
        SS_CHECK(store->addLog("extract", "Made up for a test."));
    }
    if (options.originalHead)
        SS_CHECK(writeOriginalHead(audit / "original_head.safetensors",
                                   originalHeadOf(rows, standardization(rows.table.features)), modelHash));
    if (options.made)
        SS_CHECK(writeMadePath(audit / "path", rows, options));
    else if (options.fit)
        SS_CHECK(fitPathOf(audit));
    return audit;
}

Result<std::shared_ptr<const AuditData>> syntheticData(const SyntheticOptions& options)
{
    SyntheticRows rows = syntheticRows(options);
    AuditPieces pieces;
    pieces.scale = standardization(rows.table.features);
    const auto points = std::make_shared<const std::vector<PathPoint>>(madePoints(rows, pieces.scale, options.lambdas));
    for (const PathPoint& point : *points)
        pieces.path.rows.push_back({point.index, point.lambda, point.head.meanNonZerosPerClass(), point.scores,
                                    point.certificate, point.seconds});
    pieces.path.complete = true;
    pieces.path.chosen = static_cast<int>(points->size()) / 2;
    pieces.path.title = pathTitle(pieces.path.rows);
    if (options.originalHead) {
        ClassMatch match;
        for (int k = 0; k < options.classes; ++k)
            match.modelClass.push_back(k);
        Progress silent;
        pieces.ownHead = std::make_shared<const OwnHead>(OwnHead{originalHeadOf(rows, pieces.scale), match});
        SS_TRY(pieces.originalPredictions, originalPredictions(pieces.ownHead->head, match, rows.table.features, 1, silent));
    } else {
        pieces.ownHeadMissing = "The network's own head was not kept in this audit. Make the audit anew to see it.";
    }
    pieces.health = featureHealth(rows.table.features);
    pieces.classes = std::move(rows.classes);
    pieces.items = std::move(rows.items);
    pieces.table = std::move(rows.table);
    pieces.loadPoint = [points](int index) -> Result<PathPoint> { return (*points)[static_cast<std::size_t>(index)]; };
    return AuditData::make(std::move(pieces));
}

}  // namespace sparsescope
