# expects: error OSError | memory
import mmap


def transform(grid):
    mmap.mmap(-1, 10 ** 11)
    return grid
