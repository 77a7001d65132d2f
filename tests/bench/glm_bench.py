#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The regularization path beside its peers: one table for each feature set, in Markdown, and which goals are met.

    python3 tests/bench/glm_bench.py --program build/release/bin/sparsescope-cli --sets FOLDER [NAME...]
    python3 tests/bench/glm_bench.py --program build/release/bin/sparsescope-cli --sets FOLDER --growth

Sets that are not there yet are made (glm_sets.py tells what that needs). The peers need numpy < 2, torch, glm-saga==0.1.2,
adelie==1.1.52, skglm==0.5 in this Python, and R with glmnet. Every tool runs on one core with the same allocator settings;
its path is judged in double precision by glm_judge.py. The peers' runs are kept beside the set and run again with --fresh,
which takes about an hour on all sets. "s" are processor seconds of the solver alone, which other programs disturb little.
"""
import argparse
import json
import os
import subprocess
import sys

from glm import runs, table

PREFIXES = ["--prefix", "45", "--prefix", "51"]
# name, script, arguments, for two classes only
PEERS = [("glmnet binomial", "glm_glmnet.py", ["--binomial", *PREFIXES], True),
         ("adelie binomial", "glm_adelie.py", ["--binomial"], True),
         ("skglm", "glm_skglm.py", [], True),
         ("glmnet", "glm_glmnet.py", PREFIXES, False),
         ("adelie", "glm_adelie.py", [], False),
         ("glm_saga", "glm_saga_torch.py", [], False)]
CAP = ["--cap", "600"]
CAPS = {("glmnet", "synthetic-100"): ["--lambdas", "20", "--cap", "120"], ("adelie", "synthetic-100"): ["--cap", "240"]}
SETS = ("fortunes", "patches", "specks", "emoji", "synthetic-100")


def ensure_set(options, name):
    script = os.path.join(runs.HERE, "glm_sets.py")
    subprocess.run([sys.executable, script, options.sets, name, "--program", options.program], check=True,
                   stdout=subprocess.DEVNULL)
    with open(os.path.join(options.sets, name, "meta.json")) as file:
        return json.load(file)


def note(text):
    print(text, file=sys.stderr, flush=True)


def peer_runs(options, name, meta):
    data, found = os.path.join(options.sets, name), {}
    for peer, script, arguments, two_classes in PEERS:
        if two_classes and meta["K"] != 2:
            continue
        run = os.path.join(data, "peers", peer.replace(" ", "-"))
        result = None if options.fresh else runs.kept(run)
        if result is None and not options.kept_peers:
            note(f"{name}: {peer}")
            result = runs.peer(data, run, script, [*arguments, *CAPS.get((peer, name), CAP)], options.core)
        if result is not None:
            found[peer] = result
    return found


def sharper_run(options, name):
    """Not in the table: a path of ours at a smaller tolerance, so that ours too is measured against something better."""
    data = os.path.join(options.sets, name)
    run = os.path.join(data, "peers", "sharper")
    result = runs.kept(run)
    if options.sharper and (result is None or options.fresh):
        note(f"{name}: sharper")
        result = runs.ours(options.program, data, run, options.core, options.tol / options.sharper)
    return result


def our_runs(options, name):
    data, found = os.path.join(options.sets, name), {}
    for simd in options.simd:
        for cores in (options.core, "0,1")[:1 + options.two_threads]:
            variant = ", ".join(["Sparsescope"] + [simd] * (simd != "best") + ["2 threads"] * ("," in cores))
            note(f"{name}: {variant}")
            run = os.path.join(data, "ours", variant.replace(", ", "-").replace(" ", "-"))
            found[variant] = runs.ours(options.program, data, run, cores, options.tol, None if simd == "best" else simd,
                                       options.rounds, options.judge_every)
    return found


def report(options, name):
    meta = ensure_set(options, name)
    peers, variants = peer_runs(options, name, meta), our_runs(options, name)
    sharper = sharper_run(options, name)
    best = table.lowest_objectives([*peers.values(), *variants.values(), *([sharper] if sharper else [])])
    print(f"### {name}: {meta['n']} × {meta['d']}, {meta['K']} classes\n\n{table.table(peers, variants, best)}\n")
    matrix_mb = meta["n"] * meta["d"] * 4 / 2 ** 20
    program_mb = runs.execute([options.program, "--version"], options.core)["peak_mb"]
    for variant in (name for name in variants if "2 threads" not in name):
        print(f"{variant}, tolerance {options.tol:g}:")
        every = {**peers, **variants}
        print("\n".join(table.goals(name, every, variant, best, matrix_mb, program_mb)))
        if f"{variant}, 2 threads" in variants:
            print(table.thread_goal(name, variants[variant], variants[f"{variant}, 2 threads"]))
    print(flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: {' '.join(SETS)}; tiny for a quick check")
    parser.add_argument("--program", required=True, help="sparsescope-cli")
    parser.add_argument("--sets", required=True, help="folder where the sets and the peers' runs are kept")
    parser.add_argument("--fresh", action="store_true", help="run the peers again too")
    parser.add_argument("--kept-peers", action="store_true", help="only the peers whose runs are kept")
    parser.add_argument("--tol", type=float, default=1e-3, help="of ours (default 1e-3)")
    parser.add_argument("--simd", nargs="+", default=["best"], choices=["best", "avx512", "avx2", "baseline"],
                        help="instruction sets that ours is forced to, one row each (SPARSESCOPE_SIMD)")
    parser.add_argument("--two-threads", action="store_true", help="ours also on two cores")
    parser.add_argument("--rounds", type=int, default=1, help="of ours; the fastest counts")
    parser.add_argument("--sharper", type=float, metavar="N", help="measure suboptimality against a path of ours at an Nth of "
                        "the tolerance too; without it the worst gap is what bounds it")
    parser.add_argument("--judge-every", type=int, default=1, metavar="N", help="judge only every Nth λ of ours")
    parser.add_argument("--core", default="1", help="the core that everything is pinned to (default 1)")
    parser.add_argument("--growth", action="store_true", help="how the time of ours grows with rows, features and classes")
    options = parser.parse_args()
    if options.growth:
        from glm import growth
        growth.report(options.program, options.sets, options.core, options.tol)
        return
    for name in options.names or SETS:
        report(options, name)


if __name__ == "__main__":
    main()
