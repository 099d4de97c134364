"""Runs a command and says what it took; reads what a sweep says of itself."""

import collections
import json
import os
import subprocess
import tempfile
import time


class BadInput(Exception):
    pass


Ran = collections.namedtuple("Ran", "seconds cpu memory")


def run(command):
    """Seconds by the wall clock and of CPU, and the most bytes of memory that it held. Throws BadInput with what it said where it fails."""
    with tempfile.TemporaryFile("w+") as log:
        start = time.monotonic()
        child = subprocess.Popen([str(word) for word in command], stdout=log, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            log.seek(0)
            raise BadInput(f"{command[0]} {command[1]} ended with exit status {child.returncode}:\n{log.read()}")
    return Ran(seconds, usage.ru_utime + usage.ru_stime, 1024 * usage.ru_maxrss)


def summary_of(battalion, file):
    """A sweep's summary, as `report --json` gives it."""
    done = subprocess.run([str(battalion), "report", str(file), "--json"], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)
