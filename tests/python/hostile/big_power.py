# expects: timeout cpu | memory
def transform(grid):
    return [[9 ** 9 ** 9 % 10]]
