// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/guard.h"

#include "base/text.h"

namespace sparsescope {

namespace {

bool looksLikeOutOfMemory(const std::exception& exception)
{
    // LibTorch's CPU allocator throws a plain c10::Error, so only its words tell.
    const std::string what = exception.what();
    return dynamic_cast<const std::bad_alloc*>(&exception) != nullptr
        || what.find("DefaultCPUAllocator: can't allocate memory") != std::string::npos
        || what.find("DefaultCPUAllocator: not enough memory") != std::string::npos
        || what.find("out of memory") != std::string::npos || what.find("Insufficient memory") != std::string::npos;
}

std::string firstLine(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

}  // namespace

Error errorFromException(const std::exception& exception, const std::string& doing, const std::string& code)
{
    if (looksLikeOutOfMemory(exception))
        return {"E-MEM-001", doing + ": there is not enough free memory. Close other programs or choose a smaller batch.",
                exception.what()};
    return {code, doing + ": " + displayText(firstLine(exception.what()), 300), exception.what()};
}

Error errorFromUnknownException(const std::string& doing, const std::string& code)
{
    return {code, doing + ": a library reported an unknown failure.", ""};
}

}  // namespace sparsescope
