#!/usr/bin/env python3
"""The demo's file, read by everything that adds it up: `report --json`, `report --csv`, h5py and results/analyse.py must
agree on every total; and what `submission` does with answers that do not come again. Exit code 77: a library is missing."""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SKIP = 77
OUTCOMES = ["exact", "wrong", "error", "timeout", "memory", "skipped", "pending"]


def find_libraries():
    """Starts over with the system's interpreter where this one lacks them."""
    try:
        import h5py, matplotlib, numpy, pandas  # noqa: F401
    except ImportError:
        if os.environ.get("ANALYSE_RETRIED") or not os.path.exists("/usr/bin/python3"):
            print("analyse_test: h5py, pandas or matplotlib is missing", file=sys.stderr)
            sys.exit(SKIP)
        os.environ["ANALYSE_RETRIED"] = "1"
        os.execv("/usr/bin/python3", ["/usr/bin/python3"] + sys.argv)


class Checks:
    def __init__(self):
        self.failures = 0

    def same(self, what, *values):
        for value in values[1:]:
            close = abs(value - values[0]) <= 1e-6 * max(1, abs(values[0])) if isinstance(value, float) else value == values[0]
            if not close:
                self.failures += 1
                print(f"analyse_test: {what} differs: {values}", file=sys.stderr)
                return


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def total(rows, column):
    return sum(float(r[column]) if "seconds" in column else int(r[column]) for r in rows)


def hdf5_totals(path):
    import h5py
    import numpy
    with h5py.File(path, "r") as file:
        code = file["scores/outcome"][:]
        names = dict(enumerate(["pending", "exact", "wrong", "error", "timeout", "memory", "skipped"]))
        counts = {names[c]: int(n) for c, n in enumerate(numpy.bincount((code & 127).ravel(), minlength=8)[:7])}
        return {"outcomes": counts, "set_order_dependent": int((code >= 128).sum()), "errors": int(file["errors/count"][:].sum()),
                "cpu_seconds": float(file["timings/sample/cpu_ns"][:].sum() * 1e-9)}


def solved_by_programs(path):
    """[program] (tasks on all demos of which it is exact, those of them on all tests of which it is too)"""
    import h5py
    with h5py.File(path, "r") as file:
        exact = file["scores/outcome"][:] & 127 == 1
        tasks = zip(*(file[f"tasks/{name}"][:].tolist() for name in ("first_sample", "demo_count", "sample_count")))
        parts = [(exact[a:a + demos].all(axis=0), exact[a:a + samples].all(axis=0)) for a, demos, samples in tasks]
    return [(int(d), int(a)) for d, a in zip(sum(p[0].astype(int) for p in parts), sum(p[1].astype(int) for p in parts))]


def check_csv(checks, folder, report, whole):
    """`whole`: outcomes.csv was written with --all."""
    tables = {name: rows_of(folder / f"{name}.csv") for name in ("tasks", "programs", "samples", "outcomes")}
    for name in ("tasks", "programs", "samples"):
        checks.same(f"rows of {name}.csv", report[name], len(tables[name]))
        checks.same(f"evaluations of {name}.csv", report["evaluations"], total(tables[name], "evaluations"))
        checks.same(f"set order in {name}.csv", report["set_order_dependent"], total(tables[name], "set_order_dependent"))
        for outcome in OUTCOMES:
            checks.same(f"{outcome} of {name}.csv", report["outcomes"][outcome], total(tables[name], outcome))
    for name in ("tasks", "samples"):
        checks.same(f"CPU time of {name}.csv", report["cpu_seconds"], total(tables[name], "cpu_seconds"))
        checks.same(f"wall time of {name}.csv", report["sample_wall_seconds"], total(tables[name], "wall_seconds"))
    checks.same("queue time", report["queue_seconds"], total(tables["samples"], "queue_seconds"))
    checks.same("tests solved", report["test_outputs_solved"], total(tables["tasks"], "tests_solved"))
    checks.same("tasks solved", report["tasks_solved_demo"], total(tables["tasks"], "solved_demos"))
    checks.same("duplicates", report["duplicates"], sum(r["duplicate_of"] != "" for r in tables["programs"]))
    chosen = {r["task"]: [c for c in (r["chosen_1"], r["chosen_2"]) if c] for r in tables["tasks"]}
    checks.same("chosen programs", report["best_programs"], chosen)
    checks.same("tasks solved by programs", solved_by_programs(folder.parent / "sweep.h5"),
                [(int(r["tasks_solved_demos"]), int(r["tasks_solved"])) for r in tables["programs"]])
    long = [r["outcome"] for r in tables["outcomes"]]
    for outcome in OUTCOMES:
        if whole or outcome != "wrong":
            checks.same(f"{outcome} of outcomes.csv", report["outcomes"][outcome], long.count(outcome))
    if not whole:
        near = [r for r in tables["outcomes"] if r["outcome"] == "wrong"]
        checks.same("right cells of near misses", True, all(int(r["cells_right"]) > 0 for r in near))


