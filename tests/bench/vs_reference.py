#!/usr/bin/env python3
"""Battalion against the reference implementation: speed and verdicts, on the same samples in the same run.

    tests/bench/vs_reference.py REFERENCE_DIR DATA_DIR

REFERENCE_DIR is a checkout of michaelhodel/arc-dsl (dsl.py, constants.py, solvers.py); DATA_DIR a folder of task
files with a task for every solver, such as ARC-AGI-1 training. Two things are measured, one after the other, `--repeat` times:

  reference  CPython runs each task's own solver on each of its samples, one pass in one thread; the clocks (wall
             and the thread's CPU) run around the call alone, inputs are tuples beforehand.
  battalion  `battalion sweep --pairing own --set-order cpython --threads 1` as one rank without mpirun; a sample's
             time is what the sweep recorded for scoring it, which includes taking in the grid, judging the answer
             and its digest. The time of the whole process is given beside it.

With several repeats each sample counts with its fastest time on either side. Prints a table and writes a JSON record.
Exit status: 0; 1 where a verdict differs or --at-least is missed; 2 for bad input.
"""

import argparse
import array
import hashlib
import json
import math
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from measured import BadInput, summary_of
from provenance import output_of, provenance

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEAVY = "a64e4611"  # alone most of the reference's time: totals are given without it too
OUTCOMES = {0: "pending", 1: "exact", 2: "wrong", 3: "error", 4: "timeout", 5: "memory", 6: "skipped"}
UNPAIRED = 7
GRID_SIDE_MAX = 65535  # of a digest


# --- the reference, in a process of its own -----------------------------------------------------------

def is_grid(value):
    return (isinstance(value, tuple) and 0 < len(value) <= GRID_SIDE_MAX
            and all(isinstance(row, tuple) and 0 < len(row) == len(value[0]) <= GRID_SIDE_MAX for row in value)
            and all(isinstance(v, int) and -128 <= v <= 127 for row in value for v in row))


def digest(grid):
    """FNV-1a 64 over height and width (16-bit little-endian), then one signed byte a cell."""
    data = len(grid).to_bytes(2, "little") + len(grid[0]).to_bytes(2, "little")
    h = 0xcbf29ce484222325
    for byte in data + bytes(v & 0xff for row in grid for v in row):
        h = (h ^ byte) * 0x100000001b3 & 0xffffffffffffffff
    return h


def to_grid(rows):
    return tuple(tuple(row) for row in rows)


def run_reference(reference, data):
    """[wall ns, cpu ns, outcome, digest] a sample, train then test, of every task that has a solver."""
    sys.path.insert(0, str(reference))
    import solvers

    work = []
    for file in sorted(data.glob("*.json")):
        solver = getattr(solvers, f"solve_{file.stem}", None)
        if solver is None:
            continue
        task = json.loads(file.read_text())
        work.append((file.stem, solver, [(to_grid(s["input"]), to_grid(s["output"]))
                                         for s in task["train"] + task["test"]]))
    result = {}
    for name, solver, samples in work:
        rows = result[name] = []
        for given, expected in samples:
            answer, raised = None, False
            wall, cpu = time.perf_counter_ns(), time.thread_time_ns()
            try:
                answer = solver(given)
            except Exception:  # whatever it raises is an outcome
                raised = True
            cpu, wall = time.thread_time_ns() - cpu, time.perf_counter_ns() - wall
            grid = not raised and is_grid(answer)
            outcome = "error" if raised else "exact" if answer == expected else "wrong"
            rows.append([wall, cpu, outcome, digest(answer) if grid else 0])
    return {"python": platform.python_version(), "implementation": platform.python_implementation(),
            "tasks": result}


