// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/io_seam.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace sparsescope::io {

namespace {

enum class Fault { None, Fail, Short };

#ifdef SPARSESCOPE_FAULTS
struct Plan {
    long crashAt = 0;
    long failAt = 0;
    bool persistent = false;
    int error = EIO;
    bool shortWrite = false;
};

Plan readPlan()
{
    Plan plan;
    if (const char* crash = std::getenv("SPARSESCOPE_CRASH_AT_IO"))
        plan.crashAt = std::strtol(crash, nullptr, 10);
    if (const char* fail = std::getenv("SPARSESCOPE_FAIL_AT_IO")) {
        char* rest = nullptr;
        plan.failAt = std::strtol(fail, &rest, 10);
        const std::string kind = rest;
        plan.persistent = kind.starts_with('+');
        plan.error = kind.ends_with("ENOSPC") ? ENOSPC : EIO;
        plan.shortWrite = kind.ends_with("SHORT");
    }
    return plan;
}

Fault nextFault()
{
    static const Plan plan = readPlan();
    static std::atomic<long> calls = 0;
    const long call = ++calls;
    if (call == plan.crashAt)
        _exit(86);
    const bool hit = plan.failAt > 0 && (call == plan.failAt || (plan.persistent && call > plan.failAt));
    if (!hit)
        return Fault::None;
    errno = plan.error;
    return plan.shortWrite ? Fault::Short : Fault::Fail;
}
#else
Fault nextFault()
{
    return Fault::None;
}
#endif

}  // namespace

int openForWriting(const char* path)
{
    if (nextFault() == Fault::Fail)
        return -1;
    return ::open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
}

ssize_t write(int descriptor, const void* data, std::size_t size)
{
    const Fault fault = nextFault();
    if (fault == Fault::Fail)
        return -1;
    return ::write(descriptor, data, fault == Fault::Short && size > 1 ? size / 2 : size);
}

int sync(int descriptor)
{
    return nextFault() == Fault::Fail ? -1 : ::fsync(descriptor);
}

int close(int descriptor)
{
    const Fault fault = nextFault();
    const int result = ::close(descriptor);
    return fault == Fault::Fail ? -1 : result;
}

int rename(const char* from, const char* to)
{
    return nextFault() == Fault::Fail ? -1 : ::rename(from, to);
}

}  // namespace sparsescope::io
