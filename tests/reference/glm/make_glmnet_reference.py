#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small problems with their paths by R's glmnet (glmnet_reference.R), for tests/core/glm/reference_peers_test.cpp.

What scikit-learn can solve too it solves again, and the two have to agree. Run by hand, with numpy, scikit-learn 1.7 or
later, and r-cran-glmnet: make_glmnet_reference.py > glmnet.json
"""
import json
import os
import subprocess
import sys
import tempfile
import warnings

import numpy as np
from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
AGREE = 2e-6  # largest difference between glmnet and scikit-learn
FAMILIES = {0: "gaussian", 2: "binomial"}


def problem(seed, n, d, classes):
    """Features in sixteenths (exact in float32), correlated and of unequal scale; labels from a noisy linear rule."""
    rng = np.random.RandomState(seed)
    X = rng.randn(n, 2) @ rng.randn(2, d) + rng.randn(n, d)
    X = np.round((X * rng.choice([0.5, 1, 3], d) + rng.randn(d)) * 16) / 16
    z = (X - X.mean(0)) / X.std(0) @ (rng.randn(d, max(classes, 1)) * (rng.rand(d, 1) < 0.6))
    z = z / z.std(0) + rng.randn(*z.shape)
    weights = rng.randint(1, 5, n).astype(float)
    return X, z[:, 0] if classes == 0 else z.argmax(1), weights


def logistic_penalty(strength, alpha):
    """(lambda, alpha) of one logistic weight vector w whose optimum is that of the two classes (-w/2, +w/2)."""
    return strength * (1 + alpha) / 2, 2 * alpha / (1 + alpha)


def as_two_classes(w, b):
    return np.vstack([-w / 2, w / 2]), np.array([-b / 2, b / 2])


def moments(X, weights):
    mean = np.average(X, axis=0, weights=weights)
    return mean, np.sqrt(np.average((X - mean) ** 2, axis=0, weights=weights))


def glmnet_path(X, y, weights, case):
    """[(W, b)] for each lambda, on the features as glmnet got them."""
    classes, alpha, strengths = case["classes"], case["alpha"], np.array(case["lambdas"])
    family = FAMILIES.get(classes, "multinomial")
    if family == "binomial":
        strengths, alpha = logistic_penalty(strengths, alpha)
    with tempfile.TemporaryDirectory() as work:
        for name, values in (("X", X), ("y", y), ("weights", weights), ("lambdas", strengths)):
            np.savetxt(os.path.join(work, name), values, fmt="%.17g")
        subprocess.run(["Rscript", "--vanilla", os.path.join(HERE, "glmnet_reference.R"), work, family, repr(alpha),
                        "grouped" if case["grouped"] else "ungrouped", str(case["standardize"]).upper()], check=True)
        coefficients = np.loadtxt(os.path.join(work, "coefficients"))
    rows = coefficients.reshape(len(strengths), -1, X.shape[1] + 1)
    return [as_two_classes(row[0, 1:], row[0, 0]) if family == "binomial" else (row[:, 1:], row[:, 0]) for row in rows]


def scikit_fit(Z, y, weights, classes, strength, alpha):
    weights = weights / weights.mean()
    if classes == 0:
        model = Ridge(alpha=strength * len(Z), solver="cholesky") if alpha == 0 else \
            ElasticNet(alpha=strength, l1_ratio=alpha, tol=1e-14, max_iter=1000000)
        model.fit(Z, y, sample_weight=weights)
        return model.coef_[None], np.atleast_1d(model.intercept_)
    strength, ratio = logistic_penalty(strength, alpha) if classes == 2 else (strength, alpha)
    model = LogisticRegression(C=1 / (len(Z) * strength), l1_ratio=ratio, penalty="elasticnet", solver="saga", tol=1e-13,
                               max_iter=1000000)
    model.fit(Z, y, sample_weight=weights)
    return as_two_classes(model.coef_[0], model.intercept_[0]) if classes == 2 else (model.coef_, model.intercept_)


def on_solver_scale(W, b, mean, deviation):
    """The weights on standardised features; biases that sum to zero, which the loss leaves open."""
    b = b + W @ mean
    return W * deviation, b - b.mean() if len(b) > 1 else b


def check(case, Z, y, weights, strength, W, b):
    other_W, other_b = scikit_fit(Z, y, weights, case["classes"], strength, case["alpha"])
    if len(b) > 1:
        other_b = other_b - other_b.mean()
    difference = max(np.abs(W - other_W).max(), np.abs(b - other_b).max())
    print(f"{case['name']}, lambda {strength:g}: glmnet and scikit-learn differ by {difference:.1e}", file=sys.stderr)
    assert difference < AGREE


def solved(name, seed, n, d, classes, alpha, lambdas, weighted=False, grouped=False, standardize=False):
    case = dict(name=name, family=FAMILIES.get(classes, "multinomial"), classes=classes, alpha=alpha, lambdas=lambdas,
                grouped=grouped, standardize=standardize)
    X, y, weights = problem(seed, n, d, classes)
    if not weighted:
        weights = np.ones(n)
    if classes == 0:  # glmnet's ridge part depends on the scale of y: give it deviation 1
        y = y / moments(y[:, None], weights)[1]
    mean, deviation = moments(X, weights) if standardize else (np.zeros(d), np.ones(d))
    points = []
    for strength, (W, b) in zip(lambdas, glmnet_path(X, y, weights, case)):
        W, b = on_solver_scale(W, b, mean, deviation)
        if not grouped:
            check(case, (X - mean) / deviation, y, weights, strength, W, b)
        points.append({"W": np.round(W, 9).tolist(), "b": np.round(b, 9).tolist()})
    return {**case, "weights": weights.tolist() if weighted else [], "X": X.tolist(), "y": y.tolist(), "points": points}


SHORT, RIDGE = [0.1, 0.03, 0.01], [0.3, 0.05, 0.01]

print(json.dumps([
    solved("multinomial elastic net", 1, 50, 6, 4, 0.8, SHORT),
    solved("multinomial elastic net, weighted, standardised by glmnet", 2, 50, 6, 3, 0.9, SHORT, True, standardize=True),
    solved("multinomial lasso, weighted", 3, 50, 5, 3, 1.0, SHORT, True),
    solved("multinomial ridge, weighted", 4, 40, 5, 3, 0.0, RIDGE, True),
    solved("multinomial, fewer rows than features", 15, 24, 30, 3, 0.5, SHORT),
    solved("grouped elastic net", 6, 50, 6, 3, 0.7, SHORT, grouped=True),
    solved("grouped lasso, weighted, standardised by glmnet", 7, 50, 6, 4, 1.0, SHORT, True, True, True),
    solved("binomial elastic net, weighted", 8, 50, 6, 2, 0.7, SHORT, True),
    solved("binomial lasso, standardised by glmnet", 9, 50, 6, 2, 1.0, SHORT, standardize=True),
    solved("binomial ridge, weighted, standardised by glmnet", 10, 40, 5, 2, 0.0, RIDGE, True, standardize=True),
    solved("gaussian elastic net, weighted", 11, 50, 7, 0, 0.5, SHORT, True),
    solved("gaussian lasso, weighted, standardised by glmnet", 12, 50, 7, 0, 1.0, SHORT, True, standardize=True),
    solved("gaussian ridge, weighted", 13, 40, 5, 0, 0.0, RIDGE, True),
]).replace('{"name"', '\n{"name"'))
