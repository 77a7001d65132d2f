// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace sparsescope {

/// Untrusted text for between tags and for attributes in double quotes: on one line, without controls or tricks of
/// direction, cut to `maxCharacters`, the five special characters as entities.
std::string escaped(std::string_view untrusted, std::size_t maxCharacters = 120);

/// A name people gave: escaped, kept apart from the direction of the text around it, with the longer text as a tooltip
/// where it had to be cut.
std::string nameTag(std::string_view untrusted, std::size_t maxCharacters = 60);

std::string base64(std::span<const std::byte> bytes);

}  // namespace sparsescope
