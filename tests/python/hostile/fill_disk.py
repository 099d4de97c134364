# expects: error OSError
# without namespaces: error FileNotFoundError
import os
import tempfile


def transform(grid):
    for n in range(10 ** 6):
        with open(os.path.join(tempfile.gettempdir(), str(n)), 'wb') as file:
            file.write(b'x' * 1000000)
    return grid
