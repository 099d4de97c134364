# expects: error Exit
import os


def transform(grid):
    os.closerange(0, 4096)
    return grid
