// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/path_store.h"

#include "audit/path_format.h"
#include "audit/settings_json.h"
#include "base/guard.h"
#include "base/hash.h"
#include "base/text.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::uint64_t headerLimit = 256ULL << 20;
constexpr int formatVersion = 1;

Error damaged(const fs::path& file, const std::string& what)
{
    return {"E-PATH-002", fmt::format("{} is damaged: {}. Fit the path again; the damaged one is kept beside it.",
                                      quoted(file.string(), 300), what), ""};
}

std::string leftOut(const fs::path& file, int index, const std::string& why)
{
    return fmt::format("Point {} of the path is left out, with all that come after it: {} {}. Fit the path again to make them "
                       "anew; those before it are kept.", index, quoted(file.string(), 300), why);
}

json headerToJson(const PathHeader& header)
{
    return {{"version", formatVersion},      {"options", toJson(header.options)},
            {"data", header.dataKey},        {"classes", header.classes},
            {"features", header.features},   {"lambda_max", header.lambdaMax},
            {"mean", header.scale.mean},     {"deviation", header.scale.deviation},
            {"excluded", header.excluded},   {"complete", header.complete},
            {"created", header.createdUtc},  {"origin", header.origin}};
}

PathHeader headerFromJson(const json& from)
{
    PathHeader header;
    header.options = pathOptionsFromJson(from.at("options"));
    header.dataKey = from.at("data").get<std::string>();
    header.classes = from.at("classes").get<int>();
    header.features = from.at("features").get<int>();
    header.lambdaMax = from.at("lambda_max").get<double>();
    header.scale.mean = from.at("mean").get<std::vector<double>>();
    header.scale.deviation = from.at("deviation").get<std::vector<double>>();
    header.excluded = from.at("excluded").get<std::vector<int>>();
    header.complete = from.at("complete").get<bool>();
    header.createdUtc = from.value("created", "");
    header.origin = from.value("origin", "");
    return header;
}

Status checkHeader(const PathHeader& header, const fs::path& file)
{
    const auto width = static_cast<std::size_t>(std::max(header.features, 0));
    if (header.classes < 1 || header.features < 1 || header.scale.mean.size() != width || header.scale.deviation.size() != width)
        return damaged(file, fmt::format("it has {} means and {} deviations for {} features", header.scale.mean.size(),
                                         header.scale.deviation.size(), header.features));
    return Done{};
}

struct PointFile {
    Checkpoint checkpoint;
    StoredPoint summary;
    std::string text;       ///< The JSON of the summary.
    std::string checksum;
};

Result<PointFile> openPoint(const fs::path& file)
{
    SS_TRY(Checkpoint checkpoint, openCheckpoint(file));
    PointFile point{std::move(checkpoint), {}, {}, {}};
    point.text = point.checkpoint.facts["point"];
    point.checksum = point.checkpoint.facts["checksum"];
    SS_CHECK(guarded(fmt::format("Cannot read {}", quoted(file.string(), 300)), "E-PATH-003", [&]() -> Status {
        point.summary = storedPointFromJson(json::parse(point.text));
        return Done{};
    }));
    return point;
}

}  // namespace

bool sameProblem(const PathOptions& a, const PathOptions& b)
{
    PathOptions other = b;
    other.threads = a.threads;
    return toJson(a) == toJson(other);
}

PathStore::PathStore(fs::path folder) : m_folder(std::move(folder)) {}

fs::path PathStore::pointFile(int index) const
{
    return m_folder / fmt::format("{:03}.safetensors", index);
}

bool PathStore::hasPoints() const
{
    std::error_code ignored;
    return fs::exists(pointFile(0), ignored);
}

Result<std::optional<PathHeader>> PathStore::header() const
{
    const fs::path file = m_folder / "path.json";
    std::error_code ignored;
    if (!fs::exists(file, ignored))
        return std::optional<PathHeader>();
    SS_TRY(const std::string text, readTextFile(file, headerLimit));
    PathHeader header;
    SS_CHECK(guarded(fmt::format("Cannot read {}", quoted(file.string(), 300)), "E-PATH-004", [&]() -> Status {
        const json all = json::parse(text);
        const std::string body = all.at("path").dump();
        if (checksum(std::as_bytes(std::span(body))) != all.at("checksum").get<std::string>())
            return damaged(file, "its checksum does not match");
        if (all.at("path").at("version").get<int>() > formatVersion)
            return Error{"E-PATH-005", fmt::format("{} was made by a newer version of Sparsescope. Update Sparsescope to open it.",
                                                   quoted(file.string(), 300)), ""};
        header = headerFromJson(all.at("path"));
        return Done{};
    }));
    SS_CHECK(checkHeader(header, file));
    return std::optional(std::move(header));
}

Status PathStore::writeHeader(const PathHeader& header) const
{
    SS_CHECK(createFolders(m_folder));
    const json path = headerToJson(header);
    const std::string body = path.dump();
    const json all{{"path", path}, {"checksum", checksum(std::as_bytes(std::span(body)))}};
    return writeFileAtomically(m_folder / "path.json", all.dump(1));
}

Status PathStore::writePoint(const PathPoint& point) const
{
    const PackedPoint packed = pack(point);
    return writeSafetensors(pointFile(point.index), packed.tensors, packed.metadata);
}

Result<PathPoint> PathStore::readPoint(int index, const PathHeader& header) const
{
    const fs::path file = pointFile(index);
    SS_TRY(const PointFile open, openPoint(file));
    std::vector<NamedTensor> tensors;
    for (const TensorEntry& entry : open.checkpoint.tensors) {
        SS_TRY(Tensor tensor, open.checkpoint.read(entry));
        tensors.push_back({entry.name(), std::move(tensor)});
    }
    if (pointChecksum(tensors, open.text) != open.checksum)
        return damaged(file, "its checksum does not match");
    if (open.summary.index != index)
        return damaged(file, fmt::format("it says that it is point {}", open.summary.index));
    Result<SparseHead> head = unpackHead(tensors, header);
    if (!head)
        return head.failed() ? damaged(file, head.error().message) : head.failure();
    PathPoint point;
    point.index = index;
    point.lambda = open.summary.lambda;
    point.head = std::move(head).value();
    point.certificate = open.summary.certificate;
    point.scores = open.summary.scores;
    if (const Status hits = unpackHits(tensors, header, point.scores); hits.failed())
        return damaged(file, hits.error().message);
    point.seconds = open.summary.seconds;
    return point;
}

bool PathStore::hasPointsBehind(int index) const
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(m_folder, ignored)) {
        int number = -1;
        const std::string name = entry.path().stem().string();
        std::from_chars(name.data(), name.data() + name.size(), number);
        if (number > index && entry.path() == pointFile(number))
            return true;
    }
    return false;
}

Result<StoredPath> PathStore::summary() const
{
    StoredPath path;
    std::error_code ignored;
    int index = 0;
    for (; fs::exists(pointFile(index), ignored); ++index) {
        const Result<PointFile> open = openPoint(pointFile(index));
        if (open.cancelled())
            return Cancelled{};
        if (open.failed())
            path.note = leftOut(pointFile(index), index, "cannot be read");
        else if (open->summary.index != index)
            path.note = leftOut(pointFile(index), index, fmt::format("says that it is point {}", open->summary.index));
        if (!path.note.empty())
            return path;
        path.points.push_back(open->summary);
    }
    if (hasPointsBehind(index))
        path.note = leftOut(pointFile(index), index, "is missing");
    return path;
}

}  // namespace sparsescope
