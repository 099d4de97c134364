# expects: wrong no grid but a
def transform(grid):
    import itertools
    return itertools.count()
