#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares our tokenizers with PyPI's `tokenizers`: ids and places in the text must be equal.

usage: tokenizers_judge.py BENCH FOLDER [--truth tokenizer.json] [--texts N] [--every-character]
  BENCH   the program tokenize_bench (cmake --build build/ci --target tokenize_bench)
  FOLDER  what our tokenizer is opened from; without --truth it holds a tokenizer.json too
"""
import argparse
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

import codecs  # noqa: E402

from tokenizers import Tokenizer  # noqa: E402

from tokenizers_texts import all_texts, every_character  # noqa: E402


def decoded(data):
    """Text as Python's errors="replace" reads it, and for each character (and the end) its byte in `data`."""
    starts = []

    def note(error):
        broken.append((error.start, error.end))
        return "\ufffd", error.end

    broken = []
    codecs.register_error("note", note)
    text = data.decode("utf-8", "note")
    jumps = dict(broken)
    at = 0
    for _ in text:
        starts.append(at)
        if at in jumps:
            at = jumps[at]
            continue
        lead = data[at]
        at += 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    return text, starts + [len(data)]


def ours(bench, folder, texts, work):
    source, result = work / "texts", work / "tokens"
    source.write_bytes(b"".join(struct.pack("<I", len(t)) + t for t in texts))
    run = subprocess.run([bench, folder, source, result], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(run.stderr)
    data, at, found = result.read_bytes(), 0, []
    for _ in texts:
        (count,) = struct.unpack_from("<I", data, at)
        numbers = struct.unpack_from(f"<{3 * count}i", data, at + 4)
        found.append((numbers[0::3], numbers[1::3], numbers[2::3]))
        at += 4 + 12 * count
    return json.loads(run.stdout), found


def compare(bench, folder, truth, texts, show=5):
    """What is the same and what is not, as numbers; the first differences are printed."""
    truth.no_truncation()
    truth.no_padding()
    plain = [decoded(text) for text in texts]
    start = time.perf_counter()
    expected = [truth.encode(text) for text, _ in plain]
    theirs = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as work:
        times, found = ours(bench, folder, texts, pathlib.Path(work))
    bad_ids = bad_places = shown = 0
    for (text, starts), one, (ids, begins, ends) in zip(plain, expected, found):
        places = [(starts[a], starts[b]) if a != b else (starts[a], starts[a]) for a, b in one.offsets]
        wrong_ids = tuple(one.ids) != ids
        # A token that stands for nothing has no place: only that ours is empty too counts.
        wrong_places = not wrong_ids and any(
            (a != b or c != d) and (a, b) != (c, d) for (a, b), c, d in zip(places, begins, ends))
        bad_ids += wrong_ids
        bad_places += wrong_places
        if (wrong_ids or wrong_places) and shown < show:
            shown += 1
            at = next((i for i, (x, y) in enumerate(zip(one.ids, ids)) if x != y), min(len(ids), len(one.ids)) - 1)
            if wrong_places:
                at = next(i for i, p in enumerate(places) if (p[0] != p[1] or begins[i] != ends[i]) and p != (begins[i], ends[i]))
            print("differs:", ascii(text[:80]), "token", at, one.tokens[max(0, at - 1):at + 3], list(ids[max(0, at - 1):at + 3]),
                  "places", places[at:at + 2], [(begins[i], ends[i]) for i in range(at, min(at + 2, len(ids)))],
                  "around", ascii(text[max(0, one.offsets[at][0] - 5):one.offsets[at][1] + 5]))
    tokens = sum(len(ids) for ids, _, _ in found)
    return {"texts": len(texts), "bytes": sum(map(len, texts)), "tokens": tokens, "other ids": bad_ids,
            "other places": bad_places, "tokenizers seconds": round(theirs, 3), "our seconds": times["encode"],
            "times as fast": round(theirs / times["encode"], 2), "our opening": times["open"], "tokenizer": times["tokenizer"]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--truth", type=pathlib.Path)
    parser.add_argument("--texts", type=int, default=0)
    parser.add_argument("--every-character", action="store_true", help="all code points of Unicode in place of the mixed texts")
    parser.add_argument("--show", type=int, default=5)
    options = parser.parse_args()
    truth = Tokenizer.from_file(str(options.truth or options.folder / "tokenizer.json"))
    texts = every_character() if options.every_character else all_texts()
    if options.texts:
        texts = texts[:: max(1, len(texts) // options.texts)]
    result = compare(options.bench, options.folder, truth, texts, options.show)
    print(json.dumps(result, ensure_ascii=False))
    sys.exit(1 if result["other ids"] or result["other places"] else 0)


if __name__ == "__main__":
    main()
