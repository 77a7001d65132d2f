#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An exported path as PyTorch and the original code's own lines read it, against the heads as arrays.

Run by hand:  python3 check_export.py SPARSESCOPE_CLI AUDIT.audit
Needs torch; with glm_saga installed, also lets that solver start from the exported metadata.
"""
import math
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch


def load(path, safe):
    return torch.load(path, map_location="cpu", weights_only=safe)


def metrics_as_the_original_reads_them(files):
    """Its load_glm(): λ by .item(), accuracies stacked and times 100."""
    params = [load(file, False) for file in files]
    lambdas = [p["lam"].item() for p in params]
    accuracy = {key: 100 * np.stack([p["metrics"][key] for p in params]) for key in ("acc_tr", "acc_val", "acc_test")}
    sparsity = torch.sum(torch.stack([p["weight"] for p in params]) != 0, dim=2).numpy()
    return lambdas, accuracy, sparsity


def check_point(cli, audit, folder, index):
    out = folder / f"point{index}"
    subprocess.run([cli, "-q", "export", audit, "--out", out, "--format", "npy", "--at", str(index)], check=True, stdout=subprocess.DEVNULL)
    path = folder / "original" / "checkpoint" / f"params{index}.pth"
    for safe in (False, True):
        params = load(path, safe)
        assert params["weight"].dtype == torch.float32 and params["bias"].dtype == torch.float32
        assert np.array_equal(params["weight"].numpy(), np.load(out / "W.npy").astype(np.float32)), index
        assert np.array_equal(params["bias"].numpy(), np.load(out / "b.npy").astype(np.float32)), index
    return out


def main(cli, audit):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([cli, "-q", "export-path", audit, folder / "original", "--features"], check=True, stdout=subprocess.DEVNULL)
        count = len(list((folder / "original" / "checkpoint").glob("params*.pth")))
        files = [folder / "original" / "checkpoint" / f"params{i}.pth" for i in range(count)]
        lambdas, accuracy, sparsity = metrics_as_the_original_reads_them(files)
        assert all(a > b for a, b in zip(lambdas, lambdas[1:])) and sparsity.shape[0] == count
        for index in range(0, count, max(1, count // 10)):
            arrays = check_point(cli, audit, folder, index)

        for safe in (False, True):
            metadata = load(folder / "original" / "features" / "metadata_train.pth", safe)
        assert np.array_equal(metadata["X"]["mean"].numpy(), np.load(arrays / "mean.npy").astype(np.float32))
        assert metadata["X"]["num_features"][0] == len(metadata["X"]["mean"]) and metadata["y"]["num_classes"].numpy() == sparsity.shape[1]

        test = folder / "original" / "features" / "features_test"
        X = torch.from_numpy(np.concatenate([np.load(p) for p in sorted(test.glob("*_features.npy"))]))
        y = torch.from_numpy(np.concatenate([np.load(p) for p in sorted(test.glob("*_labels.npy"))]))
        X = (X - metadata["X"]["mean"]) / torch.clamp(metadata["X"]["std"], 1e-5)
        ties = 0
        for i, file in enumerate(files):
            params = load(file, True)
            best = (X @ params["weight"].T + params["bias"]).topk(2, dim=1)
            tied = best.values[:, 0] - best.values[:, 1] < 1e-5  # Float32 may decide either way.
            surely, perhaps = ((best.indices[:, 0] == y) & ~tied), ((best.indices == y[:, None]).any(1) & tied)
            told = round(accuracy["acc_test"][i] / 100 * len(y))
            assert surely.sum() <= told <= surely.sum() + perhaps.sum() or tied.all(), (i, told)
            ties += int(tied.sum())
        print(f"{count} files, λ {lambdas[0]:.4g} to {lambdas[-1]:.4g}: test accuracies agree, but for {ties} tied rows that may fall either way")
        try:
            from glm_saga.elasticnet import maximum_reg_loader
        except ImportError:
            return
        largest = maximum_reg_loader(None, group=False, metadata=metadata) / 0.99
        print(f"glm_saga would start at λ {largest:.6g}; log10 {math.log10(largest):.4g}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
