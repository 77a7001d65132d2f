// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features/batch_steps.h"

#include "base/guard.h"
#include "base/text.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

/// A missing file is that picture's trouble; a missing root (disk unplugged, no descriptors left) would make a skipped
/// picture of every one that follows.
Status checkRoot(const fs::path& root)
{
    const int descriptor = ::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return Error{
            "E-EXTRACT-003",
            fmt::format("The picture folder {} cannot be read any more: {}. What is finished is kept; extract again "
                        "when it is back.",
                        sparsescope::quoted(root.string(), 300), std::strerror(errno)),
            ""};
    ::close(descriptor);
    return Done{};
}

Status readPicture(const VisionModel& model, const fs::path& path, const DecodeLimits& limits, std::span<float> out)
{
    return guarded("Cannot read " + sparsescope::quoted(path.string(), 300), "E-EXTRACT-004", [&]() -> Status {
        SS_TRY(const Image image, loadImage(path, limits));
        preprocess(image, model.info().preprocessing, out);
        return Done{};
    });
}

class PictureWork : public BatchWork {
public:
    PictureWork(const VisionModel& model, const Dataset& dataset, const DecodeLimits& limits)
        : m_model(model), m_dataset(dataset), m_limits(limits)
    {
    }

    const char* unit() const override { return "pictures"; }
    Status prepare(const Progress& progress, ItemBatch& batch) const override
    {
        return prepareBatch(m_model, m_dataset, m_limits, progress, batch);
    }
    Status forward(const ItemBatch& batch, const HalveBatch& halve, const Progress& progress,
                   std::span<float> features) const override
    {
        return forwardBatch(m_model, batch, halve, progress, features);
    }

private:
    const VisionModel& m_model;
    const Dataset& m_dataset;
    DecodeLimits m_limits;
};

}  // namespace

std::unique_ptr<BatchWork> pictureWork(const VisionModel& model, const Dataset& dataset, const DecodeLimits& limits)
{
    return std::make_unique<PictureWork>(model, dataset, limits);
}

Error tooLittleMemory(const Error& error, const char* item)
{
    return {
        "E-EXTRACT-005",
        fmt::format("There is not enough memory to run the network on even one {}. Close other programs, or choose a "
                    "smaller network or input size. What is finished is kept.",
                    item),
        error.message + "\n" + error.details};
}

std::size_t inputValues(const VisionModel& model)
{
    const auto crop = static_cast<std::size_t>(model.info().preprocessing.crop);
    return crop * crop * 3;
}

Status prepareBatch(const VisionModel& model, const Dataset& dataset, const DecodeLimits& limits,
                    const Progress& progress, ItemBatch& batch)
{
    const std::size_t size = inputValues(model);
    batch.input.resize(static_cast<std::size_t>(batch.count) * size);
    batch.reasons.assign(static_cast<std::size_t>(batch.count), {});
    for (std::size_t i = 0; i < batch.reasons.size(); ++i) {
        if (progress.stopRequested())
            return Cancelled{};
        const std::span<float> slot(batch.input.data() + i * size, size);
        const DatasetItem& item = dataset.items[static_cast<std::size_t>(batch.firstItem) + i];
        const Status read = readPicture(model, dataset.root / item.path, limits, slot);
        if (read.ok())
            continue;
        SS_CHECK(checkRoot(dataset.root));
        std::fill(slot.begin(), slot.end(), 0.0F);
        batch.reasons[i] = read.error().message;
    }
    return Done{};
}

Status forwardBatch(const VisionModel& model, const ItemBatch& batch, const HalveBatch& halve,
                    const Progress& progress, std::span<float> features)
{
    if (batch.allSkipped())
        return Done{};
    const std::size_t size = inputValues(model);
    const std::size_t width = features.size() / static_cast<std::size_t>(batch.count);
    int piece = batch.count;
    for (int at = 0; at < batch.count;) {
        if (progress.stopRequested())
            return Cancelled{};
        const int count = std::min(piece, batch.count - at);
        const std::span<const float> input(batch.input.data() + static_cast<std::size_t>(at) * size,
                                           static_cast<std::size_t>(count) * size);
        const auto out =
            features.subspan(static_cast<std::size_t>(at) * width, static_cast<std::size_t>(count) * width);
        const Status status =
            guarded("Cannot run the network", "E-EXTRACT-006", [&] { return model.features(input, count, out); });
        if (status.ok()) {
            at += count;
        } else if (!status.failed() || status.error().code != outOfMemoryCode) {
            return status.failure();
        } else if (count == 1) {
            return tooLittleMemory(status.error(), "picture");
        } else {
            piece = halve(count);
        }
    }
    return Done{};
}

}  // namespace sparsescope
