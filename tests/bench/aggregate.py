#!/usr/bin/env python3
"""What aggregation takes: time, memory, bytes a pair; on sweeps that never ran, of 1,718 samples (tests/bench/made_segments.cpp).

    tests/bench/aggregate.py [--programs 1000000] [--battalion build/battalion]

Three rows: one sweep of all programs; a tenth of them as two sweeps that have a tenth of theirs in common; a tenth that are more
alike (--alike), in a quarter of the memory. The whole million takes half an hour and 12 GB under --folder; run.sh measures a tenth.
"""

import argparse
import json
import os
import pathlib
import shutil
import sys
import tempfile

from measured import BadInput, run
from provenance import ROOT, output_of, provenance

# As tests/bench/made_segments.cpp makes them.
TASKS, TASK_SAMPLES, MODELS = 430, 4, 8
RANKS = 8
SEAL_BYTES = 24


def model_segments(args, out, first, tail, folder):
    """{task: paths of its segments without their seals}, of the tasks that have scores of their own."""
    run([args.writer, "model", out, folder, first, tail])
    found = {}
    for path in sorted(folder.iterdir()):
        os.truncate(path, path.stat().st_size - SEAL_BYTES)
        found.setdefault(int(path.stem.split("-")[0]), []).append(path)
    return found


def copy_segment(model, to, task, units, rank, number):
    """A model's segment as another task's, with the units from `units`; without a seal."""
    import h5py
    import numpy
    shutil.copy(model, to)
    with h5py.File(to, "r+") as file:
        count = file["unit/id"].size
        file["unit/id"][:] = numpy.arange(units, units + count)
        file["unit/task"][:] = task
        file["unit/first_sample"][:] = task * TASK_SAMPLES
        file.attrs.modify("rank", numpy.uint32(rank))
        file.attrs.modify("number", numpy.uint32(number))
    return count


def made(args, out, programs, first, tail):
    """A sweep's folder: its manifest and segments. Returns the bytes of the segments."""
    run([args.writer, "plan", out, programs, first])
    with tempfile.TemporaryDirectory(dir=out) as name:
        models = model_segments(args, out, first, tail, pathlib.Path(name))
        segments, units = [], 0
        for task in range(TASKS):
            for model in models.get(task, models[task % MODELS]):
                rank, number = len(segments) % RANKS, len(segments) // RANKS
                segments.append(out / f"segments/rank-{rank:04}-{number:06}.h5")
                units += copy_segment(model, segments[-1], task, units, rank, number)
        run([args.writer, "seal", *segments])
    return sum(path.stat().st_size for path in (out / "segments").iterdir())


def storage(path):
    """Bytes in the file of each matrix."""
    import h5py
    with h5py.File(path, "r") as file:
        return {name: file[f"scores/{name}"].id.get_storage_size() for name in file["scores"]}


def measure(args, folder, sweeps, tail, memory):
    """`sweeps`: (programs, first program) of each."""
    outs = [folder / f"sweep-{k}" for k in range(len(sweeps))]
    segment_bytes = sum(made(args, out, programs, first, tail) for out, (programs, first) in zip(outs, sweeps))
    to = folder / "whole" if len(outs) > 1 else outs[0]
    words = [args.battalion, "aggregate", *outs, "--memory", f"{memory}MiB"] + (["--out", to] if len(outs) > 1 else [])
    os.sync()
    ran = run(words)
    file = to / "sweep.h5"
    run([args.writer, "check", file, 0, tail])
    import h5py
    with h5py.File(file, "r") as opened:
        samples, programs = opened["scores/outcome"].shape
    pairs = samples * programs
    matrices = storage(file)
    return {"sweeps": len(sweeps), "programs": programs, "samples": samples, "pairs": pairs, "tail": tail, "segment_bytes": segment_bytes,
            "wall_seconds": ran.seconds, "cpu_seconds": ran.cpu, "memory_limit_bytes": memory << 20, "peak_memory_bytes": ran.memory,
            "file_bytes": file.stat().st_size, "bytes_a_pair": file.stat().st_size / pairs,
            "bytes_a_pair_by_matrix": {name: size / pairs for name, size in matrices.items()}}


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--battalion", type=pathlib.Path, default=ROOT / "build/battalion", help="default %(default)s")
    p.add_argument("--writer", type=pathlib.Path, default=ROOT / "build/tests/bench/made_segments", help="default %(default)s")
    p.add_argument("--programs", type=int, default=1_000_000, help="default %(default)s")
    p.add_argument("--tail", type=float, default=9, help="of the answers' law, see made_scores.hpp; default %(default)s: as the solvers")
    p.add_argument("--alike", type=float, default=2, help="the same of the third row; default %(default)s")
    p.add_argument("--memory", type=int, default=1024, metavar="MiB", help="default %(default)s")
    p.add_argument("--folder", type=pathlib.Path, help="for what it makes; default a temporary one")
    p.add_argument("--out", type=pathlib.Path, default=ROOT / "results/bench/aggregate.json", help="the record; default %(default)s")
    return p.parse_args()


def main():
    args = arguments()
    where = provenance()
    tenth = args.programs // 10
    half, common = tenth // 2, tenth // 20
    rows = [([(args.programs, 0)], args.tail, args.memory),
            ([(half + common, 0), (tenth - half, half)], args.tail, args.memory),
            ([(tenth, 0)], args.alike, args.memory // 4)]
    measured = []
    for sweeps, tail, memory in rows:
        with tempfile.TemporaryDirectory(prefix="battalion-bench-", dir=args.folder) as name:
            row = measure(args, pathlib.Path(name), sweeps, tail, memory)
        measured.append(row)
        print(f"{row['sweeps']} sweeps, {row['pairs']} pairs: {row['wall_seconds']:.0f} s, {row['peak_memory_bytes'] >> 20} of {memory} MiB, "
              f"{row['bytes_a_pair']:.2f} bytes a pair", flush=True)
    record = {"benchmark": "aggregate", **where, "battalion_version": output_of([str(args.battalion), "--version"]).splitlines(), "rows": measured}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(record, indent=1) + "\n")
    print(f"record in {args.out}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BadInput as error:
        print(f"aggregate: {error}", file=sys.stderr)
        sys.exit(2)
