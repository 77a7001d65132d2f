#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""glm_saga 0.1.2 (PyTorch SAGA), the solver of "Leveraging Sparse Linear Layers for Debuggable Deep Networks".

Its train_saga once for each lambda, warm-started, on a DataLoader whose batches are normalised, as the paper's program
calls it; without that program's extra pass for the accuracy after each lambda.
"""
import glm_common as common

BATCH, STEP, EPOCHS, LOOK_BEHIND = 256, 0.1, 2000, 3


class CapReached(Exception):
    pass


class UntilCap:
    """A loader that ends the solver at the first epoch after the cap."""

    def __init__(self, loader, clock, cap):
        self.loader, self.clock, self.cap = loader, clock, cap

    def __len__(self):
        return len(self.loader)

    def __iter__(self):
        if self.clock.passed(self.cap):
            raise CapReached
        return iter(self.loader)


def main():
    options = common.arguments(__doc__, 1e-4)
    import warnings
    warnings.filterwarnings("ignore")
    import torch
    from glm_saga import elasticnet
    torch.set_num_threads(1)
    torch.manual_seed(0)
    torch.set_grad_enabled(False)

    data = common.Data(options)
    rows = torch.utils.data.TensorDataset(torch.from_numpy(data.X), torch.from_numpy(data.y))
    loader = elasticnet.add_index_to_dataloader(torch.utils.data.DataLoader(rows, batch_size=BATCH, shuffle=True))
    # The rows are standardised already: mean 0 and deviation 1 cost what the real ones do.
    normalise = elasticnet.NormalizedRepresentation(loader, mean=torch.zeros(data.d), std=torch.ones(data.d), device="cpu")
    linear = torch.nn.Linear(data.d, data.K)
    linear.weight.zero_()
    linear.bias.zero_()
    W, b, state, clock = [], [], None, common.Clock()
    try:
        for strength in data.lambdas:
            state = elasticnet.train_saga(
                linear, UntilCap(loader, clock, options.cap), STEP, EPOCHS, float(strength), data.alpha, group=False,
                verbose=None, state=state, n_ex=data.n, n_classes=data.K, tol=options.tol, lookbehind=LOOK_BEHIND,
                preprocess=normalise, logger=lambda text: None)
            clock.mark()
            W.append(linear.weight.numpy().copy())
            b.append(linear.bias.numpy().copy())
    except CapReached:
        pass
    common.finish(options, data, W, b, clock.marks)


if __name__ == "__main__":
    main()
