#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Explanations of a made-up function of words by the Python package lime 0.2.0.1, for
tests/core/explain/lime_reference_test.cpp. The function: tanh of the sum of the words' scores, each different word once.
Run by hand: make_lime_reference.py > lime.json"""
import json

import numpy as np
from lime.lime_text import LimeTextExplainer

TEXTS = [
    "The plot was thin, the acting worse",
    "It is hard to love a film that keeps telling you how clever, how brave and how very moving it is going to be",
    "Don't go: naïve, naïve jokes & a 3-hour café scene",
]


def explain(number, text, samples):
    rng = np.random.RandomState(number)
    explainer = LimeTextExplainer(class_names=["y"], random_state=number)
    seen = {}
    scores = {}

    def score(word):
        return scores.setdefault(word.lower(), round(float(rng.randn() * 0.5), 3))

    def function(texts):
        import re
        values = [np.tanh(sum(sorted(score(w) for w in {w.lower() for w in re.findall(r"\w+", t)}))) for t in texts]
        return np.array(values)[:, None]

    inner = explainer._LimeTextExplainer__data_labels_distances

    def spy(*arguments, **named):
        seen["data"], seen["labels"], seen["distances"] = inner(*arguments, **named)
        return seen["data"], seen["labels"], seen["distances"]

    explainer._LimeTextExplainer__data_labels_distances = spy
    result = explainer.explain_instance(text, function, labels=(0,), num_features=1000, num_samples=samples)
    words = result.domain_mapper.indexed_string
    weights = dict(result.local_exp[0])
    pick = lambda v: float(v[0] if isinstance(v, dict) else v)
    case = {"text": text, "samples": samples, "scores": scores, "words": [words.word(i) for i in range(words.num_words())],
            "weights": [float(weights[i]) for i in range(words.num_words())],
            "intercept": pick(result.intercept), "r2": pick(result.score)}
    if samples <= 200:
        case["masks"] = ["".join(str(int(v)) for v in row) for row in seen["data"]]
        case["values"] = [float(v) for v in seen["labels"][:, 0]]
        case["distances"] = [float(v) for v in seen["distances"]]
    return case


print(json.dumps([explain(number, text, samples) for number, text in enumerate(TEXTS) for samples in (200, 2000)],
                 ensure_ascii=False, indent=0))
