// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/random.h"
#include "data/dataset.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace sparsescope {

namespace {

/// A number that a path draws for itself (FNV-1a into the seeded generator).
std::uint64_t draw(const std::string& path, std::uint64_t seed)
{
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : path)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    return Random(hash ^ seed).next();
}

struct Sizes {
    std::size_t test = 0;
    std::size_t validation = 0;
};

/// Of `count` pictures of a class: the shares, rounded, but at least one each while train keeps one; test goes first.
Sizes sizesFor(std::size_t count, const DatasetOptions& options)
{
    const auto wanted = [&](double share) {
        if (!(share > 0))
            return std::size_t{0};
        return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(std::min(share, 1.0)
                                                                             * static_cast<double>(count))));
    };
    Sizes sizes;
    std::size_t free = count > 0 ? count - 1 : 0;
    sizes.test = std::min(wanted(options.testShare), free);
    free -= sizes.test;
    sizes.validation = std::min(wanted(options.validationShare), free);
    return sizes;
}

}  // namespace

std::string splitName(Split split)
{
    switch (split) {
    case Split::Train: return "train";
    case Split::Validation: return "validation";
    case Split::Test: break;
    }
    return "test";
}

void assignSplits(std::vector<DatasetItem>& items, int classes, const DatasetOptions& options)
{
    struct Drawn {
        std::uint64_t number;
        std::size_t item;
    };
    std::vector<std::vector<Drawn>> byClass(static_cast<std::size_t>(classes));
    for (std::size_t i = 0; i < items.size(); ++i)
        byClass[static_cast<std::size_t>(items[i].label)].push_back({draw(items[i].path, options.seed), i});
    for (std::vector<Drawn>& members : byClass) {
        std::sort(members.begin(), members.end(), [&](const Drawn& a, const Drawn& b) {
            return std::tie(a.number, items[a.item].path) < std::tie(b.number, items[b.item].path);
        });
        const Sizes sizes = sizesFor(members.size(), options);
        for (std::size_t rank = 0; rank < members.size(); ++rank)
            items[members[rank].item].split = rank < sizes.test ? Split::Test
                : rank < sizes.test + sizes.validation          ? Split::Validation
                                                                : Split::Train;
    }
}

}  // namespace sparsescope
