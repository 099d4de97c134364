# expects: timeout cpu
class Spinner:
    def __del__(self):
        while True:
            pass


def transform(grid):
    Spinner()
    return grid
