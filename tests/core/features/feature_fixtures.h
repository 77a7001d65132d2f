// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/hash.h"
#include "base/random.h"
#include "features/extract.h"

#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <limits>
#include <thread>

#include <fmt/format.h>

// A network that can be checked by hand, and small picture folders.

namespace sparsescope::fixtures {

namespace fs = std::filesystem;

/// Mean colours of the four quarters of a 16 × 16 picture: 12 features. Each test sets what it needs of the rest.
class FakeModel : public VisionModel {
public:
    static constexpr int crop = 16;
    static constexpr int width = 12;

    FakeModel()
    {
        m_info.sha256 = std::string(64, 'a');
        m_info.layer = "quarter means";
        m_info.features = width;
        m_info.preprocessing = {crop, crop, {0.5, 0.5, 0.5}, {0.25, 0.25, 0.25}};
    }

    int mostAtOnce = 1 << 20;                 ///< Larger batches are out of memory.
    int outOfMemoryAtCall = 0;                ///< The n-th pass is out of memory, once.
    bool bitsDependOnBatch = false;           ///< As with float32 sums: last bits change with the size and the slot.
    std::chrono::microseconds perPicture{0};  ///< Sleeps so long.
    std::function<void(int count)> onForward; ///< After each pass.
    std::string deviceName = "cpu";

    ModelInfo& mutableInfo() { return m_info; }
    const ModelInfo& info() const override { return m_info; }
    const OriginalHead& originalHead() const override { return m_head; }
    std::string device() const override { return deviceName; }

    Status features(std::span<const float> input, int count, std::span<float> features) const override
    {
        if (count > mostAtOnce || ++m_calls == outOfMemoryAtCall)
            return Error{"E-MEM-001", "Cannot run the network: there is not enough free memory.", ""};
        for (int i = 0; i < count; ++i)
            onePicture(input.subspan(i * crop * crop * 3, crop * crop * 3), count * 100 + i,
                       features.subspan(i * width, width));
        if (perPicture.count() > 0)
            std::this_thread::sleep_for(perPicture * count);
        if (onForward)
            onForward(count);
        return Done{};
    }

    Result<std::vector<ActivationMap>> activationMaps(std::span<const float>, std::span<const int>) const override
    {
        return Error{"E-FAKE-001", "No maps.", ""};
    }

    bool hasGradients() const override { return true; }
    bool takesAnySize() const override { return false; }
    Status gradient(std::span<const float> input, int count, int, const FeatureSlope& slope, LastActivation,
                    std::span<float> gradient) const override
    {
        std::vector<float> values(static_cast<std::size_t>(count) * width);
        SS_CHECK(features(input, count, values));
        std::vector<float> slopes(values.size());
        slope({values, values}, slopes);
        for (std::size_t i = 0; i < gradient.size(); ++i) {
            const std::size_t pixel = i / 3 % (crop * crop);
            const std::size_t quarter = pixel / crop / 8 * 2 + pixel % crop / 8;
            gradient[i] = slopes[i / (crop * crop * 3) * width + quarter * 3 + i % 3] / 64.0F;
        }
        return Done{};
    }

private:
    void onePicture(std::span<const float> input, int slot, std::span<float> out) const
    {
        std::fill(out.begin(), out.end(), 0.0F);
        for (int y = 0; y < crop; ++y)
            for (int x = 0; x < crop; ++x)
                for (int c = 0; c < 3; ++c)
                    out[(y / 8 * 2 + x / 8) * 3 + c] += input[(y * crop + x) * 3 + c] / 64.0F;
        if (bitsDependOnBatch)
            out[0] += static_cast<float>(slot) * 1e-5F;
        // A wholly green picture (−2, 2, −2 after normalising) has no finite features.
        if (out[0] == -2.0F && out[1] == 2.0F && out[2] == -2.0F)
            out[5] = std::numeric_limits<float>::quiet_NaN();
    }

    ModelInfo m_info;
    OriginalHead m_head;
    mutable std::atomic<int> m_calls = 0;
};

inline void writeBytes(const fs::path& path, std::span<const std::byte> bytes)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

inline void writeText(const fs::path& path, std::string_view text)
{
    writeBytes(path, std::as_bytes(std::span(text.data(), text.size())));
}

inline std::string readText(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline Image randomImage(Random& random, int width = 24, int height = 20)
{
    Image image{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * height * 3)};
    for (auto& value : image.rgb)
        value = static_cast<std::uint8_t>(random.below(256));
    return image;
}

/// `count` small pictures in three classes, in the order of Dataset::items.
inline Dataset pictureFolder(const fs::path& root, int count, std::uint64_t seed = 1)
{
    Random random(seed);
    Dataset dataset;
    dataset.root = root;
    dataset.fingerprint = sha256(fmt::format("{} {}", count, seed));
    for (int label = 0; label < 3; ++label)
        dataset.classes.push_back({fmt::format("class{}", label), fmt::format("Class {}", label), {}});
    for (int i = 0; i < count; ++i) {
        const int label = i * 3 / count;
        const std::string path = fmt::format("class{}/{:04}.png", label, i);
        writeBytes(root / path, encodePng(randomImage(random)).value());
        dataset.items.push_back({path, label, Split::Train});
    }
    return dataset;
}

inline ShardStore storeFor(const fs::path& folder, const FakeModel& model, const Dataset& dataset, int itemsPerShard)
{
    return ShardStore(folder, featureKey(model, dataset), static_cast<std::int64_t>(dataset.items.size()),
                      FakeModel::width, itemsPerShard);
}

/// SHA-256 of features, labels and row numbers together: equal only for bit-identical tables.
inline std::string hashOf(const FeatureTable& table)
{
    Sha256 hash;
    hash.add(std::as_bytes(std::span(table.features.data(), static_cast<std::size_t>(table.features.size()))));
    hash.add(std::as_bytes(std::span(table.labels)));
    hash.add(std::as_bytes(std::span(table.rowItem)));
    return hash.hexDigest();
}

inline std::string messageOf(const auto& result)
{
    return result.failed() ? result.error().code + " " + result.error().message : result.ok() ? "ok" : "cancelled";
}

}  // namespace sparsescope::fixtures
