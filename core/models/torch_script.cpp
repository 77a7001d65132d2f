// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/torch_script.h"

#include "base/guard.h"
#include "base/text.h"
#include "models/device.h"
#include "models/inspection.h"
#include "models/picture_gradient.h"
#include "models/script_program.h"

#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include <fmt/format.h>

namespace sparsescope
{

namespace
{

/// How a program wants its pictures; found out by trying.
struct Habits {
    bool channelsLast = true; ///< false: it reshapes maps in a way that needs planes.
    bool oneByOne = false;    ///< Traced with one picture and unable to take more.
};

class ScriptBackbone : public Backbone
{
public:
    ScriptBackbone(torch::jit::Module module, std::shared_ptr<torch::jit::Graph> graph)
        : m_self(std::move(module)),
          m_function(std::make_unique<torch::jit::GraphFunction>("features", std::move(graph), nullptr))
    {
    }

    void setHabits(Habits habits) { m_habits = habits; }
    void run(const at::Tensor& input, at::Tensor& features, at::Tensor* map) const override;
    void runRemembering(const at::Tensor& input, at::Tensor& features, at::Tensor&) const override
    {
        run(input, features, nullptr);
    }
    std::unique_ptr<PictureGradient> ownGradient() const override { return nullptr; }

private:
    void runBatch(const at::Tensor& input, at::Tensor& features, at::Tensor* map) const;

