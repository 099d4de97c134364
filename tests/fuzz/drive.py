#!/usr/bin/env python3
"""Runs the built fuzz targets, as many at a time as there are cores, and tells what each did. See run.sh."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "bench"))
from provenance import ROOT, provenance  # noqa: E402
from seeds import write_seeds  # noqa: E402

HERE = pathlib.Path("tests/fuzz")
BUILD = pathlib.Path("build-fuzz")
# Without libFuzzer's account of rare features, which takes most of the time of targets that have many: four times as many
# executions of lowered_run, and more covered by them.
SPEED = ["-entropic=0"]
# What one input may take: libFuzzer ends the process where it is passed. Limits of the readers themselves are tighter.
BOUNDS = ["-timeout=60", "-rss_limit_mb=2560", "-malloc_limit_mb=1024"]  # the last: of one allocation
# Texts of a kilobyte have all that they can be wrong in; a few hundred bytes make a program; files are edits of a good one.
MOST_BYTES = {"program_text": 1024, "task_json": 1024, "pairs_json": 1024, "kaggle_json": 1024, "ini": 1024,
              "value_json": 1024, "program_run": 400, "lowered_run": 400, "briefing": 1024,
              "bytecode": 128}  # of 256, which earlier runs had and the kept inputs have, a third as many executions a second


# Readers of files read them from memory where the system offers that; and ASan keeps one frame of every allocation and
# less of what was freed: its books took a third of the time. An answer's own stack is told in full all the same.
MEMORY = pathlib.Path("/dev/shm")
ASAN = "malloc_context_size=1:quarantine_size_mb=16"


# Runs only where it is named: it finds what HDF5 itself does wrong (README.md).
ONLY_NAMED = {"segment_resealed"}


def targets():
    return sorted(p.name for p in (HERE / "corpus").iterdir() if p.is_dir())


def surroundings():
    own = dict(os.environ)
    own.setdefault("ASAN_OPTIONS", ASAN)
    if "TMPDIR" not in own and os.access(MEMORY, os.W_OK):
        own["TMPDIR"] = str(MEMORY)
    return own


def run(name, bounds):
    """One target; what is new to it goes to a corpus beside the build, not into the checkout."""
    grown, made, finds = BUILD / "corpus" / name, BUILD / "seeds" / name, BUILD / "findings"
    for folder in (grown, made, finds):
        folder.mkdir(parents=True, exist_ok=True)
    write_seeds(ROOT, name, made)
    if name in ONLY_NAMED:
        bounds = [*bounds, "-malloc_limit_mb=0"]  # what HDF5 asks for and does not get
    command = [str(BUILD / "tests/fuzz" / f"fuzz_{name}"), *SPEED, *BOUNDS, *bounds, f"-max_len={MOST_BYTES.get(name, 256)}",
               "-print_final_stats=1", f"-artifact_prefix={finds}/{name}-", str(grown), str(HERE / "corpus" / name),
               str(made)]
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          env=surroundings())
    seconds = time.monotonic() - start
    stat = re.search(r"stat::number_of_executed_units:\s+(\d+)", done.stdout)
    peak = re.search(r"stat::peak_rss_mb:\s+(\d+)", done.stdout)
    row = {"target": name, "executions": int(stat.group(1)) if stat else 0, "findings": 0 if done.returncode == 0 else 1,
           "seconds": round(seconds, 1), "peak_rss_mb": int(peak.group(1)) if peak else None}
    return row, done


def recorded(record):
    """[target] its row; none where there is no record yet."""
    try:
        return {row["target"]: row for row in json.loads(record.read_text())["rows"]}
    except FileNotFoundError:
        return {}


def total_of(row):
    """All long runs of a target. A row from before they were added up is the first of them."""
    if row is None:
        return {"executions": 0, "seconds": 0, "runs": []}
    if "total" in row:
        return row["total"]
    first = {name: row[name] for name in ("date", "commit", "dirty", "executions", "findings")}
    return {"executions": row["executions"], "seconds": row["seconds"], "runs": [first]}


def write_record(record, origin, bounds, row):
    """A target's last long run, and all that it had; the other targets' stay. It may be hours until all have been."""
    kept = recorded(record)
    before = total_of(kept.get(row["target"]))
    stamp = {name: origin[name] for name in ("date", "commit", "dirty")}
    run = {**stamp, "executions": row["executions"], "findings": row["findings"]}
    total = {"executions": before["executions"] + row["executions"],
             "seconds": round(before["seconds"] + row["seconds"], 1), "runs": [*before["runs"], run]}
    kept[row["target"]] = {**row, "asked": bounds, **stamp, "total": total}
    told = {"benchmark": "fuzz", "machine": origin["machine"], "sanitizers": ["address", "undefined"],
            "executions": sum(total_of(row)["executions"] for row in kept.values()),
            "findings": sum(row["findings"] for row in kept.values()),
            "rows": [kept[name] for name in sorted(kept)]}
    record.write_text(json.dumps(told, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(prog="tests/fuzz/run.sh")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="by default all")
    parser.add_argument("--seconds", type=int,
                        help="a target (BATTALION_FUZZ_SECONDS, else 5; with --executions, no bound unless given)")
    parser.add_argument("--executions", type=int, help="a target; then a record is written. Whichever bound is met first")
    parser.add_argument("--total", action="store_true",
                        help="with --executions: those of long runs before count, and a target that has them is left out")
    parser.add_argument("--record", type=pathlib.Path, default="results/bench/fuzz.json", help="where, with --executions")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="targets at a time")
    args = parser.parse_args()
    if args.total and not args.executions:
        parser.error("--total needs --executions: how many there are to be")
    os.chdir(ROOT)
    known = targets()
    for name in args.targets:
        if name not in known:
            parser.error(f"no target {name} (there are: {', '.join(known)})")
    chosen = args.targets or [name for name in known if name not in ONLY_NAMED]
    origin = provenance()
    seconds = args.seconds or (None if args.executions else int(os.environ.get("BATTALION_FUZZ_SECONDS", 5)))
    rest = dict.fromkeys(chosen, args.executions)
    if args.total:
        before = recorded(args.record)
        rest = {name: args.executions - total_of(before.get(name))["executions"] for name in chosen}
        chosen = [name for name in chosen if rest[name] > 0]
    timed = [f"-max_total_time={seconds}"] if seconds else []
    bounds = {name: ([f"-runs={rest[name]}"] if args.executions else []) + timed for name in chosen}
    rows = []
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for row, done in pool.map(lambda name: run(name, bounds[name]), chosen):
            rows.append(row)
            print(f"{row['target']:<18} {row['executions']:>10} executions {row['seconds']:>8.1f} s"
                  f"  {'FINDING' if row['findings'] else 'nothing found'}", flush=True)
            if row["findings"]:
                print(done.stdout[-6000:])
                print(f"again: build-fuzz/tests/fuzz/fuzz_{row['target']} build-fuzz/findings/{row['target']}-...")
            elif row["executions"] == 0:
                row["findings"] = 1
                print(f"nothing was run:\n{done.stdout[-2000:]}")
            if args.executions:
                write_record(args.record, origin, bounds[row["target"]], row)
    found = sum(row["findings"] for row in rows)
    print(f"{len(rows)} targets, {sum(row['executions'] for row in rows)} executions, {found} with a finding")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
