# expects: timeout
def transform(grid):
    while True:
        print('x' * 100000)
