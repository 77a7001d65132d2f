// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/torch_legacy.h"

#include "base/text.h"
#include "formats/little_endian.h"
#include "formats/pickle_machine.h"
#include "formats/safetensors.h"
#include "formats/storage_source.h"
#include "formats/torch_objects.h"

#include <algorithm>

#include <fmt/format.h>

namespace sparsescope {

namespace {

/// What torch.save wrote before version 1.6: five pickles, then each storage as a count and its elements.
struct LegacyFile {
    PickleOutcome weights;
    PickleOutcome keys;
    std::uint64_t dataOffset = 0;
};

Error badFile(const char* code, const std::string& what)
{
    return {code, what + " Download or save the file again.", ""};
}

Result<PickleOutcome> nextPickle(std::span<const std::byte>& rest, const CheckpointLimits& limits)
{
    SS_TRY(PickleOutcome outcome, runPickle(rest, limits));
    rest = rest.subspan(outcome.consumed);
    return outcome;
}

Status checkMagic(const PickleOutcome& outcome)
{
    constexpr std::string_view magic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
    const PickleNode& root = outcome.graph.at(outcome.root);
    if (root.kind == PickleKind::BigInteger && root.text == magic)
        return Done{};
    return Error{"E-LEG-001", "it is a Python pickle, but not one that torch.save wrote. Save the weights with "
                              "torch.save(model.state_dict(), …).", ""};
}

Status checkProtocol(const PickleOutcome& outcome)
{
    const PickleNode& root = outcome.graph.at(outcome.root);
    if (root.kind == PickleKind::Integer && root.integer == 1001)
        return Done{};
    return badFile("E-LEG-002", "its torch protocol number is not 1001, the only one there is.");
}

/// {protocol_version, little_endian, type_sizes}
Status checkSystem(const PickleOutcome& outcome)
{
    const PickleNode& root = outcome.graph.at(outcome.root);
    if (root.kind != PickleKind::Dict)
        return badFile("E-LEG-003", "its description of the writing system is not a dict.");
    for (std::size_t i = 0; i < root.items.size(); i += 2) {
        const PickleNode& value = outcome.graph.at(root.items[i + 1]);
        if (outcome.graph.at(root.items[i]).text != "little_endian")
            continue;
        if (value.kind != PickleKind::Bool || value.integer == 0)
            return Error{"E-LEG-004", "it was written on a big-endian machine, which is not supported. Save it again on a usual one.", ""};
    }
    return Done{};
}

Result<LegacyFile> parsePickles(std::span<const std::byte> program, const CheckpointLimits& limits)
{
    std::span<const std::byte> rest = program;
    SS_TRY(const PickleOutcome magic, nextPickle(rest, limits));
    SS_CHECK(checkMagic(magic));
    SS_TRY(const PickleOutcome protocol, nextPickle(rest, limits));
    SS_CHECK(checkProtocol(protocol));
    SS_TRY(const PickleOutcome system, nextPickle(rest, limits));
    SS_CHECK(checkSystem(system));
    SS_TRY(PickleOutcome weights, nextPickle(rest, limits));
    SS_TRY(PickleOutcome keys, nextPickle(rest, limits));
    return LegacyFile{std::move(weights), std::move(keys), program.size() - rest.size()};
}

/// The pickles' length is written nowhere, so ever longer starts of the file are tried until one holds them all.
Result<LegacyFile> readPickles(const FileReader& file, const CheckpointLimits& limits, Bytes& program)
{
    const std::uint64_t most = std::min(file.size(), limits.headerBytes);
    for (std::uint64_t length = std::min<std::uint64_t>(most, 1 << 18);; length = std::min(most, length * 4)) {
        program.resize(length);
        SS_CHECK(file.readAt(0, program));
        Result<LegacyFile> parsed = parsePickles(program, limits);
        const bool cutShort = parsed.failed() && parsed.error().code == pickleCutShort;
        if (!cutShort || length == most)
            return parsed;
    }
}

class StorageTable {
public:
    StorageTable(const FileReader& file, const TorchStorages& storages) : m_file(file), m_storages(storages), m_extents(storages.all().size()) {}

