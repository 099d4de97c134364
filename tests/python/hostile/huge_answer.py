# expects: wrong larger than 30x30
def transform(grid):
    return [[0] * 10000] * 1000
