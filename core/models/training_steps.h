// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/random.h"
#include "formats/checkpoint.h"

#include <cstdint>
#include <string>
#include <vector>

namespace at
{
class Tensor;
}

namespace sparsescope
{

// What the trainings of the samples' small networks share. One thread and our own random numbers: on one machine the
// same data and seed give the same bits.

/// LibTorch sums in another order on another number of threads, so training holds it to one.
class OneThread
{
public:
    OneThread();
    ~OneThread();
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;

private:
    int m_before;
};

at::Tensor normalTensor(const Shape& shape, double deviation, Random& random);

/// Share of the peak learning rate at `position` (0…1) of the training: a short rise, then half a cosine.
double rateShare(double position);

std::vector<std::int64_t> shuffledRows(std::size_t count, Random& random);

NamedTensor exportedTensor(const std::string& name, const at::Tensor& tensor);

/// A label for each of `items`, each 0…classes − 1.
Status checkLabels(std::size_t items, const char* noun, const std::vector<int>& labels, std::size_t classes);

} // namespace sparsescope
