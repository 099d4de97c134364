#!/usr/bin/env python3
"""Holds results/README.md against a sweep.h5 that Battalion's store wrote, reading it with h5py alone
(or with h5dump, where there is no h5py). Exit code 77: neither is there."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from fractions import Fraction

# Whole digests come again, and their bytes do not.
NOT_SHUFFLED = {"/scores/output_digest"}
TYPES = {"i8": "int8", "u8": "uint8", "u16": "uint16", "i32": "int32", "u32": "uint32", "i64": "int64",
         "u64": "uint64"}
SKIP = 77


def find_h5py():
    """The module, or None after trying another interpreter in place of this one."""
    try:
        import h5py
        return h5py
    except ImportError:
        pass
    other = "/usr/bin/python3"
    if os.environ.get("STORE_SCHEMA_RETRIED") or not os.path.exists(other):
        return None
    found = subprocess.run([other, "-c", "import h5py"], stderr=subprocess.DEVNULL, check=False)
    if found.returncode == 0:
        os.environ["STORE_SCHEMA_RETRIED"] = "1"
        os.execv(other, [other] + sys.argv)
    return None


def tables(readme):
    """(root attributes {name: type}, datasets {path: (type, shape, unit, meaning)}) as the page has them."""
    attributes, datasets = {}, {}
    with open(readme, encoding="utf-8") as page:
        for line in page:
            cells = [c.strip().strip("`") for c in line.strip().strip("|").split("|")]
            if line.startswith("| `/") and len(cells) == 5:
                datasets[cells[0]] = tuple(cells[1:])
            elif line.startswith("| `") and len(cells) == 3 and re.fullmatch(r"[iu]\d+|text( list)?", cells[1]):
                attributes[cells[0]] = cells[1]
    return attributes, datasets


class Report:
    def __init__(self):
        self.failures = 0

    def expect(self, good, text):
        if not good:
            self.failures += 1
            print("schema_test:", text, file=sys.stderr)


def check_attributes(report, h5py, file, expected):
    report.expect(set(file.attrs) == set(expected),
                  f"root attributes differ from the page: {set(file.attrs) ^ set(expected)}")
    for name, kind in expected.items():
        if name not in file.attrs:
            continue
        attribute = h5py.h5a.open(file.id, name.encode())
        if kind.startswith("text"):
            good = h5py.check_string_dtype(attribute.dtype) is not None
            good = good and len(attribute.shape) == (1 if kind.endswith("list") else 0)
        else:
            good = attribute.dtype == TYPES[kind] and attribute.shape == ()
        report.expect(good, f"root attribute {name} is {attribute.dtype} {attribute.shape}, not {kind}")


def check_datasets(report, h5py, file, expected):
    found = {}
    file.visititems(lambda path, o: found.update({"/" + path: o}) if isinstance(o, h5py.Dataset) else None)
    report.expect(set(found) == set(expected), f"datasets differ from the page: {set(found) ^ set(expected)}")
    for path, (kind, shape, unit, meaning) in expected.items():
        if path not in found:
            continue
        dataset = found[path]
        if kind == "text":
            info = h5py.check_string_dtype(dataset.dtype)
            good = info is not None and info.length is None and info.encoding == "utf-8"
        else:
            good = dataset.dtype == TYPES[kind]
        report.expect(good, f"{path} is {dataset.dtype}, not {kind}")
        report.expect(dataset.ndim == shape.count("["), f"{path} has {dataset.ndim} dimensions, not {shape}")
        report.expect(dataset.chunks and dataset.compression == "gzip", f"{path} is not chunked and deflated")
        report.expect(dataset.shuffle == (path not in NOT_SHUFFLED), f"{path}: shuffled is {dataset.shuffle}")
        for name, value in (("shape", shape), ("unit", unit), ("meaning", meaning)):
            report.expect(dataset.attrs.get(name) == value,
                          f"{path}: {name} is {dataset.attrs.get(name)!r}, the page says {value!r}")


def totals(file):
    """A, B, C from the file alone, as the page defines them."""
    outcome = file["/scores/outcome"][:] & 127
    right = file["/scores/cells_right"][:].astype("int64")
    digest = file["/programs/canonical_digest"][:]
    split = file["/samples/split"][:]
    task = file["/samples/task"][:]
    solved_all = tests_all = tasks_with_tests = c = 0
    b = Fraction(0)
    for t in range(len(file["/tasks/id"])):
        demos, tests = (task == t) & (split == 0), (task == t) & (split == 1)
        exact = (outcome[demos] == 1).sum(axis=0)
        cells = right[demos].sum(axis=0)
        paired = (outcome[demos] != 7).all(axis=0)
        order = sorted((p for p in range(outcome.shape[1]) if paired[p]),
                       key=lambda p: (-exact[p], -cells[p], p))
        chosen = []
        for p in order:
            if len(chosen) < 2 and all(digest[p] != digest[q] for q in chosen):
                chosen.append(p)
        rows = outcome[tests]
        solved = sum(1 for row in rows if any(row[p] == 1 for p in chosen))
        solved_all += solved
        tests_all += len(rows)
        if len(rows):
            tasks_with_tests += 1
            b += Fraction(solved, len(rows))
            c += solved == len(rows)
    return solved_all, tests_all, b / max(tasks_with_tests, 1), c


def check_contents(report, file, expected):
    samples, programs = len(file["/samples/task"]), len(file["/programs/name"])
    for name in ("outcome", "cells_right", "output_digest", "error"):
        report.expect(file["/scores/" + name].shape == (samples, programs), f"/scores/{name} has another shape")
    codes = [c if isinstance(c, str) else c.decode() for c in file["/scores/outcome"].attrs["codes"]]
    report.expect(codes == "pending exact wrong error timeout memory skipped unpaired".split(),
                  f"codes of /scores/outcome are {codes}")
    errors = file["/scores/error"][:]
    for row, count in enumerate(file["/errors/count"][:]):
        report.expect((errors == row + 1).sum() == count, f"/errors/count[{row}] is not what /scores/error holds")
    report.expect((file["/samples/cells"][:] == file["/samples/height"][:].astype("u4") * file["/samples/width"][:]).all(),
                  "/samples/cells is not height times width")
    outputs, cells = file["/outputs"], 0
    for h, w, offset in zip(outputs["height"][:], outputs["width"][:], outputs["offset"][:]):
        report.expect(offset == cells, "/outputs/offset does not run through /outputs/cells")
        cells += int(h) * int(w)
    report.expect(cells == len(outputs["cells"]) and cells > 0, "/outputs/cells has another size")
    solved, tests, b, c = totals(file)
    report.expect(f"{solved}/{tests} {b} {c}" == expected,
                  f"totals are {solved}/{tests} {b} {c}, the writer says {expected}")


def check_with_h5dump(report, path, datasets):
    """Names, types and attributes only."""
    text = subprocess.run(["h5dump", "-n", "1", path], capture_output=True, text=True, check=True).stdout
    found = set(re.findall(r"^ dataset +(/\S+)$", text, re.M))
    report.expect(found == set(datasets), f"datasets differ from the page: {found ^ set(datasets)}")
    for name in found & set(datasets):
        kind, shape = datasets[name][:2]
        header = subprocess.run(["h5dump", "-H", "-d", name, path], capture_output=True, text=True, check=True).stdout
        wanted = "H5T_STRING" if kind == "text" else f"H5T_STD_{kind.upper()}LE"
        report.expect(re.search(r"DATATYPE +" + wanted, header), f"{name} is not {kind}")
        space = re.search(r"DATASPACE +SIMPLE \{ \( ([^)]*) \)", header)
        report.expect(space and len(space.group(1).split(",")) == shape.count("["), f"{name} is not {shape}")
        for attribute in ("shape", "unit", "meaning"):
            report.expect(f'ATTRIBUTE "{attribute}"' in header, f"{name} has no attribute {attribute}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--writer", required=True, help="program that writes a sweep into a folder")
    parser.add_argument("--readme", required=True, help="results/README.md")
    options = parser.parse_args()
    h5py = find_h5py()
    if h5py is None and shutil.which("h5dump") is None:
        print("schema_test: skipped: neither h5py nor h5dump is installed")
        return SKIP
    attributes, datasets = tables(options.readme)
    report = Report()
    report.expect(len(datasets) > 50 and len(attributes) > 10, "the page's tables could not be read")
    with tempfile.TemporaryDirectory() as folder:
        written = subprocess.run([options.writer, folder], capture_output=True, text=True, check=False)
        report.expect(written.returncode == 0 and not written.stderr, f"the writer failed: {written.stderr}")
        path = os.path.join(folder, "sweep.h5")
        if h5py is None:
            check_with_h5dump(report, path, datasets)
        else:
            with h5py.File(path, "r") as file:
                check_attributes(report, h5py, file, attributes)
                check_datasets(report, h5py, file, datasets)
                check_contents(report, file, written.stdout.strip())
    print(f"schema_test: {len(datasets)} datasets, {len(attributes)} root attributes, "
          f"read with {'h5py' if h5py else 'h5dump'}: {report.failures} failures")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
