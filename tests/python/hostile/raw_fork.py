# expects: error RuntimeError
import ctypes


def transform(grid):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(57 if ctypes.sizeof(ctypes.c_long) == 8 else 2) == 0:
        while True:
            pass
    if ctypes.get_errno() == 1:
        raise RuntimeError('not permitted')
    return grid
