// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "features/batch_steps.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>

namespace sparsescope {

struct PipelineSettings {
    int threads = 1;      ///< Workers that prepare and run batches.
    int forwardSlots = 1; ///< Forward passes at a time: one per worker on the CPU, one on a device.
    int batch = 1;
};

/// Makes shards: decoding, forward passes and writing overlap.
///
/// Every worker takes the next piece of work there is, a forward pass if a prepared batch waits and a slot is free,
/// else the preparation of the next batch; so no core idles and none is shared by two. Batches are cut by item number
/// within a shard, never by timing: with the same batch size each forward pass sees the same items in every run,
/// which makes the bits of the features repeatable. Finished shards go to one writer. The last batch of a shard waits
/// until all earlier shards are on disk, so a kill loses at most one finished shard, the one being written.
class Pipeline {
public:
    Pipeline(const BatchWork& work, const Dataset& dataset, const ShardStore& store, const PipelineSettings& settings,
             Progress& progress);

    /// Makes `shards`, ascending. After a failure or cancel, shards that were finished are on disk.
    Status run(const std::vector<int>& shards);

    int batch() const { return m_batch; } ///< As halved.
    const std::vector<std::string>& notes() const { return m_notes; }

private:
    struct Task {
        bool forward = false;
        ItemBatch batch;
    };

    void work();
    void write();
    std::optional<Task> nextTask();
    bool nothingLeft() const;
    void openNextShard();
    bool mayPrepare() const;
    std::int64_t nextBatchEnd() const;
    ItemBatch cutBatch();
    Status prepare(ItemBatch batch);
    Status forward(ItemBatch batch);
    void finish(ItemBatch batch, std::span<const float> features);
    int halve(int tooLarge);
    void fail(Failure failure);

    const BatchWork& m_work;
    const Dataset& m_dataset;
    const ShardStore& m_store;
    const PipelineSettings m_settings;
    Progress& m_progress;

    std::mutex m_mutex; ///< Guards all below.
    std::condition_variable m_changed;
    int m_batch;
    std::vector<std::string> m_notes;
    std::deque<int> m_shardsToBegin;
    int m_shard = -1; ///< The one being cut into batches: items [m_nextItem, m_endItem) are left of it.
    std::int64_t m_nextItem = 0;
    std::int64_t m_endItem = 0;
    int m_preparing = 0;
    int m_forwarding = 0;
    std::deque<ItemBatch> m_ready;
    std::vector<std::vector<float>> m_spareInputs; ///< Buffers to use again: fresh ones cost page faults.
    std::map<int, ShardWork> m_open;               ///< Begun and not yet on disk: two at most.
    std::optional<int> m_toWrite;                  ///< Full, waiting for the writer.
    bool m_workersDone = false;
    std::optional<Failure> m_failure;
};

}  // namespace sparsescope
