// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/files.h"
#include "base/result.h"

#include <span>
#include <string_view>

namespace sparsescope {

/// Builds a zip archive in memory as torch.save lays it out: entries stored as they are, their data aligned to 64
/// bytes, no times. The same entries give the same bytes. Below 4 GiB, as the format is without zip64.
class ZipWriter {
public:
    Status add(std::string_view name, std::span<const std::byte> data);
    /// The archive; nothing can be added after that.
    Result<Bytes> finish() &&;

private:
    Bytes m_bytes;
    Bytes m_index;
    std::uint16_t m_entries = 0;
};

}  // namespace sparsescope
