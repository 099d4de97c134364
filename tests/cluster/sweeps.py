"""What the tests under a real launcher share: starting a sweep of the demo, and reading what it wrote."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIP = 77
ON_DISK = re.compile(r"battalion: (\d+) of (\d+) units are on disk")
# What may differ between two sweeps of the same: when, where and on what it ran.
FREE_GROUPS = ("timings", "ranks")
FREE_COLUMNS = ("wall_ns", "cpu_ns", "worst_cpu_ns")
FREE_ATTRIBUTES = ("started_ns", "finished_ns", "manifest_digest", "hosts", "devices", "configuration")



def find_h5py():
    """The module; None, having said so, where no interpreter here has it."""
    try:
        import h5py
        return h5py
    except ImportError:
        pass
    other = "/usr/bin/python3"
    if "CLUSTER_TEST_RETRIED" not in os.environ and os.path.exists(other) and \
            subprocess.run([other, "-c", "import h5py"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
        os.environ["CLUSTER_TEST_RETRIED"] = "1"
        os.execv(other, [other] + sys.argv)
    say("skipped: there is no h5py (python3-h5py)")
    return None


def add_arguments(parser):
    parser.add_argument("--step-limit", type=int, default=20_000_000)
    parser.add_argument("--battalion", default=str(ROOT / "build/battalion"))
    parser.add_argument("--mpirun", default="mpirun")


def say(text):
    print(text, file=sys.stderr, flush=True)


class Sweep:
    """One start of the sweep, in a job of its own."""

    def __init__(self, args, out, ranks, resume, *more, times=1, exports=()):
        """exports: "NAME=value" for the environment of the ranks, not of mpirun."""
        env = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
        env.pop("SLURM_RESTART_COUNT", None)
        launcher = args.mpirun if isinstance(args.mpirun, list) else [args.mpirun]
        words = [*launcher, "--oversubscribe", "--bind-to", "none", "-n", str(ranks),
                 *(word for export in exports for word in ("-x", export)), args.battalion, "sweep",
                 "--tasks", str(ROOT / "jobs/demo/tasks"), "--programs", str(ROOT / "jobs/demo/programs"),
                 "--pairing", "own", "--validate", "text", "--cpu-limit", "0", "--wall-limit", "0",
                 "--step-limit", str(times * args.step_limit), "--keep", "all", "--write-every", "20ms", "--grace", "1s",
                 "--progress", "none", "--out", str(out), *more] + (["--resume"] if resume else [])
        self.launcher_hung = False
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=env)

    def wait_until(self, holds):
        """True once holds(); False where the job ended before."""
        while self.process.poll() is None:
            if holds():
                return True
            time.sleep(0.002)
        return False

    def ranks(self):
        """Process ids of the ranks: children of mpirun."""
        found = []
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rsplit(")", 1)[1].split()
            except (OSError, IndexError):
                continue
            if int(fields[1]) == self.process.pid and fields[0] != "Z":
                found.append(int(stat.parent.name))
        return found

    def kill(self, random_):
        """Kills a part of it; returns which, or None where it had ended already."""
        ranks = self.ranks()
        what = random_.choice(("rank", "mpirun", "all"))
        victims = {"rank": [random_.choice(ranks)] if ranks else [], "mpirun": [self.process.pid],
                   "all": ranks + [self.process.pid]}[what]
        if self.process.poll() is not None or not victims:
            return None
        for pid in victims:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            # A rank that is killed while they find each other can leave Open MPI's mpirun hanging for ever.
            self.process.kill()
            self.process.wait()
            self.launcher_hung = True
        # Whoever has lost its launcher ends by itself; a writer that is late is none of this test's.
        end = time.monotonic() + 30
        while any(alive(pid) for pid in ranks):
            if time.monotonic() > end:
                for pid in ranks:
                    if alive(pid):
                        os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)
        return what

    def end(self):
        """Whatever is left of it."""
        if self.process.poll() is None:
            for pid in [*self.ranks(), self.process.pid]:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            self.process.wait()

    def said(self):
        self.log.seek(0)
        return self.log.read()


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (OSError, IndexError):
        return False


def segments(h5py, out):
    """{file: its units}"""
    found = {}
    for path in sorted((out / "segments").glob("rank-*.h5")):
        with h5py.File(path) as f:
            found[path.name] = [int(u) for u in f["unit/id"][:]] if f["unit/id"].shape else []
    return found


def content(h5py, path):
    """All of a results file that must not depend on what happened on the way."""
    found = {}
    with h5py.File(path) as f:
        for name, value in f.attrs.items():
            if name not in FREE_ATTRIBUTES:
                found["@" + name] = value.tolist() if hasattr(value, "tolist") else value

        def visit(name, thing):
            if isinstance(thing, h5py.Dataset) and name.split("/")[0] not in FREE_GROUPS and \
                    name.split("/")[-1] not in FREE_COLUMNS:
                found[name] = (thing.dtype.str, thing.shape, thing[()].tolist())
        f.visititems(visit)
    return found
