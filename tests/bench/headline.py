#!/usr/bin/env python3
"""One task, a battery of candidates, all phases: what Battalion's predecessor took 2 to 26 seconds for.

    tests/bench/headline.py REFERENCE_DIR DATA_DIR

REFERENCE_DIR is a checkout of michaelhodel/arc-dsl, DATA_DIR holds 007bbfb7.json. The battery is that of a program search: the
task's own solver and mutants of all solvers (mutants.py), --candidates of them (149), of which --validated (32) are named after the
task, so that validation runs them on it. `battalion sweep --threads 1`, as one rank without mpirun, --repeat times: the whole
command by the wall clock and in CPU time, and its phases as the sweep records them; medians. Prints a table and writes a JSON record.
Exit status: 0; 1 where a verdict changes between repeats, or the solver fails; 2 for bad input.
"""

import argparse
import json
import pathlib
import statistics
import sys
import tempfile

import cross
import measured
import vs_reference as own
from mutants import Mutants
from provenance import ROOT, provenance

TASK = "007bbfb7"


def write_battery(args, folder):
    """The solver, then mutants; the first `validated` programs end in the task's name."""
    mutants = Mutants(args.reference, args.seed)
    texts = [cross.functions_of(args.reference)[f"solve_{TASK}"]]
    for k in range(1, args.candidates):
        text = mutants.next()
        texts.append(text.replace("(I):", f"_{TASK}(I):", 1) if k < args.validated else text)
    (folder / "candidates.py").write_text("\n\n".join(t.rstrip() + "\n" for t in texts))


def run(args, folder, out):
    """Seconds of wall and CPU of the command, its summary, and the verdicts."""
    command = [str(args.battalion), "sweep", "--tasks", str(folder / "tasks"), "--programs", str(folder / "candidates.py"), "--pairing", "cross",
               "--threads", "1", "--progress", "none", "--out", str(out)]
    ran = measured.run(command)
    file = out / "sweep.h5"
    return ran.seconds, ran.cpu, measured.summary_of(args.battalion, file), own.integers(file, "/scores/outcome", "u8")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("reference", metavar="REFERENCE_DIR", type=pathlib.Path)
    p.add_argument("data", metavar="DATA_DIR", type=pathlib.Path)
    p.add_argument("--battalion", type=pathlib.Path, default=ROOT / "build/battalion", help="default %(default)s")
    p.add_argument("--candidates", type=int, default=149, help="default %(default)s")
    p.add_argument("--validated", type=int, default=32, help="default %(default)s")
    p.add_argument("--seed", type=int, default=1, help="of the mutants; default %(default)s")
    p.add_argument("--repeat", type=int, default=21, help="default %(default)s")
    p.add_argument("--out", type=pathlib.Path, default=ROOT / "results/bench/headline.json", help="the record; default %(default)s")
    args = p.parse_args()
    args.reference, args.battalion = args.reference.resolve(), args.battalion.resolve()
    task = args.data / f"{TASK}.json"
    if not task.is_file():
        raise measured.BadInput(f"{task} (no such file) name a folder with that task, such as ARC-AGI-1 training")
    where = provenance()
    with tempfile.TemporaryDirectory(prefix="battalion-bench-") as name:
        folder = pathlib.Path(name)
        (folder / "tasks").mkdir()
        (folder / "tasks" / task.name).write_bytes(task.read_bytes())
        write_battery(args, folder)
        runs = [run(args, folder, folder / f"out-{k}") for k in range(args.repeat)]
    median = lambda of: statistics.median(map(of, runs))  # noqa: E731
    summary = runs[0][2]
    differ = sum(r[3] != runs[0][3] for r in runs)
    record = {"benchmark": "headline", **where, "task": TASK, "candidates": args.candidates, "validated": args.validated, "seed": args.seed,
              "repeat": args.repeat, "pairs": summary["evaluations"], "outcomes": summary["outcomes"],
              "command": {"wall_seconds": median(lambda r: r[0]), "cpu_seconds": median(lambda r: r[1]),
                          "wall_seconds_of_runs": sorted(r[0] for r in runs)},
              "scoring": {"wall_seconds": median(lambda r: r[2]["wall_seconds"]), "cpu_seconds": median(lambda r: r[2]["cpu_seconds"])},
              "phases": summary["phases"], "repeats_that_differ": differ,
              # As its users told: 4 GPUs, other candidates, so a direction and no ratio.
              "predecessor_wall_seconds": {"first": 21.8, "then": 16.8, "starved": 26.2, "best": 2.2}}
    args.out.write_text(json.dumps(record, indent=1) + "\n")
    told = ", ".join(f"{n} {o}" for o, n in summary["outcomes"].items() if n)
    print(f"{args.candidates} candidates on {TASK}: {summary['evaluations']} pairs: {told}")
    print(f"the whole command  {record['command']['wall_seconds']:.3f} s wall, {record['command']['cpu_seconds']:.3f} s CPU")
    print(f"scoring            {record['scoring']['wall_seconds']:.4f} s wall, {record['scoring']['cpu_seconds']:.4f} s CPU")
    print(f"record in {args.out}")
    return 1 if differ or summary["outcomes"]["exact"] == 0 else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except measured.BadInput as error:
        print(f"headline: {error}", file=sys.stderr)
        sys.exit(2)
