// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/torch_zip.h"

#include "base/text.h"
#include "formats/pickle_machine.h"
#include "formats/storage_source.h"
#include "formats/torch_objects.h"
#include "formats/zip_archive.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace sparsescope {

namespace {

/// caffe2/serialize/versions.h: the newest file format that PyTorch has defined.
constexpr int newestVersion = 10;

/// The top folder, with its slash: all records of torch.save lie in "NAME/".
std::optional<std::string> topFolder(const ZipArchive& archive)
{
    if (archive.entries().empty())
        return std::nullopt;
    const std::string& first = archive.entries().front().name;
    const std::size_t slash = first.find('/');
    return slash == std::string::npos ? std::nullopt : std::optional(first.substr(0, slash + 1));
}

bool hasFolder(const ZipArchive& archive, const std::string& prefix)
{
    return std::any_of(archive.entries().begin(), archive.entries().end(), [&](const ZipEntry& entry) { return entry.name.starts_with(prefix); });
}

bool holdsProgram(const ZipArchive& archive)
{
    const std::string top = topFolder(archive).value_or("");
    return archive.find(top + "constants.pkl") != nullptr || hasFolder(archive, top + "code/") || archive.find(top + "model.json") != nullptr;
}

/// Archives that are not what torch.save writes, by their records.
Status refuseOtherArchives(const ZipArchive& archive, const std::string& top)
{
    if (holdsProgram(archive))
        return Error{"E-PTZ-001", "it is a TorchScript program, not a file of weights. Open it as TorchScript, if you trust where it comes "
                                  "from, or save its state_dict.", ""};
    if (archive.find(top + "archive_format") != nullptr || archive.find(top + "serialized_exported_program.json") != nullptr
        || archive.find("serialized_exported_program.json") != nullptr)
        return Error{"E-PTZ-002", "it is an exported program (.pt2), not a file of weights. Save the model's state_dict.", ""};
    if (archive.find(top + "data.pkl") == nullptr)
        return Error{"E-PTZ-003", "it is a zip archive, but not one that torch.save wrote: it has no data.pkl. Choose a file of weights.", ""};
    return Done{};
}

Result<std::string> smallText(const FileReader& file, const ZipArchive& archive, const ZipEntry& entry)
{
    SS_TRY(const Bytes bytes, archive.read(file, entry, 1024));
    std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    text.erase(text.find_last_not_of(" \r\n") + 1);
    return text;
}

Status checkNumber(const FileReader& file, const ZipArchive& archive, const std::string& name, int newest)
{
    const ZipEntry* entry = archive.find(name);
    if (entry == nullptr)
        return Error{"E-PTZ-004", fmt::format("its record {} is missing. Save it again with torch.save.", sparsescope::quoted(name)), ""};
    SS_TRY(const std::string text, smallText(file, archive, *entry));
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size() && number >= 1 && number <= newest)
        return Done{};
    return Error{"E-PTZ-005", fmt::format("its record {} says {}, where a number from 1 to {} belongs. It is damaged or made by a newer "
                                          "PyTorch.", sparsescope::quoted(name), sparsescope::quoted(text, 40), newest), ""};
}

Status checkByteOrder(const FileReader& file, const ZipArchive& archive, const std::string& top)
{
    const ZipEntry* entry = archive.find(top + "byteorder");
    if (entry == nullptr)  // PyTorch before 2.1, which only wrote little-endian files.
        return Done{};
    SS_TRY(const std::string order, smallText(file, archive, *entry));
    if (order == "little")
        return Done{};
    return Error{"E-PTZ-006", fmt::format("its byte order is {}; only \"little\" is supported. Save it again on a usual machine.",
                                          sparsescope::quoted(order, 40)), ""};
}

/// Storage keys come from the pickle and are only looked up among the records.
Result<std::vector<StorageExtent>> findStorages(const ZipArchive& archive, const std::string& top, const TorchStorages& storages)
{
    std::vector<StorageExtent> extents;
    for (const TorchStorage& storage : storages.all()) {
        const std::string name = "data/" + std::string(storage.key);
        const ZipEntry* entry = storage.onMeta ? nullptr : archive.find(top + name);
        if (entry == nullptr && !storage.onMeta)
            return Error{"E-PTZ-007", fmt::format("its storage {} is missing. The file is damaged; download or save it again.", sparsescope::quoted(name)), ""};
        if (entry != nullptr)
            SS_CHECK(ZipArchive::requireStored(*entry));
        if (entry != nullptr && entry->size != storage.bytes())
            return Error{"E-PTZ-008", fmt::format("its storage {} has {} bytes, but {} elements of {} need {}. The file is damaged; download or "
                                                  "save it again.", sparsescope::quoted(name), entry->size, storage.elements, storage.type, storage.bytes()), ""};
        extents.push_back(entry == nullptr ? StorageExtent{} : StorageExtent{name, entry->dataOffset, entry->size, entry->crc});
    }
    return extents;
}

}  // namespace

bool matchesTorchZip(std::span<const std::byte> start)
{
    constexpr std::string_view signature = "PK\x03\x04";
    return std::string_view(reinterpret_cast<const char*>(start.data()), start.size()).starts_with(signature);
}

Result<Checkpoint> readTorchZip(const FileReader& file, const CheckpointLimits& limits)
{
    SS_TRY(const ZipArchive archive, ZipArchive::open(file, limits.headerBytes));
    const std::string top = topFolder(archive).value_or("");
    SS_CHECK(refuseOtherArchives(archive, top));
    SS_CHECK(checkNumber(file, archive, top + "version", newestVersion));
    if (archive.find(top + ".format_version") != nullptr)
        SS_CHECK(checkNumber(file, archive, top + ".format_version", 1));
    SS_CHECK(checkByteOrder(file, archive, top));
    SS_TRY(const Bytes program, archive.read(file, *archive.find(top + "data.pkl"), limits.headerBytes));
    SS_TRY(const PickleOutcome outcome, runPickle(program, limits));
    SS_TRY(const TorchStorages storages, TorchStorages::collect(outcome.graph));
    Checkpoint checkpoint;
    checkpoint.format = Checkpoint::Format::TorchZip;
    SS_CHECK(collectTorchObjects(outcome.graph, outcome.root, storages, limits, checkpoint));
    SS_TRY(std::vector<StorageExtent> extents, findStorages(archive, top, storages));
    if (outcome.consumed < program.size())
        checkpoint.ignored.push_back({"", fmt::format("{} bytes after the pickle", program.size() - outcome.consumed)});
    checkpoint.source = std::make_shared<StorageSource>(file, std::move(extents));
    return checkpoint;
}

bool isTorchScript(const std::filesystem::path& path)
{
    const auto file = FileReader::open(path);
    if (!file)
        return false;
    const auto archive = ZipArchive::open(*file, CheckpointLimits{}.headerBytes);
    return archive.ok() && holdsProgram(*archive);
}

}  // namespace sparsescope
