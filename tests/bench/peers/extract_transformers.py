#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mean hidden states of a file of lines by transformers, sorted by length in batches of 32; one JSON line at the end."""
import json
import resource
import sys
import time

import numpy as np
import torch
import transformers

transformers.logging.set_verbosity_error()
torch.set_num_threads(1)


def main(model, sentences, out, most=256, batch=32):
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    network = transformers.AutoModel.from_pretrained(model).eval()
    lines = open(sentences, encoding="utf-8").read().splitlines()
    features = np.zeros((len(lines), network.config.hidden_size), np.float32)

    def run(chosen, ids):
        longest = max(len(ids[i]) for i in chosen)
        x, mask = torch.zeros(2, len(chosen), longest, dtype=torch.int64)
        for row, i in enumerate(chosen):
            x[row, :len(ids[i])] = torch.tensor(ids[i])
            mask[row, :len(ids[i])] = 1
        weights = mask[..., None].float()
        hidden = network(input_ids=x, attention_mask=mask)[0]
        features[chosen] = ((hidden * weights).sum(1) / weights.sum(1)).numpy()

    with torch.no_grad():
        run(list(range(batch)), tokenizer(lines[:batch], truncation=True, max_length=most)["input_ids"])  # warm-up
        usage = resource.getrusage(resource.RUSAGE_SELF)
        start = time.perf_counter()
        ids = tokenizer(lines, truncation=True, max_length=most)["input_ids"]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        for k in range(0, len(order), batch):
            run(order[k:k + batch], ids)
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_SELF)
    np.save(out, features)
    cpu = after.ru_utime + after.ru_stime - usage.ru_utime - usage.ru_stime
    print(json.dumps({"sentences": len(lines), "wall_s": wall, "cpu_s": cpu, "tokens": sum(map(len, ids)) / len(ids)}))


if __name__ == "__main__":
    main(*sys.argv[1:4])
