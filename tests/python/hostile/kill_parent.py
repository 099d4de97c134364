# expects: answers | error PermissionError
import os
import signal


def transform(grid):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
        os.kill(os.getppid() or 1, number)
    return grid