    /// Each storage in the order of `keys` has 8 bytes with its count of elements, then the elements.
    Status read(const LegacyFile& legacy);
    std::vector<StorageExtent> takeExtents() { return std::move(m_extents); }
    std::uint64_t end() const { return m_at; }

private:
    Status readOne(std::string_view key);

    const FileReader& m_file;
    const TorchStorages& m_storages;
    std::vector<StorageExtent> m_extents;
    std::uint64_t m_at = 0;
};

Status StorageTable::read(const LegacyFile& legacy)
{
    const PickleNode& keys = legacy.keys.graph.at(legacy.keys.root);
    if (keys.kind != PickleKind::List)
        return badFile("E-LEG-005", "its list of storages is not a list.");
    if (keys.items.size() != m_storages.all().size())
        return badFile("E-LEG-006", fmt::format("it lists {} storages, but its tensors use {}.", keys.items.size(), m_storages.all().size()));
    m_at = legacy.dataOffset;
    for (const PickleId key : keys.items) {
        if (legacy.keys.graph.at(key).kind != PickleKind::Text)
            return badFile("E-LEG-005", "its list of storages holds something that is not text.");
        SS_CHECK(readOne(legacy.keys.graph.at(key).text));
    }
    return Done{};
}

Status StorageTable::readOne(std::string_view key)
{
    const auto index = m_storages.indexOf(key);
    if (!index || !m_extents[*index].name.empty())
        return badFile("E-LEG-007", fmt::format("it lists the storage {}, which {}.", quoted(key, 40),
                                                index ? "came before" : "no tensor uses"));
    const TorchStorage& storage = m_storages.all()[*index];
    if (m_file.size() - m_at < 8)
        return badFile("E-LEG-008", fmt::format("it ends before the storage {}.", quoted(key, 40)));
    std::array<std::byte, 8> count{};
    SS_CHECK(m_file.readAt(m_at, count));
    if (loadLittle<std::int64_t>(count) != storage.elements)
        return badFile("E-LEG-009", fmt::format("its storage {} has {} elements where {} were declared.", quoted(key, 40),
                                                loadLittle<std::int64_t>(count), storage.elements));
    m_at += 8;
    if (m_file.size() - m_at < storage.bytes())
        return badFile("E-LEG-008", fmt::format("its storage {} needs {} bytes, but the file has only {} left. It is probably an "
                                                "incomplete download.", quoted(key, 40), storage.bytes(), m_file.size() - m_at));
    m_extents[*index] = {fmt::format("storage {}", displayText(key, 40)), m_at, storage.bytes(), std::nullopt};
    m_at += storage.bytes();
    return Done{};
}

}  // namespace

bool matchesTorchLegacy(std::span<const std::byte> start)
{
    const bool pickle = start.size() >= 2 && start[0] == std::byte{0x80} && start[1] >= std::byte{2} && start[1] <= std::byte{5};
    // A safetensors file whose header has 640 bytes begins with the same two bytes, but the upper half of its length is
    // zero, and JSON follows.
    constexpr std::size_t lengthEnd = 8;
    const bool json = matchesSafetensors(start)
        && std::ranges::all_of(start.subspan(lengthEnd / 2, lengthEnd / 2), [](std::byte b) { return b == std::byte{0}; });
    return pickle && !json;
}

Result<Checkpoint> readTorchLegacy(const FileReader& file, const CheckpointLimits& limits)
{
    Bytes program;
    SS_TRY(const LegacyFile legacy, readPickles(file, limits, program));
    SS_TRY(const TorchStorages storages, TorchStorages::collect(legacy.weights.graph));
    Checkpoint checkpoint;
    checkpoint.format = Checkpoint::Format::TorchLegacy;
    SS_CHECK(collectTorchObjects(legacy.weights.graph, legacy.weights.root, storages, limits, checkpoint));
    StorageTable table(file, storages);
    SS_CHECK(table.read(legacy));
    if (table.end() < file.size())
        checkpoint.ignored.push_back({"", fmt::format("{} bytes after the last storage", file.size() - table.end())});
    checkpoint.source = std::make_shared<StorageSource>(file, table.takeExtents());
    return checkpoint;
}

}  // namespace sparsescope
