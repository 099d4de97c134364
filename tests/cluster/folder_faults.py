"""What can happen to the folder that a sweep writes into: its disk fills, becomes read-only, is gone for a while.

Each fault: inject(), then heal(); what the sweep says of it, and with what it ends if it does not pass. Those of a disk
need the right to mount, which in_own_mounts() gets where it can.
"""

import os
import pathlib
import subprocess
import sys
import time

from sweeps import say

OWN_MOUNTS = "FAULTS_TEST_OWN_MOUNTS"


def in_own_mounts():
    """Goes on as a process whose mounts are nobody else's, and are gone with it; says so where that is not allowed."""
    if OWN_MOUNTS in os.environ:
        return
    for unshare in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"]):
        try:
            allowed = subprocess.run([*unshare, "sh", "-c", "mount -t tmpfs none /tmp"], stderr=subprocess.DEVNULL,
                                     check=False).returncode == 0
        except OSError:
            break
        if allowed:
            os.environ[OWN_MOUNTS] = "yes"
            os.execvp(unshare[0], [*unshare, sys.executable, *sys.argv])
    say("SKIPPED: a disk that fills or becomes read-only (no right to mount a tmpfs)")


class Disk:
    """A small one of its own, with the sweep's folder on it."""

    needs_mounts = True
    status = 75

    def __init__(self, folder):
        self.disk = folder / "disk"
        self.disk.mkdir()
        self.mount("-t", "tmpfs", "-o", "size=8m", "battalion-test")
        self.out = self.disk / "out"

    def mount(self, *words):
        done = subprocess.run(["mount", *words, str(self.disk)], stderr=subprocess.PIPE, text=True, check=False)
        return done.stderr if done.returncode != 0 else ""

    def remove(self):
        subprocess.run(["umount", "--lazy", str(self.disk)], check=False)


class FullDisk(Disk):
    name, says = "full_disk", "No space left on device"

    def inject(self):
        with open(self.disk / "filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass

    def heal(self):
        (self.disk / "filler").unlink()


class ReadOnly(Disk):
    """A chmod would not do: root writes all the same."""

    name, says = "read_only", "Read-only file system"

    def inject(self):
        # Refused as long as a rank has a file open to write: tried again at once.
        end = time.monotonic() + 20
        while problem := self.mount("-o", "remount,ro"):
            if time.monotonic() > end:
                raise OSError(problem)

    def heal(self):
        self.mount("-o", "remount,rw")


class Vanished:
    """As where a file system is unmounted, or somebody moves the folder."""

    name, says = "vanished_folder", "No such file or directory"
    needs_mounts = False
    status = 1  # there is nothing to resume, unless the folder comes back

    def __init__(self, folder):
        self.out = folder / "out"
        self.away = folder / "elsewhere"

    def inject(self):
        self.out.rename(self.away)

    def heal(self):
        if self.out.exists():
            raise OSError(f"{self.out} was made again: {sorted(map(str, pathlib.Path(self.out).rglob('*')))}")
        self.away.rename(self.out)

    def remove(self):
        pass


FOLDER_FAULTS = (FullDisk, ReadOnly, Vanished)
