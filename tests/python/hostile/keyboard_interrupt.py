# expects: error KeyboardInterrupt
def transform(grid):
    raise KeyboardInterrupt