    torch::jit::Module m_self;
    std::unique_ptr<torch::jit::GraphFunction> m_function;
    Habits m_habits;
};

void ScriptBackbone::runBatch(const at::Tensor& input, at::Tensor& features, at::Tensor* map) const
{
    // The graph was frozen; specialising it once more for each batch size costs more than it gains.
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    torch::jit::Stack stack{m_self._ivalue(), m_habits.channelsLast ? input : input.contiguous()};
    m_function->run(stack);
    const auto& outputs = stack.at(0).toTupleRef().elements();
    features = outputs.at(0).toTensor().reshape({input.size(0), -1});
    if (map != nullptr && outputs.size() > 1)
        *map = outputs.at(1).toTensor();
}

void ScriptBackbone::run(const at::Tensor& input, at::Tensor& features, at::Tensor* map) const
{
    if (!m_habits.oneByOne || input.size(0) == 1)
        return runBatch(input, features, map);
    std::vector<at::Tensor> rows;
    std::vector<at::Tensor> maps;
    for (const at::Tensor& picture : input.split(1)) {
        at::Tensor oneMap;
        rows.emplace_back();
        runBatch(picture, rows.back(), map != nullptr ? &oneMap : nullptr);
        if (oneMap.defined())
            maps.push_back(oneMap);
    }
    features = at::cat(rows);
    if (!maps.empty())
        *map = at::cat(maps);
}

const char* consentNote =
    "This file is a TorchScript program. Using it means running its author's program here, with your "
    "rights and without a sandbox. Agree only if you trust where it comes from.";

/// A network for pictures takes one input.
Result<std::shared_ptr<torch::jit::Graph>> pictureGraph(const torch::jit::Module& module)
{
    SS_TRY(auto graph, forwardGraph(module));
    if (inputCount(*graph) != 1)
        return Error{
            "E-SCRIPT-003",
            fmt::format("This TorchScript program takes {} inputs; a network for pictures takes one, a batch of "
                        "pictures, and one for texts two, (input_ids, attention_mask).",
                        inputCount(*graph)),
            ""};
    return graph;
}

/// Whether `backbone` turns `count` empty pictures of this size into count × features; the reason in `why` if not.
bool works(const Backbone& backbone, int count, int size, int features, const at::Device& device, std::string& why)
{
    try {
        const auto input = at::zeros({count, 3, size, size}, at::TensorOptions(device).dtype(at::kFloat))
                               .contiguous(at::MemoryFormat::ChannelsLast);
        at::Tensor output;
        backbone.run(input, output, nullptr);
        if (output.dim() == 2 && output.size(0) == count && output.size(1) == features)
            return true;
        why = fmt::format("{} pictures gave features of {} × {} instead of {} × {}.", count, output.size(0),
                          output.size(1), count, features);
    } catch (const std::exception& exception) {
        why = exception.what();
    }
    return false;
}

/// The first layout and batching that works at this size.
bool findHabits(ScriptBackbone& backbone, int size, int features, const at::Device& device, Habits& habits,
                std::string& why)
{
    for (const bool channelsLast : {true, false}) {
        habits = {channelsLast, false};
        backbone.setHabits(habits);
        if (!works(backbone, 1, size, features, device, why))
            continue;
        std::string whyNotTwo;
        habits.oneByOne = !works(backbone, 2, size, features, device, whyNotTwo);
        backbone.setHabits(habits);
        return true;
    }
    return false;
}

/// Learns the input size: the person's, or the first usual one the program accepts.
Status probe(ScriptBackbone& backbone, const ModelOptions& options, const at::Device& device, ModelInfo& info,
             Progress& progress)
{
    std::vector<int> sizes{224, 299, 256, 240, 260, 280, 300, 384, 128, 96, 64, 32, 28};
    if (options.preprocessing)
        sizes = {options.preprocessing->crop};
    progress.beginStage("Trying the program", static_cast<std::int64_t>(sizes.size()), "sizes");
    std::string why;
    for (const int size : sizes) {
        if (progress.stopRequested())
            return Cancelled{};
        Habits habits;
        std::string whyHere;
        if (findHabits(backbone, size, info.features, device, habits, whyHere)) {
            info.inputSize = size;
            if (habits.oneByOne)
                info.notes.push_back("The program was traced for one picture at a time, so pictures are not batched.");
            return Done{};
        }
        if (why.empty())
            why = whyHere;
        progress.advance();
    }
    return Error{"E-SCRIPT-006",
                 fmt::format("The TorchScript program fails on an empty picture of {} × {} pixels{}: {}", sizes.front(),
                             sizes.front(), sizes.size() > 1 ? " and of other usual sizes" : "",
                             displayText(lastLine(why), 200)),
                 why};
}

/// A program does not say how pictures should be prepared: ImageNet's usual numbers at the size it takes.
void choosePreprocessing(const ModelOptions& options, ModelInfo& info)
{
    if (options.preprocessing) {
        info.preprocessing = *options.preprocessing;
        info.preprocessingSource = "your choice";
        return;
    }
    info.preprocessing.crop = info.inputSize;
    info.preprocessing.resize = info.inputSize * 8 / 7;
    info.preprocessingSource = "the usual values for ImageNet";
    info.notes.push_back(
        fmt::format("A TorchScript program does not say how pictures must be prepared. {} × {} pixels were tried "
                    "and worked; change size, mean and deviation if it was trained otherwise.",
                    info.inputSize, info.inputSize));
}

void describeHead(const ScriptHead& head, ModelInfo& info)
{
    info.architecture = "TorchScript program";
    info.headName = "the last " + head.kind;
    info.layer = "the input of the last linear layer";
    info.features = head.features;
    info.classes = head.classes;
}

Result<CutProgram> cutProgram(const std::filesystem::path& path, const ModelOptions& options,
                              const std::string& deviceName, ModelInfo info, Progress& progress)
{
    const at::NoGradGuard noGradients;  // Weights made in inference mode could not be differentiated through later.
    const at::Device device(deviceName);
    const torch::jit::Module module = loadFrozen(path, deviceName);
    info.parameters = countParameters(path, deviceName);
    SS_TRY(const auto graph, pictureGraph(module));
    SS_TRY(ScriptHead head, findLastLinear(*graph));
    describeHead(head, info);
    std::vector<torch::jit::Value*> outputs{head.input};
    if (auto* map = pooledMap(head.input))
        outputs.push_back(map);
    info.hasActivationMaps = outputs.size() == 2;
    cutGraph(*graph, outputs);

    CutProgram program;
    auto backbone = std::make_unique<ScriptBackbone>(module, graph);
    SS_CHECK(probe(*backbone, options, device, info, progress));
    choosePreprocessing(options, info);
    program.backbone = std::move(backbone);
    program.head = {head.classes, head.features, std::move(head.weight), std::move(head.bias)};
    program.info = std::move(info);
    return program;
}

} // namespace

Result<ModelInfo> describeProgram(const std::filesystem::path& path, const ModelOptions& options, Progress& progress)
{
    SS_TRY(ModelInfo info, identifyFile(path, progress));
    info.kind = ModelInfo::Kind::TorchScript;
    info.format = "TorchScript";
    info.architecture = "TorchScript program";
    info.needsConsent = !options.consent;
    info.notes.push_back(consentNote);
    return info;
}

Result<CutProgram> openProgram(const std::filesystem::path& path, const ModelOptions& options,
                               const std::string& device, Progress& progress)
{
    SS_TRY(ModelInfo info, describeProgram(path, options, progress));
    if (options.preprocessing)
        SS_CHECK(checkPreprocessing(*options.preprocessing));
    const std::string doing = "Cannot open the TorchScript program " + sparsescope::quoted(path.filename().string());
    return guarded(doing, "E-SCRIPT-001", [&] { return cutProgram(path, options, device, std::move(info), progress); });
}

} // namespace sparsescope
