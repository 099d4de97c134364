#!/usr/bin/env python3
"""Checks that knowledge points down: which folder may include which, and who may name MPI, HDF5, Boost, CUDA.

    tests/layering.py [ROOT]    ROOT is the checkout, by default the one that holds this script

Exits with 0 where all holds, 1 where an include points up, 2 where there was nothing to check.
"""

import re
import sys
from pathlib import Path

# What each part knows directly; what those know, it may know too. From the bottom up.
KNOWS = {
    "base": [],
    "arc": ["base"],
    "dsl": ["arc"],
    "battery": ["dsl"],
    "kernels": ["base"],
    "lower": ["dsl", "kernels"],
    "exec": ["base"],
    "score": ["battery", "lower", "exec"],
    "python": ["score"],
    "sched": ["base"],
    "comm": ["base"],
    "store": ["arc", "score/result.hpp"],  # of score the result types alone
    "report": ["store"],
    "app": ["battery", "comm", "python", "report", "sched", "score"],
}

# (what, include as a pattern, who may name it as a pattern of the file's path, said in words)
OUTSIDERS = [
    ("MPI", r"mpi(-ext)?\.h", r"src/comm/.*", "src/comm"),
    ("HDF5", r"(H5\w*|hdf5\w*)\.h", r"src/store/.*\.cpp", "the .cpp files of src/store"),
    ("libdeflate", r"libdeflate\.h", r"src/store/.*\.cpp", "the .cpp files of src/store"),
    ("Boost", r"boost/.*", r"src/app/.*", "src/app"),
    ("CUDA", r"(cuda|cub|nvml|nvrtc|nvtx|thrust|cooperative_groups|device_launch_parameters).*", r"kernels/.*",
     "kernels"),
    ("Highway", r"hwy/.*", r"kernels/.*", "kernels"),
]

SUFFIXES = (".hpp", ".cpp", ".h", ".cu", ".cuh", ".def", ".hpp.in", ".cpp.in")
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def known_to(part):
    """All that `part` may include: parts, and single headers as "part/file"."""
    known, todo = {part}, list(KNOWS[part])
    while todo:
        thing = todo.pop()
        if thing not in known:
            known.add(thing)
            todo += KNOWS.get(thing, [])
    return known


def part_of(path):
    """The part that a file of src/ or kernels/ belongs to; None where it is a file beside the parts."""
    if path.parts[0] == "kernels":
        return "kernels"
    return path.parts[1] if len(path.parts) > 2 else None


def check_own(path, line, header, problems):
    """An include in quotes: one of ours."""
    part, target = part_of(path), header.split("/")[0]
    if part is None:
        return
    if part not in KNOWS:
        problems.append(f"{path}: the folder {part} has no place in the list of parts (see KNOWS)")
    elif target not in KNOWS or "/" not in header:
        problems.append(f'{path}:{line}: "{header}" is not written as "part/file"')
    elif not {target, header} & known_to(part):
        problems.append(f'{path}:{line}: {part} may not know "{header}" (the arrow points up)')


def check_outsider(path, line, header, problems):
    for name, pattern, allowed, words in OUTSIDERS:
        if re.fullmatch(pattern, header) and not re.fullmatch(allowed, path.as_posix()):
            problems.append(f"{path}:{line}: <{header}> ({name} is named in {words} only)")


def files_under(root, folder):
    return sorted(p for p in (root / folder).rglob("*") if p.name.endswith(SUFFIXES) and p.is_file())


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    files, includes, problems, parts = 0, 0, [], set()
    for folder in ("src", "kernels", "tests"):
        for file in files_under(root, folder):
            path = file.relative_to(root)
            files += folder != "tests"
            if path.suffix in (".cu", ".cuh") and folder != "kernels":
                problems.append(f"{path}: a CUDA source (these are in kernels only)")
            for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                found = INCLUDE.match(text)
                if not found:
                    continue
                includes += 1
                own, other = found.groups()
                check_outsider(path, number, own or other, problems)
                if own and folder != "tests":
                    check_own(path, number, own, problems)
            if folder != "tests" and part_of(path):
                parts.add(part_of(path))
    for problem in problems:
        print(problem)
    print(f"layering: {files} files, {includes} includes in {', '.join(p for p in KNOWS if p in parts)}: "
          f"{len(problems)} problems")
    if files == 0 or includes == 0:
        print(f"layering: nothing to check under {root}")
        return 2
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