def check_refusals(checks, folder, script):
    """One line for what is no sweep, is cut short, incomplete or newer."""
    import h5py
    whole = (folder / "own/sweep.h5").read_bytes()
    (folder / "text.h5").write_text("not HDF5 at all")
    (folder / "cut.h5").write_bytes(whole[: len(whole) // 2])
    for name, form, schema in (("foreign", "other", 1), ("incomplete", "battalion sweep", 1), ("newer", "battalion sweep", 2)):
        with h5py.File(folder / f"{name}.h5", "w") as file:
            file.attrs.update({"format": form, "schema_version": schema})
    for name in ("missing", "text", "cut", "foreign", "incomplete", "newer"):
        ran = subprocess.run([sys.executable, str(script), str(folder / f"{name}.h5")], capture_output=True, text=True,
                             check=False)
        checks.same(f"refusal of {name}.h5 ({ran.stderr})", (1, 1, ""), (ran.returncode, ran.stderr.count("\n"), ran.stdout))


def spoil_programs(file):
    """Programs that do something else than what the file says that they did, as one that meets a time limit this time."""
    import h5py
    import numpy
    with h5py.File(file, "r+") as opened:
        source = opened["programs/source"]
        source[:] = numpy.frombuffer(source[:].tobytes().replace(b"vmirror", b"hmirror"), numpy.uint8)


def check_submission(checks, battalion, out, kept):
    """Answers that programs do not give again are taken from the file, where it kept them, and else left out and told."""
    def submission():
        ran = battalion("submission", str(out / "sweep.h5"), "--out", str(out / "submission.json"))
        return json.loads((out / "submission.json").read_text(encoding="utf-8")), ran.stderr

    before, told = submission()
    checks.same("what is said of a submission", "", told)
    spoil_programs(out / "sweep.h5")
    after, told = submission()
    checks.same("a submission of kept answers", kept, before == after)
    checks.same("what is said of answers that were not kept", not kept, "did not answer again as it had" in told)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--battalion", required=True)
    parser.add_argument("--source", required=True, type=Path, help="the checkout")
    options = parser.parse_args()
    find_libraries()
    checks = Checks()

    def run(*words):
        return subprocess.run([options.battalion, *words], check=True, capture_output=True, text=True, cwd=options.source)

    def battalion(*words):
        return run(*words).stdout

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for pairing in ("own", "cross"):
            out = folder / pairing
            battalion("sweep", "--config", "jobs/demo.ini", "--out", str(out), "--pairing", pairing, "--progress", "none",
                      "--cpu-limit", "50ms", "--memory-limit", "16MiB", "--slow", "0",
                      "--keep", "all" if pairing == "own" else "none")
            file = str(out / "sweep.h5")
            report = json.loads(battalion("report", file, "--json"))
            analyse = [sys.executable, str(options.source / "results/analyse.py"), file]
            own = json.loads(subprocess.run([*analyse, "--json"], check=True, capture_output=True, text=True).stdout)
            for key, value in own.items():
                checks.same(f"{key} of analyse.py", report[key], value)
            for key, value in hdf5_totals(file).items():
                if key in report:
                    checks.same(f"{key} of the file", report[key], value)
            battalion("report", file, "--csv", str(out / "csv"))
            check_csv(checks, out / "csv", report, whole=False)
            battalion("report", file, "--csv", str(out / "csv"), "--all")
            check_csv(checks, out / "csv", report, whole=True)
            ran = subprocess.run([*analyse, "--plots", str(out / "plots")], check=True, capture_output=True, text=True)
            for question in ("How did the evaluations end?", "What would be scored?", "Where did the ranks' time go"):
                checks.same(question, True, question in ran.stdout)
            checks.same("pictures", ["map.png", "time.png"], sorted(p.name for p in (out / "plots").iterdir()))
        check_submission(checks, run, folder / "own", kept=True)
        check_submission(checks, run, folder / "cross", kept=False)
        check_refusals(checks, folder, options.source / "results/analyse.py")
    sys.exit(1 if checks.failures else 0)


if __name__ == "__main__":
    main()
