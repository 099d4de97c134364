# expects: error RecursionError
def transform(grid):
    return transform(grid)
