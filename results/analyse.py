#!/usr/bin/env python3
"""Answers the usual questions about a sweep from its sweep.h5 with h5py, pandas and matplotlib: an example to copy from.

    results/analyse.py results/demo/sweep.h5                 the answers, as tables
    results/analyse.py results/demo/sweep.h5 --plots DIR     and pictures in DIR
    results/analyse.py results/demo/sweep.h5 --json          totals alone, named as in `battalion report --json`

results/README.md describes every dataset that is read here. Where pyarrow is installed a table becomes Parquet in one line:
    per_program(Sweep("results/demo/sweep.h5")).to_parquet("programs.parquet")
"""

import argparse
import json
import sys
from pathlib import Path

try:
    import h5py
    import numpy as np
    import pandas as pd
except ImportError as missing:
    sys.exit(f"analyse.py: {missing.name} is missing (h5py, pandas and matplotlib are needed) install them: "
             "apt install python3-h5py python3-pandas python3-matplotlib, or pip install h5py pandas matplotlib")

OUTCOMES = ["pending", "exact", "wrong", "error", "timeout", "memory", "skipped", "unpaired"]
EXACT, UNPAIRED = OUTCOMES.index("exact"), OUTCOMES.index("unpaired")


def table(group):
    """A group whose datasets are columns of equal length, as a data frame; text as str."""
    columns = {name: group[name] for name in group if isinstance(group[name], h5py.Dataset)}
    rows = min(c.shape[0] for c in columns.values())  # [program+1] and bytes are no columns
    texts = {n: c.asstr()[:] if h5py.check_string_dtype(c.dtype) else c[:] for n, c in columns.items()
             if c.shape[0] == rows}
    return pd.DataFrame(texts)


class Sweep:
    """The tables as data frames, the matrices as arrays. A large sweep's matrices are better read in parts."""

    def __init__(self, path):
        with h5py.File(path, "r") as file:
            if file.attrs.get("format") != "battalion sweep":
                sys.exit(f"{path}: is no sweep (its root attribute `format` does not say so) give a sweep.h5")
            if file.attrs["schema_version"] > 1:
                sys.exit(f"{path}: was written by a newer Battalion (this script reads schema 1) take its own script")
            self.attributes = dict(file.attrs)
            self.tasks, self.errors, self.ranks = table(file["tasks"]), table(file["errors"]), table(file["ranks"])
            names = ["task", "split", "index", "height", "width", "cells"]
            self.samples = pd.DataFrame({name: file["samples"][name][:] for name in names})
            self.samples["demo"] = self.samples["split"] == 0
            for clock in ("wall", "cpu", "queue"):
                self.samples[clock] = file[f"timings/sample/{clock}_ns"][:] * 1e-9
            names = ["name", "file", "line", "canonical_digest", "duplicate_of", "lowered"]
            self.programs = pd.DataFrame({n: file["programs"][n].asstr()[:] if n in ("name", "file", "lowered")
                                          else file["programs"][n][:] for n in names})
            self.programs["bytes"] = np.diff(file["programs/source_offset"][:].astype(np.int64))
            has_check = "check" in file["programs"]
            for column in ("samples", "cpu_ns"):
                self.programs[f"check_{column}"] = file[f"programs/check/{column}"][:] if has_check else 0
            self.phases = table(file["timings/phase"])
            code = file["scores/outcome"][:]  # [sample][program]
            self.outcome, self.hung_on_order = code & 0x7F, code & 0x80 != 0
            self.cells_right = file["scores/cells_right"][:]
            self.output_digest = file["scores/output_digest"][:]

    def met(self):
        """[sample][program] the pairs that the pairing asks for: no others count anywhere."""
        return self.outcome != UNPAIRED


def outcomes(sweep):
    """How did the evaluations end?"""
    counts = np.bincount(sweep.outcome.ravel(), minlength=len(OUTCOMES))
    frame = pd.DataFrame({"outcome": OUTCOMES, "evaluations": counts}).drop(UNPAIRED)  # in no total
    frame["share"] = frame["evaluations"] / max(frame["evaluations"].sum(), 1)
    return frame.set_index("outcome")


