# expects: error PermissionError
import time


def transform(grid):
    time.clock_settime(time.CLOCK_REALTIME, 0)
    return grid
