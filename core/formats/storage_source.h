// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/checkpoint.h"

#include <mutex>
#include <optional>

namespace sparsescope {

/// Where the bytes of one storage lie in the file.
struct StorageExtent {
    std::string name;                  ///< For sentences: "data/3".
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::optional<std::uint32_t> crc;  ///< Of all its bytes, if the format has one.
};

/// Reads tensors out of storages that lie in one file: all three formats come down to this.
class StorageSource : public Checkpoint::Source {
public:
    StorageSource(FileReader file, std::vector<StorageExtent> storages);

    Result<Tensor> read(const TensorEntry& entry) const override;

private:
    Result<Tensor> readChecked(const TensorEntry& entry) const;
    Status readWhole(const StorageExtent& storage, std::span<std::byte> out) const;
    Status verify(std::size_t storage) const;
    bool isVerified(std::size_t storage) const;

    FileReader m_file;
    std::vector<StorageExtent> m_storages;
    mutable std::mutex m_mutex;
    mutable std::vector<bool> m_verified;
};

}  // namespace sparsescope
