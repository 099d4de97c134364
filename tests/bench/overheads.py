#!/usr/bin/env python3
"""What a sweep takes beside scoring: timed calls, a rank's start, writing results, closing; and how much memory a rank holds.

    tests/bench/overheads.py TASKS PROGRAMS...

  timed calls  nanoseconds of a call under limits of which none expires, and of a plain one (build/tests/bench/timed_calls).
  sweeps       `battalion sweep --pairing cross --set-order canonical --validate text --threads 1`, as one rank without mpirun and as two under
               it, by turns, --rounds times. Told of each, as the median of the rounds:
    CPU        of the whole command, all its processes;
    written    CPU of writing segments, as the ranks' accounts have it (phase `write`), and its share of that;
    closed     CPU of `battalion aggregate`, which does once more what ends a sweep but for its summary, less that of a bare start
               (`battalion --version`), and its share;
    scorer     (one rank) CPU of a process that reads and scores the same and writes nothing: build/tests/bench/scorer; the rest of the command's is
               MPI, validation, messages, manifest, segments, closing and summary;
    start      wall clock from the command to each rank's start (MPI is up then), and from there to its first pair; of the slowest rank;
    memory     the most that any one rank (or mpirun) held.

The record says what the aims are and whether they are met; that is a matter of the machine's peace too (`load_before`).
Exit status: 0; 2 for bad input.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import measured
import vs_reference as own
from provenance import output_of, provenance

ROOT = pathlib.Path(__file__).resolve().parents[2]
AIMS = {"timed_call_ns": 1000, "written_share": 0.02}
MEGABYTE = 1e6


def timed_calls(args):
    """A row a number of workers."""
    done = subprocess.run([str(args.benches / "timed_calls"), "--json"], check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def starts_of(file, begun_ns):
    """Seconds from `begun_ns` (Unix time) to the start of the last rank, and the longest that a rank took from its start to its first pair."""
    ranks = own.integers(file, "/ranks/rank", "u32")
    start = dict(zip(ranks, own.integers(file, "/ranks/start_ns", "i64")))
    first = {}
    for rank, ns in zip(own.integers(file, "/timings/sample/rank", "i32"), own.integers(file, "/timings/sample/start_ns", "i64")):
        if rank >= 0:
            first[rank] = min(first.get(rank, ns), ns)
    # A rank that came too late for any unit has no first pair.
    return (max(start.values()) - begun_ns) / 1e9, max(ns - start[rank] for rank, ns in first.items()) / 1e9


def sweep(args, ranks, out):
    command = [args.battalion, "sweep", "--tasks", args.paths[0], "--programs", *args.paths[1:], "--pairing", "cross", "--set-order", "canonical",
               "--validate", "text", "--threads", 1, "--engine", args.engine, "--progress", "none", "--out", out]
    if ranks > 1:
        command = ["mpirun", "--oversubscribe", "-n", ranks, *command]
    begun_ns = time.time_ns()
    ran = measured.run(command)
    summary = measured.summary_of(args.battalion, out / "sweep.h5")
    to_start, to_pair = starts_of(out / "sweep.h5", begun_ns)
    written = summary["phases"]["write"]
    closed = measured.run([args.battalion, "aggregate", out]).cpu - measured.run([args.battalion, "--version"]).cpu
    return {"pairs": summary["evaluations"], "wall_seconds": ran.seconds, "cpu_seconds": ran.cpu, "written_cpu_seconds": written["cpu_seconds"],
            "written_wall_seconds": written["wall_seconds"], "written_share": written["cpu_seconds"] / ran.cpu, "closed_cpu_seconds": closed,
            "closed_share": closed / ran.cpu, "start_seconds": to_start, "first_pair_seconds": to_pair, "peak_memory_bytes": ran.memory,
            "segment_bytes": sum(f.stat().st_size for f in (out / "segments").iterdir()), "file_bytes": (out / "sweep.h5").stat().st_size}


def scorer(args):
    """CPU of a process that scores the same and writes nothing."""
    engine = "lanes" if args.engine == "auto" else args.engine
    ran = measured.run([args.benches / "scorer", "--json", "--engine", engine, "--set-order", "canonical", *args.paths])
    return {"scorer_cpu_seconds": ran.cpu}


def show(name, row):
    share = lambda part: f"{row[part]:.1%}"  # noqa: E731
    print(f"{name}: {row['pairs']} pairs, {row['cpu_seconds']:.2f} s CPU; writing {row['written_cpu_seconds']:.3f} s ({share('written_share')}), "
          f"closing {row['closed_cpu_seconds']:.3f} s ({share('closed_share')}); started after {row['start_seconds']:.3f} s, first pair "
          f"{row['first_pair_seconds']:.3f} s later; {row['peak_memory_bytes'] / MEGABYTE:.0f} MB a rank")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("paths", metavar="PATH", nargs="+", type=pathlib.Path, help="TASKS PROGRAMS...")
    p.add_argument("--battalion", type=pathlib.Path, default=ROOT / "build/battalion", help="default %(default)s")
    p.add_argument("--benches", type=pathlib.Path, default=ROOT / "build/tests/bench", help="where the built ones are; default %(default)s")
    p.add_argument("--engine", default="auto", choices=("auto", "interpreter", "lanes"), help="default %(default)s")
    p.add_argument("--rounds", type=int, default=5, help="default %(default)s")
    p.add_argument("--out", type=pathlib.Path, default=ROOT / "results/bench/overheads.json", help="the record; default %(default)s")
    args = p.parse_args()
    if len(args.paths) < 2:
        raise measured.BadInput("no programs (TASKS PROGRAMS... are needed) give files or folders of them")
    where = provenance()
    own.TYPES["i32"] = "i"
    os.environ.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    calls = timed_calls(args)
    rounds = {1: [], 2: []}
    with tempfile.TemporaryDirectory(prefix="battalion-bench-") as folder:
        for _ in range(args.rounds):
            for ranks, told in rounds.items():
                out = pathlib.Path(folder) / "sweep"
                told.append(sweep(args, ranks, out))
                shutil.rmtree(out)
            rounds[1][-1].update(scorer(args))
    rows = [{"ranks": ranks, **{name: statistics.median(r[name] for r in told) for name in told[0]}, "of_rounds": told} for ranks, told in rounds.items()]
    reached = {"timed_call_ns": max(r["timed_ns"] for r in calls), "written_share": max(r["written_share"] for r in rows)}
    record = {"benchmark": "overheads", **where, "battalion_version": output_of([str(args.battalion), "--version"]).splitlines(), "engine": args.engine,
              "rounds": args.rounds, "load_after": os.getloadavg()[0], "timed_calls": calls, "sweeps": rows,
              "aims": {name: {"at_most": most, "reached": reached[name], "met": reached[name] <= most} for name, most in AIMS.items()}}
    if where["machine"]["load_before"] > 1:
        record["note"] = "The machine was busy with other work: what is told by the wall clock, and timed calls, are too long."
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(record, indent=1) + "\n")
    for r in calls:
        print(f"timed call, {r['workers']} worker(s): {r['timed_ns']:.0f} ns (a plain one: {r['plain_ns']:.0f} ns)")
    for row in rows:
        show(f"{row['ranks']} rank(s)", row)
    print(f"the same pairs scored and not written: {rows[0]['scorer_cpu_seconds']:.2f} s CPU")
    print(f"record in {args.out}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except measured.BadInput as error:
        print(f"overheads: {error}", file=sys.stderr)
        sys.exit(2)
