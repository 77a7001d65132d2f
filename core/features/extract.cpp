// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/extract.h"

#include "base/files.h"
#include "base/parallel.h"
#include "base/text.h"
#include "features/batch_choice.h"
#include "features/disk_needs.h"
#include "features/pipeline.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

bool areTexts(const Dataset& dataset)
{
    return dataset.kind == Dataset::Kind::Texts;
}

const char* unitOf(const Dataset& dataset)
{
    return areTexts(dataset) ? "texts" : "pictures";
}

Status checkFit(const FeatureModel& model, const Dataset& dataset, const ShardStore& store)
{
    const auto items = static_cast<std::int64_t>(dataset.items.size());
    const bool modelOfTexts = model.info().input == ModelInfo::Input::Texts;
    if (modelOfTexts != areTexts(dataset) || (modelOfTexts && dataset.texts.size() != dataset.items.size()))
        return Error{"E-EXTRACT-010",
                     fmt::format("The network looks at {}, but the data are {}. Choose data of the same kind.",
                                 modelOfTexts ? "texts" : "pictures", unitOf(dataset)),
                     ""};
    if (items == 0)
        return Error{"E-EXTRACT-001",
                     fmt::format("There are no {0} to extract features from. Choose data with {0}.", unitOf(dataset)),
                     ""};
    if (store.itemCount() != items || store.features() != model.info().features)
        return Error{
            "E-EXTRACT-002",
            fmt::format("The feature store is laid out for {} items and {} features, but there are {} and {}. "
                        "Make a new one.",
                        store.itemCount(), store.features(), items, model.info().features),
            ""};
    return Done{};
}

std::vector<int> missingShards(const std::vector<bool>& valid)
{
    std::vector<int> missing;
    for (std::size_t i = 0; i < valid.size(); ++i) {
        if (!valid[i])
            missing.push_back(static_cast<int>(i));
    }
    return missing;
}

std::int64_t itemsIn(const std::vector<int>& shards, const ShardStore& store)
{
    std::int64_t items = 0;
    for (const int shard : shards) {
        const auto [first, last] = store.itemRange(shard);
        items += last - first;
    }
    return items;
}

std::int64_t skippedIn(const std::vector<bool>& shards, const std::vector<SkippedItem>& skipped,
                       const ShardStore& store)
{
    const std::int64_t itemsPerShard = store.itemRange(0).second;
    return std::count_if(skipped.begin(), skipped.end(), [&](const SkippedItem& item) {
        return shards[static_cast<std::size_t>(item.item / itemsPerShard)];
    });
}

/// The batch of an earlier run goes on, because float32 sums depend on it and the features must not depend on where a
/// run was interrupted. Few pictures are not worth a measurement.
Result<int> batchFor(const FeatureModel& model, const Dataset& dataset, const ShardStore& store,
                     const ExtractOptions& options, std::int64_t items, const Progress& progress)
{
    constexpr std::int64_t worthMeasuring = 512;
    if (const int earlier = store.batchOfEarlierRun(); earlier > 0)
        return earlier;
    if (options.batch > 0)
        return options.batch;
    if (areTexts(dataset) || items < worthMeasuring)
        return usualBatch(model);
    return chooseBatch(static_cast<const VisionModel&>(model), dataset, options.limits, progress);
}

PipelineSettings pipelineSettings(const FeatureModel& model, const ExtractOptions& options, int batch)
{
    const int threads = options.threads > 0 ? options.threads : availableCores();
    if (model.device() == "cpu")
        return {threads, threads, batch};
    // While one worker waits for the device, the others prepare.
    return {threads + 1, 1, batch};
}

std::unique_ptr<BatchWork> workFor(const FeatureModel& model, const Dataset& dataset, const ExtractOptions& options)
{
    if (areTexts(dataset))
        return textWork(static_cast<const TextModel&>(model), dataset);
    return pictureWork(static_cast<const VisionModel&>(model), dataset, options.limits);
}

/// Makes the missing shards and tells in `report` how that went.
Status makeShards(const FeatureModel& model, const Dataset& dataset, const ShardStore& store,
                  const ExtractOptions& options, const std::vector<int>& missing, Progress& progress,
                  ExtractReport& report)
{
    const std::int64_t items = itemsIn(missing, store);
    SS_CHECK(checkDiskSpace(store.folder(), featureBytes(items, store.features())));
    SS_TRY(const int batch, batchFor(model, dataset, store, options, items, progress));
    if (options.batch > 0 && batch != options.batch)
        report.notes.push_back(
            fmt::format("The batch stays {} {}, as in the shards that are already there.", batch, unitOf(dataset)));
    const auto start = Clock::now();
    const auto work = workFor(model, dataset, options);
    Pipeline pipeline(*work, dataset, store, pipelineSettings(model, options, batch), progress);
    SS_CHECK(pipeline.run(missing));
    report.batch = pipeline.batch();
    report.notes.insert(report.notes.end(), pipeline.notes().begin(), pipeline.notes().end());
    report.perSecond = static_cast<double>(items) / std::max(secondsSince(start), 1e-9);
    return Done{};
}

}  // namespace

Result<ExtractReport> extractFeatures(const FeatureModel& model, const Dataset& dataset, const ShardStore& store,
                                      const ExtractOptions& options, Progress& progress)
{
    const auto start = Clock::now();
    SS_CHECK(checkFit(model, dataset, store));
    SS_CHECK(createFolders(store.folder()));
    SS_TRY(const FolderLock lock, FolderLock::take(store.folder()));
    SS_CHECK(store.removeLeftovers());
    SS_TRY(const std::vector<bool> valid, store.validShards());
    const std::vector<int> missing = missingShards(valid);
    const std::int64_t resumed = store.itemCount() - itemsIn(missing, store);
    progress.beginStage("Extracting features", store.itemCount(), unitOf(dataset));
    progress.skipDone(resumed);

    ExtractReport report;
    if (!store.complete() || !missing.empty()) {
        SS_CHECK(store.reopen());
        if (!missing.empty())
            SS_CHECK(makeShards(model, dataset, store, options, missing, progress, report));
        SS_CHECK(store.writeManifest());
    }
    SS_TRY(report.skipped, store.skippedItems());
    SS_TRY(report.truncated, store.truncatedTexts());
    report.rows = store.itemCount() - static_cast<std::int64_t>(report.skipped.size());
    report.resumedRows = resumed - skippedIn(valid, report.skipped, store);
    report.batch = report.batch > 0 ? report.batch : store.batchOfEarlierRun();
    report.seconds = secondsSince(start);
    return report;
}

FeatureKey featureKey(const FeatureModel& model, const Dataset& dataset)
{
    const ModelInfo& info = model.info();
    const bool texts = info.input == ModelInfo::Input::Texts;
    const std::string device = model.device();
    return {info.sha256,
            info.layer,
            info.preprocessing,
            dataset.fingerprint,
            device.substr(0, device.find(':')),
            fmt::format("sparsescope {}, LibTorch {}", SPARSESCOPE_VERSION, torchVersion()),
            texts ? info.text.tokenizer : std::string(),
            texts ? info.text.maxTokens : 0};
}

}  // namespace sparsescope
