#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""R's glmnet (coordinate descent in double), run through glm_glmnet.R.

It tells only the seconds of a whole path: --prefix N fits the first N lambdas once more by themselves, to learn when the
Nth was done. It cannot stop half way and hand over what it has: a cap that is reached leaves nothing.
"""
import os
import resource
import subprocess
import tempfile

import glm_common as common


def add_options(parser):
    parser.add_argument("--binomial", action="store_true")
    parser.add_argument("--prefix", type=int, action="append", default=[])


def limited(cap):
    """The cap of processor seconds is for R's process."""
    if cap != float("inf"):
        resource.setrlimit(resource.RLIMIT_CPU, (int(cap), int(cap)))


def main():
    options = common.arguments(__doc__, 1e-7, add_options)
    import numpy as np
    data = common.Data(options)
    family, lambdas, alpha = "binomial" if options.binomial else "multinomial", data.lambdas, data.alpha
    with tempfile.TemporaryDirectory() as work:
        if options.binomial:
            lambdas, alpha = common.logistic_penalty(lambdas, alpha)
        lambdas.tofile(os.path.join(work, "lambdas"))
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "glm_glmnet.R")
        counts = sorted(count for count in options.prefix if count < len(lambdas)) + [len(lambdas)]
        subprocess.run(["Rscript", "--vanilla", script, options.data, work, family, repr(alpha), repr(options.tol),
                        *map(str, counts)], check=True, preexec_fn=lambda: limited(options.cap))
        W, b, info = (np.fromfile(os.path.join(work, name)) for name in ("W", "b", "info"))
    count = len(b) // (1 if options.binomial else data.K)
    if options.binomial:
        W, b = common.two_classes(W.reshape(count, data.d), b)
    else:
        W, b = W.reshape(data.K, count, data.d).transpose(1, 0, 2), b.reshape(count, data.K)
    times = [None] * count
    for done, wall, cpu in info.reshape(-1, 3):
        times[int(done) - 1] = wall, cpu
    common.finish(options, data, W, b, times, peak=resource.RUSAGE_CHILDREN)


if __name__ == "__main__":
    main()
