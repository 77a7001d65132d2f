#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""adelie 1.1.52 (C++ coordinate descent in double).

Its multinomial penalty groups a feature over the classes, which is another problem. The solver itself takes groups of one
coefficient, but the Python front end does not hand them over; here that one function is compiled again so that it does.
"""
import glm_common as common


def grpnet_element_wise():
    import inspect
    import adelie.solver as solver
    source = inspect.getsource(solver.grpnet)
    line = "groups = groups * K"
    assert source.count(line) == 1, "adelie's source has changed: install adelie==1.1.52"
    names = dict(solver.__dict__)
    exec(compile(source.replace(line, "groups = np.arange(p * K)"), "grpnet_element_wise", "exec"), names)
    return names["grpnet"]


def main():
    options = common.arguments(__doc__, 1e-7, lambda parser: parser.add_argument("--binomial", action="store_true"))
    import warnings
    warnings.filterwarnings("ignore")
    import adelie
    import numpy as np

    data = common.Data(options)
    X = np.asfortranarray(data.X, dtype=np.float64)
    if options.binomial:
        lambdas, alpha = common.logistic_penalty(data.lambdas, data.alpha)
        solve, loss = adelie.grpnet, adelie.glm.binomial(y=data.y.astype(np.float64))
    else:
        lambdas, alpha = data.lambdas / data.K, data.alpha  # adelie divides the loss by K
        solve, loss = grpnet_element_wise(), adelie.glm.multinomial(y=np.eye(data.K)[data.y])
    clock = common.Clock()

    def after_each(_):
        clock.mark()
        return clock.passed(options.cap)

    state = solve(X, loss, alpha=alpha, lmda_path=lambdas, progress_bar=False, early_exit=False, n_threads=1,
                  tol=options.tol, irls_tol=options.tol, max_iters=int(1e7), exit_cond=after_each)
    W, b = state.betas.toarray(), np.array(state.intercepts)
    assert np.allclose(np.ravel(state.lmdas)[:len(W)], lambdas[:len(W)], rtol=1e-4), "adelie changed the lambdas"
    if options.binomial:
        W, b = common.two_classes(W, np.ravel(b))
    else:
        W, b = W.reshape(len(W), data.d, data.K).transpose(0, 2, 1), b.reshape(len(W), data.K)
    common.finish(options, data, W, b, clock.marks[:len(W)])


if __name__ == "__main__":
    main()
