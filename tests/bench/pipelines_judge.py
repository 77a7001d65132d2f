#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares normalizers and pre-tokenizers of tokenizer.json, and sequences of them, with PyPI's `tokenizers`.

usage: pipelines_judge.py BENCH [--texts N] [--every-character] [--only NAME]
Each pipeline gets a small vocabulary learnt from fortunes; see tokenizers_judge.py for what is compared.
"""
import argparse
import json
import pathlib
import sys
import tempfile

from tokenizers_judge import compare
from tokenizers_texts import all_texts, every_character, fortunes
from tokenizers import Regex, Tokenizer, models, normalizers as n, pre_tokenizers as p, processors, trainers

GPT4 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
GPT4O = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
         r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
         r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
SETS = r"[^\S\r\n]+|[\W_]|\b\w{2,}\b|\d|.$|^."


def byte_level(*before, prefix=False, regex=False):
    return p.Sequence([*before, p.ByteLevel(add_prefix_space=prefix, use_regex=regex)])


def split(pattern, behavior, invert=False):
    return p.Split(Regex(pattern), behavior, invert)


def pipelines():
    """Name: (normalizer, pre-tokenizer, byte level)."""
    bert = p.BertPreTokenizer()
    found = {
        "gpt4": (None, byte_level(split(GPT4, "isolated")), True),
        "gpt4 removed, inverted": (None, byte_level(split(GPT4, "removed", True)), True),
        "gpt4o and nfc": (n.NFC(), byte_level(split(GPT4O, "isolated")), True),
        "gpt2 pattern": (n.NFKC(), byte_level(split(GPT2, "isolated"), prefix=True), True),
        "digits and byte level": (None, byte_level(p.Digits(individual_digits=True), regex=True), True),
        "sets": (None, byte_level(split(SETS, "isolated")), True),
        "bloom": (None, byte_level(split(r" ?[^(\s|[.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c])]+".replace("|[", "|").replace("])]", ")]"), "isolated")), True),
        "scripts": (n.NFD(), byte_level(split(r"\p{Han}+|[\p{Hiragana}\p{Katakana}]+|\p{^L}", "isolated")), True),
        "whitespace": (n.Lowercase(), p.Whitespace(), False),
        "words": (n.Sequence([n.NFKD(), n.StripAccents(), n.Lowercase(), n.Strip()]),
                  p.Sequence([p.WhitespaceSplit(), p.Punctuation(), p.Digits()]), False),
        "replace": (n.Sequence([n.Replace("``", '"'), n.Replace(Regex(r"\s{2,}"), " "), n.Prepend("_"), n.NFC()]),
                    p.Sequence([p.CharDelimiterSplit("e"), p.Whitespace()]), False),
        "bert twice": (n.Sequence([n.BertNormalizer(lowercase=False), n.NFKC(), n.BertNormalizer()]), bert, False),
        "strip left": (n.Strip(left=True, right=False), bert, False),
        "nfkd": (n.NFKD(), bert, False), "nfkc": (n.NFKC(), bert, False), "nfc": (n.NFC(), bert, False), "nfd": (n.NFD(), bert, False),
        "marks": (n.StripAccents(), bert, False),
    }
    for behavior in ("removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"):
        found[f"split {behavior}"] = (None, byte_level(split(r"[\s\p{P}]", behavior)), True)
        found[f"split {behavior}, inverted"] = (None, byte_level(split(r"\w+", behavior, True)), True)
        found[f"text {behavior}"] = (None, p.Sequence([p.Split(" ", behavior), p.Split("e", behavior)]), False)
        found[f"punctuation {behavior}"] = (None, p.Punctuation(behavior), False)
        found[f"empty matches {behavior}"] = (None, p.Split(Regex("b*|(?=x)"), behavior), False)
    return found


def made(normalizer, splitter, bytes_too, folder):
    lines = [text.decode("utf-8", "replace") for text in fortunes()[:1500]]
    if bytes_too:
        tokenizer = Tokenizer(models.BPE(ignore_merges=False))
        trainer = trainers.BpeTrainer(vocab_size=600, show_progress=False, initial_alphabet=sorted(p.ByteLevel.alphabet()))
        tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    else:
        tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        trainer = trainers.WordPieceTrainer(vocab_size=800, show_progress=False, special_tokens=["[UNK]"], limit_alphabet=300)
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = splitter
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    return tokenizer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("--texts", type=int, default=3000)
    parser.add_argument("--every-character", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    texts = every_character() if options.every_character else all_texts()
    texts = texts[:: max(1, len(texts) // options.texts)]
    texts = [text for text in texts if len(text) < 100_000]
    bad = 0
    for name, parts in pipelines().items():
        if options.only not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            truth = made(*parts, pathlib.Path(folder))
            result = compare(options.bench, folder, truth, texts, 2)
        bad += bool(result["other ids"] or result["other places"])
        print(name, json.dumps({key: result[key] for key in ("texts", "tokens", "other ids", "other places", "times as fast")}), flush=True)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
