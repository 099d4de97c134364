#!/usr/bin/env python3
"""The same verdicts whatever else the machine is doing.

    tests/bench/under_load.py TASKS PROGRAMS [--pairing own|cross] [--sweeps N] [--busy N] [--step-limit N]

Sweeps TASKS by PROGRAMS once on the machine as it is, then N times (default 10) beside --busy (default 8) processes that
only burn CPU, all under a step limit and no limit on time, and compares every outcome, digest and count of right cells.
Needs h5py. Prints a line a sweep; --out writes a JSON record. Exit status: 0 all the same; 1 a difference; 2 bad input.
"""

import argparse
import json
import multiprocessing
import pathlib
import subprocess
import sys
import tempfile
import time

from provenance import provenance

ROOT = pathlib.Path(__file__).resolve().parents[2]
COLUMNS = ("outcome", "output_digest", "cells_right")


def burn():
    while True:
        pass


def sweep(args, out):
    start = time.perf_counter()
    done = subprocess.run([args.battalion, "sweep", "--tasks", args.tasks, "--programs", args.programs, "--pairing", args.pairing,
                           "--step-limit", str(args.step_limit), "--cpu-limit", "0", "--wall-limit", "0", "--out", out],
                          capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"under_load: the sweep failed ({done.returncode})\n{done.stderr}")
    import h5py
    with h5py.File(pathlib.Path(out) / "sweep.h5") as f:
        return {c: f["scores"][c][:] for c in COLUMNS}, time.perf_counter() - start


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("tasks")
    p.add_argument("programs")
    p.add_argument("--pairing", default="own", choices=("own", "cross"))
    p.add_argument("--sweeps", type=int, default=10)
    p.add_argument("--busy", type=int, default=8)
    p.add_argument("--step-limit", type=int, default=20_000_000)
    p.add_argument("--battalion", default=str(ROOT / "build/battalion"))
    p.add_argument("--out", type=pathlib.Path)
    args = p.parse_args()
    where = provenance()
    with tempfile.TemporaryDirectory() as folder:
        want, alone = sweep(args, f"{folder}/alone")
        print(f"alone     {alone:7.2f} s  {want['outcome'].size} pairs", flush=True)
        busy = [multiprocessing.Process(target=burn, daemon=True) for _ in range(args.busy)]
        rows = []
        try:
            for b in busy:
                b.start()
            for k in range(args.sweeps):
                got, took = sweep(args, f"{folder}/{k}")
                differ = sum(int((got[c] != want[c]).sum()) for c in COLUMNS)
                rows.append({"seconds": took, "differ": differ})
                print(f"sweep {k:2}  {took:7.2f} s  {differ} differ", flush=True)
        finally:
            for b in busy:
                b.kill()
    if args.out:
        args.out.write_text(json.dumps({
            "benchmark": "under_load", **where, "tasks": pathlib.Path(args.tasks).name, "programs": pathlib.Path(args.programs).name,
            "pairing": args.pairing,
            "step_limit": args.step_limit,
            "busy": args.busy, "pairs": int(want["outcome"].size), "alone_seconds": alone, "sweeps": rows}, indent=2) + "\n")
    return 1 if any(r["differ"] for r in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
