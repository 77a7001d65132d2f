// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"

#include <exception>
#include <functional>
#include <new>
#include <type_traits>

namespace sparsescope {

/// Turns an exception of any library (std, OpenCV, LibTorch) into an Error: the first line of its text becomes the
/// message after `doing`, all of it the details. Running out of memory has the code "E-MEM-001", others `code`.
Error errorFromException(const std::exception& exception, const std::string& doing, const std::string& code);
Error errorFromUnknownException(const std::string& doing, const std::string& code);

/// Runs `work`, which returns a Result, at the edge to a library that throws. `doing` reads "Cannot decode cat.jpg".
template <typename Work>
auto guarded(const std::string& doing, const std::string& code, Work&& work) -> std::invoke_result_t<Work>
{
    try {
        return std::invoke(std::forward<Work>(work));
    } catch (const std::exception& exception) {
        return errorFromException(exception, doing, code);
    } catch (...) {
        return errorFromUnknownException(doing, code);
    }
}

}  // namespace sparsescope
