#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes lime_image.json: weights of superpixels by the Python package lime 0.2 (pip install lime==0.2.0.1).

    python3 make_lime_image_reference.py > lime_image.json
The masks, what the function gave for them, and the weights, so that the same regression can be done elsewhere.
"""
import json

import numpy as np
import sklearn.metrics
from lime.lime_image import LimeImageExplainer

SIDE = 16


def case(seed, grid, samples):
    random = np.random.RandomState(seed)
    image = random.randint(0, 256, (SIDE, SIDE, 3)).astype(np.uint8)
    rows = np.minimum(np.arange(SIDE) * grid // SIDE, grid - 1)
    segments = rows[:, None] * grid + rows[None, :]
    weights = random.normal(size=(SIDE, SIDE, 3)) / 400

    def function(images):
        return np.array([[np.tanh((one.astype(float) * weights).sum())] for one in images])

    hidden = image.copy()
    for number in np.unique(segments):
        hidden[segments == number] = image[segments == number].mean(axis=0)
    explainer = LimeImageExplainer(random_state=seed)
    data, labels = explainer.data_labels(image, hidden, segments, function, samples, batch_size=10)
    distances = sklearn.metrics.pairwise_distances(data, data[0].reshape(1, -1), metric="cosine").ravel()
    intercept, pairs, r2, _ = explainer.base.explain_instance_with_data(data, labels, distances, 0, 100000)
    by_segment = dict(pairs)
    return {"masks": ["".join(str(int(bit)) for bit in row) for row in data], "distances": [float(d) for d in distances],
            "values": [float(v) for v in labels[:, 0]], "weights": [float(by_segment[i]) for i in range(data.shape[1])],
            "intercept": float(intercept), "r2": float(r2)}


print(json.dumps([case(1, 3, 60), case(2, 4, 120), case(3, 2, 40)]))
