# expects: wrong no grid but a generator
def transform(grid):
    yield from grid
