// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/text_model.h"

#include "base/guard.h"
#include "base/parallel.h"
#include "base/text.h"
#include "formats/checkpoint.h"
#include "models/device.h"
#include "models/text_inspection.h"
#include "models/text_script.h"
#include "text/tokenizer.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sparsescope {

namespace {

class OpenedTextModel : public TextModel {
public:
    OpenedTextModel(ModelInfo info, OriginalHead head, std::unique_ptr<Tokenizer> tokenizer,
                    std::unique_ptr<TextNetwork> network, std::string device, int threads)
        : m_info(std::move(info)), m_head(std::move(head)), m_tokenizer(std::move(tokenizer)),
          m_network(std::move(network)), m_device(std::move(device)), m_threads(threads)
    {
    }

    const ModelInfo& info() const override { return m_info; }
    const OriginalHead& originalHead() const override { return m_head; }
    std::string device() const override { return m_device; }
    const Tokenizer& tokenizer() const override { return *m_tokenizer; }
    int maxTokens() const override { return m_info.text.maxTokens; }
    Status features(std::span<const TokenIds> texts, std::span<float> features) const override;
    Result<std::vector<float>> hiddenStates(const TokenIds& text) const override;

private:
    Status check(const TokenIds& text) const;

    ModelInfo m_info;
    OriginalHead m_head;
    std::unique_ptr<Tokenizer> m_tokenizer;
    std::unique_ptr<TextNetwork> m_network;
    std::string m_device;
    int m_threads;
};

/// Nothing outside of the embeddings is ever looked up.
Status OpenedTextModel::check(const TokenIds& text) const
{
    const TextFacts& facts = m_info.text;
    const auto longest = static_cast<std::size_t>(facts.positions);
    if (text.empty() || text.size() > longest)
        return Error{"E-HF-050",
                     fmt::format("The network was given a text of {} tokens; it takes 1 to {}.", text.size(), longest),
                     ""};
    const auto foreign = std::ranges::find_if(text, [&](auto id) { return id < 0 || id >= facts.vocabulary; });
    if (foreign != text.end())
        return Error{"E-HF-051",
                     fmt::format("The network was given the token id {}; its vocabulary ends at {}.", *foreign,
                                 facts.vocabulary - 1),
                     ""};
    return Done{};
}

Status OpenedTextModel::features(std::span<const TokenIds> texts, std::span<float> features) const
{
    const auto width = static_cast<std::size_t>(m_info.features);
    if (features.size() != texts.size() * width)
        return Error{
            "E-HF-052",
            fmt::format("{} features of {} texts do not fit into {} numbers.", width, texts.size(), features.size()),
            ""};
    std::vector<TokenSpan> spans;
    for (const TokenIds& text : texts) {
        SS_CHECK(check(text));
        spans.emplace_back(text);
    }
    return guarded("Cannot run " + m_info.architecture, "E-HF-053", [&]() -> Status {
        const int parts = m_device == "cpu" ? m_threads : 1;
        parallelFor(spans.size(), parts, [&](std::size_t begin, std::size_t end) {
            if (begin < end)
                m_network->features(std::span(spans).subspan(begin, end - begin),
                                    features.subspan(begin * width, (end - begin) * width));
        });
        return Done{};
    });
}

Result<std::vector<float>> OpenedTextModel::hiddenStates(const TokenIds& text) const
{
    SS_CHECK(check(text));
    return guarded("Cannot run " + m_info.architecture, "E-HF-053",
                   [&]() -> Result<std::vector<float>> { return m_network->hiddenStates(text); });
}

Error doesNotFit(const ModelInfo& info)
{
    const TensorMismatch& worst = info.mismatches.front();
    const bool missing = worst.kind == TensorMismatch::Kind::Missing;
    return {"E-HF-054",
            fmt::format(
                "The weights of {} do not fit: {} of its tensors are missing or misshapen, first {}, which {}. Choose "
                "a complete model.",
                sparsescope::quoted(std::filesystem::path(info.path).filename().string()), info.mismatches.size(),
                sparsescope::quoted(worst.name),
                missing ? "is missing" : "is " + worst.found + " where " + worst.expected + " is expected"),
            ""};
}

Result<std::unique_ptr<TextModel>> openWeights(const std::filesystem::path& path, const ModelOptions& options,
                                               const std::string& device, Progress& progress)
{
    SS_TRY(UnderstoodText text, understandText(path, options, progress));
    if (!text.info.usable())
        return doesNotFit(text.info);
    SS_TRY(OriginalHead head, text.weights->head());
    return guarded("Cannot load " + text.info.architecture, "E-HF-055", [&]() -> Result<std::unique_ptr<TextModel>> {
        const TextFeature feature = text.info.text.feature;
        SS_TRY(auto network, device == "cpu" ? makeCpuTextNetwork(text.config, feature, *text.weights, progress)
                                             : makeTorchTextNetwork(text.config, feature, *text.weights, device,
                                                                    options.forwardThreads, progress));
        return std::unique_ptr<TextModel>(
            std::make_unique<OpenedTextModel>(std::move(text.info), std::move(head), std::move(text.tokenizer),
                                              std::move(network), device, options.forwardThreads));
    });
}

Result<std::unique_ptr<TextModel>> openProgram(const std::filesystem::path& path, const ModelOptions& options,
                                               const std::string& device, Progress& progress)
{
    if (!options.consent)
        return Error{
            "E-MODEL-013",
            fmt::format(
                "{} is a TorchScript program, not just weights. It is run only after you agree to that for this file.",
                sparsescope::quoted(path.filename().string())),
            ""};
    SS_TRY(CutTextProgram program, openTextProgram(path, options, device, progress));
    return std::unique_ptr<TextModel>(std::make_unique<OpenedTextModel>(
        std::move(program.info), std::move(program.head), std::move(program.tokenizer), std::move(program.network),
        device, options.forwardThreads));
}

}  // namespace

Result<std::unique_ptr<TextModel>> openTextModel(const std::filesystem::path& path, const ModelOptions& options,
                                                 Progress& progress)
{
    SS_TRY(const std::string device, checkedDevice(options.device));
    std::error_code ignored;
    if (!std::filesystem::is_directory(path, ignored) && isTorchScript(path))
        return openProgram(path, options, device, progress);
    return openWeights(path, options, device, progress);
}

}  // namespace sparsescope
