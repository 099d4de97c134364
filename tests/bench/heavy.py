#!/usr/bin/env python3
"""A battery of very many programs: making it ready, and a sweep of it over some tasks.

    tests/bench/heavy.py REFERENCE_DIR DATA_DIR

REFERENCE_DIR is a checkout of michaelhodel/arc-dsl, DATA_DIR a folder of task files. --programs mutants of its solvers (100,000;
mutants.py) are read, merged and lowered (build/tests/bench/battery: one thread's CPU time, bytes kept), then swept over the first
--tasks tasks (8) as one rank of one thread without mpirun: seconds, pairs a second, the process's peak memory, bytes of the file.
Prints a table and writes a JSON record. Exit status: 0; 2 for bad input.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import measured
from mutants import Mutants
from provenance import ROOT, provenance


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("reference", metavar="REFERENCE_DIR", type=pathlib.Path)
    p.add_argument("data", metavar="DATA_DIR", type=pathlib.Path)
    p.add_argument("--build", type=pathlib.Path, default=ROOT / "build", help="default %(default)s")
    p.add_argument("--programs", type=int, default=100_000, help="default %(default)s")
    p.add_argument("--tasks", type=int, default=8, help="default %(default)s")
    p.add_argument("--seed", type=int, default=7, help="of the mutants; default %(default)s")
    p.add_argument("--out", type=pathlib.Path, default=ROOT / "results/bench/heavy.json", help="the record; default %(default)s")
    args = p.parse_args()
    where = provenance()
    battalion = args.build.resolve() / "battalion"
    with tempfile.TemporaryDirectory(prefix="battalion-bench-") as name:
        folder = pathlib.Path(name)
        mutants = Mutants(args.reference.resolve(), args.seed)
        with open(folder / "mutants.py", "w") as out:
            for _ in range(args.programs):
                out.write(mutants.next() + "\n\n")
        tasks = folder / "tasks"
        tasks.mkdir()
        for file in sorted(args.data.glob("*.json"))[:args.tasks]:
            shutil.copy(file, tasks)
        ready = json.loads(subprocess.run([str(args.build / "tests/bench/battery"), "--json", str(folder / "mutants.py")], check=True,
                                          stdout=subprocess.PIPE, text=True).stdout)
        command = [str(battalion), "sweep", "--tasks", str(tasks), "--programs", str(folder / "mutants.py"), "--pairing", "cross", "--threads", "1",
                   "--set-order", "canonical", "--validate", "text", "--progress", "none", "--out", str(folder / "out")]
        ran = measured.run(command)
        seconds, peak = ran.seconds, ran.memory
        file = folder / "out" / "sweep.h5"
        summary = measured.summary_of(battalion, file)
        size = file.stat().st_size
    pairs = summary["evaluations"]
    read, merge = ready["read"], ready["merge"]
    together = ready["programs"] / (read["seconds"] + merge["seconds"])
    record = {"benchmark": "heavy", **where, "seed": args.seed, "battery": ready, "read_and_merged_a_second": together,
              "sweep": {"tasks": summary["tasks"], "samples": summary["samples"], "pairs": pairs, "command_seconds": seconds,
                        "scoring_cpu_seconds": summary["cpu_seconds"], "pairs_a_cpu_second": pairs / summary["cpu_seconds"],
                        "outcomes": summary["outcomes"], "duplicates": summary["duplicates"], "peak_bytes": peak,
                        "peak_bytes_a_program": peak / ready["programs"], "file_bytes": size, "file_bytes_a_pair": size / pairs}}
    args.out.write_text(json.dumps(record, indent=1) + "\n")
    for step in ("read", "merge", "lower"):
        print(f"{step:<6} {ready[step]['programs_a_second']:10.0f} programs/s {ready[step]['bytes_a_program']:8.0f} bytes a program")
    print(f"read and merged {together:.0f} programs/s")
    print(f"swept: {pairs} pairs in {seconds:.1f} s ({pairs / summary['cpu_seconds']:.0f} a second of scoring), at most {peak / 2**20:.0f} MiB "
          f"({peak / ready['programs']:.0f} bytes a program), a file of {size / 2**20:.1f} MiB ({size / pairs:.2f} bytes a pair)")
    print(f"record in {args.out}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except measured.BadInput as error:
        print(f"heavy: {error}", file=sys.stderr)
        sys.exit(2)
