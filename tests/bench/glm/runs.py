# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one tool on one set, pinned to its cores, has its path judged and keeps what was found in RUN/run.json.

A run is a dict: peak_mb, times (wall and processor seconds to the end of each lambda, or None), points (of the judge).
numpy is never imported here: Linux counts the memory of who starts a program in that program's peak.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Freed blocks stay in the process: stock malloc costs PyTorch up to four times.
TUNED = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "8589934592", "MALLOC_TOP_PAD_": "268435456",
         "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


def execute(command, cores, environment=()):
    """The lines of its output, its peak memory, and on how many cores it worked on average."""
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        process = subprocess.Popen(["taskset", "-c", cores, *command], stdout=output,
                                   env={**os.environ, **TUNED, **dict(environment)})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise RuntimeError(f"exit code {process.returncode}: {' '.join(command)}")
        output.seek(0)
        return {"lines": output.read().splitlines(), "peak_mb": usage.ru_maxrss / 1024,
                "busy": (usage.ru_utime + usage.ru_stime) / wall}


def judged(data, run, core, every=1):
    execute([sys.executable, os.path.join(HERE, "glm_judge.py"), data, run, "--every", str(every)], core)
    with open(os.path.join(run, "judged.json")) as file:
        return json.load(file)


def kept(run):
    file = os.path.join(run, "run.json")
    if not os.path.exists(file):
        return None
    with open(file) as text:
        return json.load(text)


def keep(run, result):
    with open(os.path.join(run, "run.json"), "w") as file:
        json.dump(result, file)
    return result


def peer(data, run, script, arguments, core):
    shutil.rmtree(run, ignore_errors=True)
    line = execute([sys.executable, os.path.join(HERE, "peers", script), data, run, *arguments], core)["lines"][-1]
    return keep(run, {**json.loads(line), "points": judged(data, run, core)})


def fit_arrays(program, data, run, cores, tolerance, *more, simd=None):
    """Runs our program; its own clock is wall time, which is turned into processor time by the share it got."""
    shutil.rmtree(run, ignore_errors=True)
    at = lambda name: os.path.join(data, name)
    threads = len(cores.split(","))
    done = execute([program, "-q", "fit-arrays", "--features", at("X.npy"), "--labels", at("y.npy"), "--out", run, "--alpha", "0.99",
                    "--threads", str(threads), "--tol", repr(tolerance), *more], cores,
                   {"SPARSESCOPE_SIMD": simd}.items() if simd else ())
    with open(os.path.join(run, "certificate.json")) as file:
        points = json.load(file)["points"]
    share = min(done["busy"] / threads, 1.0)
    return {"tol": tolerance, "peak_mb": done["peak_mb"], "claims": points,
            "times": [[point["seconds"], point["seconds"] * share] for point in points]}


def ours(program, data, run, cores, tolerance, simd=None, rounds=1, every=1):
    """The round with the least processor time; every round gives the same path."""
    results = [fit_arrays(program, data, run, cores, tolerance, "--k", "100", "--lambda-ratio", "0.001", simd=simd)
               for _ in range(rounds)]
    best = min(results, key=lambda result: result["times"][-1][1])
    return keep(run, {**best, "points": judged(data, run, cores.split(",")[0], every)})
