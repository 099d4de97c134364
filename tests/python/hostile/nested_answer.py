# expects: wrong a cell
def transform(grid):
    value = []
    for _ in range(100000):
        value = [value]
    return [value]
