# expects: answers
import threading


def spin():
    while True:
        pass


def transform(grid):
    threading.Thread(target=spin, daemon=True).start()
    return grid
