// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/device.h"

#include "base/text.h"
#include "models/vision_model.h"

#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/torch.h>

#include <charconv>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sparsescope
{

namespace
{

/// N of "cuda:N", 0 of "cuda", −1 of anything else.
int cudaIndex(const std::string& name)
{
    if (name == "cuda")
        return 0;
    if (!name.starts_with("cuda:"))
        return -1;
    int index = -1;
    const char* end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + 5, end, index);
    return error == std::errc() && rest == end ? index : -1;
}

/// The calling thread's own stream on a device, from LibTorch's pool.
c10::Stream threadStream(at::Device device)
{
    thread_local std::map<int, c10::Stream> streams;
    const auto found = streams.find(device.index());
    if (found != streams.end())
        return found->second;
    const c10::impl::VirtualGuardImpl guard(device.type());
    return streams.emplace(device.index(), guard.getStreamFromGlobalPool(device)).first->second;
}

at::Tensor picturesAt(std::span<const float> input, int count, int size)
{
    auto* data = const_cast<float*>(input.data());
    return at::from_blob(data, {count, size, size, 3}, at::kFloat).permute({0, 3, 1, 2});
}

at::Tensor inPageLockedMemory(const at::Tensor& tensor)
{
    return at::empty_like(tensor, tensor.options().pinned_memory(true)).copy_(tensor);
}

std::vector<at::Tensor> bringHome(const std::vector<at::Tensor>& tensors, c10::Stream stream)
{
    std::vector<at::Tensor> home;
    for (const at::Tensor& tensor : tensors) {
        const auto options = at::TensorOptions().dtype(tensor.scalar_type()).pinned_memory(true);
        home.push_back(at::empty(tensor.sizes(), options).copy_(tensor, true));
    }
    stream.synchronize();
    return home;
}

} // namespace

Result<std::string> checkedDevice(const std::string& name)
{
    if (name == "cpu")
        return name;
    const std::string offered = fmt::format("{}", fmt::join(availableDevices(), ", "));
    const int index = cudaIndex(name);
    if (index < 0)
        return Error{
            "E-DEVICE-001",
            fmt::format("{} is not the name of a device. Here you can choose: {}.", sparsescope::quoted(name), offered),
            ""};
    if (static_cast<std::size_t>(index) >= torch::cuda::device_count())
        return Error{"E-DEVICE-002",
                     fmt::format("The device {} is not there: this machine and this build of LibTorch offer {}.",
                                 sparsescope::quoted(name), offered),
                     ""};
    return fmt::format("cuda:{}", index);
}

std::vector<std::string> availableDevices()
{
    std::vector<std::string> devices{"cpu"};
    for (int i = 0; i < static_cast<int>(torch::cuda::device_count()); ++i)
        devices.push_back(fmt::format("cuda:{}", i));
    return devices;
}

std::vector<at::Tensor> DeviceLane::run(std::span<const float> input, int count, int size, const Work& work) const
{
    return run(picturesAt(input, count, size), work);
}

std::vector<at::Tensor> DeviceLane::run(const at::Tensor& input, const Work& work) const
{
    const at::Device device(m_device);
    if (device.is_cpu()) {
        std::vector<at::Tensor> results = work(input);
        for (at::Tensor& result : results)
            result = result.contiguous();
        return results;
    }
    const c10::Stream stream = threadStream(device);
    const c10::StreamGuard guard(stream);
    return bringHome(work(inPageLockedMemory(input).to(device, true)), stream);
}

void finishDevice(const std::string& name)
{
    const at::Device device(name);
    if (!device.is_cpu())
        c10::impl::VirtualGuardImpl(device.type()).getStream(device).synchronize();
}

void useThreads(int threads)
{
    // OpenMP keeps the number per calling thread, LibTorch keeps one for the process: both are set.
    thread_local int current = 0;
    if (current == threads)
        return;
    at::set_num_threads(threads);
    current = threads;
}

} // namespace sparsescope
