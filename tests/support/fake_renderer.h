// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/feature_pictures.h"

#include <condition_variable>
#include <map>
#include <mutex>

namespace sparsescope {

/// Makes pictures of features without a network: rings whose colour and width tell the feature, the sign and the step. It
/// makes as many steps as it is let, and keeps what it made in memory. Thread-safe.
class FakeRenderer {
public:
    static constexpr int steps = 10;
    static constexpr int side = 96;

    std::optional<FeaturePicture> kept(const PictureWish& wish) const;
    Result<FeaturePicture> make(const PictureWish& wish, Progress& progress, const RenderObserver& observer);

    /// From now on only so many steps are made; negative: as many as are wanted.
    void allow(int count);
    /// The wishes in the order in which they were begun.
    std::vector<PictureWish> begun() const;
    /// Puts a picture into the audit's cache, as if it had been made earlier.
    void keep(const PictureWish& wish);

    int deaf = -1;                          ///< This feature has no gradient.
    bool broken = false;                    ///< Nothing can be made.
    int stepMs = 0;

private:
    bool waitForStep(const Progress& progress);
    FeaturePicture pictureOf(const PictureWish& wish, int step) const;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    int m_allowed = -1;
    std::vector<PictureWish> m_begun;
    std::map<std::string, FeaturePicture> m_kept;
};

}  // namespace sparsescope
