// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/look.h"

#include "audit/audit_data.h"
#include "base/text.h"

#include <charconv>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace sparsescope::cli {

Result<Look> lookAt(const std::filesystem::path& folder, int index, Progress& progress)
{
    Look look;
    SS_TRY(look.audit, Audit::open(folder));
    look.info = look.audit->info();
    look.names = classNames(look.info);
    SS_TRY(look.data, look.audit->load(progress));
    tellNote(*look.data);
    SS_TRY(look.head, look.audit->analyse(look.data, index, progress));
    return look;
}

void tellNote(const AuditData& data)
{
    if (const std::string& note = data.pieces().path.note; !note.empty())
        fmt::print(stderr, "Note: {}\n", note);
}

std::string shownExample(const ExampleRef& example)
{
    constexpr std::size_t shown = 72;
    return example.text.empty() ? example.path : fmt::format("{} ({})", displayText(example.text, shown), example.path);
}

Result<int> findClass(const AuditInfo& info, const std::string& asked)
{
    const auto count = static_cast<int>(info.classes.size());
    int id = -1;
    const auto [end, error] = std::from_chars(asked.data(), asked.data() + asked.size(), id);
    if (error == std::errc() && end == asked.data() + asked.size() && id >= 0 && id < count)
        return id;
    for (int k = 0; k < count; ++k)
        if (info.classes[static_cast<std::size_t>(k)].key == asked)
            return k;
    for (int k = 0; k < count; ++k)
        if (info.classes[static_cast<std::size_t>(k)].name == asked)
            return k;
    return Error{"E-CLI-001", fmt::format("There is no class {}: give a number from 0 to {}, or a key or name as \"classes\" "
                                          "lists them.", sparsescope::quoted(asked, 60), count - 1), ""};
}

CLI::App* addLookVerb(CLI::App& app, const char* name, const char* what, std::string& audit, int& at)
{
    CLI::App* verb = app.add_subcommand(name, what);
    verb->add_option("AUDIT", audit, "Folder NAME.audit")->required();
    verb->add_option("--at", at, "Point of the path (the chosen one)")->check(CLI::NonNegativeNumber);
    return verb;
}

}  // namespace sparsescope::cli
