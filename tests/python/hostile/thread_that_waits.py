# expects: answers
import threading


def transform(grid):
    threading.Thread(target=threading.Event().wait).start()
    return grid
