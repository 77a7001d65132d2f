// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/cpu_convolution.h"

#include <memory>
#include <vector>

namespace sparsescope {

/// How slopes go back through one convolution: from those by its outputs to those by its inputs.
struct BackwardTask {
    const float* slope = nullptr;  ///< count × output height × output width × outputs
    MapShape input;                ///< The convolution's input and output.
    MapShape output;
    const float* added = nullptr;  ///< Slopes by the inputs that came another way, or null.
    KeptOutputs kept;              ///< Placed like the inputs: the activation before them.
    float* gradient = nullptr;     ///< Like the inputs.
};

/// The derivative of a convolution with its batch norm, without its activation, by its input. It is a convolution with
/// the kernel turned around; one with a stride falls into stride × stride of them, each for the inputs at every
/// stride-th place. The order of sums depends only on the step.
class CpuConvolutionGradient {
public:
    CpuConvolutionGradient(const Step& step, const ScaledConvolution& scaled, const CpuKernels& kernels = cpuKernels());

    void run(const BackwardTask& task) const;

private:
    /// Every stride-th input: those that meet the kernel's rows (or columns) phase, phase + stride, ….
    struct Phase {
        int first = 0;  ///< The first of them.
        int count = 0;
        int before = 0;  ///< Zeros before the slopes, for the turned kernel.
    };

    int tapsOf(int phase) const;
    Phase phaseOf(int phase, int size) const;
    void turnDense(const ScaledConvolution& scaled);
    void turnDepthwise(const ScaledConvolution& scaled);
    void runDense(const BackwardTask& task) const;
    void spread(const BackwardTask& task, const MapShape& phases, const float* values) const;
    void runDepthwise(const BackwardTask& task) const;
    void runPhase(const BackwardTask& task, int row, int column) const;

    Step m_step;
    const CpuKernels* m_kernels;
    int m_phases;                               ///< Of the stride's, those that meet the kernel.
    std::unique_ptr<CpuConvolution> m_turned;   ///< Dense: all phases side by side as channels.
    std::vector<std::vector<float>> m_weights;  ///< Depthwise: of each phase, taps × channels.
    std::vector<float> m_ones;
    std::vector<float> m_zeros;
};

/// result = values + added (unless null), where `kept` lets them through.
void addAndPass(const float* values, const float* added, const KeptOutputs& kept, std::size_t count, float* result);

}  // namespace sparsescope
