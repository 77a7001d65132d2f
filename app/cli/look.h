// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"
#include "audit/views_json.h"

#include <filesystem>
#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace sparsescope::cli {

/// An audit opened for questions: its data, and one head with its predictions.
struct Look {
    std::shared_ptr<Audit> audit;
    AuditInfo info;
    ClassNames names;
    std::shared_ptr<const AuditData> data;
    std::shared_ptr<const HeadAnalysis> head;
};

/// `index` −1: the chosen head. What is left out of the path is told on stderr.
Result<Look> lookAt(const std::filesystem::path& folder, int index, Progress& progress);

/// Tells on stderr what of the path is left out because it is damaged.
void tellNote(const AuditData& data);

/// A verb that asks about one head of an audit: its folder, and --at for another point than the chosen one.
CLI::App* addLookVerb(CLI::App& app, const char* name, const char* what, std::string& audit, int& at);

/// In a table: a picture's path, or the beginning of a text and where it is.
std::string shownExample(const ExampleRef& example);

/// A class by its number, key or name, in this order. An error tells how many classes there are.
Result<int> findClass(const AuditInfo& info, const std::string& asked);

}  // namespace sparsescope::cli
