# expects: answers
# without namespaces: error FileNotFoundError
import os
import tempfile


def transform(grid):
    folder = os.path.join(tempfile.gettempdir(), 'a')
    if os.path.exists(folder):
        return [[9]]
    os.makedirs(os.path.join(folder, 'b'))
    with open(os.path.join(folder, 'b', 'c'), 'w') as file:
        file.write('x')
    os.chmod(folder, 0)
    return grid if os.getpid() else None
