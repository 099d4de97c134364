# expects: error FileNotFoundError | error PermissionError
import os


def transform(grid):
    raise ValueError(os.listdir('@SECRET@'))
