# expects: error Exit: it ended its process with status 3
import os


def transform(grid):
    os._exit(3)
