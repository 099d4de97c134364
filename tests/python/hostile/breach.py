# expects: error Breach
import os


def transform(grid):
    for fd in range(3, 64):
        try:
            os.write(fd, b'\xff' * 64)
        except OSError:
            pass
    return grid
