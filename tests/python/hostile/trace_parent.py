# expects: error PermissionError
import ctypes


def transform(grid):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16, 1, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), 'ptrace')
    return grid
