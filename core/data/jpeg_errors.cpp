// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "data/jpeg_errors.h"

#include <cstddef>

namespace sparsescope {

namespace {

JpegErrors& errorsOf(j_common_ptr info)
{
    return *reinterpret_cast<JpegErrors*>(info->err);
}

std::string textOf(j_common_ptr info)
{
    char text[JMSG_LENGTH_MAX] = {};
    info->err->format_message(info, text);
    return text;
}

void keepFailure(j_common_ptr info)
{
    JpegErrors& errors = errorsOf(info);
    errors.failed = true;
    errors.failureCode = info->err->msg_code;
    errors.failureText = textOf(info);
}

[[noreturn]] void fail(j_common_ptr info)
{
    keepFailure(info);
    longjmp(errorsOf(info).landing, 1);
}

/// Warnings about headers and about filler bytes before the end marker leave every pixel right; all others do not.
bool harmless(const jpeg_error_mgr& manager)
{
    switch (manager.msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR:
    case JWRN_BOGUS_PROGRESSION: return true;
    case JWRN_EXTRANEOUS_DATA: return manager.msg_parm.i[1] == JPEG_EOI;
    default: return false;
    }
}

void hear(j_common_ptr info, int level)
{
    JpegErrors& errors = errorsOf(info);
    if (level < 0 && errors.damage.empty() && !harmless(*info->err))
        errors.damage = textOf(info);
}

}  // namespace

jpeg_error_mgr* JpegErrors::install()
{
    static_assert(offsetof(JpegErrors, manager) == 0, "errorsOf() goes back from the manager to its owner");
    jpeg_std_error(&manager);
    manager.error_exit = fail;
    manager.emit_message = hear;
    manager.output_message = [](j_common_ptr) {};
    return &manager;
}

}  // namespace sparsescope
