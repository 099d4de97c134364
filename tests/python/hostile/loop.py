# expects: timeout cpu
def transform(grid):
    while True:
        pass
