// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/stability_store.h"

#include "audit/settings_json.h"
#include "base/guard.h"
#include "base/text.h"

#include <algorithm>
#include <limits>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::uint64_t recordLimit = 64ULL << 20;
constexpr int formatVersion = 1;

json toJson(const StabilityRecord& record)
{
    return {{"version", formatVersion},
            {"resamples", record.options.resamples},
            {"kind", resampleName(record.options.kind)},
            {"seed", record.options.seed},
            {"point", record.options.point},
            {"lambda", record.lambda},
            {"path", sparsescope::toJson(record.path)},
            {"data", record.dataKey}};
}

StabilityRecord recordFromJson(const json& from)
{
    StabilityRecord record;
    if (from.at("version").get<int>() > formatVersion)
        throw std::runtime_error("it was made by a newer version");
    const auto kind = resampleFromName(from.at("kind").get<std::string>());
    if (!kind)
        throw std::runtime_error("it does not say how rows were drawn");
    record.options.kind = *kind;
    record.options.resamples = from.at("resamples").get<int>();
    record.options.seed = from.at("seed").get<std::uint64_t>();
    record.options.point = from.at("point").get<int>();
    record.lambda = from.at("lambda").get<double>();
    record.path = pathOptionsFromJson(from.at("path"));
    record.dataKey = from.at("data").get<std::string>();
    return record;
}

/// Counts over draws, one head after the other.
class Tally {
public:
    Tally(int classes, int features) : m_pairs(static_cast<std::size_t>(classes)), m_any(static_cast<std::size_t>(features)) {}

    void add(const SparseHead& head)
    {
        for (std::size_t k = 0; k < m_pairs.size(); ++k)
            for (const HeadWeight& weight : head.classes[k]) {
                StabilityView::Pair& pair = m_pairs[k][weight.feature];
                pair.feature = weight.feature;
                ++pair.chosen;
                pair.positive += weight.weight > 0 ? 1 : 0;
            }
        for (const int feature : head.usedFeatures())
            ++m_any[static_cast<std::size_t>(feature)];
    }

    void fill(StabilityView& view) const
    {
        for (const auto& pairs : m_pairs) {
            view.classes.emplace_back();
            for (const auto& [feature, pair] : pairs)
                view.classes.back().push_back(pair);
        }
        view.anyClass = m_any;
    }

private:
    std::vector<std::map<int, StabilityView::Pair>> m_pairs;
    std::vector<int> m_any;
};

double share(int part, int whole)
{
    return whole > 0 ? static_cast<double>(part) / whole : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

WeightStability StabilityView::of(int klass, int feature, double weight) const
{
    const std::vector<Pair>& pairs = classes[static_cast<std::size_t>(klass)];
    const auto found = std::ranges::lower_bound(pairs, feature, {}, &Pair::feature);
    if (found == pairs.end() || found->feature != feature)
        return {0, std::numeric_limits<double>::quiet_NaN()};
    const int same = weight > 0 ? found->positive : found->chosen - found->positive;
    return {share(found->chosen, resamples), share(same, found->chosen)};
}

double StabilityView::frequencyInAnyClass(int feature) const
{
    return share(anyClass[static_cast<std::size_t>(feature)], resamples);
}

bool StabilityRecord::sameDraws(const StabilityRecord& other) const
{
    return options.kind == other.options.kind && options.seed == other.options.seed && options.point == other.options.point
        && lambda == other.lambda && dataKey == other.dataKey && sameProblem(path, other.path);
}

StabilityStore::StabilityStore(fs::path folder) : m_folder(std::move(folder)), m_draws(m_folder / "draws") {}

std::optional<StabilityRecord> StabilityStore::record() const
{
    const auto text = readTextFile(m_folder / "stability.json", recordLimit);
    if (!text.ok())
        return std::nullopt;
    StabilityRecord record;
    const Status read = guarded("Cannot read stability.json", "E-STABILITY-001", [&]() -> Status {
        record = recordFromJson(json::parse(*text));
        return Done{};
    });
    return read.ok() ? std::optional(std::move(record)) : std::nullopt;
}

Status StabilityStore::writeRecord(const StabilityRecord& record) const
{
    return writeFileAtomically(m_folder / "stability.json", toJson(record).dump(1));
}

Status StabilityStore::begin(const StabilityRecord& record, const PathHeader& header) const
{
    // The record goes first: draws without one belong to nothing.
    std::error_code error;
    fs::remove(m_folder / "stability.json", error);
    fs::remove_all(m_folder, error);
    if (error)
        return Error{"E-STABILITY-002", fmt::format("Cannot remove {}: {}.", quoted(m_folder.string(), 300), error.message()), ""};
    SS_CHECK(m_draws.writeHeader(header));
    return writeRecord(record);
}

Status StabilityStore::setWanted(StabilityRecord record, int resamples) const
{
    record.options.resamples = resamples;
    return writeRecord(record);
}

int StabilityStore::done() const
{
    const auto stored = m_draws.summary();
    return stored.ok() ? static_cast<int>(stored->points.size()) : 0;
}

Status StabilityStore::write(const PathPoint& point) const
{
    return m_draws.writePoint(point);
}

Result<StabilityView> StabilityStore::view() const
{
    const std::optional<StabilityRecord> known = record();
    SS_TRY(const auto header, m_draws.header());
    if (!known || !header)
        return Error{"E-STABILITY-003", "The stability of this audit's head has not been measured yet.", ""};
    SS_TRY(const StoredPath stored, m_draws.summary());
    Tally tally(header->classes, header->features);
    StabilityView view;
    for (const StoredPoint& draw : stored.points) {
        const Result<PathPoint> point = m_draws.readPoint(draw.index, *header);
        if (!point.ok())
            break;  // Those from here on are fitted again next time.
        tally.add(point->head);
        ++view.resamples;
    }
    tally.fill(view);
    view.point = known->options.point;
    view.lambda = known->lambda;
    view.kind = resampleName(known->options.kind);
    view.seed = known->options.seed;
    view.wanted = std::max(known->options.resamples, view.resamples);
    return view;
}

}  // namespace sparsescope
