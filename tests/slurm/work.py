"""What the sweeps of these tests score, how they are submitted, and when two of their files are equal."""

import argparse
import functools
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time

from cluster import Cluster, NoCluster, until

SKIP = 77
ROOT = pathlib.Path(__file__).resolve().parents[2]

# Runs until its limit on steps: each line doubles the calls.
ENDLESS = ["compose(decrement, increment)"] + [f"compose(x{i}, x{i})" for i in range(1, 40)]


def endless(name, start):
    lines = [f"    x{i + 1} = {text}" for i, text in enumerate(ENDLESS)]
    return "\n".join([f"def {name}(I):", *lines, f"    x41 = x40({start})", "    O = canvas(x41, UNITY)", "    return O"])


@functools.cache
def steps_a_second(battalion):
    """Of CPU time, of the endless program."""
    with tempfile.TemporaryDirectory() as folder:
        steps = 40_000_000
        ini = write_work(pathlib.Path(folder) / "work", tasks=1, steps=steps)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([battalion, "sweep", "--config", ini, "--progress", "none"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return 3 * steps / seconds


def write_work(folder, tasks, steps):
    """A right, a wrong and an endless program for each task. Only steps end a program, so that the verdicts are the same
    on a machine that has other things to do, and with any number of steps above a thousand. A unit is a task: three
    samples. Returns the .ini."""
    folder.mkdir()
    (folder / "tasks").mkdir()
    programs = []
    for t in range(tasks):
        def pair(n):
            grid = [[(t + n + r * c) % 10 for c in range(3 + n)] for r in range(3)]
            return {"input": grid, "output": grid}
        task = {"train": [pair(0), pair(1)], "test": [pair(2)]}
        (folder / "tasks" / f"t{t:03}.json").write_text(json.dumps(task))
        programs.append(f"def solve_t{t:03}(I):\n    x1 = hmirror(I)\n    O = hmirror(x1)\n    return O")
        programs.append(f"def solve_wrong_t{t:03}(I):\n    O = vmirror(I)\n    return O")
        programs.append(endless(f"solve_endless_t{t:03}", "ONE" if t % 2 else "TWO"))
    (folder / "programs.py").write_text("\n\n\n".join(programs) + "\n")
    (folder / "sweep.ini").write_text(
        f"tasks = {folder}/tasks\nprograms = {folder}/programs.py\nout = {folder}/out\nstep-limit = {steps}\n"
        "cpu-limit = none\nwall-limit = none\nvalidate = text\nwrite-every = 500ms\nprogress = plain\nkeep = all\n")
    return folder / "sweep.ini"


class Lab:
    """A cluster, and a folder to submit from: the batch scripts of this checkout, a program that says where it runs."""

    def __init__(self, battalion, **cluster):
        self.battalion = battalion
        self.cluster = Cluster(**cluster)

    def __enter__(self):
        self.cluster.__enter__()
        self.folder = self.cluster.root / "checkout"
        self.folder.mkdir()
        (self.folder / "slurm").symlink_to(ROOT / "slurm")
        self.program = self.folder / "said_where"
        self.program.write_text(
            "#!/bin/sh\n"
            'echo "rank ${SLURM_PROCID:--}/${OMPI_COMM_WORLD_RANK:--} of ${SLURMD_NODENAME:--} sees'
            ' ${CUDA_VISIBLE_DEVICES-unset}"\n'
            f'exec {self.battalion} "$@"\n')
        self.program.chmod(0o755)
        return self

    def __exit__(self, *_):
        self.cluster.__exit__()

    def sbatch(self, script, *arguments, options=(), **env):
        return self.cluster.submit("-o", self.folder / "%x-%j.log", *options, f"slurm/{script}", *arguments,
                                   cwd=self.folder, BATTALION_BIN=str(self.program), **env)

    def log(self, job, name="battalion"):
        path = self.folder / f"{name}-{job.number}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def make_work(self, name, tasks, cpu_seconds):
        """A sweep that takes about so much CPU time on all its ranks together. Returns its .ini and its folder OUT."""
        steps = max(2000, int(steps_a_second(self.battalion) * cpu_seconds / (3 * tasks)))
        ini = write_work(self.folder / name, tasks, steps)
        return ini, ini.parent / "out"

    def segments(self, out):
        return len(list((out / "segments").glob("rank-*.h5")))

    def nodes_of(self, job):
        return self.cluster.call("scontrol", "show", "hostnames", job.facts()["NodeList"]).split()

    def wait_midst(self, job, out, segments=1):
        """Until the job scores; with so many segments on disk."""
        def begun():
            state = job.state()
            assert state in ("PENDING", "CONFIGURING", "RUNNING"), f"{state} before it could be disturbed\n{self.log(job)}"
            return self.segments(out) >= segments
        until(f"job {job.number} in the midst of it, {segments} segments", begun, 90)

    def run(self, *arguments):
        """Battalion itself, here, outside of Slurm. Returns what it prints."""
        done = subprocess.run([self.battalion, *map(str, arguments)], check=False, text=True, capture_output=True,
                              timeout=120)
        if done.returncode != 0:
            raise AssertionError(f"battalion {' '.join(map(str, arguments))}: status {done.returncode}\n{done.stderr}")
        return done.stdout

    def reference(self, ini):
        """The same sweep undisturbed, and quick: with fewer steps the endless programs come to the same."""
        out = ini.parent / "reference"
        self.run("sweep", "--config", ini, "--out", out, "--step-limit", "1000", "--progress", "none")
        return out / "sweep.h5"


def find_h5py():
    """The module; where this Python has none, the system's takes over this test."""
    try:
        import h5py
        return h5py
    except ImportError:
        if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
            os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
        raise NoCluster("no h5py to read results with (package python3-h5py)") from None


# Of a final file, all but timings and ranks, and what tells one run from another.
UNEQUAL = ("timings", "ranks", "configuration", "programs/check/wall_ns", "programs/check/cpu_ns",
           "programs/check/worst_cpu_ns")
UNEQUAL_ATTRIBUTES = ("configuration", "manifest_digest", "hosts", "devices", "started_ns", "finished_ns", "units")


def contents(path):
    h5py = find_h5py()
    found = {}
    with h5py.File(path, "r") as file:
        for name, value in file.attrs.items():
            if name not in UNEQUAL_ATTRIBUTES:
                found["@" + name] = value.tolist() if hasattr(value, "tolist") else value

        def add(name, item):
            if isinstance(item, h5py.Dataset) and not name.startswith(UNEQUAL):
                found[name] = (str(item.dtype), item[()].tolist())
        file.visititems(add)
    return found


def assert_equal_results(path, reference):
    a, b = contents(path), contents(reference)
    assert a["@missing_units"] == 0, f"{path}: {a['@missing_units']} units are missing"
    assert "scores/outcome" in a and len(a) > 30, f"{path}: only {sorted(a)}"
    different = sorted(name for name in a.keys() | b.keys() if a.get(name) != b.get(name))
    assert not different, f"{path} and {reference} differ in {', '.join(different)}"


def assert_resumed(lab, job, starts=1):
    """As often as that it went on, with something and not all on disk."""
    found = re.findall(r"battalion: (\d+) of (\d+) units are on disk, scoring the rest", lab.log(job))
    assert len(found) == starts and all(0 < int(done) < int(all_) for done, all_ in found), lab.log(job)


def assert_done(lab, job, state, out, reference):
    assert state == "COMPLETED", f"job {job.number}: {state}\n{lab.log(job)}"
    assert_equal_results(out / "sweep.h5", reference)


def rank_table(path):
    """[(rank, device)]"""
    with find_h5py().File(path, "r") as file:
        return list(zip(file["ranks/rank"][()].tolist(), [d.decode() for d in file["ranks/device"][()]]))


def main(*tests, **cluster):
    """Runs the tests on one cluster. Without one they are skipped, aloud; in CI that is a failure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("battalion", type=pathlib.Path)
    battalion = parser.parse_args().battalion.resolve()
    for told in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, lambda number, _: sys.exit(128 + number))  # by way of the cluster's end
    try:
        find_h5py()
        lab = Lab(battalion, **cluster)
        with lab:
            for test in tests:
                start = time.monotonic()
                try:
                    test(lab)
                except BaseException:
                    print(f"FAILED {test.__name__} after {time.monotonic() - start:.1f} s\n{lab.cluster.logs()}")
                    for log in sorted(lab.folder.glob("*.log")):
                        print(f"--- {log.name}\n{log.read_text(errors='replace')}")
                    raise
                print(f"passed {test.__name__} in {time.monotonic() - start:.1f} s", flush=True)
    except NoCluster as why:
        if os.environ.get("CI"):
            sys.exit(f"FAILED: no Slurm to test on: {why}; in CI that is no reason to skip")
        print(f"SKIPPED: no Slurm to test on: {why}")
        sys.exit(SKIP)
