// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "models/backbone.h"

#include <functional>
#include <memory>
#include <span>
#include <string>

namespace sparsescope
{

/// "cpu", "cuda" (as "cuda:0") or "cuda:N" as LibTorch spells it, checked to be there; else an error that says what is.
Result<std::string> checkedDevice(const std::string& name);

/// Inputs on their way to a device and back. On the CPU nothing is copied; elsewhere each calling thread has a stream
/// of its own and page-locked staging memory, so that copies overlap with the work of other threads.
class DeviceLane
{
public:
    /// Receives the input on the device and returns the tensors to bring home.
    using Work = std::function<std::vector<at::Tensor>(const at::Tensor& input)>;

    explicit DeviceLane(const std::string& device) : m_device(device) {}

    const std::string& device() const { return m_device; }
    /// `input`: count × size × size × 3 floats. Returns contiguous tensors in ordinary memory.
    std::vector<at::Tensor> run(std::span<const float> input, int count, int size, const Work& work) const;
    /// The same for any tensor in ordinary memory.
    std::vector<at::Tensor> run(const at::Tensor& input, const Work& work) const;

private:
    std::string m_device;
};

/// Waits until everything queued on the device is done, as after loading weights, which other streams then read.
void finishDevice(const std::string& device);

/// Sets the threads inside one operation for the calling thread; cheap when they are set already.
void useThreads(int threads);

} // namespace sparsescope
