# expects: error RuntimeError | memory | timeout
import threading


def transform(grid):
    threads = []
    for _ in range(100000):
        threads.append(threading.Thread(target=threading.Event().wait, daemon=True))
        threads[-1].start()
    return grid
