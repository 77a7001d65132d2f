// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/architecture.h"

#include "models/efficientnet_lite.h"
#include "models/resnet.h"
#include "models/small_cnn.h"

#include <algorithm>

namespace sparsescope
{

namespace
{

void addNorm(std::vector<ExpectedTensor>& tensors, const Step& step)
{
    using Role = ExpectedTensor::Role;
    const Shape channels{step.outputs};
    tensors.push_back({step.norm + ".weight", channels, Role::Parameter, false});
    tensors.push_back({step.norm + ".bias", channels, Role::Parameter, false});
    tensors.push_back({step.norm + ".running_mean", channels, Role::Statistic, false});
    tensors.push_back({step.norm + ".running_var", channels, Role::Statistic, false});
    tensors.push_back({step.norm + ".num_batches_tracked", {}, Role::Counter, true});
}

} // namespace

const std::vector<Architecture>& architectures()
{
    static const std::vector<Architecture> table{
        resnet(18),          resnet(34),          resnet(50),          resnet(101),
        resnet(152),         efficientNetLite(0), efficientNetLite(1), efficientNetLite(2),
        efficientNetLite(3), efficientNetLite(4), smallCnn(),
    };
    return table;
}

const Architecture* findArchitecture(const std::string& name)
{
    const auto& table = architectures();
    const auto found = std::ranges::find(table, name, &Architecture::name);
    return found == table.end() ? nullptr : &*found;
}

std::vector<ExpectedTensor> expectedTensors(const Architecture& architecture)
{
    std::vector<ExpectedTensor> tensors;
    for (const Step& step : architecture.steps) {
        if (step.kind != Step::Kind::Convolution)
            continue;
        tensors.push_back({step.name + ".weight", {step.outputs, step.inputs / step.groups, step.kernel, step.kernel}});
        if (step.bias)
            tensors.push_back({step.name + ".bias", {step.outputs}});
        if (!step.norm.empty())
            addNorm(tensors, step);
    }
    tensors.push_back({architecture.head + ".weight", {-1, architecture.features()}});
    tensors.push_back({architecture.head + ".bias", {-1}, ExpectedTensor::Role::Parameter, true});
    return tensors;
}

int addStep(Architecture& architecture, Step step)
{
    architecture.steps.push_back(std::move(step));
    return static_cast<int>(architecture.steps.size());
}

} // namespace sparsescope
