#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the checkpoint fixtures beside this script and expected.json, the truth about each, with PyTorch.

Made with Debian 12's python3-torch (1.13.1) and the safetensors package. expected.json holds, for each file, every
tensor that the reader must find (its path, type, shape and the SHA-256 of its contiguous bytes as PyTorch gives them),
some facts, and some of what must be listed as ignored. Run it again only to add a fixture.
"""
import argparse
import collections
import datetime
import hashlib
import json
import os
import pathlib

import numpy
import safetensors.torch
import torch

FOLDER = pathlib.Path(__file__).resolve().parent
NAMES = {torch.bool: "bool", torch.uint8: "uint8", torch.int8: "int8", torch.int16: "int16", torch.int32: "int32",
         torch.int64: "int64", torch.float16: "float16", torch.bfloat16: "bfloat16", torch.float32: "float32",
         torch.float64: "float64", torch.complex64: "complex64", torch.complex128: "complex128"}
expected = {}


def contiguous_bytes(tensor):
    plain = tensor.detach().resolve_conj().resolve_neg().clone(memory_format=torch.contiguous_format)
    if plain.dtype == torch.bfloat16:
        plain = plain.view(torch.int16)
    return plain.numpy().tobytes()


def describe(path, tensor):
    return {"path": path, "dtype": NAMES[tensor.dtype], "shape": list(tensor.shape),
            "sha256": hashlib.sha256(contiguous_bytes(tensor)).hexdigest()}


def tensors_in(value, path=()):
    if isinstance(value, torch.Tensor):
        yield describe(list(path), value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from tensors_in(inner, path + (str(key),))
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from tensors_in(inner, path + (str(index),))


def note(name, tensors, facts=None, ignored=None, shared=None):
    expected[name] = {"tensors": list(tensors), "facts": facts or {}, "ignored": ignored or [], "shared": shared or []}


def save(name, value, legacy=False, protocol=2, **truth):
    torch.save(value, FOLDER / name, _use_new_zipfile_serialization=not legacy, pickle_protocol=protocol)
    tensors = list(tensors_in(value)) or [describe(["tensor"], value)]
    if isinstance(value, torch.Tensor):
        tensors = [describe(["tensor"], value)]
    note(name, tensors, **truth)


def save_both(name, value, **truth):
    save(name + "_zip.pt", value, **truth)
    save(name + "_legacy.pt", value, legacy=True, **truth)


def all_dtypes():
    torch.manual_seed(1)
    values = collections.OrderedDict()
    for dtype, name in NAMES.items():
        if dtype == torch.bool:
            values[name] = torch.tensor([[True, False, True], [False, False, True]])
        elif dtype.is_complex:
            values[name] = torch.randn(2, 3, dtype=dtype)
        elif dtype.is_floating_point:
            values[name] = torch.randn(2, 3, dtype=torch.float64).to(dtype)
        else:
            values[name] = torch.tensor([[0, 1, 2], [3, 100, 127]]).to(dtype)
    return values


def special_floats():
    wide = torch.tensor([0.0, -0.0, float("inf"), float("-inf"), float("nan"), 1e-45, 3.4e38, 6e-8, 65504.0])
    return {"f32": wide, "f64": wide.double(), "f16": wide.half(), "bf16": wide.bfloat16()}


def views():
    base = torch.arange(60, dtype=torch.float32)
    cube = base.view(3, 4, 5)
    return {"base": base, "cube": cube, "transposed": cube.transpose(0, 2), "permuted": cube.permute(1, 2, 0),
            "offset": base[7:19], "strided": base[3::7], "column": cube[:, 2, :], "window": cube[1:, 1:3, 2:],
            "expanded": base[5:6].expand(4, 6), "expanded_row": cube[0, :1, :].expand(3, 5), "scalar": base[11],
            "diagonal": cube[0].diagonal(), "empty_slice": base[60:], "empty_far": cube[3:, 1:]}


def odd_shapes():
    return {"zero_dim": torch.tensor(3.25), "empty": torch.empty(0), "empty_middle": torch.empty(2, 0, 3),
            "ones": torch.ones(1, 1, 1, 1), "many_dims": torch.arange(64.).view([2] * 6), "one": torch.tensor([7], dtype=torch.int64)}


def tied():
    weight = torch.nn.Parameter(torch.arange(12.).view(3, 4))
    return {"embedding.weight": weight, "decoder.weight": weight, "decoder.part": weight.detach()[1]}


def network():
    torch.manual_seed(2)
    return torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.Flatten(), torch.nn.Linear(4, 2))


def training():
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model(torch.randn(3, 3, 3, 3)).sum().backward()
    optimizer.step()
    settings = argparse.Namespace(arch="tiny", lr=0.1, layers=[1, 2], out=pathlib.PurePosixPath("/tmp/x"))
    return {"epoch": 90, "arch": "tiny", "best": 0.75, "done": True, "nothing": None, "model": model.state_dict(),
            "optimizer": optimizer.state_dict(), "args": settings, "classes": ["cat", "dog"],
            "when": datetime.datetime(2020, 1, 2), "array": numpy.arange(3), "size": torch.Size([3, 4]), "dtype": torch.float32}


def robustness_style():
    """The shape of the robustness library's checkpoints: two models in one dict, prefixed names, a schedule."""
    state = collections.OrderedDict()
    for key, value in network().state_dict().items():
        state["module.model." + key] = value
        state["module.attacker.model." + key] = value
    state["module.normalizer.new_mean"] = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
    return {"model": state, "epoch": 3, "amp": {}, "schedule": {"step": torch.tensor(4)}}


