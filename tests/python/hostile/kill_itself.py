# expects: error Exit
# without namespaces: error PermissionError
import os
import signal


def transform(grid):
    os.kill(os.getpid(), signal.SIGKILL)
    return grid
