#!/usr/bin/env python3
"""What a call of each primitive takes: the reference, the interpreter, and the bit-plane engine at each level, on the same arguments.

    tests/bench/primitives.py REFERENCE_DIR

REFERENCE_DIR is a checkout of michaelhodel/arc-dsl. build/tests/bench/kernels_bench --all draws --draws arguments (40) for each
operation, of the sizes that ARC has, and times the engines; then CPython calls dsl.py on the same ones, in this process. Of each draw
the least of five times counts. Per operation: nanoseconds a call, how many times the reference's, and the floor (see kernels_bench).
Prints the operations in order of the reference's time by the fastest level's, and medians over all; writes a JSON record.
Exit status: 0; 2 for bad input.
"""

import argparse
import collections
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import vs_reference as own
from provenance import ROOT, provenance

def value(json_value):
    """Of the recorded vectors' encoding: array = tuple, {"set": [...]} = frozenset."""
    if isinstance(json_value, list):
        return tuple(map(value, json_value))
    if isinstance(json_value, dict):
        return frozenset(map(value, json_value["set"]))
    return json_value


def least_ns(function, arguments):
    least, calls = float("inf"), 1
    for _ in range(5):
        start = time.perf_counter_ns()
        for _ in range(calls):
            function(*arguments)
        took = time.perf_counter_ns() - start
        least = min(least, took / calls)
        calls = max(1, min(20, 20_000 // max(took // calls, 1)))
    return least


def reference_ns(reference, file):
    """[operation] mean over its draws; an operation of which one raises in the reference is left out and told."""
    sys.path.insert(0, str(reference))
    import dsl

    draws, raised = collections.defaultdict(list), []
    with open(file) as lines:
        for line in lines:
            call = json.loads(line)
            arguments = [value(a) for a in call["args"]]
            try:
                draws[call["operation"]].append(least_ns(getattr(dsl, call["primitive"]), arguments))
            except Exception as error:  # whatever it raises
                raised.append(f"{call['operation']}: {type(error).__name__}")
    return {operation: statistics.fmean(ns) for operation, ns in draws.items()}, raised


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("reference", metavar="REFERENCE_DIR", type=pathlib.Path)
    p.add_argument("--bench", type=pathlib.Path, default=ROOT / "build/tests/bench/kernels_bench", help="default %(default)s")
    p.add_argument("--draws", type=int, default=40, help="an operation; default %(default)s")
    p.add_argument("--out", type=pathlib.Path, default=ROOT / "results/bench/primitives.json", help="the record; default %(default)s")
    args = p.parse_args()
    if not (args.reference / "dsl.py").is_file():
        raise own.BadInput(f"{args.reference}/dsl.py (no such file) name a checkout of michaelhodel/arc-dsl")
    where = provenance()
    with tempfile.TemporaryDirectory(prefix="battalion-bench-") as folder:
        file = pathlib.Path(folder) / "arguments.jsonl"
        done = subprocess.run([str(args.bench), "--all", "--json", "--draws", str(args.draws), "--arguments", str(file)], check=True,
                              stdout=subprocess.PIPE, text=True)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        ns, raised = reference_ns(args.reference.resolve(), file)
    levels = [k for k in rows[0] if k.endswith("_ns") and k not in ("interpreter_ns", "floor_ns")]
    fastest = levels[0]
    told = []
    for row in rows:
        if row["operation"] not in ns or row["draws"] == 0:
            continue
        row["reference_ns"] = round(ns[row["operation"]], 1)
        row["ratio"] = {"interpreter": row["reference_ns"] / row["interpreter_ns"], **{k[:-3]: row["reference_ns"] / row[k] for k in levels}}
        told.append(row)
    told.sort(key=lambda row: -row["ratio"][fastest[:-3]])
    medians = {name: statistics.median(row["ratio"][name] for row in told) for name in told[0]["ratio"]}
    floors = [row[fastest] / row["floor_ns"] for row in told if "floor_ns" in row]
    record = {"benchmark": "primitives", **where, "draws": args.draws, "operations": len(rows), "told": len(told), "raised_in_the_reference": sorted(set(raised)),
              "median_ratio": medians, "median_of_the_floor": {fastest[:-3]: statistics.median(floors)}, "rows": told}
    args.out.write_text(json.dumps(record, indent=1) + "\n")
    for row in told:
        floor = f"{row['floor_ns']:8.1f}" if "floor_ns" in row else " " * 8
        print(f"{row['operation']:<44} {row['reference_ns']:12.1f} {row['interpreter_ns']:10.1f} {row[fastest]:9.1f} ns {floor} {row['ratio'][fastest[:-3]]:9.1f}x")
    print(f"{len(told)} of {len(rows)} operations; median of the reference's time by ours: "
          + ", ".join(f"{name} {ratio:.0f}x" for name, ratio in medians.items())
          + f"; {len(floors)} with a floor: {statistics.median(floors):.1f} times that")
    print(f"record in {args.out}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except own.BadInput as error:
        print(f"primitives: {error}", file=sys.stderr)
        sys.exit(2)
