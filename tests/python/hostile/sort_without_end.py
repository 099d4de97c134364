# expects: timeout cpu | memory
def transform(grid):
    while True:
        sorted(range(300000), key=lambda x: -x)
