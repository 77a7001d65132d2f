// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "formats/torch_objects.h"

#include "base/text.h"
#include "formats/pickle_globals.h"
#include "formats/torch_tensor.h"

#include <set>
#include <unordered_set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sparsescope {

namespace {

/// The longest fact that is kept: enough for a name or a line of settings.
constexpr std::size_t longestFact = 4096;

class Walker {
public:
    Walker(const PickleGraph& graph, const TorchStorages& storages, const CheckpointLimits& limits, Checkpoint& checkpoint)
        : m_graph(graph), m_storages(storages), m_limits(limits), m_checkpoint(checkpoint) {}

    Status visit(PickleId id);

private:
    Status enter(const std::string& key, PickleId id);
    Status visitDict(PickleId id);
    Status visitSequence(PickleId id);
    Status visitCall(PickleId id);
    Status addTensor(PickleId call);
    Status addFact(std::string value);
    Status addIgnored(std::string what);
    Status addObjectFacts(const PickleNode& call);
    Status chargePath();
    std::string dottedPath() const { return fmt::format("{}", fmt::join(m_path, ".")); }
    bool isWholeModel(const PickleNode& call) const;
    std::string className(const PickleNode& callee) const;

    const PickleGraph& m_graph;
    const TorchStorages& m_storages;
    const CheckpointLimits& m_limits;
    Checkpoint& m_checkpoint;
    std::vector<std::string> m_path;
    std::size_t m_visits = 0;
    std::uint64_t m_charged = 0;
    std::unordered_set<PickleId> m_above;  ///< Containers around the current one, to find those that hold themselves.
    std::set<std::vector<std::string>> m_names;
    std::uint64_t m_expanded = 0;
};

/// A dict's key as one step of a path, if it is of a kind that state dicts have.
std::optional<std::string> keyText(const PickleNode& key)
{
    switch (key.kind) {
    case PickleKind::Text: return std::string(key.text);
    case PickleKind::Integer: return std::to_string(key.integer);
    case PickleKind::Bool: return key.integer != 0 ? "true" : "false";
    default: return std::nullopt;
    }
}

/// A number, text or flag in words.
std::optional<std::string> factText(const PickleNode& node)
{
    switch (node.kind) {
    case PickleKind::None: return "none";
    case PickleKind::Bool: return node.integer != 0 ? "true" : "false";
    case PickleKind::Integer: return std::to_string(node.integer);
    case PickleKind::Float: return fmt::format("{}", node.number);
    case PickleKind::Text: return std::string(node.text.substr(0, longestFact));
    case PickleKind::Global:
        return node.text == "torch" ? std::optional(node.globalName().substr(0, longestFact)) : std::nullopt;
    default: return std::nullopt;
    }
}

Status Walker::visit(PickleId id)
{
    const PickleNode& node = m_graph.at(id);
    if (++m_visits > m_limits.nodes)
        return Error{"E-PTH-010", fmt::format("it unfolds to more than {} values. It is hostile or not a model.", m_limits.nodes), ""};
    if (auto fact = factText(node))
        return addFact(std::move(*fact));
    switch (node.kind) {
    case PickleKind::Dict: return visitDict(id);
    case PickleKind::List:
    case PickleKind::Tuple: return visitSequence(id);
    case PickleKind::Call: return visitCall(id);
    case PickleKind::Global: return addIgnored("the name " + displayText(node.globalName()));
    case PickleKind::Set: return addIgnored("a set");
    case PickleKind::Blob: return addIgnored("raw bytes");
    case PickleKind::Persistent: return addIgnored("a bare storage");
    default: return addIgnored("a very large number");
    }
}

Status Walker::enter(const std::string& key, PickleId id)
{
    if (m_path.size() >= static_cast<std::size_t>(m_limits.depth))
        return Error{"E-PTH-011", fmt::format("its dicts are nested more than {} deep. It is hostile or not a model.", m_limits.depth), ""};
    m_path.push_back(key);
    SS_CHECK(visit(id));
    m_path.pop_back();
    return Done{};
}

Status Walker::visitDict(PickleId id)
{
    if (!m_above.insert(id).second)
        return Error{"E-PTH-012", fmt::format("{} contains itself. It is hostile or not a model.", sparsescope::quoted(dottedPath())), ""};
    const std::vector<PickleId>& items = m_graph.at(id).items;
    std::unordered_map<std::string, std::size_t> last;  // As in Python, a key that comes again replaces the earlier value.
    for (std::size_t i = 0; i < items.size(); i += 2)
        if (const auto key = keyText(m_graph.at(items[i])))
            last[*key] = i;
    for (std::size_t i = 0; i < items.size(); i += 2) {
        const auto key = keyText(m_graph.at(items[i]));
        if (!key)
            SS_CHECK(addIgnored("an entry whose key is not text or a number"));
        else if (last[*key] == i)
            SS_CHECK(enter(*key, items[i + 1]));
    }
    m_above.erase(id);
    return Done{};
}

Status Walker::visitSequence(PickleId id)
{
    if (!m_above.insert(id).second)
        return Error{"E-PTH-012", fmt::format("{} contains itself. It is hostile or not a model.", sparsescope::quoted(dottedPath())), ""};
    const std::vector<PickleId>& items = m_graph.at(id).items;
    for (std::size_t i = 0; i < items.size(); ++i)
        SS_CHECK(enter(std::to_string(i), items[i]));
    m_above.erase(id);
    return Done{};
}

Status Walker::visitCall(PickleId id)
{
    const PickleNode& call = m_graph.at(id);
    const PickleNode& callee = m_graph.at(call.items[0]);
    const PickleNode& arguments = m_graph.at(call.items[1]);
    if (isTensorBuilder(callee))
        return addTensor(id);
    if ((callee.isGlobal("torch", "Size") || callee.isGlobal("torch", "device")) && arguments.items.size() == 1)
        return visit(arguments.items[0]);
    if (isWholeModel(call))
        return addIgnored("a whole Python model of the class " + className(callee));
    SS_CHECK(addIgnored(className(callee)));
    return addObjectFacts(call);
}

/// A class by name, or in legacy files with its source text: ('module', class, file, source).
std::string Walker::className(const PickleNode& callee) const
{
    if (callee.kind == PickleKind::Global)
        return displayText(callee.globalName());
    if (callee.kind == PickleKind::Persistent && m_graph.at(callee.items[0]).items.size() > 1)
        return className(m_graph.at(m_graph.at(callee.items[0]).items[1]));
    return "(unnamed)";
}

/// nn.Module keeps its parts in these attributes.
bool Walker::isWholeModel(const PickleNode& call) const
{
    for (std::size_t s = 2; s < call.items.size(); ++s) {
        const PickleNode& state = m_graph.at(call.items[s]);
        for (std::size_t i = 0; state.kind == PickleKind::Dict && i < state.items.size(); i += 2)
            if (m_graph.at(state.items[i]).kind == PickleKind::Text && m_graph.at(state.items[i]).text == "_modules")
                return true;
    }
    return false;
}

/// The plain attributes of an object such as argparse.Namespace say how a model was trained.
Status Walker::addObjectFacts(const PickleNode& call)
{
    for (std::size_t s = 2; s < call.items.size(); ++s) {
        const PickleNode& state = m_graph.at(call.items[s]);
        for (std::size_t i = 0; state.kind == PickleKind::Dict && i < state.items.size(); i += 2) {
            const auto key = keyText(m_graph.at(state.items[i]));
            auto fact = factText(m_graph.at(state.items[i + 1]));
            if (!key || !fact)
                continue;
            m_path.push_back(*key);
            SS_CHECK(addFact(std::move(*fact)));
            m_path.pop_back();
        }
    }
    return Done{};
}

Status Walker::addTensor(PickleId call)
{
    SS_TRY(RebuiltTensor rebuilt, rebuildTensor(m_graph, m_storages, call));
    if (auto* unusable = std::get_if<std::string>(&rebuilt))
        return addIgnored(std::move(*unusable));
    auto& entry = std::get<TensorEntry>(rebuilt);
    entry.path = m_path.empty() ? std::vector<std::string>{"tensor"} : m_path;
    SS_CHECK(chargePath());
    const std::uint64_t bytes = static_cast<std::uint64_t>(*elementCount(entry.shape)) * byteWidth(entry.dtype);
    const std::uint64_t stored = m_storages.all()[entry.storage].bytes();
    m_expanded += bytes > stored ? bytes - stored : 0;
    if (m_expanded > m_limits.workingBytes || bytes > stored + m_limits.workingBytes)
        return Error{"E-PTH-013", fmt::format("the tensor {} of shape {} would need {} of memory, but the file holds only {} for it. "
                                              "It is hostile or an expanded view; save a clone of the tensor.", sparsescope::quoted(dottedPath()),
                                              shapeText(entry.shape), byteSize(bytes), byteSize(stored)), ""};
    if (m_checkpoint.tensors.size() >= m_limits.tensors)
        return Error{"E-PTH-014", fmt::format("it has more than {} tensors.", m_limits.tensors), ""};
    if (!m_names.insert(entry.path).second)
        return Error{"E-PTH-015", fmt::format("it has two tensors named {}.", sparsescope::quoted(dottedPath())), ""};
    m_checkpoint.tensors.push_back(std::move(entry));
    return Done{};
}

Status Walker::addFact(std::string value)
{
    SS_CHECK(chargePath());
    m_charged += value.size();
    m_checkpoint.facts[dottedPath()] = std::move(value);
    return Done{};
}

Status Walker::addIgnored(std::string what)
{
    SS_CHECK(chargePath());
    m_checkpoint.ignored.push_back({dottedPath(), std::move(what)});
    return Done{};
}

/// Long keys above many values would otherwise multiply.
Status Walker::chargePath()
{
    for (const std::string& key : m_path)
        m_charged += 2 * key.size() + sizeof(key);
    if (m_charged <= m_limits.workingBytes)
        return Done{};
    return Error{"E-PTH-010", fmt::format("its names would take more than {} of memory. It is hostile or not a model.",
                                          byteSize(m_limits.workingBytes)), ""};
}

}  // namespace

Status collectTorchObjects(const PickleGraph& graph, PickleId root, const TorchStorages& storages,
                           const CheckpointLimits& limits, Checkpoint& checkpoint)
{
    return Walker(graph, storages, limits, checkpoint).visit(root);
}

}  // namespace sparsescope