def reference_in_child(python, reference, data):
    begin = time.perf_counter()
    done = subprocess.run([python, "-B", __file__, "--child", str(reference), str(data)],
                          stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise BadInput(f"{python} could not run the reference (exit status {done.returncode}, see above)")
    result = json.loads(done.stdout)
    result["process_seconds"] = time.perf_counter() - begin
    if not result["tasks"]:
        raise BadInput(f"{data}: no task here has a solver in {reference}/solvers.py")
    return result


# --- Battalion ------------------------------------------------------------------------------------------

TYPES = {"u8": "B", "u32": "I", "u64": "Q", "i64": "q"}


def integers(file, name, kind):
    """A dataset of integers, flat: with h5py where this interpreter has it, else with h5dump."""
    try:
        import h5py
    except ImportError:
        if not shutil.which("h5dump"):
            raise BadInput("neither h5py nor h5dump is here (one is needed to read sweep.h5) "
                           "install python3-h5py or hdf5-tools") from None
        with tempfile.TemporaryDirectory() as folder:
            raw = pathlib.Path(folder) / "raw"
            subprocess.run(["h5dump", "-d", name, "-b", "LE", "-o", str(raw), str(file)], check=True,
                           stdout=subprocess.DEVNULL)
            values = array.array(TYPES[kind])
            values.frombytes(raw.read_bytes())
        if sys.byteorder == "big":
            values.byteswap()
        return values.tolist()
    with h5py.File(file, "r") as f:
        return f[name][...].ravel().tolist()


def run_battalion(binary, reference, data, work):
    """The same rows as run_reference, with what the whole process took and its own summary."""
    out = work / "sweep"
    command = [str(binary), "sweep", "--tasks", str(data), "--programs", str(reference / "solvers.py"),
               "--pairing", "own", "--set-order", "cpython", "--threads", "1", "--out", str(out), "--overwrite"]
    begin = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    seconds = time.perf_counter() - begin
    if done.returncode:
        raise BadInput(f"battalion sweep ended with exit status {done.returncode}:\n{done.stdout}")
    file = out / "sweep.h5"
    wall = integers(file, "/timings/sample/wall_ns", "i64")
    cpu = integers(file, "/timings/sample/cpu_ns", "i64")
    outcome = integers(file, "/scores/outcome", "u8")
    digests = integers(file, "/scores/output_digest", "u64")
    task_sizes = integers(file, "/tasks/sample_count", "u32")
    # Tasks are in the order of their ids, which here are file names.
    names = sorted(f.stem for f in data.glob("*.json"))
    if len(names) != len(task_sizes) or sum(task_sizes) != len(wall):
        raise BadInput(f"{file} holds {len(task_sizes)} tasks with {len(wall)} samples, {data} has {len(names)} "
                       "tasks (the two must be of the same dataset)")
    columns = len(outcome) // len(wall)
    tasks, row = {}, 0
    for name, size in zip(names, task_sizes):
        rows = []
        for s in range(row, row + size):
            met = [s * columns + p for p in range(columns) if outcome[s * columns + p] & 0x7f != UNPAIRED]
            if len(met) == 1:
                rows.append([wall[s], cpu[s], OUTCOMES[outcome[met[0]] & 0x7f], digests[met[0]]])
            elif met:
                raise BadInput(f"{len(met)} programs met a sample of {name} (one solver a task is compared)")
        if rows:
            tasks[name] = rows
        row += size
    return {"tasks": tasks, "process_seconds": seconds, "summary": summary_of(binary, file)}


# --- comparing ------------------------------------------------------------------------------------------

def fastest(runs):
    """Per sample the fastest of several runs, wall and CPU apart; outcomes must be the same in all."""
    best = {}
    for run in runs:
        for task, rows in run["tasks"].items():
            if task not in best:
                best[task] = [row[:] for row in rows]
                continue
            for kept, row in zip(best[task], rows, strict=True):
                if kept[2:] != row[2:]:
                    raise BadInput(f"{task}: a repeat gave another answer ({kept[2]}, then {row[2]})")
                kept[0], kept[1] = min(kept[0], row[0]), min(kept[1], row[1])
    return best


def quantile(values, q):
    values = sorted(values)
    return values[min(len(values) - 1, math.ceil(q * len(values)) - 1)]


def times(tasks, clock):
    """Figures of one side by one clock (0 wall, 1 CPU): totals in seconds, samples in microseconds."""
    ns = {task: [row[clock] for row in rows] for task, rows in tasks.items()}
    every = [t for rows in ns.values() for t in rows]
    heavy = sum(ns.get(HEAVY, []))
    return {"total_s": sum(every) / 1e9, f"total_without_{HEAVY}_s": (sum(every) - heavy) / 1e9,
            "median_us": statistics.median(every) / 1e3, "p90_us": quantile(every, 0.9) / 1e3,
            "p99_us": quantile(every, 0.99) / 1e3, "max_us": max(every) / 1e3}


def ratios(reference, battalion, clock):
    """How many times as long the reference takes; the last two are over the samples one by one."""
    a, b = times(reference, clock), times(battalion, clock)
    each = [x[clock] / max(1, y[clock]) for task in reference
            for x, y in zip(reference[task], battalion[task], strict=True)]
    total, without = "total_s", f"total_without_{HEAVY}_s"
    return {"total": a[total] / max(1e-9, b[total]), f"total_without_{HEAVY}": a[without] / max(1e-9, b[without]),
            "sample_median": statistics.median(each), "sample_p1": quantile(each, 0.01)}


def verdicts(reference, battalion):
    count = lambda tasks: {o: sum(row[2] == o for rows in tasks.values() for row in rows)
                           for o in OUTCOMES.values() if o != "pending"}
    differ = [{"task": task, "sample": k, "reference": x[2], "battalion": y[2],
               "same_answer": x[3] == y[3]}
              for task in reference for k, (x, y) in enumerate(zip(reference[task], battalion[task], strict=True))
              if x[2] != y[2] or x[3] != y[3]]
    return {"reference": count(reference), "battalion": count(battalion), "differ": differ}


# --- the record -----------------------------------------------------------------------------------------

def sha256(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def table(record):
    wall, cpu = record["wall"], record["cpu"]
    lines = [("", "CPython", "Battalion", "ratio", "ratio (CPU)")]
    without = f"total_without_{HEAVY}"
    for title, key, unit, ratio in (("total", "total_s", "s", "total"),
                                    (f"total without {HEAVY}", f"{without}_s", "s", without),
                                    ("median of samples", "median_us", "us", "sample_median")):
        lines.append((title, f"{wall['reference'][key]:.4g} {unit}", f"{wall['battalion'][key]:.4g} {unit}",
                      f"{wall['ratio'][ratio]:.1f}x", f"{cpu['ratio'][ratio]:.1f}x"))
    for title, key in (("99 % of samples within", "p99_us"), ("slowest sample", "max_us")):
        lines.append((title, f"{wall['reference'][key]:.4g} us", f"{wall['battalion'][key]:.4g} us", "", ""))
    lines.append(("whole process", *(f"{min(record['process_seconds'][side]):.4g} s"
                                     for side in ("reference", "battalion")), "", ""))
    lines.append(("exact verdicts", *(str(record["verdicts"][side]["exact"])
                                      for side in ("reference", "battalion")), "", ""))
    widths = [max(len(line[k]) for line in lines) for k in range(5)]
    return "\n".join((line[0].ljust(widths[0]) + "".join(
        "  " + line[k].rjust(widths[k]) for k in range(1, 5))).rstrip() for line in lines)


# --- the command ----------------------------------------------------------------------------------------

def default_python():
    if sys.version_info[:2] == (3, 11):
        return sys.executable
    return shutil.which("python3.11") or sys.executable


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("reference", metavar="REFERENCE_DIR", type=pathlib.Path)
    p.add_argument("data", metavar="DATA_DIR", type=pathlib.Path)
    p.add_argument("--battalion", type=pathlib.Path, default=ROOT / "build/battalion", help="default %(default)s")
    p.add_argument("--python", default=default_python(), help="interpreter of the reference; default %(default)s")
    p.add_argument("--repeat", type=int, default=3, metavar="N", help="runs of both; default 3")
    p.add_argument("--out", type=pathlib.Path, default=ROOT / "results/bench/vs_reference.json",
                   help="the record; default %(default)s")
    p.add_argument("--at-least", type=float, metavar="RATIO",
                   help="exit with 1 where a ratio of totals (wall clock) is smaller")
    p.add_argument("--reference-only", action="store_true", help="time the reference and print its figures as JSON")
    args = p.parse_args()
    args.reference, args.data = args.reference.resolve(), args.data.resolve()
    args.battalion = args.battalion.resolve()
    if args.repeat < 1:
        raise BadInput("--repeat must be at least 1")
    for name in ("dsl.py", "constants.py", "solvers.py"):
        if not (args.reference / name).is_file():
            raise BadInput(f"{args.reference / name} is missing (REFERENCE_DIR must be a checkout of arc-dsl)")
    if not any(args.data.glob("*.json")):
        raise BadInput(f"{args.data} has no *.json (DATA_DIR must be a folder of task files)")
    if not args.reference_only and not os.access(args.battalion, os.X_OK):
        raise BadInput(f"{args.battalion} is missing (it is what is measured) build it or name it with --battalion")
    return args


def main():
    args = arguments()
    where = provenance()
    if args.reference_only:
        runs = [reference_in_child(args.python, args.reference, args.data) for _ in range(args.repeat)]
        tasks = fastest(runs)
        print(json.dumps({"python": runs[0]["python"], "samples": sum(map(len, tasks.values())),
                          "exact": sum(r[2] == "exact" for rows in tasks.values() for r in rows),
                          "wall": times(tasks, 0), "cpu": times(tasks, 1)}, indent=2))
        return 0
    references, battalions = [], []
    for _ in range(args.repeat):
        references.append(reference_in_child(args.python, args.reference, args.data))
        with tempfile.TemporaryDirectory(prefix="battalion-bench-") as work:
            battalions.append(run_battalion(args.battalion, args.reference, args.data, pathlib.Path(work)))
    reference, battalion = fastest(references), fastest(battalions)
    sizes = lambda tasks: {task: len(rows) for task, rows in tasks.items()}
    if sizes(reference) != sizes(battalion):
        odd = sorted(set(sizes(reference).items()) ^ set(sizes(battalion).items()))
        raise BadInput(f"the two did not meet the same samples (tasks {', '.join(sorted({t for t, _ in odd}))})")

    warnings = []
    if references[0]["implementation"] != "CPython" or not references[0]["python"].startswith("3.11."):
        warnings.append(f"the reference ran under {references[0]['implementation']} {references[0]['python']}, "
                        "not CPython 3.11: times and set order may differ")
    if where["dirty"]:
        warnings.append("the checkout has uncommitted changes")
    clocks = {name: {"reference": times(reference, k), "battalion": times(battalion, k),
                     "ratio": ratios(reference, battalion, k)} for k, name in ((0, "wall"), (1, "cpu"))}
    record = {
        "benchmark": "vs_reference",
        **where,
        "python": references[0]["python"],
        "battalion_version": output_of([str(args.battalion), "--version"]).splitlines(),
        "solvers_sha256": sha256(args.reference / "solvers.py"), "dsl_sha256": sha256(args.reference / "dsl.py"),
        "tasks": len(reference), "samples": sum(map(len, reference.values())), "repeat": args.repeat,
        **clocks,
        "process_seconds": {"reference": [r["process_seconds"] for r in references],
                            "battalion": [b["process_seconds"] for b in battalions]},
        "verdicts": verdicts(reference, battalion),
        "battalion_summary": {k: v for k, v in battalions[0]["summary"].items()
                              if k not in ("best_programs", "hosts")},
        "warnings": warnings,
    }
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(record, indent=2) + "\n")

    print(f"{record['samples']} samples of {record['tasks']} tasks, {where['machine']['cpu']}, one core each")
    print(table(record))
    for warning in warnings:
        print(f"warning: {warning}")
    print(f"record: {args.out}")
    differ = record["verdicts"]["differ"]
    for d in differ[:20]:
        print(f"differs: {d['task']} sample {d['sample']}: reference {d['reference']}, battalion {d['battalion']}")
    missed = args.at_least is not None and any(
        v < args.at_least for k, v in record["wall"]["ratio"].items() if k.startswith("total"))
    if missed:
        print(f"a ratio of totals is below {args.at_least:g}")
    return 1 if differ or missed else 0


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "--child":
        json.dump(run_reference(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])), sys.stdout)
        sys.exit(0)
    try:
        sys.exit(main())
    except BadInput as problem:
        print(f"vs_reference: {problem}", file=sys.stderr)
        sys.exit(2)
