// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vis/render.h"

#include "vis/ascent.h"
#include "vis/render_check.h"

#include <algorithm>
#include <chrono>
#include <numeric>

#include <fmt/format.h>

namespace sparsescope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr float faint = 0.01F;
constexpr float loud = 0.2F;
constexpr int probeSteps = 4;           ///< A start that has no gradient in any of these is given up.
constexpr auto updateGap = std::chrono::milliseconds(250);

/// What a picture can start from.
struct Start {
    const Image* image = nullptr;       ///< Or noise:
    float deviation = faint;
    std::uint64_t seed = 0;
    std::string note = {};              ///< Told where this start was needed.
};

std::vector<Start> startsOf(const RenderOptions& options)
{
    std::vector<Start> starts;
    starts.push_back({options.start ? &*options.start : nullptr, faint, options.seed});
    const std::string flat = "From the usual start nothing that goes into the network changes what was asked for; ";
    starts.push_back({nullptr, loud, options.seed + 1, flat + "this picture grew from louder noise."});
    for (const Image& image : options.otherStarts)
        starts.push_back({&image, faint, options.seed, flat + "this picture grew from one of the data set."});
    return starts;
}

std::unique_ptr<Parameterisation> parameterisation(PictureKind kind, int side)
{
    return kind == PictureKind::Fourier ? makeFourierPicture(side) : makePixelPicture(side);
}

std::vector<Climber> climbersAt(const Start& start, std::size_t count, Parameterisation& space)
{
    std::vector<Climber> climbers;
    for (std::size_t i = 0; i < count; ++i) {
        Random random(start.seed + i * 0x9E3779B97F4A7C15ULL);
        auto parameters = start.image ? space.of(canvasOf(*start.image, space.side())) : space.noise(random, start.deviation);
        climbers.push_back({std::move(parameters), Adam(space.parameters()), random, Canvas()});
    }
    return climbers;
}

/// The same pictures at another size.
std::vector<Climber> grown(std::vector<Climber> climbers, Parameterisation& space)
{
    for (Climber& climber : climbers) {
        climber.parameters = space.of(resizedCanvas(climber.canvas, space.side()));
        climber.adam = Adam(space.parameters());
    }
    return climbers;
}

std::vector<Image> imagesOf(const std::vector<Climber>& climbers)
{
    std::vector<Image> images;
    for (const Climber& climber : climbers)
        images.push_back(imageOf(climber.canvas));
    return images;
}

/// How the last activation is taken. A rectified feature can only be pushed below 0 through a relaxed one; one that is 0 at the
/// start is helped to fire, and one that has reached its ceiling, which noise may do, goes on to what it is after.
class ActivationChoice {
public:
    explicit ActivationChoice(const Goal& goal) : m_always(std::ranges::any_of(goal.directions, &Direction::pushesDown)) {}

    LastActivation now() const { return m_always ? LastActivation::Relaxed : LastActivation::Upward; }

private:
    bool m_always;
};

/// One rendering from one start.
class Attempt {
public:
    Attempt(const VisionModel& model, const Goal& goal, const RenderOptions& options, Progress& progress, const RenderObserver& observer)
        : m_model(model), m_goal(goal), m_options(options), m_progress(progress), m_observer(observer), m_choice(goal)
    {
        for (const RenderStage& stage : options.stages)
            m_result.wantedSteps += stage.steps;
    }

    Result<Rendering> run(const Start& start);

private:
    void begin(const RenderStage& stage, const Start& start);
    Status climb(int steps);
    void afterStep(const Ascent::Step& step);
    Status finish();
    double rate() const;

    const VisionModel& m_model;
    const Goal& m_goal;
    const RenderOptions& m_options;
    Progress& m_progress;
    const RenderObserver& m_observer;
    ActivationChoice m_choice;
    std::unique_ptr<Parameterisation> m_space;
    std::unique_ptr<Ascent> m_ascent;
    std::vector<Height> m_first;        ///< Of the start, unmoved.
    Rendering m_result;
    bool m_alive = false;               ///< Some step had a gradient.
    bool m_stopped = false;
    Clock::time_point m_lastUpdate = Clock::now();
};

void Attempt::begin(const RenderStage& stage, const Start& start)
{
    std::vector<Climber> before;
    if (m_ascent) {
        m_ascent->draw();
        before = m_ascent->release();
    }
    m_space = parameterisation(m_options.kind, stage.side);
    auto climbers = before.empty() ? climbersAt(start, m_goal.directions.size(), *m_space) : grown(std::move(before), *m_space);
    m_ascent = std::make_unique<Ascent>(Ascent::Setup{m_model, m_goal, *m_space, standardTransforms(stage.side)}, std::move(climbers));
}

double Attempt::rate() const
{
    return m_options.rate;
}

