#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small problems with their solutions by scikit-learn (and, for the grouped penalty, by plain proximal gradient in
float64), for tests/core/glm/reference_test.cpp. Run by hand: make_reference.py > reference.json"""
import json
import warnings

import numpy as np
from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge

warnings.filterwarnings("ignore")


def problem(seed, n, d, classes):
    """Features in sixteenths (exact in float32), correlated; labels from a noisy linear rule."""
    rng = np.random.RandomState(seed)
    base = rng.randn(n, 2) @ rng.randn(2, d)
    X = np.round((base + rng.randn(n, d) + rng.randn(d)) * 16) / 16
    z = X @ rng.randn(d, max(classes, 1)) * 0.7 + 1.5 * rng.randn(n, max(classes, 1))
    y = z[:, 0].round(3) if classes == 0 else z.argmax(1) if classes > 2 else (z[:, 0] > z[:, 1]).astype(int)
    weights = rng.randint(1, 5, n).astype(float)
    return X, y, weights


def softmax_fit(X, y, weights, lam, alpha):
    """Two classes have one logit; (lam, alpha) is turned into what gives the same optimum as two softmax outputs."""
    n, two = len(X), y.max() == 1
    strength, ratio = (lam * (1 + alpha) / 2, 2 * alpha / (1 + alpha)) if two else (lam, alpha)
    model = LogisticRegression(C=1 / (n * strength), l1_ratio=ratio, solver="saga", tol=1e-12, max_iter=400000)
    if ratio not in (0, 1):
        model.set_params(penalty="elasticnet")
    else:
        model.set_params(penalty="l1" if ratio else "l2")
    model.fit(X, y, sample_weight=weights / weights.mean())
    W, b = model.coef_, model.intercept_
    if two:
        W, b = np.vstack([-W / 2, W / 2]), np.r_[-b / 2, b / 2]
    return W, b - b.mean()


def gaussian_fit(X, y, weights, lam, alpha):
    weights = weights / weights.mean()
    if alpha == 0:
        model = Ridge(alpha=lam * len(X), solver="cholesky", tol=1e-14)
    else:
        model = ElasticNet(alpha=lam, l1_ratio=alpha, tol=1e-14, max_iter=1000000)
    model.fit(X, y, sample_weight=weights)
    return model.coef_[None], np.atleast_1d(model.intercept_)


def grouped_fit(X, y, weights, lam, alpha):
    """Proximal gradient with momentum and restarts; the bias by the same steps without a penalty."""
    n, K = len(X), y.max() + 1
    s, Y, A = weights / weights.sum(), np.eye(K)[y], np.c_[np.ones(n), X]
    step = 1 / (0.5 * np.linalg.eigvalsh(A.T @ (s[:, None] * A)).max() + lam * (1 - alpha))
    V = U = np.zeros((X.shape[1] + 1, K))
    t = 1.0
    for _ in range(200000):
        Z = A @ U
        P = np.exp(Z - Z.max(1, keepdims=True))
        P /= P.sum(1, keepdims=True)
        G = A.T @ (s[:, None] * (P - Y))
        G[1:] += lam * (1 - alpha) * U[1:]
        N = U - step * G
        norm = np.linalg.norm(N[1:], axis=1, keepdims=True)
        N[1:] *= np.maximum(0, 1 - step * lam * alpha / np.maximum(norm, 1e-300))
        if ((U - N) * (N - V)).sum() > 0:
            t = 1.0
        t2 = (1 + np.sqrt(1 + 4 * t * t)) / 2
        U, V, t, moved = N + (t - 1) / t2 * (N - V), N, t2, np.abs(N - V).max()
        if moved < 1e-15:
            break
    return V[1:].T, V[0] - V[0].mean()


def case(name, seed, n, d, classes, lam, alpha, weighted=False, grouped=False, standardize=False):
    X, y, weights = problem(seed, n, d, classes)
    weights = weights if weighted else np.ones(n)
    Z = X
    if standardize:
        mean = np.average(X, axis=0, weights=weights)
        Z = (X - mean) / np.sqrt(np.average((X - mean) ** 2, axis=0, weights=weights))
    fit = grouped_fit if grouped else gaussian_fit if classes == 0 else softmax_fit
    W, b = fit(Z, y, weights, lam, alpha)
    return dict(name=name, family="gaussian" if classes == 0 else "binomial" if classes == 2 else "multinomial",
                classes=classes, lam=lam, alpha=alpha, grouped=grouped, standardize=standardize,
                weights=weights.tolist() if weighted else [], X=X.tolist(), y=y.tolist(),
                W=np.round(W, 9).tolist(), b=np.round(b, 9).tolist())


print(json.dumps([
    case("multinomial elastic net", 1, 60, 6, 3, 0.02, 0.8),
    case("multinomial lasso", 2, 60, 5, 3, 0.03, 1.0),
    case("multinomial ridge", 13, 50, 5, 3, 0.05, 0.0),
    case("multinomial elastic net, weighted and standardised", 4, 60, 6, 3, 0.03, 0.9, weighted=True, standardize=True),
    case("binomial elastic net", 5, 60, 6, 2, 0.03, 0.7),
    case("binomial lasso, weighted", 6, 60, 6, 2, 0.02, 1.0, weighted=True),
    case("binomial ridge, standardised", 7, 50, 5, 2, 0.1, 0.0, standardize=True),
    case("gaussian elastic net", 8, 50, 7, 0, 0.1, 0.5),
    case("gaussian lasso, weighted and standardised", 9, 50, 7, 0, 0.2, 1.0, weighted=True, standardize=True),
    case("gaussian ridge", 10, 40, 5, 0, 0.3, 0.0),
    case("multinomial grouped", 11, 60, 6, 3, 0.03, 0.9, grouped=True),
    case("multinomial grouped, weighted", 12, 60, 6, 4, 0.04, 1.0, weighted=True, grouped=True),
]).replace('{"name"', '\n{"name"'))
