# expects: memory | error Signal | timeout cpu
import sys

sys.setrecursionlimit(10 ** 9)


def transform(grid):
    return [transform(grid)]
