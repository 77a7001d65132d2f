#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the small tokenizers in this folder and expected.json: what PyPI's `tokenizers` (0.19) makes of odd texts with them.

Needs tokenizers, transformers 4.40 and Debian's fortunes, of which the vocabularies are learnt. Run: make_reference.py [NAME…]
"""
import base64
import json
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "bench"))

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers  # noqa: E402
from transformers import BertTokenizerFast, RobertaTokenizerFast  # noqa: E402

from tokenizers_judge import decoded  # noqa: E402
from tokenizers_texts import fortunes, odd_texts, unicode_texts  # noqa: E402

BERT = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
ROBERTA = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
SENTENCES = [
    "The quick brown fox jumps over the lazy dog.", "It isn't that I don't like you; we've just met.", "  Two  spaces, and a tab\there. ",
    "Q: What is 6 x 7?\nA: 42!", "na\u00efve caf\u00e9 fa\u00e7ade \u00c5ngstr\u00f6m \u0130stanbul \u1e9e", "\u6771\u4eac\u3067\u5bff\u53f8\u3092\u98df\u3079\u305f\u3002",
    "[CLS] is not [MASK]ed here, nor is <mask> or <s>", "wildcard and wild card, Wildcard, wildcards", "a <edge> b<edge>c <EDGE>",
    "x  <left>  y  <right>  z", "tok\u00e9n T\u00d3KEN token", "email@example.com http://example.com/?q=1&r=2",
]


def lines():
    return [text.decode("utf-8", "replace") for text in fortunes()]


def word_piece(vocabulary=900):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(lines(), trainers.WordPieceTrainer(vocab_size=vocabulary, special_tokens=BERT, limit_alphabet=150))
    return tokenizer


def byte_pairs(prefix, vocabulary=700):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(lines(), trainers.BpeTrainer(vocab_size=vocabulary, special_tokens=ROBERTA,
                                                               initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    return tokenizer


def make_uncased(folder):
    tokenizer = word_piece()
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
                                                             special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.add_tokens([AddedToken("wildcard", single_word=True), AddedToken("<edge>", normalized=False),
                          AddedToken("<left>", lstrip=True, normalized=False), AddedToken("<right>", rstrip=True, normalized=False),
                          AddedToken("T\u00f3ken", normalized=True)])
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    return tokenizer


def make_cased(folder):
    vocabulary = sorted(word_piece().get_vocab().items(), key=lambda pair: pair[1])
    (folder / "vocab.txt").write_text("".join(token + "\n" for token, _ in vocabulary), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": False, "strip_accents": None,
                                                              "tokenizer_class": "BertTokenizer"}) + "\n")
    return BertTokenizerFast.from_pretrained(str(folder)).backend_tokenizer


def make_roberta(folder):
    tokenizer = byte_pairs(prefix=True)
    tokenizer.post_processor = processors.RobertaProcessing(sep=("</s>", 2), cls=("<s>", 0), trim_offsets=True, add_prefix_space=True)
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True)])
    tokenizer.add_tokens([AddedToken("wildcard", single_word=True), AddedToken("<edge>"), AddedToken("<right>", rstrip=True)])
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    return tokenizer


def make_pairs(folder):
    byte_pairs(prefix=False).model.save(str(folder))
    return RobertaTokenizerFast.from_pretrained(str(folder)).backend_tokenizer


def make_patterns(folder):
    """As GPT-4 and Llama 3 cut: a pattern, then bytes."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    pattern = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
               r"|\s*[\r\n]+|\s+(?!\S)|\s+")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"),
                                                       pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.train_from_iterator(lines(), trainers.BpeTrainer(vocab_size=600, special_tokens=ROBERTA,
                                                               initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])])
    tokenizer.add_tokens([AddedToken("<edge>"), AddedToken("caf\u00e9", normalized=True)])
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    return tokenizer


def make_steps(folder):
    """Normalizers and splitters in a row."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Replace("``", '"'), normalizers.Replace(Regex(r"\s{2,}"), " "),
                                                 normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase(), normalizers.Strip()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation("merged_with_previous"),
                                                       pre_tokenizers.Digits(), pre_tokenizers.Split("q", "merged_with_next")])
    tokenizer.train_from_iterator(lines(), trainers.WordPieceTrainer(vocab_size=600, special_tokens=BERT, limit_alphabet=150))
    tokenizer.post_processor = processors.BertProcessing(sep=("[SEP]", 3), cls=("[CLS]", 2))
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    return tokenizer


def expected(tokenizer, texts):
    tokenizer.no_truncation()
    tokenizer.no_padding()
    rows = []
    for data in texts:
        text, starts = decoded(data)
        one = tokenizer.encode(text)
        places = [(starts[a], starts[b]) if a != b else (0, 0) for a, b in one.offsets]
        rows.append([base64.b64encode(data).decode(), one.ids, [a for a, _ in places], [b for _, b in places]])
    return rows


def main():
    rng = random.Random(7)
    odd = odd_texts(rng)
    texts = [text.encode() for text in SENTENCES] + odd[:10] + rng.sample(odd[10:], 70) + rng.sample(unicode_texts(rng, 1), 60)
    texts = [text for text in texts if len(text) < 400]
    for name, make in {"uncased": make_uncased, "cased": make_cased, "roberta": make_roberta, "pairs": make_pairs,
                       "patterns": make_patterns, "steps": make_steps}.items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        rows = expected(make(folder), texts)
        body = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
        (HERE / f"{name}.expected.json").write_text(f"[\n{body}\n]\n")
        print(name, len(rows), "texts", sum(len(row[1]) for row in rows), "tokens")


if __name__ == "__main__":
    main()
