// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/text_script.h"

#include "base/guard.h"
#include "base/text.h"
#include "models/device.h"
#include "models/script_program.h"
#include "models/text_folder.h"
#include "models/text_inspection.h"
#include "models/torch_script.h"
#include "text/tokenizer.h"

#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

namespace sparsescope {

namespace {

/// How a program wants its texts; found out by trying.
struct TextHabits {
    bool oneByOne = false;  ///< It cannot take several, or padding would change its answers.
    int length = 0;         ///< It takes texts of this many tokens only; 0: of any.
};

class ScriptTextNetwork : public TextNetwork {
public:
    ScriptTextNetwork(torch::jit::Module module, std::shared_ptr<torch::jit::Graph> graph, std::int32_t padding,
                      const std::string& device, int threads)
        : m_self(std::move(module)),
          m_function(std::make_unique<torch::jit::GraphFunction>("features", std::move(graph), nullptr)),
          m_padding(padding), m_lane(device), m_threads(threads)
    {
    }

    void setHabits(TextHabits habits) { m_habits = habits; }
    void features(std::span<const TokenSpan> texts, std::span<float> features) const override;
    std::vector<float> hiddenStates(TokenSpan) const override
    {
        throw std::runtime_error("a TorchScript program does not tell its hidden states");
    }
    /// texts × d
    at::Tensor runTogether(std::span<const TokenSpan> texts) const;

private:
    torch::jit::Module m_self;
    std::unique_ptr<torch::jit::GraphFunction> m_function;
    std::int32_t m_padding;
    DeviceLane m_lane;
    int m_threads;
    TextHabits m_habits;
};

at::Tensor ScriptTextNetwork::runTogether(std::span<const TokenSpan> texts) const
{
    const c10::InferenceMode inference;
    useThreads(m_threads);
    // The graph was frozen; specialising it once more for each batch size costs more than it gains.
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    std::size_t longest = static_cast<std::size_t>(m_habits.length);
    for (const TokenSpan text : texts)
        longest = std::max(longest, text.size());
    const auto count = static_cast<std::int64_t>(texts.size());
    at::Tensor input = at::zeros({2, count, static_cast<std::int64_t>(longest)}, at::kLong);
    input.select(0, 0).fill_(m_padding);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        auto* ids = input.data_ptr<std::int64_t>() + i * longest;
        std::copy(texts[i].begin(), texts[i].end(), ids);
        std::fill_n(ids + texts.size() * longest, texts[i].size(), 1);
    }
    const auto results = m_lane.run(input, [&](const at::Tensor& there) {
        torch::jit::Stack stack{m_self._ivalue(), there.select(0, 0), there.select(0, 1)};
        m_function->run(stack);
        return std::vector<at::Tensor>{stack.at(0).toTupleRef().elements().at(0).toTensor().to(at::kFloat)};
    });
    return results[0];
}

void ScriptTextNetwork::features(std::span<const TokenSpan> texts, std::span<float> features) const
{
    const std::size_t together = m_habits.oneByOne ? 1 : texts.size();
    const std::size_t width = features.size() / std::max<std::size_t>(texts.size(), 1);
    for (std::size_t i = 0; i < texts.size(); i += together) {
        const at::Tensor rows = runTogether(texts.subspan(i, together));
        std::memcpy(features.data() + i * width, rows.data_ptr<float>(), together * width * sizeof(float));
    }
}

/// Rows of the tables that the program looks ids up in, largest first.
std::vector<std::int64_t> embeddingRows(const torch::jit::Graph& graph)
{
    std::vector<std::int64_t> rows;
    for (const torch::jit::Node* node : graph.nodes()) {
        if (node->kind() != at::aten::embedding)
            continue;
        const auto table = torch::jit::toIValue(node->input(0));
        if (table && table->isTensor() && table->toTensor().dim() == 2)
            rows.push_back(table->toTensor().size(0));
    }
    std::ranges::sort(rows, std::greater<>());
    return rows;
}

/// Whether these texts give count × features; their values, or the reason in `why`.
bool works(const ScriptTextNetwork& network, std::span<const TokenSpan> texts, int features, at::Tensor& values,
           std::string& why)
{
    try {
        values = network.runTogether(texts);
        if (values.dim() == 2 && values.size(0) == static_cast<std::int64_t>(texts.size())
            && values.size(1) == features)
            return true;
        why = fmt::format("{} texts gave features of shape {} instead of {} × {}.", texts.size(),
                          c10::str(values.sizes()), texts.size(), features);
    } catch (const std::exception& exception) {
        why = exception.what();
    }
    return false;
}

/// Tries two texts of unlike length, alone and together.
bool worksAt(ScriptTextNetwork& network, const Tokenizer& tokenizer, TextHabits& habits, int features, std::string& why)
{
    const auto idsOf = [&](std::string_view text) {
        std::vector<std::int32_t> ids;
        for (const Token& token : tokenizer.encode(text, 16).tokens)
            ids.push_back(token.id);
        return ids;
    };
    const auto shortText = idsOf("a");
    const auto longText = idsOf("a a a a");
    network.setHabits(habits);
    at::Tensor one;
    at::Tensor other;
    at::Tensor both;
    if (!works(network, std::array<TokenSpan, 1>{shortText}, features, one, why)
        || !works(network, std::array<TokenSpan, 1>{longText}, features, other, why))
        return false;
    constexpr double same = 1e-3;
    std::string whyNotTogether;
    habits.oneByOne = !works(network, std::array<TokenSpan, 2>{longText, shortText}, features, both, whyNotTogether)
                      || (both.narrow(0, 1, 1) - one).abs().max().item<double>() > same;
    network.setHabits(habits);
    return true;
}

Status probe(ScriptTextNetwork& network, const Tokenizer& tokenizer, ModelInfo& info, Progress& progress)
{
    const std::vector<int> lengths{0, info.text.maxTokens, 512, 256, 128, 64, 32};
    progress.beginStage("Trying the program", static_cast<std::int64_t>(lengths.size()), "lengths");
    std::string why;
    for (const int length : lengths) {
        if (progress.stopRequested())
            return Cancelled{};
        TextHabits habits{false, length};
        std::string whyHere;
        if (worksAt(network, tokenizer, habits, info.features, whyHere)) {
            if (habits.oneByOne)
                info.notes.push_back(
                    "The program takes one text at a time, or padding changes its answers, so texts are "
                    "not batched.");
            if (length > 0) {
                info.text.positions = length;
                info.text.maxTokens = std::min(info.text.maxTokens, length);
                info.notes.push_back(
                    fmt::format("The program was traced for texts of {} tokens: shorter ones are padded.", length));
            }
            return Done{};
        }
        if (why.empty())
            why = whyHere;
        progress.advance();
    }
    return Error{"E-SCRIPT-007",
                 fmt::format("The TorchScript program fails on a short text: {}", displayText(lastLine(why), 200)),
                 why};
}

void describeSizes(const torch::jit::Graph& graph, ModelInfo& info)
{
    constexpr int usual = 512;
    constexpr int fewestPositions = 16;
    constexpr int beforeFirst = 2;  // RoBERTa's positions begin after its padding id; two fewer harm no one else.
    const std::vector<std::int64_t> rows = embeddingRows(graph);
    info.text.vocabulary = rows.empty() ? 0 : static_cast<int>(rows[0]);
    info.text.positions = usual;
    if (rows.size() > 1 && rows[1] >= fewestPositions)
        info.text.positions = static_cast<int>(rows[1]) - (rows[1] % 16 == beforeFirst ? beforeFirst : 0);
}

Result<CutTextProgram> cutProgram(const std::filesystem::path& path, const ModelOptions& options,
                                  const std::string& device, ModelInfo info, Progress& progress)
{
    const c10::InferenceMode inference;
    const torch::jit::Module module = loadFrozen(path, device);
    info.parameters = countParameters(path, device);
    SS_TRY(const auto graph, forwardGraph(module));
    if (inputCount(*graph) != 2)
        return Error{"E-SCRIPT-008",
                     fmt::format("This TorchScript program takes {} inputs; a network for texts takes two, (input_ids, "
                                 "attention_mask).",
                                 inputCount(*graph)),
                     ""};
    SS_TRY(ScriptHead head, findLastLinear(*graph));
    describeSizes(*graph, info);
    cutGraph(*graph, {head.input});
    info.input = ModelInfo::Input::Texts;
    info.headName = "the last " + head.kind;
    info.layer = "the input of the last linear layer";
    info.features = head.features;
    info.classes = head.classes;
    info.text.head = head.classes == 1 ? HeadMeaning::OneLogit : HeadMeaning::Classes;
    info.text.featureSource = "where the program's last linear layer looks";

    CutTextProgram program;
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    SS_CHECK(
        describeTokens(folder, options, info.text.vocabulary, info.text.positions, program.tokenizer, info, progress));
    if (info.text.vocabulary == 0)
        info.text.vocabulary = program.tokenizer->vocabularySize();
    auto network = std::make_unique<ScriptTextNetwork>(module, graph, program.tokenizer->paddingId(), device,
                                                       options.forwardThreads);
    SS_CHECK(probe(*network, *program.tokenizer, info, progress));
    program.network = std::move(network);
    program.head = {head.classes, head.features, std::move(head.weight), std::move(head.bias)};
    program.info = std::move(info);
    return program;
}

}  // namespace

CutTextProgram::CutTextProgram() = default;
CutTextProgram::CutTextProgram(CutTextProgram&&) noexcept = default;
CutTextProgram::~CutTextProgram() = default;

Result<CutTextProgram> openTextProgram(const std::filesystem::path& path, const ModelOptions& options,
                                       const std::string& device, Progress& progress)
{
    SS_TRY(ModelInfo info, describeProgram(path, options, progress));
    SS_TRY(info.sha256, modelSha256(path, ModelInfo::Input::Texts, progress));
    const std::string doing = "Cannot open the TorchScript program " + sparsescope::quoted(path.filename().string());
    return guarded(doing, "E-SCRIPT-001", [&] { return cutProgram(path, options, device, std::move(info), progress); });
}

}  // namespace sparsescope
