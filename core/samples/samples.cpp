// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "samples/samples.h"

#include "base/files.h"
#include "base/text.h"
#include "samples/emoji.h"
#include "samples/fortunes.h"
#include "samples/planted.h"
#include "samples/planted_text.h"

#include <fmt/format.h>

namespace sparsescope {

std::vector<SampleInfo> samples()
{
    return {emojiSampleInfo(), fortunesSampleInfo(), plantedSampleInfo(), plantedTextSampleInfo()};
}

std::filesystem::path sampleAuditFolder(const SampleInfo& sample)
{
    return userDataFolder() / "audits" / (sample.title + ".audit");
}

Result<AuditSettings> prepareSample(const std::string& id, const std::filesystem::path& workFolder, Progress& progress)
{
    if (id == "emoji")
        return prepareEmojiSample(workFolder, {}, progress);
    if (id == "fortunes")
        return prepareFortunesSample(workFolder, {}, progress);
    if (id == "planted")
        return preparePlantedSample(workFolder, progress);
    if (id == "planted-text")
        return preparePlantedTextSample(workFolder, progress);
    return Error{"E-SAMPLE-003",
                 fmt::format("There is no sample named {}: \"emoji\", \"fortunes\", \"planted\" and \"planted-text\" are known.",
                             sparsescope::quoted(id)), ""};
}

}  // namespace sparsescope
