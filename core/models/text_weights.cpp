// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/text_weights.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sparsescope {

namespace {


/// Old files call a layer norm's weight gamma and its bias beta.
std::string presentName(std::string name)
{
    for (const auto& [old, now] :
         {std::pair{"LayerNorm.gamma", "LayerNorm.weight"}, {"LayerNorm.beta", "LayerNorm.bias"}})
        if (name.ends_with(old))
            return name.substr(0, name.size() - std::string_view(old).size()) + now;
    return name;
}

/// The names before the encoder's own that say what it is part of: "bert.", "0.auto_model.".
std::string withoutEncoderName(const std::string& prefix)
{
    for (const std::string_view part : {"bert.", "roberta.", "0.auto_model.", "auto_model.", "encoder_model."})
        if (prefix.ends_with(part))
            return prefix.substr(0, prefix.size() - part.size());
    return prefix;
}

std::string groupOf(const TensorEntry& entry)
{
    return fmt::format("{}", fmt::join(entry.path.begin(), entry.path.end() - 1, "."));
}

Error noEncoder(const TextFolder& folder, const std::set<std::string>& names)
{
    const std::string file = sparsescope::quoted(folder.weights.front().filename().string());
    const auto has = [&](std::string_view part) {
        return std::ranges::any_of(names,
                                   [&](const std::string& name) { return name.find(part) != std::string::npos; });
    };
    if (has("wte.weight") || has("self_attn.q_proj") || has("attn.c_attn"))
        return {"E-HF-030",
                fmt::format("{} holds a model that writes text (as GPT does), not a BERT or RoBERTa encoder. Choose an "
                            "encoder, or give features of this model as .npy files.",
                            file),
                ""};
    return {"E-HF-031",
            fmt::format("The {} tensors in {}{} are not those of a BERT or RoBERTa encoder: none is named "
                        "…embeddings.word_embeddings.weight.",
                        names.size(), file,
                        names.empty() ? "" : fmt::format(" (first: {})", sparsescope::quoted(*names.begin()))),
            ""};
}

}  // namespace

Result<std::unique_ptr<TextWeights>> TextWeights::open(const TextFolder& folder)
{
    auto weights = std::make_unique<TextWeights>();
    SS_CHECK(weights->openFiles(folder));
    SS_CHECK(weights->checkShards(folder));
    SS_CHECK(weights->findEncoder(folder));
    weights->noteTypes();
    return weights;
}

Status TextWeights::openFiles(const TextFolder& folder)
{
    for (const auto& path : folder.weights) {
        SS_TRY(Checkpoint file, openCheckpoint(path));
        for (const OpaqueObject& object : file.ignored)
            ignored.push_back(fmt::format("{} ({})", displayText(object.path), displayText(object.what)));
        facts.insert(file.facts.begin(), file.facts.end());
        m_files.push_back(std::make_unique<Checkpoint>(std::move(file)));
    }
    return Done{};
}

/// Every tensor of the index must be in its shard, and in no other.
Status TextWeights::checkShards(const TextFolder& folder) const
{
    if (folder.shardOf.empty())
        return Done{};
    std::map<std::string, std::vector<std::size_t>> places;
    for (std::size_t i = 0; i < m_files.size(); ++i)
        for (const TensorEntry& entry : m_files[i]->tensors)
            places[entry.name()].push_back(i);
    std::vector<std::string> problems;
    for (const auto& [name, shard] : folder.shardOf)
        if (const auto found = places.find(name); found == places.end() || found->second != std::vector{shard})
            problems.push_back(fmt::format("{}: {}", displayText(name),
                                           found == places.end()      ? "in no shard"
                                           : found->second.size() > 1 ? "in several shards"
                                                                      : "in another shard"));
    for (const auto& [name, where] : places)
        if (!folder.shardOf.contains(name))
            problems.push_back(displayText(name) + ": not in the index");
    if (problems.empty())
        return Done{};
    return Error{
        "E-HF-032",
        fmt::format("The shards do not hold what their index says: {} tensors are elsewhere or missing (first: {}). "
                    "Download shards and index of the same version.",
                    problems.size(), problems.front()),
        fmt::format("{}", fmt::join(problems, "\n"))};
}

