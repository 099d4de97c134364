# expects: error PermissionError | error FileNotFoundError
import os


def transform(grid):
    with open('/proc/%d/mem' % os.getppid(), 'rb') as file:
        raise ValueError(file.read(10))
