# expects: error PermissionError
import os


def transform(grid):
    os.execv('/bin/sh', ['sh', '-c', 'sleep 3600'])