/// The dict in the file and the prefix in it under which most of an encoder lies.
Status TextWeights::findEncoder(const TextFolder& folder)
{
    std::map<std::string, Names> groups;
    std::set<std::string> all;
    for (const auto& file : m_files)
        for (const TensorEntry& entry : file->tensors) {
            groups[groupOf(entry)][entry.name()] = {file.get(), &entry};
            all.insert(entry.name());
        }
    const Names* best = nullptr;
    std::string bestPrefix;
    std::string bestGroup;
    std::ptrdiff_t most = 0;
    for (const auto& [group, names] : groups)
        for (const auto& [name, place] : names) {
            if (!name.ends_with(wordEmbeddings))
                continue;
            const std::string prefix = name.substr(0, name.size() - wordEmbeddings.size());
            const auto count = std::ranges::count_if(
                names, [&](const auto& item) { return item.first.starts_with(prefix + "encoder.layer."); });
            if (best == nullptr || count > most) {
                best = &names;
                bestPrefix = prefix;
                bestGroup = group;
                most = count;
            }
        }
    if (best == nullptr)
        return noEncoder(folder, all);
    if (!bestGroup.empty())
        notes.push_back(fmt::format("Weights were taken from the dict \"{}\" in the file.", displayText(bestGroup)));
    if (!bestPrefix.empty())
        notes.push_back(fmt::format("The prefix \"{}\" was taken off every name.", displayText(bestPrefix)));
    m_roberta = bestPrefix.ends_with("roberta.");
    takeTensors(*best, bestPrefix);
    takeHead(*best, withoutEncoderName(bestPrefix));
    return Done{};
}

void TextWeights::takeTensors(const Names& names, const std::string& prefix)
{
    for (auto item = names.lower_bound(prefix); item != names.end() && item->first.starts_with(prefix); ++item) {
        const std::string name = presentName(item->first.substr(prefix.size()));
        if (name.starts_with("embeddings.") || name.starts_with("encoder.layer.") || name.starts_with("pooler.dense."))
            m_tensors[name] = item->second;
    }
    m_tensors.erase("embeddings.position_ids");  // Counters 0, 1, 2, … that older versions saved.
    m_tensors.erase("embeddings.token_type_ids");
    std::set<const TensorEntry*> used;
    for (const auto& [name, place] : m_tensors)
        used.insert(place.entry);
    const std::string outer = withoutEncoderName(prefix);
    std::map<std::string, int> others;
    for (const auto& [name, place] : names)
        if (!used.contains(place.entry) && !name.ends_with("embeddings.position_ids")
            && !name.ends_with("embeddings.token_type_ids") && !name.starts_with(outer + "classifier.")
            && !name.starts_with(outer + "cls_layer."))
            ++others[name.substr(0, name.find('.', outer.size()))];
    for (const auto& [name, count] : others)
        ignored.push_back(fmt::format("{} ({} tensor{})", displayText(name), count, count == 1 ? "" : "s"));
}

void TextWeights::takeHead(const Names& names, const std::string& outer)
{
    const auto take = [&](const std::string& name) {
        for (const char* part : {".weight", ".bias"})
            if (const auto found = names.find(outer + name + part); found != names.end())
                m_tensors[name + part] = found->second;
    };
    const auto has = [&](const std::string& name) { return names.contains(outer + name + ".weight"); };
    if (has("classifier.out_proj") && has("classifier.dense")) {
        m_headForm = HeadForm::DenseOutProj;
        take("classifier.out_proj");
        take("classifier.dense");
    } else if (has("classifier")) {
        m_headForm = HeadForm::Classifier;
        take("classifier");
    } else if (has("cls_layer")) {
        m_headForm = HeadForm::ClsLayer;
        take("cls_layer");
    }
}

void TextWeights::noteTypes()
{
    std::map<DType, int> counts;
    for (const auto& [name, place] : m_tensors)
        ++counts[place.entry->dtype];
    for (const DType dtype : {DType::F16, DType::BF16})
        if (counts[dtype] > 0)
            notes.push_back(fmt::format("{} tensors are {} and were widened to float32, without loss.", counts[dtype],
                                        dtypeName(dtype)));
    if (counts[DType::F64] > 0)
        notes.push_back(fmt::format("{} tensors are float64 and were rounded to float32.", counts[DType::F64]));
}

}  // namespace sparsescope
