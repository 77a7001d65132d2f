// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/checkpoint.h"

#include "base/guard.h"
#include "base/text.h"
#include "formats/file_kinds.h"
#include "formats/safetensors.h"
#include "formats/torch_legacy.h"
#include "formats/torch_zip.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sparsescope {

namespace {

/// A new format is one file and one line here.
struct FormatReader {
    bool (*matches)(std::span<const std::byte> start);
    Result<Checkpoint> (*read)(const FileReader& file, const CheckpointLimits& limits);
};

constexpr std::array<FormatReader, 3> formats{{
    {matchesTorchZip, readTorchZip},
    {matchesTorchLegacy, readTorchLegacy},
    {matchesSafetensors, readSafetensors},
}};

Result<Bytes> startOf(const FileReader& file)
{
    Bytes start(std::min<std::uint64_t>(file.size(), 1024));
    SS_CHECK(file.readAt(0, start));
    return start;
}

Result<Checkpoint> readAnyFormat(const FileReader& file, const CheckpointLimits& limits)
{
    SS_TRY(const Bytes start, startOf(file));
    if (const auto kind = foreignKind(start))
        return Error{"E-CKP-001", *kind, ""};
    for (const FormatReader& format : formats)
        if (format.matches(start))
            return format.read(file, limits);
    // The name opens nothing: it only has the right reader say in its words what is wrong.
    if (file.path().extension() == ".safetensors")
        return readSafetensors(file, limits);
    return Error{"E-CKP-002", "it is not a kind of file that holds a network's weights. Choose a .safetensors, .pth, .pt or "
                              ".bin file with a state_dict.", ""};
}

/// A file that was read but has nothing to offer says so, and why if that can be told.
Status requireTensors(const Checkpoint& checkpoint)
{
    if (!checkpoint.tensors.empty())
        return Done{};
    for (const OpaqueObject& object : checkpoint.ignored)
        if (object.what.starts_with("a whole Python model"))
            return Error{"E-CKP-003", fmt::format("it holds {}, which only Python code can rebuild. Save its weights with "
                                                  "torch.save(model.state_dict(), …) and open that file.", object.what), ""};
    return Error{"E-CKP-004", fmt::format("there are no tensors in it that can be used{}.", checkpoint.ignored.empty()
                                          ? "" : fmt::format(", only {}", checkpoint.ignored.front().what)), ""};
}

}  // namespace

std::string formatName(Checkpoint::Format format)
{
    switch (format) {
    case Checkpoint::Format::Safetensors: return "safetensors file";
    case Checkpoint::Format::TorchZip: return "torch checkpoint";
    case Checkpoint::Format::TorchLegacy: return "torch legacy checkpoint";
    }
    return "checkpoint";
}

Result<Checkpoint> openCheckpoint(const std::filesystem::path& path, const CheckpointLimits& limits)
{
    SS_TRY(const FileReader file, FileReader::open(path));
    const std::string doing = fmt::format("Cannot open \"{}\"", file.displayName());
    Result<Checkpoint> checkpoint = guarded(doing, "E-CKP-009", [&]() -> Result<Checkpoint> {
        SS_TRY(Checkpoint read, readAnyFormat(file, limits));
        SS_CHECK(requireTensors(read));
        return read;
    });
    if (!checkpoint.failed() || checkpoint.error().message.starts_with("Cannot "))
        return checkpoint;
    Error error = checkpoint.error();
    error.message = doing + ": " + error.message;
    return error;
}

}  // namespace sparsescope
