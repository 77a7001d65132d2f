// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "report/collect.h"

#include <map>

namespace sparsescope {

/// Small JPEGs of the audit's pictures, each made once, or the beginnings of its texts. A picture that cannot be had is one with a reason in its
/// caption.
class PictureMaker {
public:
    PictureMaker(const ReportSources& sources, Progress& progress) : m_sources(sources), m_progress(progress) {}

    /// The first `count` of the examples with the feature's activation laid over them, where the network has maps.
    std::vector<ReportPicture> strongest(const std::vector<ExampleRef>& examples, int feature, int count);
    ReportPicture plain(const ExampleRef& example);
    /// What was rendered for the feature in the sign of the weight, if it was; its caption tells how.
    std::optional<ReportPicture> rendered(int feature, double weight) const;

private:
    bool areTexts() const;
    ReportPicture beginningOf(const ExampleRef& example, std::size_t characters, const std::string& caption) const;
    ReportPicture made(const Result<Image>& image, int side, const std::string& caption) const;
    std::string captionOf(const ExampleRef& example) const;

    const ReportSources& m_sources;
    Progress& m_progress;
    std::map<std::pair<std::int64_t, int>, ReportPicture> m_made;
};

}  // namespace sparsescope
