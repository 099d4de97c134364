# expects: error PermissionError
import os


def transform(grid):
    while True:
        os.fork()
