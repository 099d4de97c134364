#!/usr/bin/env python3
"""Two ranks against one, and two threads of a rank against one: the same sweep, by turns.

    tests/bench/ranks.py TASKS PROGRAMS...

`battalion sweep --pairing cross --set-order canonical` of all programs on all tasks, --rounds times: one rank of one thread, two
ranks, one rank of two threads. Told of each: the median of the time from the first sample's start to the last one's end, as the
sweep records it (starting ranks and writing the file are told apart, as the whole command's time), and how many times faster than one
that is. The files' outcomes, right cells and digests must be the same. Prints a table and writes a JSON record.
Exit status: 0; 1 where files differ; 2 for bad input.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import vs_reference as own
from provenance import output_of, provenance

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHAPES = {"one": (1, 1), "two ranks": (2, 1), "two threads": (1, 2)}


def sweep(args, ranks, threads, out):
    """Seconds of scoring and of the whole command, and what was scored."""
    command = [str(args.battalion), "sweep", "--tasks", str(args.paths[0]), "--programs", *map(str, args.paths[1:]), "--pairing", "cross",
               "--set-order", "canonical", "--validate", "text", "--progress", "none", "--threads", str(threads), "--engine", args.engine,
               "--out", str(out)]
    if ranks > 1:
        command = ["mpirun", "--oversubscribe", "-n", str(ranks), *command]
    env = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
    whole = time.monotonic() - start
    if done.returncode:
        raise own.BadInput(f"battalion sweep ended with exit status {done.returncode}:\n{done.stdout}")
    file = out / "sweep.h5"
    begun, wall = (own.integers(file, f"/timings/sample/{name}", "i64") for name in ("start_ns", "wall_ns"))
    columns = [own.integers(file, f"/scores/{name}", kind) for name, kind in (("outcome", "u8"), ("cells_right", "u16"), ("output_digest", "u64"))]
    scoring = (max(s + w for s, w in zip(begun, wall)) - min(begun)) / 1e9
    return scoring, whole, columns


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("paths", metavar="PATH", nargs="+", type=pathlib.Path, help="TASKS PROGRAMS...")
    p.add_argument("--battalion", type=pathlib.Path, default=ROOT / "build/battalion", help="default %(default)s")
    p.add_argument("--engine", default="auto", help="default %(default)s")
    p.add_argument("--rounds", type=int, default=5, help="default %(default)s")
    p.add_argument("--out", type=pathlib.Path, default=ROOT / "results/bench/ranks.json", help="the record; default %(default)s")
    args = p.parse_args()
    if len(args.paths) < 2:
        raise own.BadInput("no programs (TASKS PROGRAMS... are needed) give files or folders of them")
    where = provenance()
    own.TYPES["u16"] = "H"
    scoring, whole, columns = ({name: [] for name in SHAPES} for _ in range(3))
    with tempfile.TemporaryDirectory(prefix="battalion-bench-") as folder:
        for k in range(args.rounds):
            for name, (ranks, threads) in SHAPES.items():
                s, w, c = sweep(args, ranks, threads, pathlib.Path(folder) / f"{ranks}-{threads}-{k}")
                scoring[name].append(s)
                whole[name].append(w)
                columns[name].append(c)
    first = columns["one"][0]
    differ = [name for name in SHAPES if any(c != first for c in columns[name])]
    rows = []
    for name, (ranks, threads) in SHAPES.items():
        # Of a round, for the machine's speed changes between them.
        faster = [a / b for a, b in zip(scoring["one"], scoring[name])]
        rows.append({"shape": name, "ranks": ranks, "threads": threads, "scoring_seconds": statistics.median(scoring[name]),
                     "command_seconds": statistics.median(whole[name]), "times_faster": statistics.median(faster), "of_rounds": faster})
        print(f"{name:<12} {rows[-1]['scoring_seconds']:8.2f} s of scoring, {rows[-1]['command_seconds']:6.2f} s in all  "
              f"{rows[-1]['times_faster']:5.2f}x (rounds {min(faster):.2f} to {max(faster):.2f})")
    print(f"files differ: {differ or 'no'}")
    record = {"benchmark": "ranks", **where, "battalion_version": output_of([str(args.battalion), "--version"]).splitlines(), "engine": args.engine,
              "rounds": args.rounds, "pairs": len(first[0]), "rows": rows, "differ": differ}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(record, indent=1) + "\n")
    print(f"record in {args.out}")
    return 1 if differ else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except own.BadInput as error:
        print(f"ranks: {error}", file=sys.stderr)
        sys.exit(2)
