# expects: error Signal: SIGABRT
# without namespaces: error Signal: SIGSEGV
import os


def transform(grid):
    os.abort()
