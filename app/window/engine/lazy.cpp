// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/engine/engine.h"

#include <dlfcn.h>

#include <fmt/format.h>

// The model functions as the window links them: each loads the module at its first call.

namespace sparsescope {

namespace {

/// Beside the program, where it is built, or where the package puts it.
void* openModule(std::string& reasons)
{
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    for (const auto& folder : {program, program / "../lib/sparsescope"}) {
        if (void* module = dlopen((folder / "sparsescope-engine.so").c_str(), RTLD_NOW | RTLD_LOCAL))
            return module;
        reasons += fmt::format("{}\n", dlerror());
    }
    return nullptr;
}

struct Loaded {
    const EngineTable* table = nullptr;
    Error error;
};

const Loaded& engine()
{
    static const Loaded loaded = [] {
        Loaded result;
        std::string reasons;
        void* module = openModule(reasons);
        auto* door =
            module ? reinterpret_cast<decltype(&sparsescopeEngine)>(dlsym(module, "sparsescopeEngine")) : nullptr;
        if (door)
            result.table = door();
        else
            result.error = {"E-ENGINE-001",
                            "The part of Sparsescope that runs networks (sparsescope-engine.so) can't be loaded. "
                            "Install LibTorch, or install Sparsescope again.",
                            reasons};
        if (result.table)
            result.table->prepare();
        return result;
    }();
    return loaded;
}

}  // namespace

Result<ModelInfo> inspectModel(const std::filesystem::path& path, const ModelOptions& options, Progress& progress)
{
    return engine().table ? engine().table->inspect(path, options, progress) : Result<ModelInfo>(engine().error);
}

Result<std::unique_ptr<VisionModel>> openVisionModel(const std::filesystem::path& path, const ModelOptions& options,
                                                     Progress& progress)
{
    if (!engine().table)
        return engine().error;
    return engine().table->open(path, options, progress);
}

Result<std::unique_ptr<TextModel>> openTextModel(const std::filesystem::path& path, const ModelOptions& options,
                                                 Progress& progress)
{
    if (!engine().table)
        return engine().error;
    return engine().table->openText(path, options, progress);
}

std::vector<std::string> availableDevices()
{
    return engine().table ? engine().table->devices() : std::vector<std::string>{"cpu"};
}

std::string torchVersion()
{
    return engine().table ? engine().table->version() : "no LibTorch";
}

/// The module does it as it is loaded.
void prepareProcessForModels() {}

Result<TrainedNetwork> trainSmallCnn(const LabelledImages& training, const SmallCnnTraining& options,
                                     Progress& progress)
{
    return engine().table ? engine().table->train(training, options, progress) : Result<TrainedNetwork>(engine().error);
}

Result<TrainedNetwork> trainSmallBert(const LabelledTexts& training, const SmallBertTraining& options,
                                      Progress& progress)
{
    if (!engine().table)
        return engine().error;
    return engine().table->trainText(training, options, progress);
}

}  // namespace sparsescope
