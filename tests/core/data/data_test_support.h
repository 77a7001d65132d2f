// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/files.h"
#include "base/hash.h"
#include "data/image.h"

#include <cstdint>
#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

namespace sparsescope {

inline std::filesystem::path referenceFolder()
{
    return std::filesystem::path(SPARSESCOPE_TEST_DATA) / "data";
}

inline nlohmann::json expectedByPillow()
{
    return nlohmann::json::parse(readTextFile(referenceFolder() / "expected.json", 1 << 20).value());
}

inline Bytes fixture(const std::string& name)
{
    return readFile(referenceFolder() / "pictures" / name, 1 << 20).value();
}

inline std::string hashOf(const Image& image)
{
    return sha256(std::as_bytes(std::span(image.rgb)));
}

/// The bytes of noise() in make_reference.py.
inline Image noisePicture(int width, int height, std::uint32_t seed = 1)
{
    Image image{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3))};
    for (std::uint8_t& value : image.rgb) {
        seed = seed * 1664525U + 1013904223U;
        value = static_cast<std::uint8_t>(seed >> 24);
    }
    return image;
}

inline Bytes bytesOf(std::string_view text)
{
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

}  // namespace sparsescope
