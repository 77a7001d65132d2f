// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/blas_kernels.h"
#include "models/vision_model.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>

using namespace sparsescope;
using namespace sparsescope::cli;

namespace {

/// Options that every verb takes, wherever they stand on the line.
void addSharedOptions(CLI::App& app, Context& context)
{
    app.add_flag("--json", context.json, "Print JSON with stable field names");
    app.add_flag("-q,--quiet", context.quiet, "No progress on stderr");
    app.set_version_flag("--version", SPARSESCOPE_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    app.footer("Exit codes: 0 done, 1 error (a sentence with its code on stderr), 2 usage, 3 stopped (what was finished is kept).");
}

}  // namespace

int main(int argc, char** argv)
{
    prepareProcessForModels();
    chooseBlasKernels();
    Context context;

    CLI::App app("Sparsescope: make a deep network debuggable with a sparse last layer", "sparsescope-cli");
    addSharedOptions(app, context);
    addModelVerbs(app, context);
    addMakingVerbs(app, context);
    addPathVerbs(app, context);
    addExchangeVerbs(app, context);
    addClassVerbs(app, context);
    addFeatureVerbs(app, context);
    addWeightVerbs(app, context);
    addVisualizeVerbs(app, context);
    addExampleVerbs(app, context);
    addStabilityVerbs(app, context);
    addPredictionVerbs(app, context);
    addPictureVerbs(app, context);
    addGalleryVerbs(app, context);
    addWordVerbs(app, context);
    addOutputVerbs(app, context);
    addSampleVerbs(app, context);
    addTextVerbs(app, context);
    addArrayVerbs(app, context);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exitDone : exitUsage;
    }
    return context.exitCode;
}