def per_task(sweep):
    """Which tasks are solved, by how many programs, and how near did the best come on the demos?"""
    rows = []
    for task in sweep.tasks.itertuples():
        demos = slice(task.first_sample, task.first_sample + task.demo_count)
        every = slice(task.first_sample, task.first_sample + task.sample_count)
        met = sweep.met()[demos].any(axis=0)  # programs
        exact = (sweep.outcome[demos] == EXACT).all(axis=0) & met
        cells = sweep.cells_right[demos][:, met].sum(axis=0, dtype=np.int64)  # of each program that meets the task
        possible = sweep.samples["cells"][demos].sum()
        rows.append({"task": task.id, "solved_by": int(exact.sum()),
                     "best_share": cells.max() / possible if cells.size and possible else 0.0,
                     "wall": sweep.samples["wall"][every].sum(), "cpu": sweep.samples["cpu"][every].sum()})
    return pd.DataFrame(rows).set_index("task")


def per_program(sweep):
    """What does each program do: outcomes, and tasks on all demos of which it is exact?"""
    frame = sweep.programs[["name", "lowered"]].copy()
    for code, name in enumerate(OUTCOMES[:UNPAIRED]):
        frame[name] = (sweep.outcome == code).sum(axis=0)
    first = sweep.tasks["first_sample"].to_numpy()
    exact_demos = [(sweep.outcome[a:a + n] == EXACT).all(axis=0) for a, n in zip(first, sweep.tasks["demo_count"])]
    frame["tasks_solved_demos"] = np.sum(exact_demos, axis=0)
    return frame.set_index("name")


def ranking(sweep, task):
    """Programs that meet a task, best first, by its demos alone: exact demos, right cells, shorter, faster, name."""
    demos = slice(task.first_sample, task.first_sample + task.demo_count)
    programs = sweep.programs.assign(number=range(len(sweep.programs)))
    programs["exact"] = (sweep.outcome[demos] == EXACT).sum(axis=0)
    programs["cells"] = sweep.cells_right[demos].sum(axis=0, dtype=np.int64)
    run = programs["check_samples"] > 0  # times of the same number of digits are alike: the rest is noise
    mean = programs["check_cpu_ns"] // programs["check_samples"].where(run, 1)
    programs["digits"] = np.where(run, mean.map(lambda ns: len(str(ns)) if ns > 0 else 0), 99)
    programs = programs[sweep.met()[demos].any(axis=0)]
    return programs.sort_values(["exact", "cells", "bytes", "digits", "name", "number"],
                                ascending=[False, False, True, True, True, True])["number"].to_numpy()


def scores(sweep):
    """What would be scored? Two different grids a test output, of the best programs on the demos that give any."""
    solved = []  # [task] (tests solved, tests)
    for task in sweep.tasks.itertuples():
        best, hits = ranking(sweep, task), 0
        tests = range(task.first_sample + task.demo_count, task.first_sample + task.sample_count)
        for test in tests:
            digests = sweep.output_digest[test, best]
            grids = pd.unique(digests[digests != 0])[:2]  # two attempts, best first
            hits += any((sweep.outcome[test, best] == EXACT) & np.isin(digests, grids))
        solved.append((hits, len(tests)))
    hits, tests = np.array(solved, dtype=np.int64).reshape(-1, 2).T
    some = tests > 0
    return {"score_a": float(hits.sum() / tests.sum()) if tests.sum() else 0.0,
            "score_b": float((hits[some] / tests[some]).mean()) if some.any() else 0.0,
            "score_c": int((hits[some] == tests[some]).sum()), "test_outputs_solved": int(hits.sum())}


def where_time_went(sweep):
    """Where did the time go: by rank, and by phase? Wall far above CPU: the machine was starved."""
    by_rank = pd.DataFrame({"host": sweep.ranks["host"], "units": sweep.ranks["units"],
                            "busy": sweep.ranks["busy_ns"] * 1e-9, "idle": sweep.ranks["idle_ns"] * 1e-9})
    names = np.array(["load", "demo", "test", "write", "validate"])
    phases = sweep.phases.assign(phase=names[sweep.phases["phase"]])
    by_phase = phases.groupby("phase")[["wall_ns", "cpu_ns"]].sum() * 1e-9
    return by_rank, by_phase.rename(columns={"wall_ns": "wall", "cpu_ns": "cpu"})


