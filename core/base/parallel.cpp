// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/parallel.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include <sched.h>

namespace sparsescope {

int availableCores()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return std::max(1, CPU_COUNT(&set));
    return std::max(1U, std::thread::hardware_concurrency());
}

void parallelFor(std::size_t count, int threads, const std::function<void(std::size_t, std::size_t)>& work)
{
    const std::size_t chunks = std::min(count, static_cast<std::size_t>(std::max(1, threads)));
    if (chunks <= 1) {
        if (count > 0)
            work(0, count);
        return;
    }
    std::mutex mutex;
    std::exception_ptr failure;
    const auto run = [&](std::size_t chunk) {
        try {
            work(count * chunk / chunks, count * (chunk + 1) / chunks);
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure)
                failure = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> workers;
        for (std::size_t chunk = 1; chunk < chunks; ++chunk)
            workers.emplace_back(run, chunk);
        run(0);
    }
    if (failure)
        std::rethrow_exception(failure);
}

}  // namespace sparsescope
