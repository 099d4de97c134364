# expects: error Signal: SIGSEGV
import ctypes


def transform(grid):
    ctypes.string_at(0)
    return grid
