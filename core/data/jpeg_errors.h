// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdio>  // jpeglib.h needs it
#include <string>

#include <csetjmp>
#include <jpeglib.h>
#include <jerror.h>

namespace sparsescope {

/// libjpeg's failures jump to `landing` in place of ending the program, and its warnings are kept in place of printed.
struct JpegErrors {
    jpeg_error_mgr manager{};
    std::jmp_buf landing{};
    bool failed = false;
    bool tooManyScans = false;
    int failureCode = 0;
    std::string failureText;
    std::string damage;     ///< The first warning that means wrong pixels; empty: none.

    jpeg_error_mgr* install();
};

}  // namespace sparsescope
