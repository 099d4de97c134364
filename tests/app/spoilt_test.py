#!/usr/bin/env python3
"""Files that keep to the schema and make no sense: one value of a sweep.h5 at a time is replaced, and every command that reads
the file must do with it, or refuse it in one line. Exit code 77: h5py is missing."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from analyse_test import find_libraries

TEXTS = [b"", b"=cmd()", b"\n\x1b[31m", b"x" * 100_000]


def datasets(path):
    import h5py
    names = []
    with h5py.File(path, "r") as file:
        file.visititems(lambda name, thing: names.append(name) if isinstance(thing, h5py.Dataset) and thing.size else None)
    return names


def spoil(path, name, random):
    """Another value for one element; returns what was done."""
    import h5py
    import numpy
    with h5py.File(path, "r+") as file:
        values = file[name][:]
        flat = values.reshape(-1)
        at = random.integers(flat.size)
        if h5py.check_string_dtype(file[name].dtype):
            flat[at] = TEXTS[random.integers(len(TEXTS))]
        else:
            limits = numpy.iinfo(flat.dtype)
            flat[at] = [limits.min, limits.max, 0, 1, random.integers(min(limits.max, 10**6))][random.integers(5)]
        file[name][...] = flat.reshape(values.shape)
        return f"/{name}[{at}] = {str(flat[at])[:40]}"


def flaw(ran, command):
    """What is wrong with how a command ended; None where nothing is."""
    if ran.returncode not in (0, 2) and (ran.returncode != 1 or command != "diff"):
        return f"exit code {ran.returncode}"
    if ran.returncode == 2 and ran.stderr.count(b"\n") != 1:
        return "not one line"
    return "HDF5 speaks" if b"HDF5-DIAG" in ran.stderr else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--battalion", required=True)
    parser.add_argument("--source", required=True, type=Path, help="the checkout")
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    find_libraries()
    import numpy
    random = numpy.random.default_rng(options.seed)
    failures = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([options.battalion, "sweep", "--config", "jobs/demo.ini", "--out", str(folder / "out"), "--keep", "all",
                        "--cpu-limit", "20ms", "--validate", "text", "--progress", "none"], cwd=options.source, check=True,
                       capture_output=True)
        whole, file = str(folder / "out/sweep.h5"), str(folder / "spoilt.h5")
        names = datasets(whole)
        # The order of ids was once relied on; the others are drawn.
        for round_, dataset in enumerate(["tasks/id"] * 4 + list(random.choice(names, options.rounds))):
            shutil.copy(whole, file)
            done = spoil(file, dataset, random)
            for words in (["report", file], ["report", file, "--csv", str(folder / "csv"), "--all"],
                          ["report", file, "--html", str(folder / "page.html")], ["select", file],
                          ["submission", file, "--out", str(folder / "s.json")], ["diff", file, whole], ["diff", whole, file]):
                ran = subprocess.run([options.battalion, *words], capture_output=True, check=False)
                wrong = flaw(ran, words[0])
                if wrong:
                    failures += 1
                    print(f"spoilt_test: round {round_}, {done}: {words[0]}: {wrong}: {ran.stderr[:300]}", file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
