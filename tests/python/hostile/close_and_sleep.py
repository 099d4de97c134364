# expects: error Exit
import os
import time


def transform(grid):
    os.closerange(0, 4096)
    time.sleep(3600)
    return grid
