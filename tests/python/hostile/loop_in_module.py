# expects: timeout cpu
while True:
    pass


def transform(grid):
    return grid
