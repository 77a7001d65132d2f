// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/checkpoint.h"
#include "models/architecture.h"

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

namespace sparsescope
{

// The same weights and pictures from a formula as tests/reference/models/made_weights.py makes.

inline std::vector<double> uniforms(const std::string& name, std::size_t count)
{
    std::uint64_t seed = 0xCBF29CE484222325;
    for (const char byte : name)
        seed = (seed ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t z = seed + (i + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        values[i] = static_cast<double>((z ^ (z >> 31)) >> 40) / (1 << 24);
    }
    return values;
}

inline double madeValue(const std::string& name, const Shape& shape, double u)
{
    if (name.ends_with("running_var"))
        return 0.5 + u;
    if (name.ends_with("running_mean"))
        return 0.2 * (u - 0.5);
    if (shape.size() == 1)
        return name.ends_with("weight") ? 0.5 + 0.5 * u : 0.4 * (u - 0.5);
    const auto fanIn = static_cast<double>(*elementCount(shape) / shape[0]);
    return 2 * (u - 0.5) * std::sqrt(6.0 / fanIn);
}

inline NamedTensor namedTensor(const std::string& name, const Shape& shape, const std::vector<float>& values)
{
    Tensor tensor{DType::F32, shape, Bytes(values.size() * sizeof(float))};
    std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
    return {name, std::move(tensor)};
}

inline NamedTensor madeTensor(const std::string& name, const Shape& shape)
{
    std::vector<float> values;
    for (const double u : uniforms(name, static_cast<std::size_t>(*elementCount(shape))))
        values.push_back(static_cast<float>(madeValue(name, shape, u)));
    return namedTensor(name, shape, values);
}

/// All tensors of an architecture but the counters, with `classes` classes.
inline std::vector<NamedTensor> madeWeights(const Architecture& architecture, std::int64_t classes)
{
    std::vector<NamedTensor> tensors;
    for (const ExpectedTensor& expected : expectedTensors(architecture)) {
        Shape shape = expected.shape;
        for (auto& size : shape)
            size = size < 0 ? classes : size;
        if (expected.role != ExpectedTensor::Role::Counter)
            tensors.push_back(madeTensor(expected.name, shape));
    }
    return tensors;
}

/// count × size × size × 3 floats in [−1, 1).
inline std::vector<float> madePictures(int count, int size)
{
    std::vector<float> pictures;
    for (const double u : uniforms("pictures", static_cast<std::size_t>(count) * size * size * 3))
        pictures.push_back(static_cast<float>(2 * u - 1));
    return pictures;
}

} // namespace sparsescope
