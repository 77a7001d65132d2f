# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts on which tokenizers are compared: real ones, every block of Unicode, and what breaks programs."""
import pathlib
import random

FORTUNES = pathlib.Path("/usr/share/games/fortunes")


def fortunes():
    """All records of Debian's fortunes, as bytes, in the order of file names."""
    texts = []
    for path in sorted(p for p in FORTUNES.iterdir() if p.is_file() and p.suffix not in (".dat", ".u8")):
        texts += [record.strip(b"\n") for record in path.read_bytes().split(b"\n%\n")]
    return [text for text in texts if text]


def unicode_texts(rng, each):
    """For each block of 128 code points, texts that mix its characters with ASCII and with each other."""
    texts = []
    for start in range(0, 0x110000, 128):
        points = [c for c in range(start, start + 128) if not 0xD800 <= c < 0xE000]
        plane = start >> 16
        if not points or (plane in range(4, 14) or plane > 14) and start % 0x8000:
            continue
        for _ in range(each):
            parts = []
            for _ in range(rng.randrange(5, 40)):
                kind = rng.random()
                if kind < 0.7:
                    parts.append(chr(rng.choice(points)))
                elif kind < 0.8:
                    parts.append(rng.choice([" ", "  ", "\n", "\t", "\u00a0", "\u3000"]))
                elif kind < 0.9:
                    parts.append(rng.choice(["word", "Don't", "A", "x1", ".", "\u0301", "\u0316", "\u0344"]))
                else:
                    parts.append(chr(rng.choice([c for c in range(0x300, 0x370)])))
            texts.append("".join(parts).encode())
    return texts


def odd_texts(rng):
    """Emoji, right-to-left, special tokens in the text, lone spaces, contractions, broken UTF-8."""
    emoji = ["\U0001F600", "\U0001F468\u200D\U0001F469\u200D\U0001F467", "\U0001F1E9\U0001F1EA", "\u2764\uFE0F", "\U0001F44D\U0001F3FD"]
    rtl = ["\u05E9\u05DC\u05D5\u05DD", "\u0645\u0631\u062D\u0628\u0627", "\u06A9\u062A\u0627\u0628\u200C\u0647\u0627", "\u202Eabc\u202C"]
    special = ["[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]", "<s>", "</s>", "<mask>", "<pad>", "<unk>", "[mask]", "[ MASK ]"]
    plain = ["I'll", "we've", "it's", "IT'S", "'s", "''", "don't", "x's.", "3.14", "a_b", "##ing", "\u0130stanbul", "\u00DF", "\u01C5", "\uFB01"]
    space = [" ", "  ", "   ", "\n", "\n\n", "\t", "\r\n", "\u00a0", "\u2028", "\x0b", "\x85", "\x00", "\u200b"]
    texts = [b"", b" ", b"  ", b"\n", b"\x00", b"a" * 99, b"a" * 100, b"a" * 101, ("\u00e9" * 101).encode(), ("\u00e9" * 100).encode()]
    for _ in range(2500):
        pools = [emoji, rtl, special, plain, space, space, plain]
        texts.append("".join(rng.choice(rng.choice(pools)) for _ in range(rng.randrange(1, 25))).encode())
    for _ in range(1500):
        texts.append(bytes(rng.choice([rng.randrange(256), rng.randrange(32, 127), rng.randrange(128, 256)])
                           for _ in range(rng.randrange(1, 60))))
    sources = [t for t in texts if t]
    for _ in range(1500):  # valid texts with bytes changed, taken out or put in
        text = bytearray(rng.choice(sources))
        for _ in range(rng.randrange(1, 4)):
            at = rng.randrange(len(text)) if text else 0
            rng.choice([lambda: text.__setitem__(slice(at, at + 1), bytes([rng.randrange(256)])),
                        lambda: text.__delitem__(slice(at, at + 1)),
                        lambda: text.insert(at, rng.randrange(128, 256))])()
        texts.append(bytes(text))
    return texts


def long_texts(rng, words=100_000):
    """Texts of very many words, very long words, and very many of one character."""
    pool = [word for text in fortunes() for word in text.split()]
    return [b" ".join(rng.choice(pool) for _ in range(words)), b"a" * 200_000, b"ab " * 60_000, b"'" * 50_000, b" " * 100_000,
            "\u4e2d".encode() * 50_000, "\u0301".encode() * 3_000, bytes(range(256)) * 300]


def all_texts(seed=0, each=8):
    rng = random.Random(seed)
    return fortunes() + unicode_texts(rng, each) + odd_texts(rng) + long_texts(rng)


def every_character():
    """Each code point inside a word, among accents that NFD sorts, and alone."""
    texts = []
    for start in range(0, 0x110000, 32):
        points = [chr(c) for c in range(start, start + 32) if not 0xD800 <= c < 0xE000]
        if points:
            texts.append(" ".join(f"a{c}b" for c in points).encode())
            texts.append(" ".join(f"a\u0301{c}\u0316\u0345{c}" for c in points).encode())
            texts.append("".join(f"{c} {c}" for c in points).encode())
    return texts
