// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cli/context.h"

namespace CLI {
class App;
}

namespace sparsescope::cli {

// Each adds its family of verbs to the command line.
void addModelVerbs(CLI::App& app, Context& context);     ///< inspect, devices
void addMakingVerbs(CLI::App& app, Context& context);    ///< new, extract, fit, select, name
void addPathVerbs(CLI::App& app, Context& context);      ///< info, path, paths
void addExchangeVerbs(CLI::App& app, Context& context);  ///< import-path, export-path
void addClassVerbs(CLI::App& app, Context& context);     ///< classes, class, class-path
void addFeatureVerbs(CLI::App& app, Context& context);   ///< features, feature
void addVisualizeVerbs(CLI::App& app, Context& context);   ///< visualize
void addExampleVerbs(CLI::App& app, Context& context);   ///< example, errors
void addStabilityVerbs(CLI::App& app, Context& context);  ///< stability
void addPredictionVerbs(CLI::App& app, Context& context);  ///< predict, bias
void addPictureVerbs(CLI::App& app, Context& context);    ///< lime, map
void addGalleryVerbs(CLI::App& app, Context& context);    ///< examples
void addWordVerbs(CLI::App& app, Context& context);       ///< words
void addWeightVerbs(CLI::App& app, Context& context);    ///< weights
void addOutputVerbs(CLI::App& app, Context& context);    ///< report, export
void addSampleVerbs(CLI::App& app, Context& context);    ///< sample list, sample make
void addTextVerbs(CLI::App& app, Context& context);      ///< texts, tokens
void addArrayVerbs(CLI::App& app, Context& context);     ///< fit-arrays

}  // namespace sparsescope::cli
