// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <sys/types.h>

/// Every write that must survive a crash goes through these calls. In builds with SPARSESCOPE_FAULTS the variables
/// SPARSESCOPE_CRASH_AT_IO=n (die at the n-th call) and SPARSESCOPE_FAIL_AT_IO=n:ENOSPC|EIO|SHORT (fail it, once; with
/// a '+' behind n, from then on) let tests visit every one of them. Each returns as the system call does, with errno.
namespace sparsescope::io {

int openForWriting(const char* path);
ssize_t write(int descriptor, const void* data, std::size_t size);
int sync(int descriptor);
int close(int descriptor);
int rename(const char* from, const char* to);

}  // namespace sparsescope::io
