#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes three_classes/ and two_classes/ beside this script: what the method's original code leaves behind, made by its
solver (the package glm_saga 0.1.2) with PyTorch 1.13 on made-up features, and expected.json, the truth about each head
in float64 NumPy, written down independently of Sparsescope: objective, duality gap, KKT violation, accuracies, rows of
the split.

Run by hand, and only to change the fixtures:  python3 make_original.py
"""
import json
import pathlib
import shutil

import numpy as np
import torch as ch
from glm_saga.elasticnet import IndexedTensorDataset, glm_saga

FOLDER = pathlib.Path(__file__).resolve().parent
ALPHA, CHUNK, VALIDATION = 0.99, 80, 0.1


def made_rows(rng, rows, width, classes):
    labels = rng.integers(0, classes, rows)
    centres = rng.normal(size=(classes, width)) * (rng.random((classes, width)) < 0.3) * 1.5
    features = np.maximum(centres[labels] + rng.normal(size=(rows, width)), 0) * rng.uniform(0.2, 5, width)
    return features.astype(np.float32), labels.astype(np.int64)


def write_cache(folder, features, labels):
    folder.mkdir(parents=True)
    for i, first in enumerate(range(0, len(features), CHUNK)):
        np.save(folder / f"{i}_features.npy", features[first:first + CHUNK])
        np.save(folder / f"{i}_labels.npy", labels[first:first + CHUNK])


def metadata_of(features, labels, classes):
    X, Y = ch.from_numpy(features), ch.eye(classes)[ch.from_numpy(labels)]
    products = X.t().mm(Y - Y.mean(0))  # On raw features, as the original does.
    return {"X": {"mean": X.mean(0), "std": X.std(0, unbiased=False), "num_features": X.size()[1:], "num_examples": len(X)},
            "y": {"mean": Y.mean(0), "std": Y.std(0, unbiased=False), "num_classes": ch.from_numpy(labels).max() + 1},
            "max_reg": {"group": products.norm(p=2, dim=1).max().item() / len(X), "nongrouped": products.abs().max().item() / len(X)}}


class Standardize(ch.nn.Module):
    def __init__(self, metadata):
        super().__init__()
        self.device = ch.device("cpu")
        self.mean, self.deviation = metadata["X"]["mean"], ch.clamp(metadata["X"]["std"], 1e-5)

    def forward(self, X):
        return (X - self.mean) / self.deviation


def softmax_parts(Z):
    top = Z.max(1, keepdims=True)
    E = np.exp(Z - top)
    return top[:, 0] + np.log(E.sum(1)), E / E.sum(1, keepdims=True)


def dual_bound(X, Y, Z, l1, l2):
    """Of the head with these logits and the best biases: residuals shrunk to where the bound is largest."""
    for _ in range(100):  # Newton on the biases.
        P = softmax_parts(Z)[1]
        slope = P.mean(0) - Y.mean(0)
        curvature = np.diag(P.mean(0)) - P.T @ P / len(X) + 1e-12 * np.eye(P.shape[1])
        Z = Z - np.linalg.lstsq(curvature, slope, rcond=1e-10)[0]
    P = softmax_parts(Z)[1]
    best = -np.inf
    for shrink in np.linspace(0, 1, 20001):
        Q = Y + shrink * (P - Y)
        entropy = -(Q * np.log(np.maximum(Q, 1e-300))).sum(1).mean()
        excess = np.maximum(np.abs((shrink * (P - Y)).T @ X / len(X)) - l1, 0)
        if l2 > 0:
            best = max(best, entropy - (excess ** 2).sum() / (2 * l2))
    return best


def truth_of(path, X, labels, smallest):
    p = ch.load(path)
    W, b, lam = p["weight"].double().numpy(), p["bias"].double().numpy(), float(p["lam"])
    Y, l1, l2 = np.eye(len(b))[labels], lam * ALPHA, lam * (1 - ALPHA)
    Z = X @ W.T + b
    level, P = softmax_parts(Z)
    objective = (level - (Z * Y).sum(1)).mean() + l1 * np.abs(W).sum() + 0.5 * l2 * (W * W).sum()
    R = (P - Y) / len(X)
    G = R.T @ X + l2 * W
    off = np.where(W != 0, np.abs(G + l1 * np.sign(W)), np.maximum(np.abs(G) - l1, 0)).max()
    unit = (lam or smallest) * ALPHA
    bound = dual_bound(X, Y, Z, l1, l2)
    return {"lambda": lam, "objective": objective, "kkt": max(off, np.abs(R.sum(0)).max()) / unit,
            "gap": (objective - max(bound, 0)) / objective, "non_zeros": (W != 0).sum(1).tolist(),
            "accuracies": {key: p["metrics"][key] for key in ("acc_tr", "acc_val", "acc_test")}}


def make(name, rows, width, classes, points, seed):
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    features, labels = made_rows(np.random.default_rng(seed), rows, width, classes)
    train, test = slice(0, rows * 4 // 5), slice(rows * 4 // 5, rows)
    write_cache(folder / "features" / "features_train", features[train], labels[train])
    write_cache(folder / "features" / "features_test", features[test], labels[test])
    metadata = metadata_of(features[train], labels[train], classes)
    ch.save(metadata, folder / "features" / "metadata_train.pth")

    whole = ch.utils.data.TensorDataset(ch.from_numpy(features[train]), ch.from_numpy(labels[train]))
    held = int(len(whole) * VALIDATION)
    parts = ch.utils.data.random_split(whole, [len(whole) - held, held], generator=ch.Generator().manual_seed(0))
    fit = [ch.stack([whole[i][0] for i in parts[0].indices]), ch.stack([whole[i][1] for i in parts[0].indices])]
    loader = lambda dataset: ch.utils.data.DataLoader(dataset, batch_size=64, shuffle=False)
    ch.manual_seed(0)
    linear = ch.nn.Linear(width, classes)
    for parameter in linear.parameters():
        parameter.data.zero_()
    glm_saga(linear, loader(IndexedTensorDataset(*fit)), 0.1, 2000, ALPHA, n_ex=len(fit[0]), n_classes=classes, tol=1e-4, lookbehind=3,
             k=points, epsilon=0.02, checkpoint=str(folder / "checkpoint"), metadata=metadata, preprocess=Standardize(metadata),
             val_loader=loader(parts[1]),
             test_loader=loader(ch.utils.data.TensorDataset(ch.from_numpy(features[test]), ch.from_numpy(labels[test]))))
    (folder / "checkpoint" / "output.log").unlink()

    mean = metadata["X"]["mean"].double().numpy()
    deviation = ch.clamp(metadata["X"]["std"], 1e-5).double().numpy()
    X = ((fit[0].double().numpy() - mean) / deviation).astype(np.float32).astype(np.float64)
    files = [folder / "checkpoint" / f"params{i}.pth" for i in range(points + 1)]
    smallest = float(ch.load(files[points - 1])["lam"])
    return {"rows": rows, "classes": classes, "features": width, "validation_rows": sorted(parts[1].indices),
            "points": [truth_of(file, X, fit[1].numpy(), smallest) for file in files]}


if __name__ == "__main__":
    expected = {"three_classes": make("three_classes", 240, 12, 3, 5, 1), "two_classes": make("two_classes", 160, 10, 2, 4, 2)}
    (FOLDER / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
