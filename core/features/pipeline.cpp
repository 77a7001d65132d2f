// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/pipeline.h"

#include "base/guard.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace sparsescope {

namespace {

/// How soon a waiting thread sees a cancel, which nobody signals.
constexpr std::chrono::milliseconds stopCheck(50);

}  // namespace

Pipeline::Pipeline(const BatchWork& work, const Dataset& dataset, const ShardStore& store,
                   const PipelineSettings& settings, Progress& progress)
    : m_work(work), m_dataset(dataset), m_store(store), m_settings(settings), m_progress(progress),
      m_batch(settings.batch)
{
}

Status Pipeline::run(const std::vector<int>& shards)
{
    m_shardsToBegin.assign(shards.begin(), shards.end());
    {
        std::jthread writer([this] { write(); });
        {
            std::vector<std::jthread> workers;
            for (int i = 0; i < m_settings.threads; ++i)
                workers.emplace_back([this] { work(); });
        }
        const std::lock_guard lock(m_mutex);
        m_workersDone = true;
        m_changed.notify_all();
    }
    if (m_failure)
        return *m_failure;
    const bool allOnDisk = m_open.empty() && m_shardsToBegin.empty();
    return allOnDisk ? Status(Done{}) : Status(Cancelled{});
}

void Pipeline::work()
{
    while (auto task = nextTask()) {
        const Status status = guarded("Cannot extract features", "E-EXTRACT-007", [&] {
            return task->forward ? forward(std::move(task->batch)) : prepare(std::move(task->batch));
        });
        if (!status)
            fail(status.failure());
    }
}

std::optional<Pipeline::Task> Pipeline::nextTask()
{
    std::unique_lock lock(m_mutex);
    while (!m_failure && !m_progress.stopRequested() && !nothingLeft()) {
        openNextShard();
        if (!m_ready.empty() && m_forwarding < m_settings.forwardSlots) {
            ++m_forwarding;
            Task task{true, std::move(m_ready.front())};
            m_ready.pop_front();
            return task;
        }
        if (mayPrepare()) {
            ++m_preparing;
            return Task{false, cutBatch()};
        }
        m_changed.wait_for(lock, stopCheck);
    }
    return std::nullopt;
}

bool Pipeline::nothingLeft() const
{
    return m_nextItem == m_endItem && m_shardsToBegin.empty() && m_ready.empty() && m_preparing == 0;
}

std::int64_t Pipeline::nextBatchEnd() const
{
    return std::min(m_nextItem + m_batch, m_endItem);
}

void Pipeline::openNextShard()
{
    if (m_nextItem < m_endItem || m_shardsToBegin.empty() || m_open.size() >= 2)
        return;
    m_shard = m_shardsToBegin.front();
    m_shardsToBegin.pop_front();
    std::tie(m_nextItem, m_endItem) = m_store.itemRange(m_shard);
    m_open.try_emplace(m_shard, m_shard, m_nextItem, m_endItem, m_store.features());
}

bool Pipeline::mayPrepare() const
{
    const int waiting = static_cast<int>(m_ready.size()) + m_preparing;
    const bool lastOfShard = nextBatchEnd() == m_endItem;
    return m_nextItem < m_endItem && waiting < 2 * m_settings.threads && (!lastOfShard || m_open.size() == 1);
}

ItemBatch Pipeline::cutBatch()
{
    ItemBatch batch;
    batch.shard = m_shard;
    batch.firstItem = m_nextItem;
    batch.count = static_cast<int>(nextBatchEnd() - m_nextItem);
    m_nextItem += batch.count;
    if (!m_spareInputs.empty()) {
        batch.input = std::move(m_spareInputs.back());
        m_spareInputs.pop_back();
    }
    return batch;
}

Status Pipeline::prepare(ItemBatch batch)
{
    SS_CHECK(m_work.prepare(m_progress, batch));
    const std::lock_guard lock(m_mutex);
    --m_preparing;
    m_ready.push_back(std::move(batch));
    m_changed.notify_all();
    return Done{};
}

Status Pipeline::forward(ItemBatch batch)
{
    std::vector<float> features(static_cast<std::size_t>(batch.count) * static_cast<std::size_t>(m_store.features()));
    SS_CHECK(m_work.forward(
        batch, [this](int tooLarge) { return halve(tooLarge); }, m_progress, features));
    m_progress.advance(batch.count);
    finish(std::move(batch), features);
    return Done{};
}

void Pipeline::finish(ItemBatch batch, std::span<const float> features)
{
    const std::lock_guard lock(m_mutex);
    ShardWork& shard = m_open.at(batch.shard);
    shard.add(batch, features);
    if (shard.full())
        m_toWrite = batch.shard;
    m_spareInputs.push_back(std::move(batch.input));
    --m_forwarding;
    m_changed.notify_all();
}

int Pipeline::halve(int tooLarge)
{
    const std::lock_guard lock(m_mutex);
    if (m_batch >= tooLarge) {
        m_batch = std::max(1, tooLarge / 2);
        m_notes.push_back(fmt::format("The batch was cut from {} to {} {}: there was not enough memory for more.",
                                      tooLarge, m_batch, m_work.unit()));
    }
    return m_batch;
}

void Pipeline::write()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_toWrite || m_workersDone; });
        if (!m_toWrite)
            return;
        const int index = *std::exchange(m_toWrite, std::nullopt);
        const FeatureTable rows = m_open.at(index).take(m_dataset);
        const int batch = m_batch;
        lock.unlock();
        const Status written = guarded("Cannot write the features", "E-EXTRACT-008",
                                       [&] { return m_store.writeShard(index, rows, batch); });
        if (!written)
            fail(written.failure());
        lock.lock();
        if (written)
            m_open.erase(index);
        m_changed.notify_all();
    }
}

void Pipeline::fail(Failure failure)
{
    const std::lock_guard lock(m_mutex);
    if (!m_failure)
        m_failure = std::move(failure);
    m_changed.notify_all();
}

}  // namespace sparsescope
