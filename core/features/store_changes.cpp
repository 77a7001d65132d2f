// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/store_format.h"

#include "base/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

std::string shortHash(const std::string& hash)
{
    return displayText(hash, 8);
}

std::string preprocessingText(const Preprocessing& p)
{
    return fmt::format("shorter side {}, crop {}, mean {:.6g}, deviation {:.6g}", p.resize, p.crop,
                       fmt::join(p.mean, " "), fmt::join(p.deviation, " "));
}

}  // namespace

std::vector<std::string> layoutChanges(const StoreLayout& was, const StoreLayout& is)
{
    std::vector<std::string> changes;
    const auto compare = [&](bool same, const char* what, const std::string& before, const std::string& now) {
        if (!same)
            changes.push_back(fmt::format("{} (was {}, is {})", what, before, now));
    };
    const FeatureKey& a = was.key;
    const FeatureKey& b = is.key;
    compare(a.modelSha256 == b.modelSha256, "the model", shortHash(a.modelSha256), shortHash(b.modelSha256));
    compare(a.layer == b.layer, "the layer", sparsescope::quoted(a.layer), sparsescope::quoted(b.layer));
    compare(a.preprocessing == b.preprocessing, "the preprocessing", preprocessingText(a.preprocessing),
            preprocessingText(b.preprocessing));
    compare(a.dataFingerprint == b.dataFingerprint, "the data, their classes or splits",
            shortHash(a.dataFingerprint), shortHash(b.dataFingerprint));
    compare(a.device == b.device, "the device", sparsescope::quoted(a.device), sparsescope::quoted(b.device));
    compare(a.versions == b.versions, "the program's versions", sparsescope::quoted(a.versions),
            sparsescope::quoted(b.versions));
    compare(a.tokenizer == b.tokenizer, "the tokenizer", sparsescope::quoted(a.tokenizer),
            sparsescope::quoted(b.tokenizer));
    compare(a.maxTokens == b.maxTokens, "the longest text in tokens", std::to_string(a.maxTokens),
            std::to_string(b.maxTokens));
    compare(was.itemCount == is.itemCount, "the number of items", std::to_string(was.itemCount),
            std::to_string(is.itemCount));
    compare(was.features == is.features, "the number of features", std::to_string(was.features),
            std::to_string(is.features));
    compare(was.itemsPerShard == is.itemsPerShard, "the items per shard", std::to_string(was.itemsPerShard),
            std::to_string(is.itemsPerShard));
    return changes;
}

Error otherKeyError(const fs::path& file, const std::vector<std::string>& changes)
{
    return {otherKeyCode,
            fmt::format("The features in {} belong to other settings. What changed: {}. Clear them to extract again, "
                        "or go back to what they were made with.",
                        sparsescope::quoted(file.parent_path().string(), 300), fmt::join(changes, "; ")),
            file.string()};
}

}  // namespace sparsescope
