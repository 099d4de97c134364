# expects: error PermissionError
import os
import time


def transform(grid):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(3600)
        os._exit(0)
    return grid
