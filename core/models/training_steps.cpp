// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/training_steps.h"

#include <torch/torch.h>

#include <cmath>
#include <cstring>
#include <numbers>
#include <numeric>

#include <fmt/format.h>

namespace sparsescope
{

OneThread::OneThread() : m_before(at::get_num_threads())
{
    at::set_num_threads(1);
}

OneThread::~OneThread()
{
    at::set_num_threads(m_before);
}

at::Tensor normalTensor(const Shape& shape, double deviation, Random& random)
{
    at::Tensor tensor = torch::empty(shape, torch::kFloat32);
    float* values = tensor.data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
        values[i] = static_cast<float>(deviation * random.normal());
    return tensor;
}

double rateShare(double position)
{
    constexpr double rise = 0.1;
    if (position < rise)
        return (position + 0.01) / (rise + 0.01);
    return 0.5 * (1.0 + std::cos(std::numbers::pi * (position - rise) / (1.0 - rise)));
}

std::vector<std::int64_t> shuffledRows(std::size_t count, Random& random)
{
    std::vector<std::int64_t> rows(count);
    std::iota(rows.begin(), rows.end(), 0);
    random.shuffle(rows);
    return rows;
}

NamedTensor exportedTensor(const std::string& name, const at::Tensor& tensor)
{
    const at::Tensor plain = tensor.detach().contiguous();
    NamedTensor out{name, {DType::F32, plain.sizes().vec(), Bytes(static_cast<std::size_t>(plain.nbytes()))}};
    std::memcpy(out.tensor.bytes.data(), plain.data_ptr<float>(), out.tensor.bytes.size());
    return out;
}

Status checkLabels(std::size_t items, const char* noun, const std::vector<int>& labels, std::size_t classes)
{
    if (items == 0 || items != labels.size())
        return Error{"E-TRAIN-001",
                     fmt::format("Cannot train on {} {} with {} labels: one label is needed for each.", items, noun,
                                 labels.size()),
                     ""};
    for (const int label : labels)
        if (label < 0 || static_cast<std::size_t>(label) >= classes)
            return Error{"E-TRAIN-002",
                         fmt::format("Label {} is not one of the {} classes: labels start at 0.", label, classes), ""};
    return Done{};
}

} // namespace sparsescope
