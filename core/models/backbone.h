// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <memory>

namespace at
{
class Tensor;
}

namespace sparsescope
{

class PictureGradient;

/// A network cut before its last linear layer. Runs may overlap in several threads.
class Backbone
{
public:
    Backbone() = default;
    Backbone(const Backbone&) = delete;
    Backbone& operator=(const Backbone&) = delete;
    virtual ~Backbone() = default;

    /// `input`: N × 3 × height × width, channels last in memory, on the network's device. `features` becomes N × d and,
    /// unless null, `map` N × d × h × w (undefined where the network has none). LibTorch's exceptions pass through.
    virtual void run(const at::Tensor& input, at::Tensor& features, at::Tensor* map) const = 0;

    /// As run() for LibTorch's automatic differentiation, whose results remember how they follow from `input`. A network
    /// that knows its last activation sets `map`, from before that, and leaves `features` undefined; others set
    /// `features` only.
    virtual void runRemembering(const at::Tensor& input, at::Tensor& features, at::Tensor& map) const = 0;

    /// The network's own way to gradients, which is to be preferred and must end before the network; null where it has
    /// none but runRemembering().
    virtual std::unique_ptr<PictureGradient> ownGradient() const = 0;
};

} // namespace sparsescope
