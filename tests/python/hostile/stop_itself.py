# expects: timeout wall
# without namespaces: error PermissionError
import os
import signal


def transform(grid):
    os.kill(os.getpid(), signal.SIGSTOP)
    return grid
