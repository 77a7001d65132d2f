#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits the fixtures into seeds for the fuzz targets: seeds.py REFERENCE OUT."""
import base64
import json
import pathlib
import shutil
import sys
import zipfile

reference, out = map(pathlib.Path, sys.argv[1:])
fixtures = reference / "checkpoints"
for kind in ("safetensors", "pickle", "zip", "npy", "table", "tokens", "tokenizer"):
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
for name in ("uncased", "roberta", "patterns", "steps"):
    shutil.copy(reference / "text" / name / "tokenizer.json", out / "tokenizer" / name)
for number, row in enumerate(json.loads((reference / "text" / "uncased.expected.json").read_text())):
    (out / "tokens" / str(number)).write_bytes(base64.b64decode(row[0]))
for name, text in {
    "csv": 'text,label\n"a ""b"", c\nd",1\r\ne,0\r', "tsv": "sentence\tlabel\na \"b\t1\n", "records": "one\n%\ntwo\n%\n",
    "jigsaw": "id,comment_text,toxic,severe_toxic\n1,a,0.5,-1\n", "bare": "a;b;c\n1;2;3\n",
}.items():
    (out / "table" / name).write_text(text)
