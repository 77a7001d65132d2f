#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""skglm 0.5, ProxNewton (numba, double): two classes only. Compiled on a few rows before the clock starts."""
import glm_common as common


def main():
    options = common.arguments(__doc__, 1e-4)
    import warnings
    warnings.filterwarnings("ignore")
    import numpy as np
    from skglm import GeneralizedLinearEstimator
    from skglm.datafits import Logistic
    from skglm.penalties import L1_plus_L2
    from skglm.solvers import ProxNewton

    data = common.Data(options)
    assert data.K == 2, f"skglm solves two classes only; this set has {data.K}"
    X, signs = np.asfortranarray(data.X, dtype=np.float64), 2.0 * data.y - 1
    solver = ProxNewton(tol=options.tol, fit_intercept=True, warm_start=True, max_iter=100)
    penalty = lambda strength: L1_plus_L2(*common.logistic_penalty(strength, data.alpha))
    few = np.r_[np.flatnonzero(data.y == 0)[:100], np.flatnonzero(data.y == 1)[:100]]
    GeneralizedLinearEstimator(Logistic(), penalty(data.lambdas[-1]), solver).fit(np.asfortranarray(X[few]), signs[few])

    estimator = GeneralizedLinearEstimator(Logistic(), penalty(data.lambdas[0]), solver)
    w, b, clock = [], [], common.Clock()
    for strength in data.lambdas:
        estimator.penalty = penalty(strength)
        estimator.fit(X, signs)
        w.append(np.ravel(estimator.coef_).copy())
        b.append(float(np.ravel(estimator.intercept_)[0]))
        clock.mark()
        if clock.passed(options.cap):
            break
    common.finish(options, data, *common.two_classes(np.array(w), np.array(b)), clock.marks)


if __name__ == "__main__":
    main()
