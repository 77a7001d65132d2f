// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/feature_model.h"
#include "models/inspection.h"
#include "models/script_program.h"
#include "models/text_inspection.h"
#include "models/text_script.h"
#include "models/torch_script.h"
#include "text/tokenizer.h"

namespace sparsescope {

namespace {

Result<ModelInfo> inspectProgram(const std::filesystem::path& path, const ModelOptions& options, Progress& progress)
{
    if (!options.consent)
        return describeProgram(path, options, progress);
    SS_TRY(const int inputs, programInputs(path));
    if (inputs == 2) {
        SS_TRY(CutTextProgram program, openTextProgram(path, options, "cpu", progress));
        return std::move(program.info);
    }
    SS_TRY(CutProgram program, openProgram(path, options, "cpu", progress));
    return std::move(program.info);
}

Result<ModelInfo> inspectText(const std::filesystem::path& path, const ModelOptions& options, Progress& progress)
{
    SS_TRY(UnderstoodText text, understandText(path, options, progress));
    return std::move(text.info);
}

}  // namespace

Result<ModelInfo> inspectModel(const std::filesystem::path& path, const ModelOptions& options, Progress& progress)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        return inspectText(path, options, progress);
    if (isTorchScript(path))
        return inspectProgram(path, options, progress);
    SS_TRY(const Checkpoint checkpoint, openCheckpoint(path));
    if (looksLikeTextEncoder(checkpoint))
        return inspectText(path, options, progress);
    SS_TRY(UnderstoodCheckpoint file, understandCheckpoint(path, options, progress));
    return std::move(file.info);
}

}  // namespace sparsescope
