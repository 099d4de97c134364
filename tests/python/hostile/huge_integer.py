# expects: wrong a colour
def transform(grid):
    return [[10 ** 4000]]
