# expects: error OSError
import os


def transform(grid):
    os.memfd_create('x')
    return grid
