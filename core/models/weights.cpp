// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/weights.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sparsescope
{

namespace
{

using Path = std::vector<std::string>;
using Names = std::map<std::string, const TensorEntry*>;

/// Tensors of one dict in the file.
struct Group {
    Path path;
    Names tensors;
};

/// One way to read the file: this dict, this prefix taken off, this architecture.
struct Reading {
    const Group* group = nullptr;
    std::string prefix;
    const Architecture* architecture = nullptr;
    double score = 0;
};

/// Below this share of tensors in common, naming an architecture would be a guess.
constexpr double leastScore = 0.5;
constexpr std::size_t mostPrefixes = 64;
constexpr std::size_t mostMismatches = 500;

std::vector<Group> groupsOf(const Checkpoint& checkpoint)
{
    std::map<Path, Names> byPath;
    for (const TensorEntry& entry : checkpoint.tensors)
        byPath[Path(entry.path.begin(), entry.path.end() - 1)][entry.name()] = &entry;
    std::vector<Group> groups;
    for (auto& [path, names] : byPath)
        groups.push_back({path, std::move(names)});
    return groups;
}

/// What wrappers put before names: DataParallel, Lightning, the robustness library, torch.compile.
std::size_t wrapperLength(std::string_view name)
{
    constexpr std::array<std::string_view, 7> wrappers{"module.", "model.",   "attacker.", "_orig_mod.",
                                                       "net.",    "network.", "backbone."};
    const auto found = std::ranges::find_if(wrappers, [&](auto wrapper) { return name.starts_with(wrapper); });
    return found == wrappers.end() ? 0 : found->size();
}

std::set<std::string> prefixesOf(const Group& group)
{
    std::set<std::string> prefixes{""};
    for (const auto& [name, entry] : group.tensors) {
        std::string_view rest = name;
        for (auto length = wrapperLength(rest); length > 0 && prefixes.size() < mostPrefixes;
             length = wrapperLength(rest)) {
            rest.remove_prefix(length);
            prefixes.insert(name.substr(0, name.size() - rest.size()));
        }
    }
    return prefixes;
}

bool fits(const Shape& found, const Shape& expected)
{
    return std::ranges::equal(found, expected,
                              [](auto size, auto wanted) { return size == wanted || (wanted < 0 && size > 0); });
}

/// Whether values of this type can be weights at all.
bool isFloating(DType dtype)
{
    return dtype == DType::F16 || dtype == DType::BF16 || dtype == DType::F32 || dtype == DType::F64;
}

bool fits(const TensorEntry& entry, const ExpectedTensor& expected)
{
    if (expected.role == ExpectedTensor::Role::Counter)
        return true;
    return fits(entry.shape, expected.shape) && isFloating(entry.dtype);
}

std::size_t countWithPrefix(const Names& names, const std::string& prefix)
{
    const auto begin = names.lower_bound(prefix);
    const auto end =
        std::find_if(begin, names.end(), [&](const auto& item) { return !item.first.starts_with(prefix); });
    return static_cast<std::size_t>(std::distance(begin, end));
}

/// Tensors in common over tensors in either; a name with another shape counts half.
double agreement(const Names& names, const std::string& prefix, std::size_t named,
                 const std::vector<ExpectedTensor>& expected)
{
    double common = 0;
    std::size_t known = 0;
    std::size_t required = 0;
    for (const ExpectedTensor& tensor : expected) {
        const auto found = names.find(prefix + tensor.name);
        known += found != names.end();
        required += !tensor.optional;
        if (found != names.end() && !tensor.optional)
            common += fits(*found->second, tensor) ? 1.0 : 0.5;
    }
    return common / static_cast<double>(required + named - known);
}

/// Wrapped dicts by how likely they are the weights in use; the plain file first, then what training scripts write.
int rank(const Path& path)
{
    constexpr std::array<std::string_view, 4> usual{"", "state_dict", "model", "net"};
    const auto found = std::ranges::find(usual, path.empty() ? "" : path.back());
    return static_cast<int>(found - usual.begin());
}

bool better(const Reading& a, const Reading& b)
{
    if (a.score != b.score)
        return a.score > b.score;
    if (a.group != b.group)
        return rank(a.group->path) < rank(b.group->path);
    return a.prefix.size() < b.prefix.size();
}

Reading bestReading(const std::vector<Group>& groups)
{
    std::vector<std::vector<ExpectedTensor>> expected;
    for (const Architecture& architecture : architectures())
        expected.push_back(expectedTensors(architecture));
    Reading best;
    for (const Group& group : groups)
        for (const std::string& prefix : prefixesOf(group)) {
            const auto named = countWithPrefix(group.tensors, prefix);
            for (std::size_t i = 0; i < expected.size(); ++i) {
                const Reading reading{&group, prefix, &architectures()[i],
                                      agreement(group.tensors, prefix, named, expected[i])};
                if (reading.score >= leastScore && (best.group == nullptr || better(reading, best)))
                    best = reading;
            }
        }
    return best;
}

std::string expectedText(const ExpectedTensor& tensor)
{
    std::string text = shapeText(tensor.shape);
    if (const auto free = text.find("-1"); free != std::string::npos)
        text.replace(free, 2, "classes");
    return text;
}

std::string foundText(const TensorEntry& entry)
{
    return isFloating(entry.dtype) ? shapeText(entry.shape) : shapeText(entry.shape) + " " + dtypeName(entry.dtype);
}

void addMismatch(WeightMap& weights, TensorMismatch mismatch)
{
    if (weights.mismatches.size() < mostMismatches)
        weights.mismatches.push_back(std::move(mismatch));
    else if (weights.mismatches.size() == mostMismatches)
        weights.notes.push_back(fmt::format("Only the first {} tensors that do not fit are listed.", mostMismatches));
}

void matchExpected(const Reading& reading, WeightMap& weights)
{
    for (const ExpectedTensor& tensor : expectedTensors(*reading.architecture)) {
        const auto found = reading.group->tensors.find(reading.prefix + tensor.name);
        if (found == reading.group->tensors.end()) {
            if (!tensor.optional)
                addMismatch(weights, {TensorMismatch::Kind::Missing, tensor.name, expectedText(tensor), ""});
            continue;
        }
        weights.entries[tensor.name] = found->second;
        if (!fits(*found->second, tensor))
            addMismatch(weights, {TensorMismatch::Kind::Misshapen, tensor.name, expectedText(tensor),
                                  foundText(*found->second)});
    }
}

/// The bias has one value for each row of the weight.
void checkHead(WeightMap& weights)
{
    const auto weight = weights.entries.find(weights.architecture->head + ".weight");
    const auto bias = weights.entries.find(weights.architecture->head + ".bias");
    if (bias == weights.entries.end()) {
        weights.notes.push_back(
            fmt::format("The head {} has no bias; zeros are used.", sparsescope::quoted(weights.architecture->head)));
    } else if (weight != weights.entries.end() && !weight->second->shape.empty() && bias->second->shape.size() == 1
               && bias->second->shape[0] != weight->second->shape[0]) {
        addMismatch(weights, {TensorMismatch::Kind::Misshapen, bias->first, shapeText({weight->second->shape[0]}),
                              shapeText(bias->second->shape)});
    }
}

bool takeNormalizer(const std::string& name, const TensorEntry& entry, WeightMap& weights)
{
    const bool mean = name.ends_with("normalizer.new_mean") || name.ends_with("normalize.new_mean");
    const bool deviation = name.ends_with("normalizer.new_std") || name.ends_with("normalize.new_std");
    if ((!mean && !deviation) || elementCount(entry.shape) != 3 || !isFloating(entry.dtype))
        return false;
    (mean ? weights.mean : weights.deviation) = &entry;
    return true;
}

/// Names beside the architecture's: a normaliser, a second copy of the network, or strangers.
void sortOutOthers(const Reading& reading, WeightMap& weights)
{
    std::set<const TensorEntry*> used;
    for (const auto& [name, entry] : weights.entries)
        used.insert(entry);
    std::size_t copies = 0;
    for (const auto& [name, entry] : reading.group->tensors) {
        if (used.contains(entry) || takeNormalizer(name, *entry, weights))
            continue;
        if (name.find("attacker.") != std::string::npos)
            ++copies;
        else
            addMismatch(weights, {TensorMismatch::Kind::Extra, name, "", foundText(*entry)});
    }
    if (copies > 0)
        weights.notes.push_back(
            fmt::format("{} tensors under \"attacker\" were left out: robust training keeps a second "
                        "copy of the network there.",
                        copies));
}

std::string pathText(const Path& path)
{
    return displayText(fmt::format("{}", fmt::join(path, ".")));
}

void noteWrappers(const std::vector<Group>& groups, const Reading& reading, WeightMap& weights)
{
    if (!reading.group->path.empty())
        weights.notes.push_back(
            fmt::format("Weights were taken from the dict \"{}\" in the file.", pathText(reading.group->path)));
    if (!reading.prefix.empty())
        weights.notes.push_back(
            fmt::format("The prefix \"{}\" was taken off every name.", displayText(reading.prefix)));
    for (const Group& group : groups)
        if (&group != reading.group)
            weights.ignored.push_back(fmt::format(
                "{} ({} tensors)", group.path.empty() ? "top level" : pathText(group.path), group.tensors.size()));
}

void noteTypes(WeightMap& weights)
{
    std::map<DType, int> counts;
    for (const auto& [name, entry] : weights.entries)
        ++counts[entry->dtype];
    for (const DType dtype : {DType::F16, DType::BF16})
        if (counts[dtype] > 0)
            weights.notes.push_back(fmt::format("{} tensors are {} and were widened to float32, without loss.",
                                                counts[dtype], dtypeName(dtype)));
    if (counts[DType::F64] > 0)
        weights.notes.push_back(fmt::format("{} tensors are float64 and were rounded to float32.", counts[DType::F64]));
}

} // namespace

WeightMap mapWeights(const Checkpoint& checkpoint)
{
    const std::vector<Group> groups = groupsOf(checkpoint);
    const Reading reading = bestReading(groups);
    WeightMap weights;
    weights.architecture = reading.architecture;
    if (reading.architecture == nullptr)
        return weights;
    noteWrappers(groups, reading, weights);
    matchExpected(reading, weights);
    checkHead(weights);
    sortOutOthers(reading, weights);
    noteTypes(weights);
    return weights;
}

} // namespace sparsescope
