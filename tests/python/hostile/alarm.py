# expects: error | timeout | answers
import signal

signal.signal(signal.SIGALRM, lambda *_: 1 / 0)
signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)


def transform(grid):
    while True:
        pass
