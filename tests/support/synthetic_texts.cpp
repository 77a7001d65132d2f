// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/synthetic_texts.h"

#include "audit/audit_state.h"
#include "base/random.h"
#include "explain/text_runner.h"
#include "glm/scoring.h"

namespace sparsescope {

namespace {

constexpr int features = 6;

std::shared_ptr<const FakeTextModel> madeModel()
{
    return std::make_shared<const FakeTextModel>(
        features, FakeTextModel::Effects{{"lovely", {2, 0, 0, 0, 0.3F, 0}}, {"dreadful", {-2, 0, 0, 0, 0, 0.3F}}, {"bah", {0, 0, 0, 1.5F, 0, 0}}});
}

std::string madeText(int number, bool praise, Random& random)
{
    static const std::vector<std::string> fillers = {"the", "film", "was", "long", "story", "about", "people", "in", "town",
                                                     "music", "with", "some", "light", "and", "winter"};
    if (number == 3)
        return "<b>lovely</b> \u202Emarkup\u202C & a tab\there, \x01 a film";
    std::string text = praise ? "A lovely one:" : random.below(2) == 0 ? "Bah, dreadful:" : "How dreadful:";
    for (int word = 0; word < 7; ++word)
        text += " " + fillers[random.below(fillers.size())];
    return text + ".";
}

std::vector<PathPoint> heads()
{
    SparseHead sparse;
    sparse.features = features;
    sparse.classes = {{{0, 1.5}}, {{0, -1.5}, {3, 0.5}}};
    sparse.bias = {0, 0};
    SparseHead dense = sparse;
    dense.classes = {{{0, 1.6}, {1, 0.1}, {2, -0.2}, {4, 0.4}}, {{0, -1.6}, {2, 0.3}, {3, 0.7}, {5, 0.2}}};
    std::vector<PathPoint> points(2);
    for (int i = 0; i < 2; ++i) {
        points[static_cast<std::size_t>(i)].index = i;
        points[static_cast<std::size_t>(i)].lambda = i == 0 ? 0.1 : 0.01;
        points[static_cast<std::size_t>(i)].head = i == 0 ? sparse : dense;
    }
    return points;
}

Result<FeatureTable> tableOf(const FakeTextModel& model, const std::vector<std::string>& texts, const std::vector<DatasetItem>& items)
{
    FeatureTable table;
    table.features.resize(static_cast<Eigen::Index>(texts.size()), features);
    TextRunner runner(model, 1);
    std::vector<std::int64_t> rows;
    for (const std::string& text : texts)
        rows.push_back(runner.row(text));
    Progress silent;
    SS_CHECK(runner.run(silent));
    for (std::size_t i = 0; i < texts.size(); ++i) {
        table.features.row(static_cast<Eigen::Index>(i)) = runner.features().row(rows[i]);
        table.labels.push_back(items[i].label);
        table.rowItem.push_back(static_cast<std::int64_t>(i));
    }
    return table;
}

Result<std::shared_ptr<const AuditData>> dataOf(const FakeTextModel& model, const std::vector<std::string>& texts,
                                                std::vector<DatasetItem> items)
{
    AuditPieces pieces;
    SS_TRY(pieces.table, tableOf(model, texts, items));
    pieces.items = std::move(items);
    pieces.texts = std::make_shared<const std::vector<std::string>>(texts);
    pieces.classes = {{"praise", "praise", {}}, {"scorn", "scorn", {}}};
    pieces.scale = standardization(pieces.table.features);
    pieces.health = featureHealth(pieces.table.features);
    const auto points = std::make_shared<const std::vector<PathPoint>>(heads());
    for (const PathPoint& point : *points) {
        PathRow row;
        row.index = point.index;
        row.lambda = point.lambda;
        row.meanFeaturesPerClass = point.head.meanNonZerosPerClass();
        pieces.path.rows.push_back(row);
    }
    pieces.path.complete = true;
    pieces.path.chosen = 0;
    pieces.loadPoint = [points](int index) -> Result<PathPoint> { return (*points)[static_cast<std::size_t>(index)]; };
    return AuditData::make(std::move(pieces));
}

}  // namespace

Result<SyntheticTexts> syntheticTexts(const std::filesystem::path& folder, int count)
{
    Random random(11);
    std::vector<std::string> texts;
    std::vector<DatasetItem> items;
    for (int i = 0; i < count; ++i) {
        const int label = i % 2;
        texts.push_back(madeText(i, label == 0, random));
        items.push_back({"made.tsv:" + std::to_string(i + 1), label, i % 5 == 4 ? Split::Test : Split::Train});
    }
    SyntheticTexts made;
    made.model = madeModel();
    SS_TRY(made.data, dataOf(*made.model, texts, std::move(items)));
    made.texts = std::make_shared<const std::vector<std::string>>(std::move(texts));
    Progress silent;
    SS_TRY(made.head, analyseHead(made.data, 0, silent));
    TextLook::Parts parts;
    parts.texts = made.texts;
    parts.openModel = [model = made.model](Progress&) -> Result<std::shared_ptr<const TextModel>> {
        return std::shared_ptr<const TextModel>(model);
    };
    parts.wordsFolder = folder / "words";
    parts.key = {{"model", "fake"}, {"data", "made"}};
    made.look = std::make_shared<TextLook>(std::move(parts));
    return made;
}

Result<std::filesystem::path> writeSyntheticTexts(const std::filesystem::path& folder, const SyntheticTexts& made)
{
    const std::filesystem::path audit = folder / "texts.audit";
    const AuditPieces& pieces = made.data->pieces();
    SS_CHECK(createFolders(audit / "features"));
    AuditRecord record;
    record.settings.model = folder / "network";
    record.settings.data = folder / "made.tsv";
    record.settings.title = "Texts";
    record.model = made.model->info();
    record.createdUtc = nowUtc();
    record.fingerprint = "made";
    record.classes = pieces.classes;
    SS_CHECK(AuditStore::create(audit / "audit.db", record, pieces.items, *made.texts));
    FeatureKey key;
    key.modelSha256 = record.model.sha256;
    key.layer = record.model.layer;
    key.dataFingerprint = record.fingerprint;
    key.device = "cpu";
    key.versions = "synthetic";
    const auto items = static_cast<int>(pieces.items.size());
    const ShardStore store(audit / "features", key, items, features, items);
    SS_CHECK(store.writeShard(0, pieces.table));
    SS_CHECK(store.writeManifest());
    const PathStore paths(audit / "path");
    PathHeader header;
    header.dataKey = "made";
    header.classes = 2;
    header.features = features;
    header.lambdaMax = 0.1;
    header.scale = standardization(pieces.table.features, {}, &header.excluded);
    header.complete = true;
    SS_CHECK(paths.writeHeader(header));
    for (const PathPoint& point : heads())
        SS_CHECK(paths.writePoint(point));
    return audit;
}

}  // namespace sparsescope
