# expects: timeout cpu
import time

time.process_time_ns = time.perf_counter = time.time = lambda: 0


def transform(grid):
    while True:
        pass
