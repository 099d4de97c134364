# expects: error PermissionError
import subprocess


def transform(grid):
    subprocess.run(['sleep', '3600'])
    return grid
