# expects: memory
def transform(grid):
    bytearray(10 ** 11)
    return grid
