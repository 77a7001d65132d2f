// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/file_kinds.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace sparsescope {

namespace {

struct Signature {
    std::size_t at;
    std::string_view bytes;
    const char* sentence;
};

using namespace std::string_view_literals;

constexpr const char* unpackFirst = "it is a compressed archive. Unpack it and choose the file inside.";

constexpr std::array<Signature, 17> signatures{{
    {0, "version https://git-lfs"sv, "it is a Git LFS pointer, not the model itself. Run \"git lfs pull\" in its folder, or download the file."},
    {0, "GGUF"sv, "it is a GGUF file, which llama.cpp uses. Choose the original .safetensors or .pth file."},
    {0, "\x89HDF\r\n\x1a\n"sv, "it is an HDF5 file, as Keras and TensorFlow write. Convert its weights to .safetensors."},
    {4, "TFL3"sv, "it is a TensorFlow Lite model. Choose the original .safetensors or .pth file."},
    {0, "\x1f\x8b"sv, unpackFirst},
    {0, "7z\xbc\xaf\x27\x1c"sv, unpackFirst},
    {0, "\xfd" "7zXZ"sv, unpackFirst},
    {0, "BZh"sv, unpackFirst},
    {0, "\x28\xb5\x2f\xfd"sv, unpackFirst},
    {0, "Rar!"sv, unpackFirst},
    {257, "ustar"sv, "it is a tar archive: a checkpoint of a very old PyTorch (before 0.1.10) or a bundle such as NeMo's. Unpack a "
                     "bundle; save an old checkpoint again with a current PyTorch."},
    {0, "\x93NUMPY"sv, "it is a NumPy array, not a checkpoint. Open it as features."},
    {0, "\x89PNG"sv, "it is a picture, not a checkpoint."},
    {0, "\xff\xd8\xff"sv, "it is a picture, not a checkpoint."},
    {0, "%PDF"sv, "it is a PDF document, not a checkpoint."},
    {0, "PK\x05\x06"sv, "it is an empty zip archive."},
    {0, "\x7f" "ELF"sv, "it is a program, not a checkpoint."},
}};

bool looksLikeText(std::string_view start)
{
    return std::all_of(start.begin(), start.end(), [](char c) {
        return (c >= ' ' && c < '\x7f') || c == '\n' || c == '\r' || c == '\t';
    });
}

bool looksLikeHtml(std::string_view start)
{
    std::string text(start.substr(std::min(start.size(), start.find_first_not_of(" \t\r\n\xef\xbb\xbf"))));
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text.starts_with("<!doctype html") || text.starts_with("<html") || text.starts_with("<head");
}

/// ModelProto begins with its ir_version (field 1) and the name of the program that made it (field 2).
bool looksLikeOnnx(std::string_view start)
{
    if (start.size() < 8 || start[0] != 0x08 || start[2] != 0x12)
        return false;
    const std::string_view producer = start.substr(4, static_cast<unsigned char>(start[3]));
    return producer.size() >= 3 && looksLikeText(producer);
}

}  // namespace

std::optional<std::string> foreignKind(std::span<const std::byte> bytes)
{
    const std::string_view start(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (start.empty())
        return "it is empty (0 bytes). Download or save it again.";
    for (const Signature& signature : signatures)
        if (start.size() >= signature.at && start.substr(signature.at).starts_with(signature.bytes))
            return signature.sentence;
    if (looksLikeHtml(start))
        return "it is a web page, probably a login or error page saved in place of the model. Download the model again.";
    if (looksLikeOnnx(start))
        return "it is an ONNX model. Choose the original .safetensors or .pth file.";
    if (looksLikeText(start))
        return "it is a text file, not a checkpoint.";
    return std::nullopt;
}

}  // namespace sparsescope
