# expects: error ValueError
import resource


def transform(grid):
    resource.setrlimit(resource.RLIMIT_AS, (1 << 60, 1 << 60))
    return grid
