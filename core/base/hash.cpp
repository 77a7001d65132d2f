// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/hash.h"

#include "base/files.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <xxhash.h>

namespace sparsescope {

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : m_state(std::make_unique<State>())
{
    EVP_DigestInit_ex(m_state->context, EVP_sha256(), nullptr);
}

Sha256::~Sha256() = default;

void Sha256::add(std::span<const std::byte> bytes)
{
    EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size());
}

void Sha256::add(std::string_view text)
{
    add(std::as_bytes(std::span(text.data(), text.size())));
}

std::string Sha256::hexDigest()
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    EVP_DigestFinal_ex(m_state->context, digest, &length);
    std::string hex;
    for (unsigned int i = 0; i < length; ++i)
        hex += fmt::format("{:02x}", digest[i]);
    return hex;
}

std::string sha256(std::span<const std::byte> bytes)
{
    Sha256 hash;
    hash.add(bytes);
    return hash.hexDigest();
}

std::string sha256(std::string_view text)
{
    return sha256(std::as_bytes(std::span(text.data(), text.size())));
}

Result<std::string> sha256OfFile(const std::filesystem::path& path, Progress& progress)
{
    SS_TRY(const FileReader file, FileReader::open(path));
    constexpr std::uint64_t block = 1 << 20;
    progress.beginStage("Hashing " + file.displayName(), static_cast<std::int64_t>(file.size()), "bytes");
    Sha256 hash;
    std::vector<std::byte> buffer(block);
    for (std::uint64_t at = 0; at < file.size(); at += block) {
        if (progress.stopRequested())
            return Cancelled{};
        const auto part = std::span(buffer).first(std::min(block, file.size() - at));
        SS_CHECK(file.readAt(at, part));
        hash.add(part);
        progress.advance(static_cast<std::int64_t>(part.size()));
    }
    return hash.hexDigest();
}

std::string checksum(std::span<const std::byte> bytes)
{
    return fmt::format("{:016x}", XXH3_64bits(bytes.data(), bytes.size()));
}

}  // namespace sparsescope
