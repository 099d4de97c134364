# expects: timeout wall
import time


def transform(grid):
    time.sleep(3600)
    return grid
