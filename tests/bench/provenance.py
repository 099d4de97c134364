"""Where and of what a benchmark's record comes: date, commit, machine."""

import datetime
import os
import pathlib
import platform
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def output_of(command):
    """What a command prints, from the project's root; empty where it fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def cpu_model():
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def provenance():
    """To be asked before the benchmark runs, which loads the machine and writes into the checkout."""
    return {"date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "commit": output_of(["git", "rev-parse", "HEAD"]),
            "dirty": bool(output_of(["git", "status", "--porcelain", "--untracked-files=no"])),
            "machine": {"cpu": cpu_model(), "cores": os.cpu_count(), "cores_usable": len(os.sched_getaffinity(0)),
                        "system": platform.platform(), "load_before": os.getloadavg()[0]}}