def plot(sweep, folder):
    """The program x task map, and how much of the time the slowest samples take."""
    import matplotlib
    matplotlib.use("Agg")  # no display is needed
    import matplotlib.pyplot as plt
    folder.mkdir(parents=True, exist_ok=True)
    first = sweep.tasks["first_sample"].to_numpy()
    right = np.add.reduceat(sweep.outcome == EXACT, first, axis=0)  # [task][program]
    share = np.where(np.logical_or.reduceat(sweep.met(), first, axis=0),
                     right / sweep.tasks["sample_count"].to_numpy()[:, None], np.nan)
    figure, axes = plt.subplots(figsize=(9, 6), layout="constrained")
    image = axes.imshow(share, aspect="auto", interpolation="nearest", vmin=0, vmax=1, cmap="viridis")
    axes.set(xlabel="program", ylabel="task", title="share of a task's samples that a program answers exactly")
    figure.colorbar(image)
    figure.savefig(folder / "map.png", dpi=150)
    slowest = sweep.samples["cpu"].sort_values(ascending=False).cumsum()
    figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
    axes.plot(np.arange(1, len(slowest) + 1), slowest)
    axes.set(xlabel="samples, slowest first", ylabel="CPU time so far, s", title="where the CPU time is", ylim=0)
    figure.savefig(folder / "time.png", dpi=150)


def totals(sweep):
    """The totals that `battalion report --json` has, worked out anew."""
    counts = outcomes(sweep)["evaluations"]
    return {"tasks": len(sweep.tasks), "samples": len(sweep.samples), "programs": len(sweep.programs),
            "demo_samples": int(sweep.samples["demo"].sum()), "test_samples": int((~sweep.samples["demo"]).sum()),
            "evaluations": int(counts.sum()), "outcomes": {name: int(n) for name, n in counts.items()},
            "set_order_dependent": int(sweep.hung_on_order.sum()),
            "duplicates": int((sweep.programs["duplicate_of"] >= 0).sum()),
            "tasks_solved_demo": int((per_task(sweep)["solved_by"] > 0).sum()),
            "cpu_seconds": float(sweep.samples["cpu"].sum()), "queue_seconds": float(sweep.samples["queue"].sum()),
            "sample_wall_seconds": float(sweep.samples["wall"].sum()), "ranks": len(sweep.ranks), **scores(sweep)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="a sweep.h5")
    parser.add_argument("--plots", type=Path, metavar="DIR", help="where pictures go")
    parser.add_argument("--json", action="store_true", help="totals alone, for tools")
    options = parser.parse_args()
    try:
        sweep = Sweep(options.file)
    except (OSError, KeyError, RuntimeError) as error:  # what h5py says of files that are foreign, cut short or damaged
        sys.exit(f"{options.file}: cannot be read ({' '.join(str(error).split())}) give the sweep.h5 of a sweep")
    if options.plots:
        plot(sweep, options.plots)
    if options.json:
        print(json.dumps(totals(sweep)))
        return
    by_rank, by_phase = where_time_went(sweep)
    tasks, programs = per_task(sweep), per_program(sweep)
    unsolved = tasks[tasks["solved_by"] == 0].sort_values("best_share", ascending=False)
    for title, answer in [("How did the evaluations end?", outcomes(sweep)),
                          ("What would be scored?", pd.Series(scores(sweep))),
                          ("Which unsolved tasks came nearest?", unsolved.head(10)),
                          ("Which tasks took longest?", tasks.nlargest(10, "cpu")),
                          ("Which programs solve most tasks?", programs.nlargest(10, "tasks_solved_demos")),
                          ("What went wrong most often?", sweep.errors.nlargest(10, "count")),
                          ("Where did the ranks' time go, in seconds?", by_rank),
                          ("And by phase?", by_phase)]:
        print(f"\n{title}\n{answer.to_string() if len(answer) else 'none'}")


if __name__ == "__main__":
    main()
