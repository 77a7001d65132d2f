// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/text_weights.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sparsescope {

namespace {

constexpr std::string_view wordEmbeddings = "embeddings.word_embeddings.weight";
constexpr std::size_t mostMismatches = 500;

bool isFloating(DType dtype)
{
    return dtype == DType::F16 || dtype == DType::BF16 || dtype == DType::F32 || dtype == DType::F64;
}

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

std::string layerName(int index, const char* part)
{
    return fmt::format("encoder.layer.{}.{}", index, part);
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

std::int64_t TextWeights::rows(const std::string& name) const
{
    const auto found = m_tensors.find(name);
    return found == m_tensors.end() || found->second.entry->shape.empty() ? 0 : found->second.entry->shape[0];
}

int TextWeights::layerCount() const
{
    constexpr std::string_view start = "encoder.layer.";
    int most = -1;
    for (const auto& [name, place] : m_tensors) {
        int index = -1;
        if (name.starts_with(start))
            std::from_chars(name.data() + start.size(), name.data() + name.size(), index);
        most = std::max(most, std::min(index, 100'000));
    }
    return most + 1;
}

Result<TextConfig> TextWeights::guessConfig() const
{
    const Shape& words = m_tensors.at(std::string(wordEmbeddings)).entry->shape;
    constexpr std::int64_t most = 10'000'000;
    const std::int64_t types = rows("embeddings.token_type_embeddings.weight");
    const std::int64_t positions = rows("embeddings.position_embeddings.weight");
    const std::int64_t between = rows(layerName(0, "intermediate.dense.weight"));
    const std::int64_t hidden = words.size() == 2 ? words[1] : 0;
    if (hidden < 1 || hidden > 32'768 || words[0] < 1 || words[0] > most || types < 1 || types > most || positions < 4
        || positions > 65'538 || between < 1 || between > most || layerCount() < 1 || layerCount() > 512)
        return Error{"E-HF-033",
                     "There is no config.json, and the sizes of the network cannot be told from its weights. Put the "
                     "config.json of this network beside them.",
                     ""};
    TextConfig config;
    config.family = m_roberta || types == 1 ? TextConfig::Family::Roberta : TextConfig::Family::Bert;
    config.vocabulary = static_cast<int>(words[0]);
    config.hidden = static_cast<int>(hidden);
    config.layers = layerCount();
    config.intermediate = static_cast<int>(between);
    config.positions = static_cast<int>(positions);
    config.types = static_cast<int>(types);
    constexpr int usualWidth = 64;
    constexpr int miniWidth = 32;
    config.heads = config.hidden / (config.hidden == 384 ? miniWidth : usualWidth);
    if (config.hidden % usualWidth != 0)
        return Error{
            "E-HF-034",
            fmt::format("There is no config.json, and the number of attention heads does not show in the weights "
                        "(width {}). Put the config.json of this network beside them.",
                        config.hidden),
            ""};
    const bool roberta = config.family == TextConfig::Family::Roberta;
    config.epsilon = roberta ? 1e-5 : 1e-12;
    config.firstPosition = roberta ? 2 : 0;
    config.notes.push_back(
        fmt::format("There is no config.json: {} attention heads, GELU and a layer-norm epsilon of {} were "
                    "taken as usual for this size. Wrong ones would give wrong features without any "
                    "error, so put the config.json beside the weights if you can.",
                    config.heads, config.epsilon));
    return config;
}

void TextWeights::expect(const std::string& name, const Shape& shape)
{
    if (mismatches.size() >= mostMismatches)
        return;
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end()) {
        mismatches.push_back({TensorMismatch::Kind::Missing, name, shapeText(shape), ""});
        return;
    }
    const TensorEntry& entry = *found->second.entry;
    if (entry.shape != shape || !isFloating(entry.dtype))
        mismatches.push_back({TensorMismatch::Kind::Misshapen, name, shapeText(shape),
                              shapeText(entry.shape) + (isFloating(entry.dtype) ? "" : " " + dtypeName(entry.dtype))});
}

Status TextWeights::compare(const TextConfig& config)
{
    const Shape& words = m_tensors.at(std::string(wordEmbeddings)).entry->shape;
    struct Size {
        const char* field;
        std::int64_t said;
        std::int64_t found;
    };
    const std::array<Size, 5> sizes{
        {{"hidden_size", config.hidden, words.size() == 2 ? words[1] : 0},
         {"vocab_size", config.vocabulary, words.size() == 2 ? words[0] : 0},
         {"max_position_embeddings", config.positions, rows("embeddings.position_embeddings.weight")},
         {"num_hidden_layers", config.layers, layerCount()},
         {"intermediate_size", config.intermediate, rows(layerName(0, "intermediate.dense.weight"))}}};
    for (const Size& size : sizes)
        if (size.found > 0 && size.said != size.found)
            return Error{"E-HF-035",
                         fmt::format("config.json says {} is {}, but the weights have {}. Take the config.json that "
                                     "belongs to these weights.",
                                     size.field, size.said, size.found),
                         ""};
    const std::int64_t hidden = config.hidden;
    expect(std::string(wordEmbeddings), {config.vocabulary, hidden});
    expect("embeddings.position_embeddings.weight", {config.positions, hidden});
    expect("embeddings.token_type_embeddings.weight", {config.types, hidden});
    const auto expectPair = [&](const std::string& name, const Shape& shape) {
        expect(name + ".weight", shape);
        expect(name + ".bias", {shape[0]});
    };
    expectPair("embeddings.LayerNorm", {hidden});
    for (int i = 0; i < config.layers; ++i) {
        for (const char* part :
             {"attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"})
            expectPair(layerName(i, part), {hidden, hidden});
        expectPair(layerName(i, "attention.output.LayerNorm"), {hidden});
        expectPair(layerName(i, "intermediate.dense"), {config.intermediate, hidden});
        expectPair(layerName(i, "output.dense"), {hidden, config.intermediate});
        expectPair(layerName(i, "output.LayerNorm"), {hidden});
    }
    for (const char* dense : {"pooler.dense", "classifier.dense"})
        if (m_tensors.contains(std::string(dense) + ".weight"))
            expectPair(dense, {hidden, hidden});
    if (m_headForm != HeadForm::None) {
        const std::int64_t classes = rows(headName() + ".weight");
        expect(headName() + ".weight", {classes, hidden});
        if (m_tensors.contains(headName() + ".bias"))
            expect(headName() + ".bias", {classes});
    }
    return Done{};
}

Status TextWeights::checkValues(std::vector<std::string>& into, Progress& progress) const
{
    constexpr std::size_t mostNotes = 20;
    progress.beginStage("Checking weights", static_cast<std::int64_t>(m_tensors.size()), "tensors");
    for (const auto& [name, place] : m_tensors) {
        if (progress.stopRequested())
            return Cancelled{};
        progress.advance();
        SS_TRY(const auto values, read(name));
        const auto bad = std::ranges::count_if(values, [](float value) { return !std::isfinite(value); });
        if (bad > 0 && into.size() < mostNotes)
            into.push_back(fmt::format("{} of the values in {} are not finite numbers: features will be meaningless.",
                                       bad, displayText(name)));
    }
    return Done{};
}

Result<std::vector<float>> TextWeights::read(const std::string& name) const
{
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end())
        return Error{"E-HF-036", fmt::format("The weights have no tensor {}.", sparsescope::quoted(name)), ""};
    SS_TRY(const Tensor tensor, found->second.file->read(*found->second.entry));
    return tensor.toFloats();
}

Result<LinearWeights> TextWeights::linear(const std::string& name) const
{
    LinearWeights layer;
    const Shape& shape = m_tensors.at(name + ".weight").entry->shape;
    layer.outputs = static_cast<int>(shape.at(0));
    layer.inputs = static_cast<int>(shape.at(1));
    SS_TRY(layer.weight, read(name + ".weight"));
    SS_TRY(layer.bias, read(name + ".bias"));
    return layer;
}

Result<NormWeights> TextWeights::norm(const std::string& name) const
{
    NormWeights layer;
    SS_TRY(layer.weight, read(name + ".weight"));
    SS_TRY(layer.bias, read(name + ".bias"));
    return layer;
}

Result<EmbeddingWeights> TextWeights::embeddings() const
{
    EmbeddingWeights weights;
    SS_TRY(weights.words, read(std::string(wordEmbeddings)));
    SS_TRY(weights.positions, read("embeddings.position_embeddings.weight"));
    SS_TRY(weights.types, read("embeddings.token_type_embeddings.weight"));
    SS_TRY(weights.norm, norm("embeddings.LayerNorm"));
    return weights;
}

Result<TextLayerWeights> TextWeights::layer(int index) const
{
    TextLayerWeights weights;
    SS_TRY(weights.query, linear(layerName(index, "attention.self.query")));
    SS_TRY(weights.key, linear(layerName(index, "attention.self.key")));
    SS_TRY(weights.value, linear(layerName(index, "attention.self.value")));
    SS_TRY(weights.output, linear(layerName(index, "attention.output.dense")));
    SS_TRY(weights.attentionNorm, norm(layerName(index, "attention.output.LayerNorm")));
    SS_TRY(weights.intermediate, linear(layerName(index, "intermediate.dense")));
    SS_TRY(weights.final, linear(layerName(index, "output.dense")));
    SS_TRY(weights.finalNorm, norm(layerName(index, "output.LayerNorm")));
    return weights;
}

Result<LinearWeights> TextWeights::dense(TextFeature feature) const
{
    return linear(feature == TextFeature::Pooler ? "pooler.dense" : "classifier.dense");
}

std::string TextWeights::headName() const
{
    switch (m_headForm) {
    case HeadForm::Classifier:
        return "classifier";
    case HeadForm::DenseOutProj:
        return "classifier.out_proj";
    case HeadForm::ClsLayer:
        return "cls_layer";
    case HeadForm::None:
        break;
    }
    return {};
}

int TextWeights::headClasses() const
{
    return m_headForm == HeadForm::None
               ? 0
               : static_cast<int>(std::min<std::int64_t>(rows(headName() + ".weight"), INT32_MAX));
}

Result<OriginalHead> TextWeights::head() const
{
    OriginalHead head;
    if (m_headForm == HeadForm::None)
        return head;
    const Shape& shape = m_tensors.at(headName() + ".weight").entry->shape;
    head.classes = static_cast<int>(shape.at(0));
    head.features = static_cast<int>(shape.at(1));
    SS_TRY(head.weight, read(headName() + ".weight"));
    head.bias.assign(static_cast<std::size_t>(head.classes), 0.0F);
    if (m_tensors.contains(headName() + ".bias")) {
        SS_TRY(head.bias, read(headName() + ".bias"));
    }
    return head;
}

std::int64_t TextWeights::parameters() const
{
    std::int64_t count = 0;
    for (const auto& [name, place] : m_tensors)
        count += elementCount(place.entry->shape).value_or(0);
    return count;
}

}  // namespace sparsescope
