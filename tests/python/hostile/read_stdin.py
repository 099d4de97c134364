# expects: error EOFError
def transform(grid):
    input()
    return grid