void Attempt::afterStep(const Ascent::Step& step)
{
    ++m_result.steps;
    m_progress.advance();
    m_result.similarity = step.similarity;
    const bool flat = step.flattest < vanishingGradient;
    m_alive = m_alive || !flat;
    if (std::ranges::count(m_options.snapshots, m_result.steps) > 0)
        m_result.snapshots.push_back({m_result.steps, imagesOf(m_ascent->draw())});
    if (m_observer && m_alive && Clock::now() - m_lastUpdate >= updateGap) {
        RenderUpdate update{m_result.steps, m_result.wantedSteps, imagesOf(m_ascent->draw()), {}};
        for (const Height& height : step.heights)
            update.values.push_back(height.value);
        m_observer(update);
        m_lastUpdate = Clock::now();
    }
}

Status Attempt::climb(int steps)
{
    for (int i = 0; i < steps; ++i) {
        if (m_progress.stopRequested()) {
            m_stopped = true;
            return Done{};
        }
        SS_TRY(const Ascent::Step step, m_ascent->step(m_choice.now(), rate()));
        afterStep(step);
        if (!m_alive && m_result.steps >= probeSteps)
            return Done{};
    }
    return Done{};
}

Status Attempt::finish()
{
    std::vector<Canvas> shown;
    for (const Climber& climber : m_ascent->draw()) {
        m_result.pictures.push_back({imageOf(climber.canvas)});
        shown.push_back(canvasOf(m_result.pictures.back().image, m_ascent->side()));
    }
    SS_TRY(const std::vector<Height> heights, m_ascent->look(shown));
    for (std::size_t i = 0; i < heights.size(); ++i) {
        RenderedPicture& picture = m_result.pictures[i];
        picture.value = heights[i].value;
        picture.drive = heights[i].drive;
        picture.startValue = m_first[i].value;
        picture.startDrive = m_first[i].drive;
    }
    m_result.side = m_ascent->side();
    m_result.driveKnown = m_ascent->driveKnown();
    m_result.complete = !m_stopped;
    return Done{};
}

Result<Rendering> Attempt::run(const Start& start)
{
    m_progress.beginStage("Making a picture", m_result.wantedSteps, "steps");
    for (const RenderStage& stage : m_options.stages) {
        begin(stage, start);
        if (m_first.empty()) {
            std::vector<Canvas> canvases;
            for (const Climber& climber : m_ascent->draw())
                canvases.push_back(climber.canvas);
            SS_TRY(m_first, m_ascent->look(canvases));
        }
        SS_CHECK(climb(stage.steps));
        if (m_stopped || !m_alive)
            break;
    }
    if (m_stopped && !m_alive)
        return Cancelled{};
    if (!start.note.empty())
        m_result.notes.push_back(start.note);
    SS_CHECK(finish());
    m_result.outcome = m_alive ? Rendering::Outcome::Made : Rendering::Outcome::NoGradient;
    return std::move(m_result);
}

bool rose(const RenderedPicture& picture)
{
    return picture.value > picture.startValue || picture.drive > picture.startDrive;
}

/// Takes the pictures away where they show nothing.
Rendering judged(Rendering rendering)
{
    if (rendering.outcome == Rendering::Outcome::Made && rendering.complete && std::ranges::none_of(rendering.pictures, rose))
        rendering.outcome = Rendering::Outcome::NoProgress;
    if (rendering.outcome == Rendering::Outcome::NoGradient)
        rendering.sentence = "No picture can be made: whatever it starts from, no change of a picture changes what was asked for.";
    if (rendering.outcome == Rendering::Outcome::NoProgress)
        rendering.sentence = fmt::format("No picture can be made: {} steps did not raise what was asked for.", rendering.steps);
    if (rendering.outcome != Rendering::Outcome::Made) {
        rendering.pictures.clear();
        rendering.snapshots.clear();
    }
    return rendering;
}

}  // namespace

std::vector<RenderStage> fullQuality(const VisionModel& model)
{
    return {{model.info().preprocessing.crop, 512}};
}

std::vector<RenderStage> previewQuality(const VisionModel& model)
{
    const int side = model.info().preprocessing.crop;
    if (!model.takesAnySize() || side < 128)
        return {{side, 96}};
    return {{side / 2, 96}, {side, 32}};
}

Result<Rendering> render(const VisionModel& model, const Goal& goal, const RenderOptions& options, Progress& progress,
                         const RenderObserver& observer)
{
    SS_CHECK(checkRender(model, goal, options));
    Rendering last;
    for (const Start& start : startsOf(options)) {
        SS_TRY(last, Attempt(model, goal, options, progress, observer).run(start));
        if (last.outcome == Rendering::Outcome::Made)
            break;
    }
    return judged(std::move(last));
}

}  // namespace sparsescope
