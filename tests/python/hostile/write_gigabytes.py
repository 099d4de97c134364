# expects: timeout
import os


def transform(grid):
    while True:
        os.write(1, b'x' * 1000000)
