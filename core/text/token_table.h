// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sparsescope {

/// From byte strings to numbers: open addressing over hashes that are computed byte by byte, so that all prefixes of a
/// word are hashed in one walk. Looking up allocates nothing.
class TokenTable {
public:
    static constexpr std::uint64_t emptyHash = 0xCBF29CE484222325ULL;
    static std::uint64_t extendedHash(std::uint64_t hash, char byte)
    {
        return (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3ULL;
    }
    static std::uint64_t hashOf(std::string_view text)
    {
        std::uint64_t hash = emptyHash;
        for (const char byte : text)
            hash = extendedHash(hash, byte);
        return hash;
    }

    explicit TokenTable(std::size_t expected = 0);

    /// False if the text is there already, or if so many texts fall on one place that somebody must have made them to.
    bool insert(std::string_view text, std::int32_t value);
    std::int32_t find(std::string_view text) const { return find(text, hashOf(text)); }  ///< −1: not there.
    std::int32_t find(std::string_view text, std::uint64_t hash) const;
    std::int32_t* valueOf(std::string_view text);  ///< Null: not there.
    std::size_t longest() const { return m_longest; }  ///< Bytes of the longest text.

private:
    struct Place {
        std::uint64_t hash = 0;
        std::uint32_t begin = 0;
        std::uint32_t length = 0;
        std::int32_t value = -1;  ///< −1: free.
    };
    std::size_t placeOf(std::string_view text, std::uint64_t hash) const;
    void grow();

    std::vector<Place> m_places;
    std::string m_texts;
    std::size_t m_used = 0;
    std::size_t m_longest = 0;
};

}  // namespace sparsescope
