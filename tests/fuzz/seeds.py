#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits the checkpoint fixtures into seeds for the fuzz targets: seeds.py FIXTURES OUT."""
import pathlib
import shutil
import sys
import zipfile

fixtures, out = map(pathlib.Path, sys.argv[1:])
for kind in ("safetensors", "pickle", "zip", "npy"):
    (out / kind).mkdir(parents=True, exist_ok=True)
for path in sorted(fixtures.iterdir()):
    if path.suffix == ".safetensors":
        (out / "safetensors" / path.stem).write_bytes(path.read_bytes()[8:])
    elif path.suffix == ".npy":
        shutil.copy(path, out / "npy" / path.stem)
    elif path.stem.endswith("_zip") or path.stem == "torchscript":
        shutil.copy(path, out / "zip" / path.stem)
        with zipfile.ZipFile(path) as archive:
            name = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
            (out / "pickle" / path.stem).write_bytes(archive.read(name))