class Marked(torch.Tensor):
    """A subclass of Tensor, which PyTorch saves through _rebuild_from_type_v2."""


class Holder:
    def __init__(self):
        self.label = "held"
        self.weight = torch.ones(2)


def write_torch():
    save_both("all_dtypes", all_dtypes())
    save_both("special_floats", special_floats())
    save_both("views", views(), shared=[["base", "cube"], ["base", "window"], ["cube", "scalar"]])
    save_both("odd_shapes", odd_shapes())
    save_both("tied", tied(), shared=[["embedding.weight", "decoder.weight"], ["embedding.weight", "decoder.part"]])
    save_both("state_dict", network().state_dict())
    facts = {"epoch": "90", "arch": "tiny", "best": "0.75", "done": "true", "nothing": "none", "args.arch": "tiny", "args.lr": "0.1",
             "classes.1": "dog", "size.1": "4", "dtype": "torch.float32", "optimizer.param_groups.0.momentum": "0.9"}
    ignored = [["args", "argparse.Namespace"], ["when", "datetime.datetime"], ["array", "numpy"]]
    save_both("training", training(), facts=facts, ignored=ignored)
    save_both("robustness", robustness_style(), facts={"epoch": "3"})
    save_both("one_tensor", torch.arange(6, dtype=torch.int16).view(2, 3))
    save_both("list", [torch.ones(2), (torch.zeros(1, 2), {"deep": torch.tensor(5)})])
    save_both("keys", {1: torch.ones(1), "ä→😀": torch.ones(2), "with.dot": {"x": torch.ones(3)}, "": torch.ones(4)})
    save_both("subclass", {"marked": torch.arange(3.).as_subclass(Marked), "plain": torch.ones(1)})
    save_both("channels_last", {"w": torch.arange(48.).view(2, 4, 2, 3).contiguous(memory_format=torch.channels_last)})
    for protocol in (3, 4, 5):
        save(f"protocol{protocol}_zip.pt", {"a": torch.arange(3.), "b": all_dtypes()}, protocol=protocol)
        save(f"protocol{protocol}_legacy.pt", {"a": torch.arange(3.), "b": all_dtypes()}, legacy=True, protocol=protocol)
    quantized = torch.quantize_per_tensor(torch.ones(3), 0.1, 2, torch.qint8)
    mixed = {"good": torch.arange(4.), "quantized": quantized, "sparse": torch.eye(2).to_sparse(), "holder": Holder()}
    for name, legacy in (("mixed_zip.pt", False), ("mixed_legacy.pt", True)):
        torch.save(mixed, FOLDER / name, _use_new_zipfile_serialization=not legacy)
        note(name, [describe(["good"], mixed["good"])], facts={"holder.label": "held"},
             ignored=[["quantized", "a quantized tensor"], ["sparse", "a sparse tensor"], ["holder", "__main__.Holder"]])


