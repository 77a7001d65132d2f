# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the runs on one set to a Markdown table and the goals. Seconds are processor seconds, of each thread, unless they say wall."""

LAST, SPARSE = 99, (44, 50)
# (lambda index of ours, peer, its lambda index, share of its seconds)
SPEED = {"fortunes": [(LAST, "glmnet binomial", LAST, 1 / 3)], "patches": [(LAST, "glmnet", LAST, 1 / 12)],
         "specks": [(LAST, "glmnet", LAST, 1 / 12)],
         "synthetic-100": [(44, "adelie", 44, 1 / 12), (LAST, "adelie", 44, 100 / 185)]}
ON_SCREEN = {"patches": 1.5, "specks": 1.5, "synthetic-100": 20.0}  # seconds until the first fifty are there
TWO_THREADS = ("patches", "specks", "synthetic-100")


def seconds(run, index, clock=1):
    """Processor (or, with clock 0, wall) seconds to the end of a lambda; None where it was not reached or is not known."""
    known = run and index < len(run["times"]) and run["times"][index]
    return known[clock] if known else None


def lowest_objectives(runs):
    """By lambda index."""
    best = {}
    for point in (point for run in runs for point in run["points"]):
        best[point["index"]] = min(point["objective"], best.get(point["index"], float("inf")))
    return best


def suboptimality(run, best):
    return max(point["objective"] / best[point["index"]] - 1 for point in run["points"])


def number(value, form="{:.3g}"):
    return "–" if value is None else form.format(value)


def row(name, run, best, fastest):
    points = run["points"]
    done, whole = len(run["times"]), seconds(run, LAST)
    if done == 0:
        return [name, f"none in {run['spent']:.0f} s", *["–"] * (len(HEADER) - 2)]
    worst = lambda key: max(point[key] for point in points)
    return [name, str(done), number(whole), *(number(seconds(run, index)) for index in SPARSE),
            number(seconds(run, done - 1, clock=0)), number(fastest / whole if fastest and whole else None, "{:.2f}"),
            f"{suboptimality(run, best):.0e}", f"{worst('kkt'):.0e}", f"{worst('gap'):.0e}",
            f"{points[-1]['nonzeros']:.1f}", f"{run['peak_mb']:.0f}"]


HEADER = ["tool", "λ done", "whole path, s", "to index 44, s", "to index 50, s", "wall, s", "fastest peer ÷ this",
          "largest sub", "worst KKT", "worst gap", "non-zeros a class, last λ", "peak MB"]


def table(peers, variants, best):
    """Peers and variants: name -> run; best: lambda index -> lowest objective known."""
    runs = {**peers, **variants}
    finished = [seconds(run, LAST) for run in peers.values() if seconds(run, LAST) is not None]
    rows = [row(name, run, best, min(finished, default=None)) for name, run in runs.items()]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [HEADER, ["---"] * len(HEADER), *rows])


def goal(text, value, limit, at_most=True):
    if value is None or limit is None:
        return f"- not measured: {text}"
    met = value <= limit if at_most else value >= limit
    return f"- {'met' if met else 'MISSED'}: {text}: {value:.3g}, goal {'≤' if at_most else '≥'} {limit:.3g}"


def saga_goal(run, saga):
    index = min(len(saga["times"]), len(run["times"])) - 1
    if index < 0:
        return f"- met: glm_saga finished no λ in {saga['spent']:.0f} s, ours {len(run['times'])} in {run['times'][-1][1]:.3g} s"
    text = f"times as fast as glm_saga, to λ index {index}"
    return goal(text, seconds(saga, index) / seconds(run, index), 15, at_most=False)


def speed_goals(name, run, runs, slower):
    doubled = f" × {slower}" if slower > 1 else ""
    for index, peer, peer_index, share in SPEED.get(name, []):
        theirs = seconds(runs.get(peer), peer_index)
        yield goal(f"seconds to λ index {index} against {share:.3g}{doubled} × {peer} to {peer_index}", seconds(run, index),
                   theirs and theirs * share * slower)
    if name in ON_SCREEN:
        yield goal("seconds until the first fifty λs are there", seconds(run, 49), ON_SCREEN[name] * slower)
    if "glm_saga" in runs:
        yield saga_goal(run, runs["glm_saga"])


def goals(name, runs, variant, best, matrix_mb, program_mb):
    """What one variant of ours on one thread has to reach; AVX2 may take twice as long, plain machines their time."""
    run = runs[variant]
    if "baseline" not in variant:
        yield from speed_goals(name, run, runs, slower=2 if "avx2" in variant else 1)
    yield goal(f"largest relative suboptimality over {len(run['points'])} λs judged", suboptimality(run, best), 1e-5)
    yield goal("memory beyond the program's own in float32 matrices", (run["peak_mb"] - program_mb) / matrix_mb, 2)


def thread_goal(name, one, two):
    last = len(one["times"]) - 1
    text = "two threads, times as fast as one (wall)"
    if name not in TWO_THREADS:
        return f"- {text}: {seconds(one, last, 0) / seconds(two, last, 0):.2f}"
    return goal(text, seconds(one, last, 0) / seconds(two, last, 0), 1.7, at_most=False)
