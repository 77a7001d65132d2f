// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/fake_renderer.h"

#include "audit/feature_picture_json.h"

#include <cmath>
#include <thread>

namespace sparsescope {

namespace {

std::string keyOf(const PictureWish& wish)
{
    return toJson(wish).dump();
}

/// Rings that come out of grey.
Image ringsOf(const PictureWish& wish, int number, int step)
{
    constexpr int side = FakeRenderer::side;
    Image image{side, side, std::vector<std::uint8_t>(std::size_t{side} * side * 3)};
    const double strength = 100.0 * step / FakeRenderer::steps;
    const double width = 4 + (wish.index * 7 + static_cast<int>(wish.seed) * 3) % 11;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const double away = std::hypot(x - side / 2.0 + 8 * number, y - side / 2.0 - wish.index % 17) / width;
            for (int channel = 0; channel < 3; ++channel) {
                const double wave = std::cos(away + channel * (1 + wish.index % 5)) * (wish.negative ? -1 : 1);
                image.rgb[(static_cast<std::size_t>(y) * side + static_cast<std::size_t>(x)) * 3 + static_cast<std::size_t>(channel)] =
                    static_cast<std::uint8_t>(128 + strength * wave);
            }
        }
    return image;
}

}  // namespace

std::optional<FeaturePicture> FakeRenderer::kept(const PictureWish& wish) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_kept.find(keyOf(wish));
    return found == m_kept.end() ? std::nullopt : std::optional(found->second);
}

void FakeRenderer::allow(int count)
{
    {
        const std::lock_guard lock(m_mutex);
        m_allowed = count;
    }
    m_changed.notify_all();
}

std::vector<PictureWish> FakeRenderer::begun() const
{
    const std::lock_guard lock(m_mutex);
    return m_begun;
}

void FakeRenderer::keep(const PictureWish& wish)
{
    const std::lock_guard lock(m_mutex);
    m_kept[keyOf(wish)] = pictureOf(wish, steps);
}

FeaturePicture FakeRenderer::pictureOf(const PictureWish& wish, int step) const
{
    FeaturePicture picture{wish};
    picture.complete = step == steps;
    picture.side = side;
    picture.steps = step;
    picture.wantedSteps = steps;
    picture.driveKnown = true;
    picture.versions = {{"renderer", "fake"}};
    picture.highest = {3, 4.1};
    picture.lowest = {5, 0};
    if (wish.index == deaf) {
        picture.outcome = Rendering::Outcome::NoGradient;
        picture.sentence = "No picture can be made: whatever it starts from, no change of a picture changes what was asked for.";
        return picture;
    }
    for (int i = 0; i < wish.count; ++i)
        picture.pictures.push_back({ringsOf(wish, i, step), wish.negative ? 0 : 0.58 * step, (wish.negative ? -0.32 : 0.6) * step, 0.1});
    return picture;
}

bool FakeRenderer::waitForStep(const Progress& progress)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, progress.stopToken(), [this] { return m_allowed != 0; });
    if (progress.stopRequested())
        return false;
    m_allowed = std::max(-1, m_allowed - 1);
    return true;
}

Result<FeaturePicture> FakeRenderer::make(const PictureWish& wish, Progress& progress, const RenderObserver& observer)
{
    if (broken)
        return Error{"E-TEST-001", "The network is not there any more.", ""};
    if (auto there = kept(wish); there && there->complete)
        return *there;
    {
        const std::lock_guard lock(m_mutex);
        m_begun.push_back(wish);
    }
    progress.beginStage("Making a picture", steps, "steps");
    int step = 0;
    while (step < steps && waitForStep(progress)) {
        ++step;
        progress.advance();
        if (stepMs > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(stepMs));
        RenderUpdate update{step, steps, {}, {}};
        for (const FeaturePicture::Made& made : pictureOf(wish, step).pictures) {
            update.pictures.push_back(made.image);
            update.values.push_back(made.activation);
        }
        if (wish.index != deaf)
            observer(update);
    }
    if (step == 0)
        return Cancelled{};
    FeaturePicture made = pictureOf(wish, step);
    const std::lock_guard lock(m_mutex);
    m_kept[keyOf(wish)] = made;
    return made;
}

}  // namespace sparsescope
