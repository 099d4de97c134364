# expects: wrong a cell
def transform(grid):
    value = []
    value.append(value)
    return value
