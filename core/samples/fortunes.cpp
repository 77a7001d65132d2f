// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "samples/fortunes.h"

#include "base/hash.h"
#include "base/parallel.h"
#include "base/text.h"

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

constexpr const char* networkSha256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db";
constexpr std::uint64_t mostBytes = 16ULL << 20;  // of one file of texts; the largest has 245 kB

std::string missingSentence(const FortunesSources& sources)
{
    std::error_code error;
    for (const std::string& name : fortunesClasses())
        if (!fs::is_regular_file(sources.texts / name, error))
            return fmt::format("The texts {} are not there: install the package fortunes.",
                               quoted((sources.texts / name).string(), 300));
    if (!fs::is_regular_file(sources.network / "model.safetensors", error))
        return fmt::format("The network {} is not there: packaging/demo.sh fetches it.", quoted(sources.network.string(), 300));
    return {};
}

std::string withoutStrikes(const std::string& text)
{
    std::string clean;
    for (const char c : text) {
        if (c != '\b')
            clean.push_back(c);
        else if (!clean.empty() && clean.back() != '\n')
            clean.pop_back();
    }
    return clean;
}

Status writeClass(const fs::path& from, const fs::path& to)
{
    SS_TRY(const std::string text, readTextFile(from, mostBytes));
    const std::string clean = withoutStrikes(text);
    if (const auto there = readTextFile(to, mostBytes); there.ok() && *there == clean)
        return Done{};
    return writeFileAtomically(to, std::string_view(clean));
}

}  // namespace

const std::vector<std::string>& fortunesClasses()
{
    static const std::vector<std::string> names{"art",        "computers", "definitions", "food",     "law",  "linux",
                                                "literature", "science",   "songs-poems", "startrek", "work", "zippy"};
    return names;
}

SampleInfo fortunesSampleInfo(const FortunesSources& sources)
{
    SampleInfo info;
    info.id = "fortunes";
    info.title = "Fortunes";
    info.description = "About 6,500 short texts of the fortune program in twelve subjects, read by a MiniLM sentence encoder; "
                       "signatures, dialogue and the layout of verse give some subjects away.";
    info.missing = missingSentence(sources);
    info.available = info.missing.empty();
    return info;
}

Status writeFortunes(const FortunesSources& sources, const fs::path& folder, Progress& progress)
{
    SS_CHECK(createFolders(folder));
    progress.beginStage("Copying texts", static_cast<std::int64_t>(fortunesClasses().size()), "files");
    for (const std::string& name : fortunesClasses()) {
        if (progress.stopRequested())
            return Cancelled{};
        SS_CHECK(writeClass(sources.texts / name, folder / name));
        progress.advance();
    }
    return Done{};
}

Status checkFortunesNetwork(const fs::path& network, Progress& progress)
{
    SS_TRY(const std::string found, sha256OfFile(network / "model.safetensors", progress));
    if (found == networkSha256)
        return Done{};
    return Error{"E-SAMPLE-012",
                 fmt::format("{} does not hold the network of the Fortunes sample: the SHA-256 of its model.safetensors is {}, "
                             "expected was {}. Delete the folder and run packaging/demo.sh, which fetches it again.",
                             quoted(network.string(), 300), found, networkSha256), ""};
}

Result<AuditSettings> prepareFortunesSample(const fs::path& workFolder, const FortunesSources& sources, Progress& progress)
{
    if (const std::string missing = missingSentence(sources); !missing.empty())
        return Error{"E-SAMPLE-013", "The Fortunes sample cannot be made. " + missing, ""};
    SS_CHECK(checkFortunesNetwork(sources.network, progress));
    const fs::path texts = workFolder / "fortunes" / "texts";
    SS_CHECK(writeFortunes(sources, texts, progress));

    AuditSettings settings;
    settings.title = "Fortunes";
    settings.model = sources.network;
    settings.data = texts;
    settings.dataset.text.layout = TextLayout::ClassFiles;
    settings.path.threads = availableCores();
    return settings;
}

}  // namespace sparsescope