def write_refused():
    """Files that PyTorch makes and that must be refused in words; the test has the words."""
    torch.save(network(), FOLDER / "whole_model_zip.pt")
    torch.save(network(), FOLDER / "whole_model_legacy.pt", _use_new_zipfile_serialization=False)
    torch.jit.trace(torch.nn.Linear(2, 1), torch.ones(1, 2)).save(str(FOLDER / "torchscript.pt"))


def write_safetensors():
    plain = {name: value for name, value in all_dtypes().items() if not name.startswith("complex")}
    safetensors.torch.save_file(plain, FOLDER / "all_dtypes.safetensors", metadata={"format": "pt", "note": "ä \"quoted\""})
    note("all_dtypes.safetensors", tensors_in(plain), facts={"format": "pt", "note": "ä \"quoted\""})
    shapes = odd_shapes()
    safetensors.torch.save_file(shapes, FOLDER / "odd_shapes.safetensors")
    note("odd_shapes.safetensors", tensors_in(shapes))


def write_npy():
    """Arrays as numpy.save writes them, and the SHA-256 of their little-endian bytes in C order."""
    grid = numpy.arange(24).reshape(2, 3, 4)
    arrays = {"bool": grid % 3 == 0, "uint8": grid.astype("u1"), "int8": grid.astype("i1"), "int16": grid.astype("<i2"),
              "int32": grid.astype("<i4"), "int64": grid.astype("<i8"), "float16": grid.astype("<f2") / 3,
              "float32": grid.astype("<f4") / 3, "float64": grid / 3, "complex64": (grid * 1j).astype("<c8"),
              "complex128": grid * (1 + 2j), "big_endian_float32": grid.astype(">f4") / 3, "big_endian_int16": grid.astype(">i2"),
              "big_endian_complex128": (grid * (1 + 2j)).astype(">c16"), "fortran": numpy.asfortranarray(grid.astype("<f4")),
              "fortran_big_endian": numpy.asfortranarray(grid.astype(">f8")), "scalar": numpy.float32(2.5), "vector": numpy.arange(5.0),
              "empty": numpy.zeros((0, 512), "<f4"), "long_first_size": numpy.zeros((123456, 0), "u1")}
    truth = {}
    for name, array in arrays.items():
        array = numpy.asarray(array)
        numpy.save(FOLDER / (name + ".npy"), array)
        plain = array.astype(array.dtype.newbyteorder("<"))
        truth[name + ".npy"] = {"dtype": plain.dtype.name, "shape": list(array.shape), "sha256": hashlib.sha256(plain.tobytes("C")).hexdigest(),
                                "fortran": bool(array.flags.fnc), "big": array.dtype.byteorder == ">"}
    numpy.savez(FOLDER / "archive.npz", a=grid)
    numpy.save(FOLDER / "objects.npy", numpy.array([{"code": 1}]), allow_pickle=True)
    numpy.save(FOLDER / "structured.npy", numpy.zeros(2, [("a", "<f4"), ("b", "<i4")]))
    (FOLDER / "expected_npy.json").write_text(json.dumps(truth, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def write_sample(path):
    """The truth about the sample's EfficientNet-Lite0, whose file is too large to keep here."""
    truth = {"tensors": list(tensors_in(torch.load(path, map_location="cpu")))}
    (FOLDER / "efficientnet_lite0.json").write_text(json.dumps(truth, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", help="efficientnet-lite0-57934424.pth")
    options = parser.parse_args()
    os.chdir(FOLDER)
    if options.sample:
        write_sample(options.sample)
    write_torch()
    write_refused()
    write_safetensors()
    write_npy()
    text = json.dumps(expected, indent=1, sort_keys=True, ensure_ascii=False)
    (FOLDER / "expected.json").write_text(text + "\n", encoding="utf-8")
